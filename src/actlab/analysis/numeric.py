"""An activation and its derivatives as quick NumPy functions, and the questions that are asked of any function."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from actlab.functions.record import Activation

Function = Callable[[np.ndarray], np.ndarray]

HALVINGS = 60
FINER, ROUNDS = 33, 8  # points of each finer grid, and how many follow: 1e-10 of the first one's width
FAR = 50.0  # what is beyond is read from the limits
RESOLVED = 1e-4  # of the range of values: a point of the grid this near to the least is tried as well
GRID = np.linspace(-FAR, FAR, 8192)


class Numeric:
    """f and its derivatives in double precision: of a formula by NumPy, with nothing to compile."""

    def __init__(self, activation: Activation) -> None:
        self.activation = activation

    def f(self, x: np.ndarray) -> np.ndarray:
        """Return f(x)."""
        return self.derivative(x, 0)

    def slope(self, x: np.ndarray) -> np.ndarray:
        """Return the first derivative at x; at a kink as it is used."""
        slope = self.derivative(x, 1)
        for at, used in self.activation.points.mended:
            slope = np.where(x == at, used, slope)
        return slope

    def derivative(self, x: np.ndarray, order: int) -> np.ndarray:
        """Return the derivative of an order at x; order 0 is f itself."""
        if self.activation.source:
            return np.asarray(self.activation.derivative(x, order) if order else self.activation(x))
        return self.activation.on_host(x, order)


def lowest(function: Function) -> float:
    """Return the least value of a function on [-50, 50].

    >>> round(lowest(lambda x: (x - 0.123456) ** 2 + 1), 12)
    1.0
    """
    values = function(GRID)
    values = np.where(np.isfinite(values), values, np.inf)
    least = float(values.min())
    if not np.isfinite(least):
        return least
    # a wave that is faster than the grid shows its extreme where it is slow
    low = np.flatnonzero(values <= least + RESOLVED * np.ptp(values[np.isfinite(values)]))
    places = {int(np.argmin(values)), int(low[np.argmin(np.abs(GRID[low]))])}
    return min(least, *(_refined(function, place) for place in places))


def _refined(function: Function, place: int) -> float:
    """Return the least value between the neighbours of a grid point, by ever finer grids around the least so far."""
    low, high = GRID[max(place - 1, 0)], GRID[min(place + 1, len(GRID) - 1)]
    least = np.inf
    for _round in range(ROUNDS):
        x = np.linspace(low, high, FINER)
        values = function(x)
        values = np.where(np.isfinite(values), values, np.inf)
        at = int(np.argmin(values))
        least = min(least, float(values[at]))
        low, high = x[max(at - 1, 0)], x[min(at + 1, FINER - 1)]
    return least


def ranges_below(function: Function, bound: float) -> list[tuple[float, float]]:
    """Return the intervals in which |f| lies below a bound; those that reach the end of the grid are unbounded.

    >>> [(round(a, 6), round(b, 6)) for a, b in ranges_below(lambda x: x, 0.1)]
    [(-0.1, 0.1)]
    """
    inside = np.concatenate([[False], np.abs(function(GRID)) < bound, [False]])
    begins, ends = np.flatnonzero(~inside[:-1] & inside[1:]), np.flatnonzero(inside[:-1] & ~inside[1:]) - 1
    edges = _edges(function, bound, np.concatenate([begins, ends]), np.repeat([-1, 1], len(begins)))
    return list(zip(edges[: len(begins)].tolist(), edges[len(begins) :].tolist(), strict=True))


def _edges(function: Function, bound: float, places: np.ndarray, sides: np.ndarray) -> np.ndarray:
    """Halve the intervals between grid points inside and their neighbours outside, all at once."""
    padded = np.concatenate([[-np.inf], GRID, [np.inf]])
    inside, outside = GRID[places], padded[places + 1 + sides]
    open_ended = np.isinf(outside)
    for _step in range(HALVINGS):
        middle = inside + np.where(open_ended, 0.0, outside - inside) / 2
        if ((middle == inside) | (middle == outside)).all():  # no number is left between them
            break
        within = np.abs(function(middle)) < bound
        inside, outside = np.where(within, middle, inside), np.where(within | open_ended, outside, middle)
    return np.asarray(outside)
