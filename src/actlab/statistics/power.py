"""Power of paired comparisons of normal differences: what could have been seen, and how many pairs are needed."""

import math
from collections.abc import Callable
from functools import lru_cache

from scipy.special import chdtri, nctdtr, stdtrit

MOST_PAIRS = 10_000  # beyond, a number of seeds is no plan
POWER = 0.8


def detectable_dz(n: int, alpha: float = 0.05) -> float:
    """Return the effect size that the paired t test of n pairs detects with power 0.8. Source: Cohen (1988).

    >>> [round(detectable_dz(n), 3) for n in (3, 5, 10, 20, 30)]
    [3.264, 1.682, 0.996, 0.66, 0.529]
    """
    return dz_beyond(n, float(stdtrit(n - 1, 1 - alpha / 2)))


def dz_beyond(n: int, critical: float) -> float:
    """Return the effect size at which |t| of n pairs exceeds the critical value with probability 0.8."""
    highest = 1.0
    while _beyond(n, highest, critical) < POWER:
        highest *= 2
    return _solve(lambda dz: _beyond(n, dz, critical) - POWER, 0.0, highest)


def sd_interval(sd: float, n: int, confidence: float = 0.8) -> tuple[float, float]:
    """Return the confidence interval of a normal SD estimated from n values.

    >>> [round(end, 2) for end in sd_interval(1.0, 8)]
    [0.76, 1.57]
    """
    tail = (1 - confidence) / 2
    low, high = (sd * float(((n - 1) / chdtri(n - 1, p)) ** 0.5) for p in (tail, 1 - tail))
    return low, high


def attainable(n: int, alpha: float) -> float:
    """Return the level of the t test whose power n pairs have in the sign-flip test at level alpha; 0 for none.

    The sign-flip p is a multiple of 2 / 2^n, and r = floor(alpha 2^(n-1)) sign vectors may reach the sum. That r
    of them be the outermost costs some power more, as if c sqrt(r) fewer of them counted, c = 0.23 ln(0.07 /
    alpha): fitted to simulations under normal differences (n from 8 to 17, alpha from 0.05 to 0.0025), where
    the power then is right within 0.03 from n = 10 on.

    >>> attainable(8, 0.05 / 9), round(attainable(12, 0.05), 4)
    (0.0, 0.0494)
    """
    if n > 60:  # the steps of p are far below rounding
        return alpha
    vectors = math.floor(alpha * 2.0 ** (n - 1))
    lost = max(0.0, 0.23 * math.log(0.07 / alpha)) * vectors**0.5
    return max(0.0, float((vectors - lost) / 2.0 ** (n - 1)))


def sign_flip_detectable(n: int, alpha: float = 0.05) -> float | None:
    """Return the effect size that the sign-flip test of n pairs detects with power 0.8; None where none can be.

    >>> round(sign_flip_detectable(32), 3), sign_flip_detectable(5)
    (0.511, None)
    """
    level = attainable(n, alpha)
    return detectable_dz(n, level) if level > 0 else None


@lru_cache(maxsize=4096)
def both_detectable(n: int, alpha: float = 0.05) -> float | None:
    """Return the effect size at which the sign-flip test and Hall's t both reject with probability 0.8.

    (7.2 / n^2 + 56 / n^3) (1 + ln(0.05 / alpha) / 2.5) more than for the sign-flip test alone: fitted to simulations
    under normal differences (n from 8 to 32, alpha from 0.05 to 0.0056), right within 4 %.

    >>> round(both_detectable(8), 2), round(both_detectable(32), 2), both_detectable(5)
    (1.44, 0.52, None)
    """
    alone = sign_flip_detectable(n, alpha)
    return None if alone is None else alone * (1 + (7.2 / n**2 + 56 / n**3) * (1 + math.log(0.05 / alpha) / 2.5))


@lru_cache(maxsize=4096)
def ranks_detectable(n: int, alpha: float = 0.05) -> float | None:
    """Return the effect size that Wilcoxon's test of n normal differences detects with power 0.8.

    sqrt(pi / 3) times that of the sign-flip test, whose steps of p it shares: right within 4 % in simulations (n from 7
    to 32). Source: Hodges, Lehmann (1956) for the factor.
    """
    alone = sign_flip_detectable(n, alpha)
    return None if alone is None else alone * (math.pi / 3) ** 0.5


def fewest(detectable: Callable[[int], float | None], dz: float) -> int | None:
    """Return the smallest number of pairs that detects an effect size; None above 10,000.

    >>> fewest(both_detectable, 0.5), fewest(both_detectable, 0.01)
    (34, None)
    """
    low, high = 1, MOST_PAIRS
    if not _enough(detectable(high), dz):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _enough(detectable(middle), dz) else (middle, high)
    return high


def _enough(detectable: float | None, dz: float) -> bool:
    return detectable is not None and detectable <= dz


def _beyond(n: int, dz: float, critical: float) -> float:
    """Return the probability that |t| of n pairs exceeds the critical value: noncentral t, noncentrality dz sqrt(n)."""
    upper, lower = (float(nctdtr(n - 1, dz * n**0.5, end)) for end in (critical, -critical))
    # SciPy returns NaN for probabilities too small for it
    return 1 - (0.0 if math.isnan(upper) else upper) + (0.0 if math.isnan(lower) else lower)


def _solve(rising: Callable[[float], float], low: float, high: float) -> float:
    """Return the root of a rising function between low and high, by halving."""
    for _step in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return high
