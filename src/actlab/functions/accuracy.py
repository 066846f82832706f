"""Holds a compiled formula against many digits: where is what the machine computes not what the formula means?"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from actlab.functions.exact import exact, exact_slope
from actlab.functions.expression import Expression

POINTS = np.array([s * x for x in (1e-3, 0.5, 3.0, 20.0, 100.0, 1e4) for s in (-1, 1)], np.float32)
RELATIVE = 1e-3  # an error beyond this share of 1 + |f| + |x f'| is no rounding
BESIDE = 1e-3  # a point this near to a kink is left out

Function = Callable[[np.ndarray], np.ndarray]


class LostDigits(NamedTuple):
    """At x the machine gives one number and the mathematics another."""

    x: float
    what: str  # f or f'
    got: float
    meant: float


def lost_digits(
    expression: Expression,
    parameters: Mapping[str, float],
    f: Function,
    slope: Function,
    kinks: Sequence[tuple[float, float]],
) -> list[LostDigits]:
    """Compare f and f' in single precision with many digits at twelve points of all sizes.

    Kinks are left out, and points at which the exact number is not real or exceeds single precision.
    """
    found = []
    points = POINTS[[all(abs(x - at) > BESIDE for at, _slope in kinks) for x in POINTS]]
    limit = float(np.finfo(np.float32).max)
    for x, value, derivative in zip(points.tolist(), f(points).tolist(), slope(points).tolist(), strict=True):
        meant, meant_slope = exact(expression, x, parameters), exact_slope(expression, x, parameters)
        scale = RELATIVE * (1 + abs(meant) + abs(x * meant_slope))
        for what, got, right in (("f", value, meant), ("f'", derivative, meant_slope)):
            # comparisons with NaN are false: a right side that is NaN is left out, a left side is found
            if abs(right) < limit and not abs(got - right) <= scale:
                found.append(LostDigits(x, what, got, float(right)))
    return found
