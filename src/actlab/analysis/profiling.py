"""How a profile is computed: everything that can be said of an activation without training, nothing typed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.special import ndtr

from actlab.analysis.domain import Domain, domain
from actlab.analysis.gaussian import UNDEFINED, expectation
from actlab.analysis.numeric import GRID, Function, Numeric, lowest, ranges_below
from actlab.analysis.profile_record import SAME, Profile, Saturation
from actlab.analysis.smoothness import continuous_derivatives
from actlab.functions.ends import limit
from actlab.functions.record import Activation

ZERO = 1e-12  # a slope below is none
ROUNDS_TO_INFINITY = {"float32": 2.0**128 - 2.0**103, "float16": 65520.0}  # the first that does
SHOWN = 10.0  # saturated intervals are listed as far out as this
FAR = 10.0  # where a range without end is asked whether it is flat: beyond, slopes vanish by underflow
MOMENTS = ("mean", "second_moment", "gain", "slope_mean", "slope_second_moment", "chi_1", "fixed_point_slope")
HUGE = 1e100  # what is larger on [-50, 50] is on its way to infinity
NEAR = 1e-6  # values beside a border that differ by a larger share lie on no straight line
BESIDE = 1e-9  # how near to a border, relative to 1 + |border|, an extreme is looked for
INSIDE = np.array([0.01, 0.11, 0.23, 0.37, 0.5, 0.63, 0.79, 0.89, 0.99])  # places in a range


def computed(activation: Activation) -> Profile:
    """Compute the profile of an activation, whatever is kept of it.

    >>> from actlab.functions.find import find
    >>> found = computed(find("relu"))
    >>> found.low, found.high, found.monotone, found.smoothness, round(found.chi_1, 12)
    (0.0, inf, 'increasing', 0, 1.0)
    """
    numeric, known, points = Numeric(activation), domain(activation), activation.points
    at_zero = np.zeros(1)
    with np.errstate(all="ignore"):
        left, right = (_limit(numeric, known, side) for side in (-1, 1))
        slope = numeric.slope(at_zero)
        smoothness = continuous_derivatives(activation, known)
        without_bound = smoothness == -1 or bool(points.unbounded)
        return Profile(
            low=_extreme(numeric, known, (left, right), 1),
            high=_extreme(numeric, known, (left, right), -1),
            limit_left=left,
            limit_right=right,
            monotone=_monotone(numeric.f(GRID)),
            symmetry=_symmetry(numeric),
            kinks=[{"x": at, "derivative": slope} for at, slope in points.kinks],
            undefined=list(known.undefined),
            holes=list(known.holes),
            poles=[pole.at for pole in known.poles],
            unbounded=[point.at for point in points.unbounded],
            smoothness=smoothness,
            lipschitz=np.nan if known.nowhere else np.inf if without_bound else _lipschitz(numeric),
            curvature=_curvature(numeric, known, smoothness),
            saturation=[_saturation(numeric, below) for below in (0.1, 0.01)],
            zero_gradient_share=_share([*_flat(numeric, known)]),
            value_at_zero=float(numeric.f(at_zero)[0]) + 0.0,
            slope_at_zero=float(slope[0]) + 0.0,  # no -0.0
            **_moments(numeric, known),
            overflow_float32=_overflow(numeric, known, ROUNDS_TO_INFINITY["float32"]),
            overflow_float16=_overflow(numeric, known, ROUNDS_TO_INFINITY["float16"]),
        )


def _limit(numeric: Numeric, known: Domain, side: int) -> float | None:
    if known.lacks(np.array([side * np.inf]))[0]:
        return np.nan
    found = limit(numeric.f, side)
    return None if found is None else _tidied(found)


def _moments(numeric: Numeric, known: Domain) -> dict[str, float]:
    f, slope, borders = numeric.f, numeric.slope, known.borders
    if _share(known.undefined) > UNDEFINED:
        return dict.fromkeys(MOMENTS, np.nan) | {"fixed_point": 1.0}
    second = expectation(lambda z: f(z) ** 2, borders)
    slope_second = expectation(lambda z: slope(z) ** 2, borders)
    usable = 0 < second < np.inf
    # dq E f(sqrt(q) z)^2 at 1, without f', so that jumps count as they do in the map
    change = expectation(lambda z: f(z) ** 2 * (z**2 - 1) / 2, borders) if usable else np.nan
    return {
        "mean": _tidied(expectation(f, borders)),
        "second_moment": second,
        "gain": second**-0.5 if usable else np.nan,
        "slope_mean": _tidied(expectation(slope, borders)),
        "slope_second_moment": slope_second,
        "chi_1": slope_second / second if usable else np.nan,
        "fixed_point": 1.0,  # by the choice of the gain
        "fixed_point_slope": _tidied(change / second) if usable else np.nan,
    }


def _extreme(numeric: Numeric, known: Domain, limits: Sequence[float | None], sign: int) -> float:
    """Return the infimum (sign 1) or supremum (-1): the least on the grid, beside a border, or a limit beyond it."""
    if known.nowhere:
        return np.nan
    if any(sign * end == -np.inf for pole in known.poles for end in (pole.left, pole.right)):
        return -sign * np.inf
    near = sign * _beside(numeric.f, np.array(known.borders))
    candidates = [lowest(lambda x: sign * numeric.f(x)), *(sign * end for end in limits if end is not None)]
    candidates.append(float(np.min(near[np.isfinite(near)], initial=np.inf)))
    if None in limits:  # an oscillation: what it reaches far out
        wide = sign * numeric.f(np.linspace(-1e6, 1e6, 20011))
        least = float(np.min(wide[~np.isnan(wide)], initial=np.inf))
        candidates.append(least if least > -1e3 else -np.inf)
    return _tidied(sign * min(candidates))


def _beside(f: Function, borders: np.ndarray) -> np.ndarray:
    """Return f at the borders and its limits from both sides: straight lines through two points."""
    found = [f(borders)]
    for side in (-1, 1):
        step = side * BESIDE * (1 + np.abs(borders))
        near, far = f(borders + step), f(borders + 2 * step)
        straight = np.abs(near - far) < NEAR * (1 + np.abs(near))
        found.append(np.where(straight, 2 * near - far, near))
    return np.concatenate(found)


def _monotone(values: np.ndarray) -> str:
    values = values[np.isfinite(values)]
    steps = np.diff(values)
    if not len(steps):
        return "no"
    if np.ptp(values) <= ZERO:
        return "constant"
    if (steps >= -ZERO).all():
        return "increasing"
    return "decreasing" if (steps <= ZERO).all() else "no"


def _symmetry(numeric: Numeric) -> str:
    x = np.linspace(1e-3, 20, 999)
    there, back = numeric.f(x), numeric.f(-x)
    if (np.isnan(there) != np.isnan(back)).any() or np.isnan(there).all():
        return "none"
    there, back = there[~np.isnan(there)], back[~np.isnan(back)]
    scale = SAME * (1 + np.abs(there))
    if ((np.abs(there + back) <= scale) | (there == -back)).all():
        return "odd"
    return "even" if ((np.abs(there - back) <= scale) | (there == back)).all() else "none"


def _flat(numeric: Numeric, known: Domain) -> Iterator[tuple[float, float]]:
    """Yield the ranges in which f is constant: whole ones between borders, as elsewhere f' is 0 at points only."""
    ends = np.array([-np.inf, *known.borders, np.inf])
    low, high = ends[:-1], ends[1:]
    inner_low, inner_high = np.maximum(low, -FAR), np.minimum(high, FAR)
    x = inner_low + (inner_high - inner_low) * INSIDE[:, None]
    values, slopes = numeric.f(x), numeric.slope(x)
    same = np.ptp(values, axis=0) <= ZERO * (1 + np.abs(values[0]))
    flat = same & (np.abs(slopes) <= ZERO).all(axis=0) & (inner_high > inner_low)
    yield from zip(low[flat].tolist(), high[flat].tolist(), strict=True)


