"""What stands after the # of the page's address: which room is opened, with which activations.

Follows web/src/play/link.ts and the records of the rooms there.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from actlab.errors import InvalidInput
from actlab.functions.arms import Arm, arms
from actlab.functions.find import several
from actlab.functions.layered import Layered, activations
from actlab.functions.names import true_name
from actlab.words import _

MOST = 6  # activations in a race, and formulas in the function room


def link(specs: Sequence[str]) -> str:
    """Return the fragment for activations: one is shown by itself, several race; empty for none.

    Raises InvalidInput for what cannot be read, for a function in Python, which no page can compute, for layers, and
    for too many.

    >>> link(["elu(alpha=0.5)"]), link(["relu", "wave=sin(x)"]), link([])
    ('#function&f=elu%28alpha%3D0.5%29', '#race&a=relu&a=sin%28x%29', '')
    """
    found = arms(specs)
    if len(found) > MOST:
        text = _("the page shows at most {most} activations, and these are {n}.")
        raise InvalidInput(text.format(most=MOST, n=len(found)))
    room, key = ("function", "f") if len(found) == 1 else ("race", "a")
    pairs = [f"&{key}={quote(_formula(arm), safe='')}" for arm in found]
    return "".join(["#", room, *pairs]) if pairs else ""


def _formula(arm: Arm) -> str:
    """Return an activation as the page reads it, where a name of one's own means nothing."""
    if isinstance(arm.activation, Layered):
        raise several(str(arm.activation), map(true_name, activations(arm.activation)))
    if arm.activation.source:
        text = _("{name} is a function in Python, and the page computes formulas only.")
        raise InvalidInput(text.format(name=arm.name), "activations", "'x*tanh(softplus(x))'")
    return arm.spec
