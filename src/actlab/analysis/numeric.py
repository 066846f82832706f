"""An activation and its derivatives as quick NumPy functions, and the questions that are asked of any function."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import jax
import numpy as np
from jax.stages import Wrapped
from scipy.optimize import minimize_scalar

from actlab.functions.compile import BLOCK, on_any_array
from actlab.functions.host import on_host
from actlab.functions.record import Activation

Function = Callable[[np.ndarray], np.ndarray]

FAR = 50.0  # what is beyond is read from the limits
GRID = np.linspace(-FAR, FAR, BLOCK)
FARTHER = np.geomspace(1e9, 1e12, 8)  # where limits are read


class Numeric:
    """f, f', f'' and f''' in double precision; each is compiled when it is first asked for."""

    def __init__(self, activation: Activation) -> None:
        self.activation = activation

    def f(self, x: np.ndarray) -> np.ndarray:
        """Return f(x)."""
        if self.activation.source:
            return np.asarray(self.activation(x))
        return on_host(self.activation.stable_expression, x, self.activation.values)

    def slope(self, x: np.ndarray) -> np.ndarray:
        """Return f'(x)."""
        return np.asarray(self.activation.derivative(x))

    def second(self, x: np.ndarray) -> np.ndarray:
        """Return f''(x)."""
        return np.asarray(on_any_array(self._compiled[0], x))

    def third(self, x: np.ndarray) -> np.ndarray:
        """Return f'''(x)."""
        return np.asarray(on_any_array(self._compiled[1], x))

    @cached_property
    def _compiled(self) -> tuple[Wrapped, Wrapped]:
        second = _derivative(_derivative(self.activation.function))
        return jax.jit(second), jax.jit(_derivative(second))


def _derivative(function: Callable[..., jax.Array]) -> Callable[..., jax.Array]:
    return lambda x: jax.jvp(function, (x,), (jax.numpy.ones_like(x),))[1]


def limit(function: Function, side: int) -> float | None:
    """Return the limit at plus (1) or minus (-1) infinity: a number, an infinity, or None for an oscillation.

    >>> limit(np.tanh, 1), limit(lambda x: x**2, -1), limit(np.sin, 1)
    (1.0, inf, None)
    """
    with np.errstate(all="ignore"):
        values = function(side * FARTHER)
    last = float(values[-1])
    if not np.isfinite(values).all():
        return None if np.isnan(last) else last
    steps = np.diff(values)
    if np.ptp(values) <= 1e-6 * (1 + abs(last)):
        return 0.0 if abs(last) < 1e-6 else round(last, 9)
    if (steps > 0).all() or (steps < 0).all():
        return float(np.copysign(np.inf, steps[-1]))
    return None


def lowest(function: Function) -> float:
    """Return the least value of a function on [-50, 50].

    >>> round(lowest(lambda x: (x - 0.123456) ** 2 + 1), 12)
    1.0
    """
    values = function(GRID)
    values = np.where(np.isfinite(values), values, np.inf)
    at = int(np.argmin(values))
    low, high = GRID[max(at - 1, 0)], GRID[min(at + 1, len(GRID) - 1)]
    found = minimize_scalar(
        lambda x: float(function(np.array([x]))[0]), bounds=(low, high), method="bounded", options={"xatol": 1e-10}
    )
    return float(min(values[at], found.fun))


def ranges_below(function: Function, bound: float) -> list[tuple[float, float]]:
    """Return the intervals in which |f| lies below a bound; those that reach the end of the grid are unbounded.

    >>> [(round(a, 6), round(b, 6)) for a, b in ranges_below(lambda x: x, 0.1)]
    [(-0.1, 0.1)]
    """
    inside = np.concatenate([[False], np.abs(function(GRID)) < bound, [False]])
    begins, ends = np.flatnonzero(~inside[:-1] & inside[1:]), np.flatnonzero(inside[:-1] & ~inside[1:]) - 1
    return [
        (_edge(function, bound, int(begin), -1), _edge(function, bound, int(end), 1))
        for begin, end in zip(begins, ends, strict=True)
    ]


def _edge(function: Function, bound: float, place: int, side: int) -> float:
    """Halve the interval between the last grid point inside and the first outside."""
    beyond = place + side
    if not 0 <= beyond < len(GRID):
        return side * float("inf")
    inside, outside = GRID[place], GRID[beyond]
    for _step in range(4):  # each with as many points as a block: 4096**4 is beyond double precision
        points = np.linspace(inside, outside, BLOCK)
        first_out = int(np.argmax(~(np.abs(function(points)) < bound)))
        inside, outside = points[max(first_out - 1, 0)], points[first_out]
    return float(outside)
