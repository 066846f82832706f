"""What a run met, place by place, as digests: two runs are held against each other bit by bit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from actlab.words import Text, _


class Kind(StrEnum):
    """What is met at a place."""

    SETTING = "setting"  # of PyTorch
    WEIGHT = "weight"  # before training
    SLOPE = "slope"  # an activation's own parameter, before training
    BATCH = "batch"  # from trial.loader
    INPUTS = "inputs"  # of a forward pass in training; the place is named by the loader that gave the batch, if any did
    MASKS = "masks"  # of the dropout layers in a pass
    DRAWS = "draws"  # the generators after a pass, where anything but a dropout layer has drawn
    UPDATED = "updated"  # weights before a pass
    REPORT = "report"  # a number that was reported
    RESULT = "result"  # a number that was returned
    TRAINED = "trained"  # weights at the end


_SAID = {
    Kind.SETTING: _("the setting {name}"),
    Kind.WEIGHT: _("the initial weights ({name})"),
    Kind.SLOPE: _("the initial parameters of the activation ({name})"),
    Kind.BATCH: _("batch {step} of epoch {epoch} ({name})"),
    Kind.INPUTS: _("the inputs of forward pass {step}"),
    Kind.MASKS: _("the dropout masks of forward pass {step}"),
    Kind.DRAWS: _("the random numbers drawn in forward pass {step}"),
    Kind.UPDATED: _("the weights before forward pass {step}"),
    Kind.REPORT: _("{name} reported at step {step}"),
    Kind.RESULT: _("the result ({name})"),
    Kind.TRAINED: _("the weights at the end ({name})"),
}


@dataclass(frozen=True)
class Place:
    """A place in a run. Batches, epochs and forward passes count from 1."""

    kind: Kind
    name: str = ""
    epoch: int = 0
    step: int = 0

    @property
    def text(self) -> Text:
        """Which place it is, in words.

        >>> print(Place(Kind.BATCH, "train", epoch=2, step=3).text)
        batch 3 of epoch 2 (train)
        """
        return _SAID[self.kind].format(name=self.name, epoch=self.epoch, step=self.step)


@dataclass(frozen=True)
class Mark:
    """What was met at a place, as the SHA-256 of its content in hexadecimal."""

    place: Place
    digest: str


@dataclass(frozen=True)
class Trace:
    """What a run met, in the order of time."""

    marks: tuple[Mark, ...]

    def of(self, *kinds: Kind) -> tuple[Mark, ...]:
        """Return the marks of some kinds."""
        return tuple(mark for mark in self.marks if mark.place.kind in kinds)


@dataclass(frozen=True)
class Difference:
    """Where two runs of the same differ first; ``alone`` says that only one of them came there."""

    place: Place
    alone: bool


def first_difference(one: Trace, other: Trace) -> Difference | None:
    """Return where two runs of the same differ first, in the order of time; None where all is equal.

    Where one is over before the other, it is where the other went on.

    >>> a, b = Mark(Place(Kind.INPUTS, step=1), "0a"), Mark(Place(Kind.INPUTS, step=2), "0b")
    >>> found = first_difference(Trace((a,)), Trace((a, b)))
    >>> print(found.place.text, found.alone)
    the inputs of forward pass 2 True
    """
    for first, second in zip_longest(one.marks, other.marks):
        if first != second:
            both = first and second and first.place == second.place
            over = first is None or (second and first.place.kind in (Kind.RESULT, Kind.TRAINED))
            return Difference((second if over else first).place, alone=not both)
    return None


def first_unshared(one: Trace, other: Trace) -> Place | None:
    """Return the first place at which runs of two activations differ where they must not; None where they are paired.

    They share initial weights, batches and dropout masks. What else they draw may differ, unless both of them draw:
    then one has shifted what the other uses. Where batches do not come from ``trial.loader``, they are what the network
    is given. Places that one of them alone came to, as where it diverged early, are no difference.

    >>> a, b = (Trace((Mark(Place(Kind.MASKS, step=1), digest),)) for digest in ("0a", "0b"))
    >>> print(first_unshared(a, b).text, first_unshared(a, a))
    the dropout masks of forward pass 1 None
    """
    known = {mark.place: mark.digest for mark in one.marks}
    for mark in other.marks:
        if _is_shared(mark.place) and known.get(mark.place, mark.digest) != mark.digest:
            return mark.place
    return None


def _is_shared(place: Place) -> bool:
    if place.kind is Kind.INPUTS:
        return not place.name
    return place.kind in (Kind.WEIGHT, Kind.BATCH, Kind.MASKS, Kind.DRAWS)
