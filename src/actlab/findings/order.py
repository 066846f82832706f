"""A claimed order of arms held against the numbers, step by step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from actlab.findings.results import Results, common
from actlab.statistics.paired import Estimate, paired_difference
from actlab.statistics.permutation import smallest_n
from actlab.statistics.verdict import ALPHA

HOLDS, FAILS, UNSETTLED, TOO_FEW = "holds", "fails", "unsettled", "too few"


@dataclass(frozen=True)
class Step:
    """Two arms of which the upper is claimed to be better: upper - lower; None without a pair in which both finished.

    ``side`` is 1 where the interval lies on the better side of zero, -1 on the worse, 0 where it includes zero, or a
    network did not finish.
    """

    upper: str
    lower: str
    difference: Estimate | None
    side: int


@dataclass(frozen=True)
class Order:
    """A claim, best first, its steps, whose intervals hold together at 95 %, and what became of it.

    With fewer than ``smallest`` of its ``pairs`` nothing is said of it, as of any comparison.
    """

    claim: tuple[str, ...]
    steps: tuple[Step, ...]
    pairs: int
    smallest: int
    outcome: str

    def against(self, side: int) -> list[Step]:
        """Return the steps on a side; a step without numbers is unsettled."""
        return [step for step in self.steps if step.side == side]


def order(results: Results) -> Order | None:
    """Hold the claim of the results, among the arms that take part; None without a step."""
    claim = tuple(name for name in results.claim if name in results.arms)
    # these intervals are for one data set, and a number of seeds fixed beforehand
    if len(claim) < 2 or results.sequential or len(results.tables) != 1:
        return None
    confidence = 1 - ALPHA / (len(claim) - 1)
    steps = tuple(_step(results, upper, lower, confidence) for upper, lower in pairwise(claim))
    if not any(step.difference for step in steps):
        return None
    values, smallest = results.tables[0].values, smallest_n(len(steps), ALPHA)
    pairs = min(len(common(values, step.upper, step.lower)[0]) for step in steps)
    return Order(claim, steps, pairs, smallest, TOO_FEW if pairs < smallest else _outcome(steps))


def _step(results: Results, upper: str, lower: str, confidence: float) -> Step:
    difference = finished_difference(results, upper, lower, confidence)
    asked = len(common(results.tables[0].values, upper, lower)[0])
    complete = difference is not None and difference.n == asked
    return Step(upper, lower, difference, _side(difference, results.measure.higher_is_better) if complete else 0)


def finished_difference(results: Results, arm: str, other: str, confidence: float = 1 - ALPHA) -> Estimate | None:
    """Return arm - other over the pairs in which both finished, with its interval; None without one."""
    a, b = common(results.tables[0].values, arm, other)
    both = [pair for pair in zip(a, b, strict=True) if all(map(math.isfinite, pair))]
    return paired_difference([x for x, _y in both], [y for _x, y in both], confidence) if both else None


def _outcome(steps: Sequence[Step]) -> str:
    if any(step.side < 0 for step in steps):
        return FAILS
    return UNSETTLED if any(step.side == 0 for step in steps) else HOLDS


def _side(estimate: Estimate | None, higher_is_better: bool) -> int:
    if estimate is None or estimate.low is None or estimate.high is None:
        return 0
    side = (estimate.low > 0) - (estimate.high < 0)
    return side if higher_is_better else -side
