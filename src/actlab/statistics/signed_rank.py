"""Wilcoxon's signed-rank test of differences, with the estimate and the interval that belong to it."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from actlab.statistics.paired import Interval
from actlab.statistics.sample import Numbers
from actlab.statistics.walsh import Walsh, to_digits

EXACT_TO = 50  # differences; above, the normal approximation


class SignedRank(NamedTuple):
    """Wilcoxon's signed-rank test; a difference of zero gives half its rank to either side."""

    plus: float
    minus: float
    p: float


def wilcoxon(differences: Numbers) -> SignedRank:
    """Test that the differences are symmetric about zero, two-sided.

    Up to 50 of them p is exact, given which are tied and which are zero: all signs of the others are counted. Above,
    it is normal, with the variance of the ranks as they are tied and half a rank for continuity. Differences are
    rounded to 40 bits (12 digits), so that ties are ties. Sources: Wilcoxon (1945); Pratt (1959); Streitberg, Röhmel
    (1986).

    >>> wilcoxon([6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75])
    SignedRank(plus=96.0, minus=24.0, p=0.041259765625)
    >>> wilcoxon([0, 0, 0, 1, 2, 3, 4, 5]).p
    0.0625
    """
    rounded = to_digits(differences)
    signs = np.sign(rounded)
    twice = _twice_the_ranks(np.abs(rounded))
    plus = float(np.sum(twice * (signs + 1))) / 4
    minus = float(np.sum(twice)) / 2 - plus
    if not signs.any():
        return SignedRank(plus, minus, 1.0)
    p = _conditional_p(twice[signs != 0], int(np.sum(twice[signs > 0])), len(rounded) <= EXACT_TO)
    return SignedRank(plus, minus, p)


def beyond_p(differences: Numbers, bound: float) -> float:
    """Return the p value, one-sided, that the pseudo-median is at least ``bound``; it agrees with its interval."""
    walsh = Walsh(differences)
    return at_most(walsh.n, walsh.total - walsh.below(bound))


def pseudomedian(differences: Numbers) -> float:
    """Return the median of the means of all pairs of differences, each with itself too.

    Source: Hodges, Lehmann (1963).

    >>> pseudomedian([1.0, 2.0, 9.0])
    3.5
    """
    walsh = Walsh(differences)
    return (walsh.at((walsh.total - 1) // 2) + walsh.at(walsh.total // 2)) / 2


def pseudomedian_interval(differences: Numbers, alpha: float) -> Interval | None:
    """Return the interval of the pseudo-median at level 1 - alpha by inverting the test; None where it is infinite.

    Its ends are the k-th smallest and k-th largest mean of two, P(R <= k - 1) <= alpha / 2; closed, so that it keeps
    its level with ties (Noether 1967).

    >>> pseudomedian_interval([0, 0, 0, 1, 2, 3, 4, 5], 0.05)
    (0.0, 4.0)
    """
    walsh = Walsh(differences)
    outside = _outside(walsh.n, alpha)
    return (walsh.at(outside - 1), walsh.at(walsh.total - outside)) if outside else None


def at_most(n: int, ranks: int) -> float:
    """Return P(R <= ranks), R the sum of the positive ranks of n differences without ties.

    >>> at_most(6, 0) == 1 / 64
    True
    """
    if n <= EXACT_TO:
        return float(_distribution(n)[ranks])
    centre, spread = _normal(n)
    return float(ndtr((ranks + 0.5 - centre) / spread))


def _outside(n: int, alpha: float) -> int:
    """Return how many sums of ranks, from 0 on, have at_most(n, ranks) <= alpha / 2."""
    if n <= EXACT_TO:
        return int(np.searchsorted(_distribution(n), alpha / 2, side="right"))
    centre, spread = _normal(n)
    return max(0, math.floor(centre + float(ndtri(alpha / 2)) * spread - 0.5) + 1)


def _normal(n: int) -> tuple[float, float]:
    return n * (n + 1) / 4, (n * (n + 1) * (2 * n + 1) / 24) ** 0.5


@lru_cache(maxsize=64)
def _distribution(n: int) -> np.ndarray:
    return np.asarray(np.minimum(np.cumsum(_sums(np.arange(1, n + 1))), 1.0), np.float64)


def _conditional_p(twice: np.ndarray, plus: int, exact: bool) -> float:
    """Return the two-sided p of the doubled positive ranks, given all the doubled ranks."""
    total = int(np.sum(twice))
    low = min(plus, total - plus)
    if exact:
        below = float(np.sum(_sums(twice)[: low + 1]))
    else:
        below = float(ndtr((low + 1 - total / 2) / (float(np.sum(twice**2)) / 4) ** 0.5))
    return min(1.0, 2 * below)


def _sums(ranks: np.ndarray) -> np.ndarray:
    """Return the probability of each sum of a random half of the ranks, from 0 to their total."""
    found = np.zeros(int(np.sum(ranks)) + 1)
    found[0] = 1.0
    for rank in ranks:
        shifted = np.zeros_like(found)
        shifted[rank:] = found[: len(found) - rank]
        found = (found + shifted) / 2
    return found


def _twice_the_ranks(sizes: np.ndarray) -> np.ndarray:
    """Return doubled ranks, whole numbers; equal sizes share their mean rank."""
    ordered = np.sort(sizes)
    below, upto = np.searchsorted(ordered, sizes, "left"), np.searchsorted(ordered, sizes, "right")
    return np.asarray(below + upto + 1, np.int64)
