"""Two answers to one question, with an initialisation for each arm and with one for all: where they differ."""

from __future__ import annotations

from dataclasses import dataclass

from actlab.findings.findings import Findings
from actlab.statistics.verdict import UNDECIDED


@dataclass(frozen=True)
class Disagreement:
    """An arm with two verdicts."""

    arm: str
    first: str
    second: str


@dataclass(frozen=True)
class Agreement:
    """The arms whose verdicts differ between two answers; ``silent``: both leave every comparison undecided."""

    differ: tuple[Disagreement, ...]
    silent: bool


def agreement(first: Findings, second: Findings) -> Agreement:
    """Compare two findings arm by arm."""
    other = second.by_arm
    differ = tuple(
        Disagreement(one.arm, one.verdict, other[one.arm].verdict)
        for one in first.comparisons
        if one.verdict != other[one.arm].verdict
    )
    return Agreement(differ, not differ and all(one.verdict == UNDECIDED for one in first.comparisons))
