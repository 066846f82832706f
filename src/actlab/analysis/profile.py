"""Everything that can be said of an activation without training: all computed, none typed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import ndtr

from actlab.analysis.gaussian import expectation
from actlab.analysis.numeric import GRID, Numeric, lowest, ranges_below
from actlab.functions.ends import limit
from actlab.functions.kinks import jumps, jumps_at
from actlab.functions.record import Activation

ZERO = 1e-12  # a slope below is none
ROUNDS_TO_INFINITY = {"float32": 2.0**128 - 2.0**103, "float16": 65520.0}  # the first that does
SHOWN = 10.0  # saturated intervals are listed as far out as this
SAME = 1e-9  # a difference below is none, for symmetry and monotony


@dataclass(frozen=True)
class Saturation:
    """Where |f'| lies below a bound, and the share of standard normal inputs that falls there."""

    below: float
    intervals: list[tuple[float, float]]
    share: float


@dataclass(frozen=True)
class Profile:
    """What is known of one activation at its parameters. Expectations are over z ~ N(0, 1)."""

    low: float  # infimum and supremum of f
    high: float
    limit_left: float | None  # None: f oscillates
    limit_right: float | None
    monotone: str  # increasing, decreasing, no
    symmetry: str  # odd, even, none
    kinks: list[dict[str, float]]
    smoothness: int | None  # continuous derivatives; -1: f itself jumps; None: all
    lipschitz: float
    saturation: list[Saturation]
    zero_gradient_share: float
    value_at_zero: float
    slope_at_zero: float
    mean: float  # E f(z)
    second_moment: float  # E f(z)^2
    gain: float  # (E f(z)^2)^(-1/2)
    slope_mean: float  # E f'(z)
    slope_second_moment: float  # E f'(z)^2
    chi_1: float  # gain^2 E f'(z)^2: what a squared gradient is multiplied by, layer by layer
    fixed_point: float  # of the variance map q -> gain^2 E f(sqrt(q) z)^2
    fixed_point_slope: float  # the map's slope there: stable below 1
    overflow_float32: float | None  # the least |x| at which f overflows
    overflow_float16: float | None

    @property
    def zero_centred(self) -> bool:
        """Whether E f(z) is 0."""
        return abs(self.mean) < SAME

    @property
    def smooth(self) -> bool:
        """Whether f' is continuous."""
        return self.smoothness is None or self.smoothness >= 1


def profile(activation: Activation) -> Profile:
    """Compute the profile of an activation.

    >>> from actlab.functions.find import find
    >>> found = profile(find("relu"))
    >>> found.low, found.high, found.monotone, found.smoothness, round(found.chi_1, 12)
    (0.0, inf, 'increasing', 0, 1.0)
    """
    numeric = Numeric(activation)
    kinks = [at for at, _slope in activation.kinks]
    left, right = limit(numeric.f, -1), limit(numeric.f, 1)
    moments = _moments(numeric, kinks)
    at_zero = np.zeros(1)
    smoothness = _smoothness(numeric, kinks)
    return Profile(
        low=_extreme(numeric, (left, right), 1),
        high=_extreme(numeric, (left, right), -1),
        limit_left=left,
        limit_right=right,
        monotone=_monotone(numeric.f(GRID)),
        symmetry=_symmetry(numeric),
        kinks=[{"x": at, "derivative": slope} for at, slope in activation.kinks],
        smoothness=smoothness,
        lipschitz=float("inf") if smoothness == -1 else _lipschitz(numeric),
        saturation=[_saturation(numeric, below) for below in (0.1, 0.01)],
        zero_gradient_share=_share(ranges_below(numeric.slope, ZERO)),
        value_at_zero=float(numeric.f(at_zero)[0]) + 0.0,
        slope_at_zero=float(numeric.slope(at_zero)[0]) + 0.0,  # no -0.0
        **moments,
        overflow_float32=_overflow(numeric, ROUNDS_TO_INFINITY["float32"]),
        overflow_float16=_overflow(numeric, ROUNDS_TO_INFINITY["float16"]),
    )


