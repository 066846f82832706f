"""Finds the points where a function jumps, by halving all intervals of a grid at once.

In each interval the half with the larger difference is kept. Where the function is continuous the difference
vanishes with the width; where it jumps it stays.
"""

from collections.abc import Callable

import numpy as np

# Kinks are looked for in intervals of 0.013 up to 20, and of 0.8 % of |x| from there to 1,000: 4,095 in all, and one
# kink in each. The odd factor keeps the round numbers where kinks are off the ends of intervals
NEAR = np.linspace(-20, 20, 3072) * 1.000137
FAR = np.geomspace(20, 1000, 513)[1:] * 1.000137
EDGES = np.concatenate([-FAR[::-1], NEAR, FAR])
HALVINGS = 45
HALFWAY = 25  # from here on a steep slope's difference falls a millionfold, a jump's stays
JUMP = 1e-6  # a smaller difference over the last interval is none
BESIDE = 1e-9  # how far from a kink, relative to 1 + |kink|, the one-sided values are read

Vectorised = Callable[[np.ndarray], np.ndarray]


def jumps(function: Vectorised) -> list[float]:
    """Return the points in [-1000, 1000] where a function jumps, at most one in an interval.

    >>> jumps(lambda x: np.where(x > 0.3, 1.0, x))
    [0.3]
    """
    left, width = EDGES[:-1], np.diff(EDGES)
    low, high = function(left), function(EDGES[1:])
    for step in range(HALVINGS):
        if step == HALFWAY:
            before = _gap(low, high)
        width = width / 2
        middle = function(left + width)
        right_half = _gap(middle, high) > _gap(low, middle)
        left = np.where(right_half, left + width, left)
        low, high = np.where(right_half, middle, low), np.where(right_half, high, middle)
    scale = 1 + np.maximum(np.abs(low), np.abs(high))
    gap = _gap(low, high)
    stays = (gap > JUMP * np.where(np.isfinite(scale), scale, 1)) & (gap > before / 2)
    found = [simplest(float(left[place]), float(left[place] + width[place])) for place in np.flatnonzero(stays)]
    return sorted(set(found))


def jumps_at(function: Vectorised, at: np.ndarray) -> np.ndarray:
    """Return whether a function jumps at each point: its sides stay apart when they draw nearer.

    >>> jumps_at(np.sign, np.array([0.0, 1.0])).tolist(), jumps_at(lambda x: 3000 * x, np.zeros(1)).tolist()
    ([True, False], [False])
    """
    distances = BESIDE * (1 + np.abs(at)) * np.array([[16], [1]])
    far, near = _gap(function(at - distances), function(at + distances))
    return np.asarray((near > JUMP) & (near > far / 2))


def _gap(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(np.isfinite(a) & np.isfinite(b), np.abs(a - b), 0.0))


def simplest(low: float, high: float) -> float:
    """Return the shortest decimal number within 1e-11 of an interval: people write kinks as such."""
    middle = (low + high) / 2
    for digits in range(12):
        rounded = round(middle, digits)
        if low - 1e-11 <= rounded <= high + 1e-11:
            return rounded + 0.0  # no -0.0
    return middle
