"""The record of what can be said of an activation without training."""

from __future__ import annotations

from dataclasses import dataclass

SAME = 1e-9  # a difference below is none


@dataclass(frozen=True)
class Saturation:
    """Where |f'| lies below a bound, and the share of standard normal inputs that falls there."""

    below: float
    intervals: list[tuple[float, float]]
    share: float


@dataclass(frozen=True)
class Profile:
    """What is known of one activation at its parameters. Expectations are over z ~ N(0, 1).

    Infinite: it diverges, or grows without bound. NaN: it is not defined, as f has no value somewhere.
    """

    low: float  # infimum and supremum of f
    high: float
    limit_left: float | None  # None: f oscillates
    limit_right: float | None
    monotone: str  # increasing, decreasing, constant, no
    symmetry: str  # odd, even, none
    kinks: list[dict[str, float]]
    undefined: list[tuple[float, float]]  # ranges in which f has no value
    holes: list[float]  # single points without one
    poles: list[float]
    unbounded: list[float]  # where |f'| grows without bound
    smoothness: int | None  # continuous derivatives; -1: f itself jumps; None: all
    lipschitz: float
    curvature: float  # the largest |f''|, where it exists
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
    fixed_point_slope: float  # the map's slope there (propagation.py says what it means)
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
