"""Holds a compiled formula against many digits: where is what the machine computes not what the formula means?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import mpmath
import numpy as np

from actlab.functions.exact import exact, exact_slope
from actlab.functions.expression import Expression

SIZES = np.array([1e-30, *np.geomspace(1e-8, 1e4, 37)], np.float32)
POINTS = np.concatenate([-SIZES[::-1], SIZES])
RELATIVE = 1e-3  # an error beyond this share of what rounding x can do, |f| + |x f'|, is no rounding
BESIDE = 1e-4  # a point this near to a kink, relative to it, is left out
TINY = 1e-30  # an error below does not matter
LIMIT = float(np.finfo(np.float32).max)

Function = Callable[[np.ndarray], np.ndarray]


class LostDigits(NamedTuple):
    """At x the machine gives one number and the mathematics another, NaN where there is none.

    ``far`` tells an error that shows beside 1 from one that shows only beside the number itself.
    """

    x: float
    what: str  # f or f'
    got: float
    meant: float
    far: bool


def lost_digits(
    expression: Expression,
    parameters: Mapping[str, float],
    f: Function,
    slope: Function,
    second: Function,
    kinks: Iterable[float],
) -> list[LostDigits]:
    """Compare f and f' in single precision with many digits at 76 points of all sizes, the worst errors first.

    Kinks are left out, and points at which the exact number exceeds single precision. ``second``, f'', says how much
    of an error in f' comes from rounding x.
    """
    places = list(kinks)
    points = POINTS[[all(abs(x - at) > BESIDE * abs(at) for at in places) for x in POINTS.tolist()]]
    rows = zip(points.tolist(), f(points).tolist(), slope(points).tolist(), second(points).tolist(), strict=True)
    found = []
    for x, value, derivative, bend in rows:
        meant, meant_slope = _number(exact(expression, x, parameters)), _number(exact_slope(expression, x, parameters))
        found += _lost(x, "f", value, meant, abs(meant) + abs(x * meant_slope))
        found += _lost(x, "f′", derivative, meant_slope, abs(meant_slope) + abs(x * bend))
    return sorted(found, key=lambda lost: (-_error(lost.got, lost.meant), abs(lost.x)))


def _lost(x: float, what: str, got: float, meant: float, size: float) -> list[LostDigits]:
    allowed = RELATIVE * (size if math.isfinite(size) else abs(meant))
    if abs(meant) > LIMIT or (math.isnan(meant) and not math.isfinite(got)):
        return []
    if not math.isnan(meant) and abs(got - meant) <= allowed + TINY:
        return []
    return [LostDigits(x, what, got, meant, not abs(got - meant) <= RELATIVE + allowed)]


def _error(got: float, meant: float) -> float:
    error = abs(got - meant) / (1 + abs(meant))
    return math.inf if math.isnan(error) else error


def _number(value: mpmath.mpf) -> float:
    return float(value) if abs(value) < 2 * LIMIT or mpmath.isnan(value) else math.copysign(math.inf, value)
