"""What an activation is called where nobody chose a name: never by the name of something that it is not."""

from __future__ import annotations

from dataclasses import replace

from actlab.functions.find import known
from actlab.functions.record import Activation


def true_name(found: Activation) -> str:
    """Return what a record is called where it does not pass for something that it is not.

    >>> from actlab.functions.find import find
    >>> true_name(find("elu(alpha=0.5)")), true_name(replace(find("relu"), formula="max(x, 1)"))
    ('elu(alpha=0.5)', 'relu (edited)')
    """
    if found.source:
        if found.name == "<lambda>":
            return "lambda"
        return f"{found.name} (yours)" if known(found.name) and not _is_known(found) else found.name
    return str(found) if _is_known(found) or not known(found.name) else f"{found} (edited)"


def _is_known(found: Activation) -> bool:
    """Return whether a record is what its name says, at some values of its parameters."""
    meant = known(found.name)
    if meant is None or [p.name for p in meant.parameters] != [p.name for p in found.parameters]:
        return False
    return replace(meant, parameters=found.parameters, gate=found.gate) == found
