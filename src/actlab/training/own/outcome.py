"""What came of one run of the user's own training, and the trial that follows from it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from actlab.training.own.reported import divided, nothing
from actlab.training.trial import Curve, CurvePoint, Frozen, Key, Scores, Status, Trial
from actlab.words import _


class Outcome(NamedTuple):
    """What a run told, by its own names; ``reason`` says why it failed, empty where it ended as it should."""

    scores: Scores
    curve: tuple[CurvePoint, ...]
    seconds: float
    reason: str = ""


@dataclass(frozen=True)
class Judged:
    """The metric that is judged, and where the points of the curve have it.

    ``chance`` is what predicting without having learnt gives, None where nobody knows: no better than that is no use.
    ``by`` are the data by which that is found.
    """

    metric: str
    higher_is_better: bool
    curves_read: Literal["test", "validation"] = "test"
    chance: float | None = None
    by: Literal["test", "validation"] = "test"

    @property
    def choosing(self) -> Judged:
        """The same while learning rates are chosen, in which test data have no part."""
        return replace(self, by="validation")

    def useless(self, value: float) -> bool:
        """Return whether a number is no better than chance."""
        if self.chance is None:
            return False
        return value <= self.chance if self.higher_is_better else value >= self.chance

    def curve(self, points: tuple[CurvePoint, ...]) -> tuple[CurvePoint, ...]:
        """Return the points that have the metric, with the scores of the split that is read."""
        place = 1 if self.curves_read == "validation" else 0
        found = [CurvePoint(point.step, Frozen(divided(point.scores, self.metric)[place])) for point in points]
        return tuple(point for point in found if self.metric in point.scores)


def trial(key: Key, outcome: Outcome, judged: Judged) -> Trial:
    """Return what became of a network.

    >>> key, judged = Key("a", "b", 0.1, 0, "program", ""), Judged("accuracy", True, chance=0.1)
    >>> [str(trial(key, Outcome({"accuracy": x}, (), 1.0), judged).status) for x in (0.9, 0.1, float("nan"))]
    ['finished', 'collapsed', 'diverged']
    """
    test, validation = divided(outcome.scores, judged.metric)
    status, reason = _ended(outcome, validation if judged.by == "validation" else test, judged)
    read = status in (Status.FINISHED, Status.COLLAPSED)
    curve: Curve | tuple[CurvePoint, ...] = judged.curve(outcome.curve)
    last = outcome.curve[-1].step if outcome.curve else 0
    return Trial(
        key,
        status,
        last,
        reason,
        test if read else None,
        validation if read and validation else None,
        curve,
        outcome.seconds,
    )


def _ended(outcome: Outcome, found: Scores, judged: Judged) -> tuple[Status, str]:
    if outcome.reason:
        return Status.FAILED, outcome.reason
    if judged.metric not in found:
        return Status.FAILED, nothing(list(outcome.scores))
    value = found[judged.metric]
    if not math.isfinite(value):
        return Status.DIVERGED, _("{metric} is {value}").format(metric=judged.metric, value=value)
    if judged.useless(value):
        return Status.COLLAPSED, _("it ended no better than chance")
    return Status.FINISHED, ""
