"""Numbers -> inputs: the median where one is missing, a robust scale, and a smooth clip, fitted on training rows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float64

BOUND = 3.0  # of what a number becomes, at most
_FAR = 1e150  # squares of it do not overflow, and it becomes BOUND
_STEEPEST = 1e300  # of a factor


class Scale(NamedTuple):
    """A median, and what the distance from it is multiplied by."""

    median: float
    factor: float


def fitted(values: Float64[np.ndarray, " n"]) -> Scale:
    """Return the scale of the training rows' numbers; those that are missing are NaN, and not counted.

    The factor is 1 over the distance of the quartiles; where these are equal, 2 over that of the extremes; and 0 where
    all are equal. Source: RealMLP (Holzmüller, Grinsztajn, Steinwart 2024, Better by default), section on
    preprocessing.

    >>> fitted(np.array([1.0, 2.0, 3.0, 4.0, 5.0, np.nan]))
    Scale(median=3.0, factor=0.5)
    """
    present = values[~np.isnan(values)]
    if not len(present):
        return Scale(0.0, 0.0)
    low, median, high = np.percentile(present, [25, 50, 75])
    if high > low:
        return Scale(float(median), _over(1.0, high - low))
    return Scale(float(median), _over(2.0, np.ptp(present)))


def _over(one: float, spread: float) -> float:
    with np.errstate(over="ignore"):
        return min(float(np.float64(one) / spread), _STEEPEST) if spread > 0 else 0.0


def applied(scale: Scale, values: Float64[np.ndarray, " n"]) -> Float64[np.ndarray, " n"]:
    """Return numbers scaled and smoothly clipped to (-3, 3): x / sqrt(1 + (x / 3)^2); a missing one becomes 0.

    That is what the median becomes. The source is that of ``fitted``.

    >>> applied(Scale(3.0, 0.5), np.array([3.0, 5.0, 1e9, np.nan])).round(4).tolist()
    [0.0, 0.9487, 3.0, 0.0]
    """
    with np.errstate(over="ignore"):
        scaled = (np.where(np.isnan(values), scale.median, values) - scale.median) * scale.factor
    scaled = np.clip(scaled, -_FAR, _FAR)
    return scaled / np.hypot(1.0, scaled / BOUND)
