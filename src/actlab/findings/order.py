"""A claimed order of arms held against the numbers, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from actlab.findings.comparisons import judge
from actlab.findings.results import Results
from actlab.statistics.verdict import BETTER, EQUIVALENT, WORSE, Comparison

HOLDS, FAILS, UNSETTLED, TOO_FEW = "holds", "fails", "unsettled", "too few"


@dataclass(frozen=True)
class Order:
    """A claim, best first, its steps (the upper arm against the lower), and what became of it.

    The steps are comparisons like any other, adjusted for each other. The claim holds where every upper arm is better;
    it fails where one is worse or equivalent. With fewer than ``smallest`` of its ``pairs`` nothing is said of it.
    """

    claim: tuple[str, ...]
    steps: tuple[Comparison, ...]
    pairs: int
    smallest: int
    outcome: str

    @property
    def against(self) -> tuple[Comparison, ...]:
        """The steps that contradict the claim."""
        return tuple(step for step in self.steps if step.verdict in (WORSE, EQUIVALENT))

    @property
    def open(self) -> tuple[Comparison, ...]:
        """The steps that are undecided."""
        return tuple(step for step in self.steps if step.verdict not in (BETTER, WORSE, EQUIVALENT))


def order(results: Results) -> Order | None:
    """Hold the claim of the results, among the arms that take part; None without a step, or without a pair."""
    claim = tuple(name for name in results.claim if name in results.arms)
    if len(claim) < 2:
        return None
    steps = judge(results, list(pairwise(claim)))
    pairs, smallest = min(step.n for step in steps), steps[0].smallest_n
    if not any(step.n for step in steps):
        return None
    return Order(claim, steps, pairs, smallest, TOO_FEW if pairs < smallest else _outcome(steps))


def _outcome(steps: Sequence[Comparison]) -> str:
    if any(step.verdict in (WORSE, EQUIVALENT) for step in steps):
        return FAILS
    return HOLDS if all(step.verdict == BETTER for step in steps) else UNSETTLED
