"""The activations of a stored plan, to be trained on: from their formulas, or from the file of a function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from actlab.errors import ActlabError, InvalidInput
from actlab.functions.arms import Arm, arms
from actlab.functions.find import is_file
from actlab.functions.layered import Layered, activations
from actlab.functions.record import Activation
from actlab.studies.arm_records import ArmRecord, PlannedArm
from actlab.studies.recorded import recorded
from actlab.studies.setup import Setup
from actlab.words import _


def arms_of(setup: Setup) -> tuple[Arm, ...]:
    """Return the arms of a stored study.

    Raises InvalidInput for one that is not to be had again as it was.
    """
    return tuple(_arm(record, setup.places) for record in setup.plan.arms)


def _arm(record: PlannedArm, places: Mapping[str, str]) -> Arm:
    if isinstance(record, ArmRecord):
        words = places.get(record.digest, "")
        return Arm(record.name, _found(record, words), words or record.name)
    found = {one.digest: _found(one, places.get(one.digest, "")) for one in record.parts}
    hidden = tuple(found[one.digest] for one in record.hidden)
    return Arm(record.name, Layered(hidden, found[record.output.digest] if record.output else None), record.name)


def _found(record: ArmRecord, words: str) -> Activation:
    for activation in _candidates(record, words):
        if activation.digest == record.digest:
            return activation
    if record.formula:
        text = _("{name} is not the activation any more that was trained: {formula} is read otherwise here.")
        raise InvalidInput(text.format(name=record.name, formula=record.formula))
    if is_file(words):
        text = _("{name} is not the function any more that was trained: {place} has changed, or is gone.")
        raise InvalidInput(text.format(name=record.name, place=words))
    text = _("{name} is a function that no file holds: it cannot be trained on from the store, only from a program.")
    raise InvalidInput(text.format(name=record.name))


def _candidates(record: ArmRecord, words: str) -> Iterator[Activation]:
    """Yield what an arm may be: what was typed for it, and what its formula says."""
    if words:
        with suppress(ActlabError):
            yield from activations(arms([words])[0].activation)
    if record.formula:
        with suppress(ActlabError):
            found = recorded(record)
            assert found.digest  # the formula can be read
            yield found
