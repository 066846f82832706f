"""Means and paired differences with Student's t intervals, and the size of an effect."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from actlab.statistics.sample import Numbers, Sample, shrunk

Interval = tuple[float, float]


@dataclass(frozen=True)
class Estimate:
    """A mean with what is known of its precision; ``sd``, ``low`` and ``high`` need at least two values."""

    n: int
    mean: float
    sd: float | None
    low: float | None
    high: float | None


def estimate(values: Numbers, confidence: float = 0.95) -> Estimate:
    """Return mean, SD (n - 1) and the t interval of the mean.

    Source: Student (1908). Raises ValueError without values or with one that is not finite.

    >>> found = estimate([1.0, 2.0, 3.0])
    >>> found.mean, found.sd, round(found.low, 6), round(found.high, 6)
    (2.0, 1.0, -0.484138, 4.484138)
    """
    array = np.asarray(values, np.float64)
    if array.ndim != 1 or not array.size or not np.isfinite(array).all():
        raise ValueError("values must be one or more finite numbers")
    sample = Sample.of(array)
    back = sample.original
    if sample.sd is None:
        return Estimate(1, back(sample.mean), None, None, None)
    half = float(stdtrit(sample.n - 1, (1 + confidence) / 2)) * sample.sd / sample.n**0.5
    low, high = sample.mean - half, sample.mean + half
    return Estimate(sample.n, back(sample.mean), back(sample.sd), back(low), back(high))


def differences(a: Numbers, b: Numbers) -> np.ndarray:
    """Return a - b [n]; a difference that is rounding of the decimals, below 1e-12 of the values, is a tie.

    One that is too large for a float is the largest. Raises ValueError when the two differ in length.

    >>> differences([0.1 + 0.2, 1e308], [0.3, -1e308]).tolist()
    [0.0, 1.7976931348623157e+308]
    """
    if len(a) != len(b):
        raise ValueError(f"pairs need two values each: {len(a)} and {len(b)} were given")
    upper, lower = shrunk(np.asarray(a, np.float64), 1), shrunk(np.asarray(b, np.float64), 1)
    noise = 1e-12 * np.maximum(np.abs(upper), np.abs(lower))
    gap = upper - lower
    largest = float(np.finfo(np.float64).max)
    return np.asarray(np.clip(shrunk(np.where(np.abs(gap) <= noise, 0.0, gap), -1), -largest, largest), np.float64)


def standardised(sample: Sample) -> float | None:
    """Return dz, the mean difference in SDs of the differences, with Hedges' correction for few pairs.

    dz = (1 - 3 / (4 (n - 1) - 1)) mean / sd. Sources: Cohen (1988), Hedges (1981). None without spread.

    >>> standardised(Sample.of([1.0, 2.0, 3.0]))
    1.1428571428571428
    """
    if not sample.sd:
        return None
    return (1 - 3 / (4 * (sample.n - 1) - 1)) * sample.mean / sample.sd
