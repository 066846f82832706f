"""Where a function has a value: the points at which it may switch, the ranges without a value, its poles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from actlab.analysis.numeric import GRID, Numeric
from actlab.functions.exact import exact
from actlab.functions.record import Activation
from actlab.functions.switches import candidates

WITHIN = 1000.0  # switches are looked for up to here
INSIDE = np.array([0.031, 0.2, 0.35, 0.5, 0.65, 0.8, 0.971]) ** 1.01  # places in a range, none at a whole number
TOWARDS = 10.0 ** -np.arange(3, 10)  # distances, relative to 1 + |at|, at which a pole is seen to grow
GROWS = 0.9  # of the first step to the last: a logarithm's are equal, those of what has a limit shrink
APART = 1e-6  # a step below this share of 1 + |f| is rounding
IRRATIONAL = 2**0.5 - 1  # of a range: no whole number, at which a power of a negative number has a value
SAME = 1e-6  # relative to 1 + |at|: two points found of one
ASKED = 5  # ranges whose NaN is held against many digits, the nearest to 0


@dataclass(frozen=True)
class Pole:
    """A point towards which f grows without bound; each side is an infinity, or 0 where f stays finite."""

    at: float
    left: float
    right: float


@dataclass(frozen=True)
class Domain:
    """What the real line is to a function, looked for in [-1000, 1000].

    Between the ``borders`` a formula is smooth. ``undefined`` are open ranges in which f has no value, ``holes`` single
    points without one.
    """

    borders: tuple[float, ...]
    undefined: tuple[tuple[float, float], ...]
    holes: tuple[float, ...]
    poles: tuple[Pole, ...]

    def lacks(self, x: np.ndarray) -> np.ndarray:
        """Return where f has no value because it is not defined there, as against one that is too large."""
        within = np.zeros(np.shape(x), bool)
        for low, high in self.undefined:
            within |= (low <= x) & (x <= high)
        return within

    @property
    def nowhere(self) -> bool:
        """Whether f has no value at all."""
        return self.undefined == ((-np.inf, np.inf),)


@lru_cache(maxsize=256)
def domain(activation: Activation) -> Domain:
    """Look at a function on both sides of every point at which it may switch.

    >>> from actlab.functions.find import find
    >>> found = domain(find("1 / x + sqrt(4 - x)"))
    >>> found.undefined, found.poles
    (((4.0, inf),), (Pole(at=0.0, left=-inf, right=inf),))
    """
    f = Numeric(activation).f
    if activation.source:
        values = f(GRID)
        borders = [at for at, _slope in activation.kinks] + _edges(np.isnan(values))
    else:
        points = activation.points
        found = {*candidates(activation.stable_expression, activation.values), *(at for at, _slope in points.kinks)}
        borders = sorted(found | {at for at, _slope in points.removable} | {point.at for point in points.unbounded})
    places = np.array(sorted(borders))
    undefined = tuple(_undefined(activation, places))
    known = Domain(tuple(places.tolist()), undefined, (), ())
    places = places[~known.lacks(places * (1 + 1e-15) + 1e-300) | ~known.lacks(places * (1 - 1e-15) - 1e-300)]
    holes = places[np.isnan(f(places)) & ~known.lacks(places) & ~_at_ends(places, undefined)]
    return Domain(known.borders, undefined, tuple(holes.tolist()), tuple(_poles(activation, places)))


def _at_ends(places: np.ndarray, ranges: Sequence[tuple[float, float]]) -> np.ndarray:
    ends = np.unique(np.ravel(ranges)) if ranges else np.zeros(0)
    apart = np.abs(places[:, None] - ends) <= SAME * (1 + np.abs(places[:, None]))
    return np.asarray(apart.any(axis=1))


def _edges(missing: np.ndarray) -> list[float]:
    return [float(GRID[place + 1]) for place in np.flatnonzero(missing[1:] != missing[:-1])]


def _undefined(activation: Activation, borders: np.ndarray) -> Iterator[tuple[float, float]]:
    """Yield the ranges between borders in which f is nowhere a finite number; those that touch are one."""
    ends = np.concatenate([[-WITHIN], borders, [WITHIN]])
    low, high = ends[:-1], ends[1:]
    wide = high - low
    # a range that reaches far has its questions near 0 as well, where nothing overflows
    places = np.concatenate([low + wide * INSIDE[:, None], np.clip(np.array([[-0.7], [0.7]]), low, high)])
    missing = ~np.isfinite(Numeric(activation).f(places))
    inner = (places > low) & (places < high)
    lacking = (missing | ~inner).all(axis=0) & (wide > 0)
    ranges = _merged(low[lacking], high[lacking])
    meant = sorted(ranges, key=lambda ends: min(abs(ends[0]), abs(ends[1])))[:ASKED]
    overflows = [ends for ends in meant if not _is_undefined(activation, *ends)]
    yield from ((_outer(a), _outer(b)) for a, b in ranges if (a, b) not in overflows)


def _merged(low: np.ndarray, high: np.ndarray) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for a, b in zip(low.tolist(), high.tolist(), strict=True):
        if found and found[-1][1] == a:
            found[-1] = (found[-1][0], b)
        else:
            found.append((a, b))
    return found


def _outer(end: float) -> float:
    return float(np.copysign(np.inf, end)) if abs(end) >= WITHIN else end


def _is_undefined(activation: Activation, low: float, high: float) -> bool:
    """Return whether f is no number in the mathematics as well: what overflows in double precision has a value."""
    if activation.source:
        return True
    try:
        value = exact(activation.stable_expression, low + IRRATIONAL * (high - low), activation.values)
    except (TypeError, ArithmeticError, ValueError):  # mpmath compares no complex numbers
        return True
    return bool(value != value)


def _poles(activation: Activation, borders: np.ndarray) -> Iterator[Pole]:
    if not len(borders):
        return
    f = Numeric(activation).f
    sides = [_grows(f, borders, side) for side in (-1, 1)]
    for at, left, right in zip(borders.tolist(), *sides, strict=True):
        if left or right:
            yield Pole(at, left, right)


def _grows(f, borders: np.ndarray, side: int) -> Sequence[float]:  # type: ignore[no-untyped-def]
    """Return for each border the infinity that f grows to on one side of it, or 0."""
    with np.errstate(all="ignore"):
        values = f(borders + side * TOWARDS[:, None] * (1 + np.abs(borders)))
        steps = np.diff(values, axis=0)
        sizes = np.abs(steps)
        onwards = (steps > 0).all(axis=0) | (steps < 0).all(axis=0)
        unending = sizes[-1] >= GROWS * sizes[0]
        grows = onwards & unending & (sizes[-1] > APART * (1 + np.abs(values[0])))
        bursts = np.isinf(values[-1]) & np.isfinite(f(borders + side * 0.1))
        return np.where(grows | bursts, np.sign(values[-1]) * np.inf, 0.0).tolist()  # type: ignore[no-any-return]
