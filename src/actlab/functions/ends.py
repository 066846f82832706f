"""What a function tends to at plus and minus infinity, read far out in double precision."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from actlab.functions.expression import Expression
from actlab.functions.host import on_host

FARTHER = np.geomspace(1e9, 1e12, 8)  # where limits are read
BEYOND = (np.inf, 1e300, 1e100)  # where one is tried that has more digits
VANISHED = 1e-90  # of a value there: it is on its way to 0
SAME = 1e-6  # relative to 1 + |limit|: the same number, still on its way

Vectorised = Callable[[np.ndarray], np.ndarray]


def limit(function: Vectorised, side: int) -> float | None:
    """Return the limit at plus (1) or minus (-1) infinity: a number, an infinity, or None where there is none.

    >>> limit(np.tanh, 1), limit(lambda x: x**2, -1), limit(np.sin, 1), limit(np.arctan, 1) == np.pi / 2
    (1.0, inf, None, True)
    """
    with np.errstate(all="ignore"):
        values = function(side * FARTHER)
    last = float(values[-1])
    if not np.isfinite(values).all():
        return None if np.isnan(last) else last
    steps = np.diff(values)
    if np.ptp(values) <= SAME * (1 + abs(last)):
        return _with_digits(function, side, last)
    if (steps > 0).all() or (steps < 0).all():
        return float(np.copysign(np.inf, steps[-1]))
    return None


def _with_digits(function: Vectorised, side: int, near: float) -> float:
    """Return the limit to all digits, where the function still has a value farther out; else to nine."""
    with np.errstate(all="ignore"):
        for x in BEYOND:
            farther = float(function(np.array([side * x]))[0])
            if abs(farther - near) <= SAME * (1 + abs(near)):
                return 0.0 if abs(farther) < VANISHED else farther
    return 0.0 if abs(near) < SAME else round(near, 9)


def ends(expression: Expression, parameters: Mapping[str, float]) -> tuple[float | None, float | None]:
    """Return the limits of a tree at minus and plus infinity.

    >>> from actlab.functions.formula import parse
    >>> ends(parse("x * normal_cdf(x)"), {})
    (0.0, inf)
    """

    def function(x: np.ndarray) -> np.ndarray:
        return on_host(expression, x, parameters)

    return limit(function, -1), limit(function, 1)
