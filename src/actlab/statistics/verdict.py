"""The record of one comparison, and the four verdicts that it can have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from actlab.statistics.failures import Failures
from actlab.statistics.paired import Estimate, Interval

BETTER, WORSE, EQUIVALENT, UNDECIDED = "better", "worse", "equivalent", "undecided"
ALPHA = 0.05

# What a sentence has to mention
IDENTICAL = "identical"  # every pair ties
CONSTANT = "constant"  # every pair differs by the same amount, other than zero
TOO_FEW = "too few"  # with so few pairs nothing could be claimed, whatever the numbers
FAILED = "failed"  # some network of the two arms failed
ALL_FAILED = "all failed"  # every network of one of the two arms failed
LEVEL_UNKNOWN = "level unknown"  # some failed, and nobody knows what that counts as: the worst value seen
BELOW_ONE_EXAMPLE = "below one example"  # the margin is smaller than what one test example is worth
SKEW = "skew"
EXCLUDES_ZERO = "excludes zero"  # the arm's own interval does, the verdict claims no difference
INCLUDES_ZERO = "includes zero"  # the interval does, the verdict claims a difference


@dataclass(frozen=True)
class Comparison:
    """One arm against another, its ``control``. Differences are arm - control in the metric's own units.

    ``n`` counts pairs: seeds, or data sets. Failed networks take part in every number but ``without_failures``, which
    is over the pairs in which none failed, at the level at which they count. ``difference`` is the estimate that
    belongs to the ``test``: the ``estimator`` says whether it is the mean or the pseudo-median (Hodges, Lehmann); the
    ``mean`` is told besides. ``interval`` is at 1 - alpha for this comparison alone, ``simultaneous_interval``, on
    which `equivalent` rests, for all ``comparisons`` together. ``examples_interval`` is for test examples and seeds
    together, where it is known which examples each network gets right, and no narrower than ``interval``.
    ``p_equivalence`` is adjusted for all comparisons: at most alpha exactly where the simultaneous interval lies within
    the margin. ``needed`` has the numbers of pairs in all that have power 0.8 against the margin, with the standard
    deviation at either end of its 80 % interval; the second is None above 10,000. ``differences`` are by pair, in
    order. What cannot be computed is None.
    """

    arm: str
    control: str
    n: int
    failures: Failures
    difference: float | None
    estimator: str
    mean: float | None
    without_failures: Estimate | None
    sd: float | None
    median: float | None
    interval: Interval | None
    simultaneous_interval: Interval | None
    examples_interval: Interval | None
    test: str
    p: float | None
    p_holm: float | None
    margin: float | None
    p_equivalence: float | None
    probability_of_improvement: float | None
    probability_interval: Interval | None
    dz: float | None
    verdict: str
    minimal_detectable_difference: float | None
    needed: tuple[int, int | None] | None
    smallest_n: int
    comparisons: int
    differences: tuple[float, ...]
    notes: tuple[str, ...]


class Evidence(NamedTuple):
    """All that a verdict rests on; numbers above zero are in favour of the arm.

    ``enough`` is whether so many pairs can claim anything, ``equal`` the p value that the difference lies outside the
    margin, ``flattered`` and ``control_flattered`` whether the arm's or the control's numbers may be too good.
    """

    enough: bool
    estimate: float
    p_holm: float
    equal: float | None
    flattered: bool = False
    control_flattered: bool = False


def decide(found: Evidence, alpha: float = ALPHA) -> str:
    """Return the verdict.

    `equivalent` where the simultaneous interval lies within the margin, even where it excludes zero; else `better` or
    `worse` where p, adjusted by Holm, is at most alpha, by the sign of the estimate. Nothing is claimed in favour of a
    side whose numbers may be too good.

    >>> decide(Evidence(True, 0.5, 0.01, None)), decide(Evidence(True, 0.5, 0.01, None, flattered=True))
    ('better', 'undecided')
    """
    if not found.enough:
        return UNDECIDED
    if found.equal is not None and found.equal <= alpha and not (found.flattered or found.control_flattered):
        return EQUIVALENT
    if found.p_holm <= alpha and found.estimate > 0 and not found.flattered:
        return BETTER
    if found.p_holm <= alpha and found.estimate < 0 and not found.control_flattered:
        return WORSE
    return UNDECIDED