def _lipschitz(numeric: Numeric) -> float:
    highest = -lowest(lambda x: -np.abs(numeric.slope(x)))
    far = np.abs(numeric.slope(np.array([-1e6, -1e3, 1e3, 1e6])))
    if not np.isfinite(far).all() or far.max() > 2 * highest + 1:
        return float("inf")
    return float(max(highest, far.max()))


def _curvature(numeric: Numeric, known: Domain, smoothness: int | None) -> float:
    if known.nowhere:
        return np.nan
    if known.poles or numeric.activation.points.unbounded:
        return np.inf
    values = np.abs(numeric.derivative(GRID, 2))
    if np.isinf(values).any():
        return np.inf
    if np.isnan(values).all():
        return np.nan
    highest = -lowest(lambda x: -np.abs(numeric.derivative(x, 2)))
    borders = np.array(known.borders)
    step = NEAR * (1 + np.abs(borders))
    beside = np.abs(numeric.derivative(np.concatenate([borders - step, borders + step]), 2))
    nearer = float(np.max(beside[np.isfinite(beside)], initial=0))
    far = np.abs(numeric.derivative(np.array([-1e6, -1e3, 1e3, 1e6]), 2))
    grows = far[np.isfinite(far)].max(initial=0) > 2 * highest + 1 or nearer > 100 * (highest + 1)
    return np.inf if grows or highest > HUGE else max(highest, nearer)


def _saturation(numeric: Numeric, below: float) -> Saturation:
    intervals = ranges_below(numeric.slope, below)
    near = [(low, high) for low, high in intervals if low < SHOWN and high > -SHOWN]
    return Saturation(below, near, _share(intervals))


def _share(intervals: Sequence[tuple[float, float]]) -> float:
    return float(sum(ndtr(high) - ndtr(low) for low, high in intervals))


def _overflow(numeric: Numeric, known: Domain, edge: float) -> float | None:
    """Return the least |x| from which |f| rounds to infinity in a format, None where it never does."""

    def over(x: np.ndarray) -> np.ndarray:
        found = np.zeros(len(x), bool)
        for side in (-1, 1):  # NaN where f has a value in the mathematics comes of infinities
            found |= ~(np.abs(numeric.f(side * x)) < edge) & ~known.lacks(side * x)
        return found

    x = np.geomspace(1, edge * (1 - 1e-7 if edge > 1e6 else 1 - 1e-3), 4000)  # the format's own numbers
    too_large = over(x)
    if known.nowhere or not too_large.any():
        return None
    first = int(np.argmax(too_large))
    if first + 1 < len(x) and not too_large[first + 1 :].any():
        return None  # the foot of a pole
    fine = np.linspace(x[max(first - 1, 0)], x[first], 4000)
    return float(fine[int(np.argmax(over(fine)))])


def _tidied(value: float) -> float:
    """Write rounding noise about a whole number as the number."""
    return float(round(value)) + 0.0 if np.isfinite(value) and abs(value - round(value)) < ZERO else float(value)
