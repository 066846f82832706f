"""The points at which a derivative has to be looked at: kinks, removable ones, and those where it has no bound."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from actlab.functions.kinks import BESIDE, jumps_at

MENDED = 64  # so many kinks are given a slope of their own; where there are more, each has the one of its formula
AGREE = 1e-6  # relative to 1 + |slope|: the slopes of both sides are one
SAME = 1e-7  # relative to 1 + |slope|: what is read beside a kink is the formula's own slope there
NEARER = 10.0 ** -np.arange(4, 11)  # distances, relative to 1 + |at|, at which a slope without bound is seen to grow
GROWS = 1.05  # by at least this for each step of ten, as a root's slope does, or a logarithm

Vectorised = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Unbounded:
    """A point at which |f'| grows without bound like distance^-power; infinite where f itself does, or jumps."""

    at: float
    power: float


@dataclass(frozen=True)
class Points:
    """What was found: (point, slope used there) of each kink, of each point where the sides agree, and no bound."""

    kinks: tuple[tuple[float, float], ...] = ()
    removable: tuple[tuple[float, float], ...] = ()
    unbounded: tuple[Unbounded, ...] = ()

    @property
    def mended(self) -> tuple[tuple[float, float], ...]:
        """The points that get a slope of their own, which is not the one of the formula there."""
        return (*(self.kinks if len(self.kinks) <= MENDED else ()), *self.removable)


def look(f: Vectorised, slope: Vectorised, places: Iterable[float]) -> Points:
    """Look at f and f', in double precision, beside each place.

    At a kink the slope is that of the left side, or of the right where the left has none.

    >>> look(np.abs, np.sign, [0.0, 1.0])
    Points(kinks=((0.0, -1.0),), removable=(), unbounded=())
    """
    at = np.array(sorted(set(places)))
    if not at.size:
        return Points()
    power = _growth(slope, at)
    left, right = _one_sided(slope, at, -1), _one_sided(slope, at, 1)
    with np.errstate(invalid="ignore"):
        finite = np.isfinite(left) & np.isfinite(right)
        kink = jumps_at(f, at) | (finite & jumps_at(slope, at))
        own = slope(at)
        agree = finite & (np.abs(left - right) <= AGREE * (1 + np.abs(left)))
        removable = agree & ~(np.abs(own - left) <= AGREE * (1 + np.abs(left)))
    used = np.where(np.isfinite(left), left, right)
    bounded = np.isnan(power)
    kink &= bounded & np.isfinite(used)
    removable &= bounded & ~kink
    with np.errstate(invalid="ignore"):  # where the formula's own slope is that of the side, it has all digits
        used = np.where(np.abs(own - used) <= SAME * (1 + np.abs(used)), own + 0.0, _rounded(used))
    return Points(
        tuple(zip(at[kink].tolist(), used[kink].tolist(), strict=True)),
        tuple(zip(at[removable].tolist(), _rounded((left + right)[removable] / 2), strict=True)),
        tuple(Unbounded(*pair) for pair in zip(at[~bounded].tolist(), power[~bounded].tolist(), strict=True)),
    )


def _one_sided(slope: Vectorised, at: np.ndarray, side: int) -> np.ndarray:
    """Return the limit of f' from one side: a straight line through two points, where rounding does not show."""
    step = side * BESIDE * (1 + np.abs(at))
    near, far = slope(np.stack([at + step, at + 2 * step]))
    with np.errstate(invalid="ignore", over="ignore"):
        return np.asarray(2 * near - far)


def _rounded(values: np.ndarray) -> list[float]:
    return [float(f"{value:.8g}") + 0.0 for value in values.tolist()]


def _growth(slope: Vectorised, at: np.ndarray) -> np.ndarray:
    """Return the power of distance^-power by which |f'| grows towards each point, NaN where it does not."""
    powers = []
    for side in (-1, 1):
        sizes = np.abs(slope(at + side * NEARER[:, None] * (1 + np.abs(at))))
        with np.errstate(all="ignore"):
            steps = sizes[1:] / sizes[:-1]
            grows = np.isfinite(sizes).all(axis=0) & (steps > GROWS).all(axis=0) & (sizes[-1] > 1)
            powers.append(np.where(grows, np.log10(steps).mean(axis=0), np.nan))
    with np.errstate(invalid="ignore"):
        return np.fmax(*powers)
