"""The three ways to test paired differences, each with the interval and the planning that belong to it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from scipy.special import ndtri, stdtrit

from actlab.statistics.paired import Estimate
from actlab.statistics.permutation import sign_flip_p, smallest_n
from actlab.statistics.power import MOST_PAIRS, POWER, sd_upper, sign_flip_detectable, sign_flip_pairs
from actlab.statistics.sequential import anytime_interval, anytime_p
from actlab.statistics.signed_rank import wilcoxon

Interval = tuple[float, float]


class Inference(NamedTuple):
    """How differences become a p value, an interval, and an answer to "how many would be needed".

    ``p(differences)``; ``interval(estimate, alpha)``; ``detectable(n, sd, alpha)``, the smallest difference that
    has power 0.8; ``needed(difference, sd, n, alpha)``, the number of pairs in all that detect it, when n pairs
    had this SD; ``smallest(comparisons, alpha)``, the number of pairs below which nothing can be claimed.
    """

    name: str
    p: Callable[[Sequence[float]], float]
    interval: Callable[[Estimate, float], Interval | None]
    detectable: Callable[[int, float, float], float | None]
    needed: Callable[[float, float, int, float], int | None]
    smallest: Callable[[int, float], int]


def t_interval(difference: Estimate, alpha: float) -> Interval | None:
    """Return Student's t interval of a mean at level 1 - alpha; None with fewer than two values.

    >>> [round(end, 3) for end in t_interval(Estimate(10, 1.0, 1.0, None, None), 0.05)]
    [0.285, 1.715]
    """
    if difference.sd is None:
        return None
    half = float(stdtrit(difference.n - 1, 1 - alpha / 2)) * difference.sd / difference.n**0.5
    return difference.mean - half, difference.mean + half


def _detectable(n: int, sd: float, alpha: float) -> float | None:
    dz = sign_flip_detectable(n, alpha)
    return dz * sd if dz is not None and sd > 0 else None


def _needed(difference: float, sd: float, n: int, alpha: float) -> int | None:
    # one of few SDs is often too small, so that its upper 80 % bound is planned with
    return sign_flip_pairs(abs(difference) / sd_upper(sd, n), alpha) if difference and sd else None


def _anytime_detectable(n: int, sd: float, alpha: float) -> float | None:
    """Return what exceeds the half-width of the interval four times in five."""
    interval = anytime_interval(Estimate(n, 0.0, sd, None, None), alpha) if n else None
    return interval[1] + float(ndtri(POWER)) * sd / n**0.5 if interval and sd > 0 else None


def _anytime_needed(difference: float, sd: float, n: int, alpha: float) -> int | None:
    if not difference or not sd:
        return None
    wide, low, high = sd_upper(sd, n), 1, MOST_PAIRS
    if not _enough(high, wide, alpha, abs(difference)):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _enough(middle, wide, alpha, abs(difference)) else (middle, high)
    return high


def _enough(n: int, sd: float, alpha: float, difference: float) -> bool:
    detectable = _anytime_detectable(n, sd, alpha)
    return detectable is not None and detectable <= difference


def _anytime_smallest(comparisons: int, alpha: float) -> int:
    """Return the smallest n whose largest e-value, (1 + n)^((n - 1) / 2), reaches comparisons / alpha."""
    n = 2
    while (n - 1) / 2 * math.log1p(n) < math.log(comparisons / alpha):
        n += 1
    return n


SIGN_FLIP = Inference("sign-flip", sign_flip_p, t_interval, _detectable, _needed, smallest_n)
SIGNED_RANK = Inference("signed-rank", lambda d: wilcoxon(d).p, t_interval, _detectable, _needed, smallest_n)
E_PROCESS = Inference("e-process", anytime_p, anytime_interval, _anytime_detectable, _anytime_needed, _anytime_smallest)
