"""Power of paired comparisons: what could have been seen, and how many pairs are needed."""

import math
from collections.abc import Callable

import numpy as np
from scipy.special import chdtri, nctdtr, stdtrit

MOST_PAIRS = 10_000  # beyond, a number of seeds is no plan
POWER = 0.8


def paired_power(n: float, dz: float, alpha: float = 0.05) -> float:
    """Return the power of the two-sided paired t test at effect size dz.

    With T noncentral t (n - 1 degrees of freedom, noncentrality dz sqrt(n)): P(|T| > t). Source: Cohen (1988).

    >>> round(paired_power(34, 0.5), 3)
    0.808
    """
    freedom, centre = n - 1, dz * n**0.5
    critical = float(stdtrit(freedom, 1 - alpha / 2))
    upper, lower = nctdtr(freedom, centre, critical), nctdtr(freedom, centre, -critical)
    # SciPy returns NaN for probabilities too small for it
    return float(1 - np.nan_to_num(upper) + np.nan_to_num(lower))


def pairs_for(dz: float, alpha: float = 0.05, power: float = POWER) -> float | None:
    """Return the number of pairs, not rounded, at which the paired t test has the power; None above 10,000.

    >>> round(pairs_for(0.5), 2)
    33.37
    """
    if paired_power(MOST_PAIRS, dz, alpha) < power:
        return None
    return _solve(lambda n: paired_power(n, dz, alpha) - power, 2.0, MOST_PAIRS)


def detectable_dz(n: int, alpha: float = 0.05, power: float = POWER) -> float:
    """Return the effect size that n pairs detect with the power.

    >>> [round(detectable_dz(n), 3) for n in (3, 5, 10, 20, 30)]
    [3.264, 1.682, 0.996, 0.66, 0.529]
    """
    highest = 1.0
    while paired_power(n, highest, alpha) < power:
        highest *= 2
    return _solve(lambda dz: paired_power(n, dz, alpha) - power, 0.0, highest)


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


def sign_flip_pairs(dz: float, alpha: float = 0.05, power: float = POWER) -> int | None:
    """Return the number of pairs at which the sign-flip test has the power; None above 10,000.

    >>> sign_flip_pairs(0.5), sign_flip_pairs(1.2, 0.05 / 9), sign_flip_pairs(9.0)
    (34, 14, 6)
    """
    pairs = pairs_for(dz, alpha, power)
    if pairs is None:
        return None
    n = max(math.ceil(pairs), 2)
    while attainable(n, alpha) == 0 or paired_power(n, dz, attainable(n, alpha)) < power:
        n += 1
    return n


def sign_flip_detectable(n: int, alpha: float = 0.05) -> float | None:
    """Return the effect size that the sign-flip test of n pairs detects with power 0.8; None where none can be.

    >>> round(sign_flip_detectable(32), 3), sign_flip_detectable(5)
    (0.511, None)
    """
    level = attainable(n, alpha)
    return detectable_dz(n, level) if level > 0 else None


def _solve(rising: Callable[[float], float], low: float, high: float) -> float:
    """Return the root of a rising function between low and high, by halving."""
    for _step in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return high
