"""The usual way to a verdict: networks of independent seeds for either activation, as many as give power 0.8.

Groups of equal size n. A difference is shown by Welch's test, two-sided, at 5 %; equivalence by two one-sided tests of
Welch's, at 5 % each. Sources: Welch (1947), the test and its degrees of freedom; Schuirmann (1987), two one-sided ones;
Diletti, Hauschke, Steinijans (1991), their power by noncentral t.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from scipy.stats import nct, t

ALPHA, POWER = 0.05, 0.8


def welch_power(n: int, difference: float, sds: tuple[float, float]) -> float:
    """Return the power of Welch's two-sided test at a true difference and standard deviations.

    >>> round(welch_power(17, 1.0, (1.0, 1.0)), 3)
    0.807
    """
    df, error = _welch(n, sds)
    critical, away = t.isf(ALPHA / 2, df), abs(difference) / error
    return float(nct.sf(critical, df, away) + nct.cdf(-critical, df, away))


def equivalence_power(n: int, difference: float, sds: tuple[float, float], margin: float) -> float:
    """Return the power of the two one-sided tests that a difference lies within ± margin.

    >>> round(equivalence_power(18, 0.0, (1.0, 1.0), 1.0), 2)
    0.8
    """
    df, error = _welch(n, sds)
    critical = t.isf(ALPHA, df)
    below = nct.cdf(-critical, df, (difference - margin) / error)
    return max(0.0, float(below - nct.cdf(critical, df, (difference + margin) / error)))


def fewest(power: Callable[[int], float]) -> int:
    """Return the smallest number of networks per group, from 2 on, that has power 0.8.

    >>> fewest(lambda n: welch_power(n, 1.0, (1.0, 1.0)))
    17
    """
    return next(n for n in count(2) if power(n) >= POWER)


def _welch(n: int, sds: tuple[float, float]) -> tuple[float, float]:
    """Return the degrees of freedom and the standard error of a difference of two means of n."""
    first, second = (sd**2 for sd in sds)
    return (n - 1) * (first + second) ** 2 / (first**2 + second**2), ((first + second) / n) ** 0.5
