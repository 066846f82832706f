"""Means and paired differences with Student's t intervals, and the size of an effect."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit


@dataclass(frozen=True)
class Estimate:
    """A mean with what is known of its precision; ``sd``, ``low`` and ``high`` need at least two values."""

    n: int
    mean: float
    sd: float | None
    low: float | None
    high: float | None


def estimate(values: Sequence[float], confidence: float = 0.95) -> Estimate:
    """Return mean, SD (n - 1) and the t interval of the mean.

    Source: Student (1908). Raises ValueError without values or with one that is not finite.

    >>> found = estimate([1.0, 2.0, 3.0])
    >>> found.mean, found.sd, round(found.low, 6), round(found.high, 6)
    (2.0, 1.0, -0.484138, 4.484138)
    """
    array = np.asarray(values, np.float64)
    if array.ndim != 1 or not array.size or not np.isfinite(array).all():
        raise ValueError("values must be one or more finite numbers")
    # sorted, so that no order of the pairs changes the last bit
    array = np.sort(array)
    n, mean = len(array), float(array.mean())
    if n == 1:
        return Estimate(1, mean, None, None, None)
    # a spread that is rounding of the decimals is none
    flat = array[-1] - array[0] <= 1e-10 * np.abs(array).max()
    sd = 0.0 if flat else float(array.std(ddof=1))
    half = float(stdtrit(n - 1, (1 + confidence) / 2)) * sd / n**0.5
    return Estimate(n, mean, sd, mean - half, mean + half)


def paired_difference(a: Sequence[float], b: Sequence[float], confidence: float = 0.95) -> Estimate:
    """Return the estimate of the mean of a - b, pair by pair.

    Raises ValueError when the two differ in length.

    >>> paired_difference([3.0, 5.0, 4.0], [1.0, 2.0, 3.0]).mean
    2.0
    """
    if len(a) != len(b):
        raise ValueError(f"pairs need two values each: {len(a)} and {len(b)} were given")
    return estimate(differences(a, b).tolist(), confidence)


def differences(a: Sequence[float], b: Sequence[float]) -> np.ndarray:
    """Return a - b [n]; a difference that is rounding of the decimals, below 1e-12 of the values, is a tie.

    >>> differences([0.1 + 0.2], [0.3]).tolist()
    [0.0]
    """
    upper, lower = np.asarray(a, np.float64), np.asarray(b, np.float64)
    noise = 1e-12 * np.maximum(np.abs(upper), np.abs(lower))
    gap = upper - lower
    return np.where(np.abs(gap) <= noise, 0.0, gap)


def standardised(difference: Estimate) -> float | None:
    """Return dz, the mean difference in SDs of the differences, with Hedges' correction for few pairs.

    dz = (1 - 3 / (4 (n - 1) - 1)) mean / sd. Sources: Cohen (1988), Hedges (1981). None without spread.

    >>> standardised(estimate([1.0, 2.0, 3.0]))
    1.1428571428571428
    """
    if not difference.sd:
        return None
    return (1 - 3 / (4 * (difference.n - 1) - 1)) * difference.mean / difference.sd


def equivalence_p(difference: Estimate, margin: float) -> float | None:
    """Return the p value of two one-sided t tests that the mean lies within ±margin.

    Source: Schuirmann (1987). None with fewer than two pairs.

    >>> round(equivalence_p(estimate([0.1, -0.1, 0.0, 0.05]), 0.2), 3)
    0.011
    """
    if difference.sd is None:
        return None
    if difference.sd == 0:
        return 0.0 if abs(difference.mean) < margin else 1.0
    distance = (margin - abs(difference.mean)) / (difference.sd / difference.n**0.5)
    return float(stdtr(difference.n - 1, -distance))


def skewness(values: Sequence[float]) -> float:
    """Return the moment coefficient of skewness, 0 without spread. Source: Pearson (1895).

    >>> skewness([0.0, 0.0, 0.0, 4.0])
    1.1547005383792515
    """
    centred = np.sort(np.asarray(values, np.float64))
    centred = centred - centred.mean()
    largest = float(np.abs(centred).max())
    if not largest:
        return 0.0
    centred = np.ldexp(centred, -np.frexp(largest)[1])  # lest a power of a tiny number vanish
    return float(np.mean(centred**3) / np.mean(centred**2) ** 1.5)
