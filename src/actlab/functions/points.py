"""The points at which a derivative has to be looked at: kinks, removable ones, and those where it has no bound."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from actlab.functions.kinks import BESIDE, jumps_at

MENDED = 64  # so many kinks are given a slope of their own; where there are more, each has the one of its formula
AGREE = 1e-6  # relative to 1 + |slope|: the slopes of both sides are one
NEARER = 10.0 ** -np.arange(4, 13)  # distances, relative to 1 + |at|, at which a slope without bound is seen to grow
GROWS = 1.05  # by at least this for each step of ten, as a root's slope does, or a logarithm
STEPS = 6  # of ten, in a row

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
    kinks, removable, unbounded = [], [], []
    for at in sorted(set(places)):
        power = _growth(slope, at)
        if power is not None:
            unbounded.append(Unbounded(at, power))
            continue
        left, right = (_one_sided(slope, at, side) for side in (-1, 1))
        if jumps_at(f, at) or (np.isfinite(left) and np.isfinite(right) and jumps_at(slope, at)):
            kinks.append((at, left if np.isfinite(left) else right))
        elif abs(left - right) <= AGREE * (1 + abs(left)) and not _is(slope, at, left):
            removable.append((at, _rounded((left + right) / 2)))
    return Points(tuple(kinks), tuple(removable), tuple(unbounded))


def _one_sided(slope: Vectorised, at: float, side: int) -> float:
    """Return the limit of f' from one side: a straight line through two points, where rounding does not show."""
    step = side * BESIDE * (1 + abs(at))
    near, far = slope(np.array([at + step, at + 2 * step])).tolist()
    return _rounded(2 * near - far)


def _rounded(value: float) -> float:
    return float(f"{value:.8g}") + 0.0


def _is(slope: Vectorised, at: float, meant: float) -> bool:
    return bool(abs(float(slope(np.array([at]))[0]) - meant) <= AGREE * (1 + abs(meant)))


def _growth(slope: Vectorised, at: float) -> float | None:
    """Return the power of distance^-power by which |f'| grows towards a point, None where it does not."""
    powers = []
    for side in (-1, 1):
        sizes = np.abs(slope(at + side * NEARER * (1 + abs(at))))
        with np.errstate(all="ignore"):
            steps = sizes[1:] / sizes[:-1]
        if np.isfinite(sizes[:STEPS]).all() and (steps[:STEPS] > GROWS).all() and sizes[STEPS] > 1:
            powers.append(float(np.log10(steps[:STEPS]).mean()))
    return max(powers) if powers else None
