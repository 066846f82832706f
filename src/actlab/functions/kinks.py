"""Finds the points where a function jumps, by halving all intervals of a grid at once.

In each interval the half with the larger difference is kept. Where the function is continuous the difference
vanishes with the width; where it jumps it stays.
"""

from collections.abc import Callable

import numpy as np

REACH = 20.0  # kinks are looked for in [-REACH, REACH]
INTERVALS = 4096  # one block: functions are compiled for arrays of this length
HALVINGS = 40
JUMP = 1e-6  # a smaller difference over the last interval is none

Vectorised = Callable[[np.ndarray], np.ndarray]


def jumps(function: Vectorised) -> list[float]:
    """Return the points in [-20, 20] where a function jumps, at most one in each 0.01.

    >>> jumps(lambda x: np.where(x > 0.3, 1.0, x))
    [0.3]
    """
    # an odd shift, so that the round numbers where kinks are do not fall on the grid
    left = np.linspace(-REACH, REACH, INTERVALS, endpoint=False) - 0.00137
    width = 2 * REACH / INTERVALS
    low, high = function(left), function(left + width)
    for _step in range(HALVINGS):
        width /= 2
        middle = function(left + width)
        right_half = _gap(middle, high) > _gap(low, middle)
        left = np.where(right_half, left + width, left)
        low, high = np.where(right_half, middle, low), np.where(right_half, high, middle)
    scale = 1 + np.maximum(np.abs(low), np.abs(high))
    found = [
        _simplest(float(x), float(x) + width)
        for x in left[_gap(low, high) > JUMP * np.where(np.isfinite(scale), scale, 1)]
    ]
    return sorted(set(found))


def _gap(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(np.isfinite(a) & np.isfinite(b), np.abs(a - b), 0.0))


def _simplest(low: float, high: float) -> float:
    """Return the shortest decimal number within 1e-11 of an interval: people write kinks as such."""
    middle = (low + high) / 2
    for digits in range(12):
        rounded = round(middle, digits)
        if low - 1e-11 <= rounded <= high + 1e-11:
            return rounded + 0.0  # no -0.0
    return middle
