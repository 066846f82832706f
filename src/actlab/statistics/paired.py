"""Means and paired differences with Student's t intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit


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

    >>> estimate([1.0, 2.0, 3.0])
    Estimate(n=3, mean=2.0, sd=1.0, low=-0.4841377118472148, high=4.484137711847215)
    """
    array = np.asarray(values, np.float64)
    if array.ndim != 1 or not array.size or not np.isfinite(array).all():
        raise ValueError("values must be one or more finite numbers")
    n, mean = len(array), float(array.mean())
    if n == 1:
        return Estimate(1, mean, None, None, None)
    sd = float(array.std(ddof=1))
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
    return estimate(np.subtract(a, b).tolist(), confidence)
