"""How often networks fail: shares with exact intervals, and the exact test of two shares in pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from scipy.special import bdtr

from actlab.statistics.correction import holm
from actlab.statistics.paired import Interval
from actlab.statistics.pairs import Pairs
from actlab.statistics.proportions import clopper_pearson


@dataclass(frozen=True)
class Failures:
    """Failed networks of an arm and its control over ``n`` pairs of networks, with Clopper and Pearson's intervals.

    ``only_arm`` counts the pairs in which the arm's network failed and the control's did not. ``p`` is McNemar's exact
    two-sided test that both fail equally often, ``p_holm`` adjusted for all comparisons made together. Over data sets
    the test is of these: each counts once, for the side that fails there more often, since its networks share the data.
    Where that side is not the one that fails more often in all, p is 1.
    """

    n: int
    arm: int
    control: int
    only_arm: int
    only_control: int
    arm_interval: Interval
    control_interval: Interval
    p: float
    p_holm: float


def mcnemar(only_first: int, only_second: int) -> float:
    """Return the exact two-sided p value that, of the pairs that differ, either side has half.

    Source: McNemar (1947), by the binomial distribution. 1 where no pair differs.

    >>> mcnemar(8, 0), mcnemar(0, 0), mcnemar(3, 2)
    (0.0078125, 1.0, 1.0)
    """
    rarer, both = min(only_first, only_second), only_first + only_second
    return min(1.0, 2 * float(bdtr(rarer, both, 0.5))) if both else 1.0


def count_failures(family: Sequence[Pairs]) -> list[Failures]:
    """Return the failures of comparisons that are made together, in their order.

    >>> from actlab.statistics.pairs import pairs
    >>> found = count_failures([pairs([0.9] * 8, [0.8] * 8, 0.1)])[0]
    >>> found.arm, [round(end, 2) for end in found.arm_interval]
    (0, [0.0, 0.37])
    """
    alone = [_only(one) for one in family]
    p_values = [_p(one, only) for one, only in zip(family, alone, strict=True)]
    return [
        _one(pairs, only, p, p_holm)
        for pairs, only, p, p_holm in zip(family, alone, p_values, holm(p_values), strict=True)
    ]


def _p(pairs: Pairs, only: tuple[int, int]) -> float:
    """Return McNemar's p over networks, or over data sets, of which each counts once."""
    if not pairs.groups:
        return mcnemar(*only)
    ends = list(accumulate(pairs.groups))
    more = [
        sum(pairs.arm_failed[end - n : end]) - sum(pairs.control_failed[end - n : end])
        for end, n in zip(ends, pairs.groups, strict=True)
    ]
    arm, control = sum(gap > 0 for gap in more), sum(gap < 0 for gap in more)
    return mcnemar(arm, control) if (arm - control) * (only[0] - only[1]) > 0 else 1.0


def _only(pairs: Pairs) -> tuple[int, int]:
    masks = list(zip(pairs.arm_failed, pairs.control_failed, strict=True))
    return sum(a and not b for a, b in masks), sum(b and not a for a, b in masks)


def _one(pairs: Pairs, only: tuple[int, int], p: float, p_holm: float) -> Failures:
    n, arm, control = len(pairs.arm_failed), sum(pairs.arm_failed), sum(pairs.control_failed)
    return Failures(n, arm, control, *only, _interval(arm, n), _interval(control, n), p, p_holm)


def _interval(failed: int, n: int) -> Interval:
    return tuple(clopper_pearson(failed, n)[1:]) if n else (0.0, 1.0)  # type: ignore[return-value]