def _moments(numeric: Numeric, kinks: Sequence[float]) -> dict[str, float]:
    f, slope = numeric.f, numeric.slope
    second = expectation(lambda z: f(z) ** 2, kinks)
    slope_second = expectation(lambda z: slope(z) ** 2, kinks)
    return {
        "mean": _tidied(expectation(f, kinks)),
        "second_moment": second,
        "gain": second**-0.5,
        "slope_mean": _tidied(expectation(slope, kinks)),
        "slope_second_moment": slope_second,
        "chi_1": slope_second / second,
        "fixed_point": 1.0,  # by the choice of the gain
        "fixed_point_slope": expectation(lambda z: z * f(z) * slope(z), kinks) / second,
    }


def _extreme(numeric: Numeric, limits: Sequence[float | None], sign: int) -> float:
    """Return the infimum (sign 1) or supremum (-1): the least on the grid, or a limit beyond it."""
    candidates = [lowest(lambda x: sign * numeric.f(x)), *(sign * end for end in limits if end is not None)]
    if None in limits:  # an oscillation: what it reaches far out
        far = np.linspace(-1e6, 1e6, 20011)
        wide = float(np.min(sign * numeric.f(far)))
        candidates.append(wide if wide > -1e3 else -np.inf)
    return _tidied(sign * min(candidates))


def _monotone(values: np.ndarray) -> str:
    with np.errstate(invalid="ignore"):
        steps = np.diff(values[np.isfinite(values)])
    if (steps >= -ZERO).all():
        return "increasing"
    return "decreasing" if (steps <= ZERO).all() else "no"


def _symmetry(numeric: Numeric) -> str:
    x = np.linspace(1e-3, 20, 999)
    there, back = numeric.f(x), numeric.f(-x)
    scale = SAME * (1 + np.abs(there))
    if (np.abs(there + back) <= scale).all():
        return "odd"
    return "even" if (np.abs(there - back) <= scale).all() else "none"


def _smoothness(numeric: Numeric, kinks: Sequence[float]) -> int | None:
    """Return how many derivatives are continuous, looked for up to the third; None where all are."""
    if kinks:
        return -1 if jumps_at(numeric.f, np.array(kinks)).any() else 0
    for order in (2, 3):
        if jumps(partial(numeric.derivative, order=order)):
            return order - 1
    return None


def _lipschitz(numeric: Numeric) -> float:
    highest = -lowest(lambda x: -np.abs(numeric.slope(x)))
    far = np.abs(numeric.slope(np.array([-1e6, -1e3, 1e3, 1e6])))
    if not np.isfinite(far).all() or far.max() > 2 * highest + 1:
        return float("inf")
    return float(max(highest, far.max()))


def _saturation(numeric: Numeric, below: float) -> Saturation:
    intervals = ranges_below(numeric.slope, below)
    near = [(low, high) for low, high in intervals if low < SHOWN and high > -SHOWN]
    return Saturation(below, near, _share(intervals))


def _share(intervals: Sequence[tuple[float, float]]) -> float:
    return float(sum(ndtr(high) - ndtr(low) for low, high in intervals))


def _overflow(numeric: Numeric, edge: float) -> float | None:
    """Return the least |x| at which |f| rounds to infinity in a format, None where it never does."""
    x = np.geomspace(1, edge * (1 - 1e-7 if edge > 1e6 else 1 - 1e-3), 4000)  # the format's own numbers
    with np.errstate(all="ignore"):
        over = ~(np.maximum(np.abs(numeric.f(x)), np.abs(numeric.f(-x))) < edge)
        if not over.any():
            return None
        first = int(np.argmax(over))
        fine = np.linspace(x[max(first - 1, 0)], x[first], 4000)
        over = ~(np.maximum(np.abs(numeric.f(fine)), np.abs(numeric.f(-fine))) < edge)
    return float(fine[int(np.argmax(over))])


def _tidied(value: float) -> float:
    """Write rounding noise about a whole number as the number."""
    return float(round(value)) + 0.0 if np.isfinite(value) and abs(value - round(value)) < ZERO else float(value)
