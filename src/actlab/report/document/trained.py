"""The activation that a study trained, found again by its content: never by its name alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from actlab.errors import ActlabError
from actlab.functions.find import Library, known
from actlab.functions.formula import parse
from actlab.functions.record import Activation, Parsed
from actlab.functions.records import Reference
from actlab.studies.arm_records import ArmRecord
from actlab.studies.recorded import recorded


def trained(arm: ArmRecord, reference: Reference | None = None) -> Activation | None:
    """Return the activation of an arm, whose digest is that of what was trained; None where there is none here.

    None for a function in Python, of which a plan keeps no more than the digest, and for a formula that this version
    reads otherwise. What the catalogue has under that name today is taken only where its content is the same.
    """
    for found in _candidates(arm):
        with suppress(ActlabError):
            if found.digest == arm.digest:
                return found if found.reference or not reference else replace(found, reference=reference)
    return None


def _candidates(arm: ArmRecord) -> Iterator[Activation]:
    """Yield what an arm may be: the catalogue's of that name, its formula, its formula with the catalogue's names."""
    if not arm.formula:
        return
    values = {parameter.name: parameter.value for parameter in arm.parameters}
    learn = {parameter.name: parameter.learn for parameter in arm.parameters}
    meant = known(arm.name.partition("(")[0].partition(";")[0].strip())
    if meant and not meant.source and meant.values.keys() == values.keys():
        changed = (replace(p, value=values[p.name], learn=learn[p.name]) for p in meant.parameters)
        yield replace(meant, parameters=tuple(changed))
    found = recorded(arm)
    yield found
    with suppress(ActlabError):
        tree = parse(arm.formula, ["x", *values], Library())
        yield replace(found, parsed=Parsed(arm.formula, tree))
