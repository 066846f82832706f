"""Expectations under a normal distribution, by quadrature that knows where a function may switch.

A rule that does not know of a kink loses ten digits at it. Towards a point where the function is not smooth the pieces
shrink tenfold at a time; what is left beside a point where it grows without bound follows a power, which tells whether
the integral exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from actlab.analysis.domain import domain
from actlab.analysis.numeric import Numeric
from actlab.errors import InvalidInput
from actlab.functions.record import Activation
from actlab.words import _

REACH = 12.0  # standard deviations; the mass beyond is 4e-33
REACHES = (REACH, 16.0, 20.0, 24.0, 28.0, 32.0, 38.0)  # as far as it takes, to where the density ends in double
PIECE = 2.0  # longest piece, in standard deviations
NODES = 32  # per piece; smooth integrands are then exact to rounding
MOST = 250_000  # nodes; what has not settled by then is not computed
SETTLED, TOLERATED = 1e-11, 1e-6  # two rules agree: to rounding; to more digits than anyone is shown
UNDEFINED = 1e-16  # a smaller chance of an input without a value is none
BESIDE, NEARER = 1e-7, 1e-11  # nearest distances to a border, relative to 1 + |border|, at which a function is asked
DECADES = np.geomspace(1, 10, 9)  # places between that and ten times as far
FLAT = 0.01  # a smaller power is no growth
DIVERGES = 0.995  # a function that grows like distance^-power has no integral from power 1 on
ROUGH = 10**-2.5  # a smooth function's difference falls a thousandfold over three decades
GRADED = 64  # so many borders, the nearest to 0, get pieces that shrink towards them

Function = Callable[[np.ndarray], np.ndarray]


class _Rule(NamedTuple):
    """Nodes, and weights that hold the density of N(0, 1); both [n]."""

    z: np.ndarray
    weights: np.ndarray


class _Tail(NamedTuple):
    """What g does within ``width`` of a border, on one side: about factor * distance^-power."""

    factor: float
    power: float
    width: float

    @property
    def integral(self) -> float:
        """The integral over it; infinite where it diverges."""
        if not (np.isfinite(self.factor) and self.power < DIVERGES):
            return float(np.copysign(np.inf, self.factor)) if self.factor == self.factor else np.nan
        return float(self.factor * self.width ** (1 - self.power) / (1 - self.power))


class _Side(NamedTuple):
    """A side (-1 or 1) of a border on which g is not smooth, and its tail where it grows."""

    at: float
    side: int
    tail: _Tail | None

    @property
    def near(self) -> float:
        """The nearest point at which g is asked."""
        return self.at + self.side * _nearest(self.at)

    @property
    def piece(self) -> tuple[float, float]:
        """What the tail stands for."""
        return min(self.at, self.near), max(self.at, self.near)


def expectation(g: Function, borders: Iterable[float] = ()) -> float:
    """Return E g(z) for z ~ N(0, 1): an infinity where it diverges, NaN where g has no value or it does not settle.

    ``borders`` are where g may have a kink, a jump or a pole.

    >>> round(expectation(lambda z: np.maximum(z, 0) ** 2, [0.0]), 12)
    0.5
    >>> expectation(lambda z: 1 / np.abs(z), [0.0])
    inf
    """
    with np.errstate(all="ignore"):
        return _settled(g, borders)[0]


def expectations(g: Function, like: Function, borders: Iterable[float] = ()) -> np.ndarray:
    """Return E g(z) for a g that returns rows [k, n] for z [n], at the nodes at which E of ``like`` settles."""
    with np.errstate(all="ignore"):
        rule = _settled(like, borders)[1]
        values = g(rule.z)
        return np.asarray(np.where(np.isfinite(values), values, 0) @ rule.weights)


def _settled(g: Function, borders: Iterable[float]) -> tuple[float, _Rule]:
    """Return the expectation, with as far a reach as it takes."""
    ends = np.unique(np.asarray([*borders], float))
    value, rule = np.nan, _Rule(np.zeros(0), np.zeros(0))
    for reach in REACHES:
        within = ends[np.abs(ends) < reach]
        value, rule, outermost = _refined(g, within, reach)
        if not outermost > SETTLED:
            return value, rule
    return float(np.copysign(np.inf, value)) if value == value else value, rule


def _refined(g: Function, borders: np.ndarray, reach: float) -> tuple[float, _Rule, float]:
    """Halve all pieces until nothing changes; return value, rule, and the share that the ends of its reach have."""
    sides = list(_sides(g, borders))
    beside = sum(side.tail.integral for side in sides if side.tail)
    before, parts = np.inf, 1
    while True:
        rule = _rule(borders, sides, reach, parts)
        values = g(rule.z)
        missing = np.isnan(values)
        if rule.weights[missing].sum() > UNDEFINED:
            return np.nan, rule, 0.0
        terms = np.where(missing | (rule.weights == 0), 0, rule.weights * values)
        value, size = float(terms.sum()), float(np.abs(terms).sum())
        value = 0.0 if abs(value) < SETTLED * size else value  # of an odd function, what its halves leave
        apart = abs(value - before)
        if not apart > SETTLED * size or not np.isfinite(value) or 2 * len(rule.z) > MOST:
            break
        before, parts = value, 2 * parts
    if np.isfinite(value) and apart > TOLERATED * size:
        return np.nan, rule, 0.0
    ends = float(np.abs(terms[np.abs(rule.z) > reach - PIECE]).sum())
    return value + beside, rule, ends / size if 0 < size < np.inf else 0.0


def _rule(borders: np.ndarray, sides: Iterable[_Side], reach: float, parts: int) -> _Rule:
    """Return the rule whose pieces lie between the borders and shrink towards them, each cut into equal parts."""
    ends = [*np.arange(-reach, reach + PIECE, PIECE), *borders]
    for one in sides:
        ends += list(one.at + (one.near - one.at) * 10.0 ** np.arange(12))
    found = np.unique(np.clip(ends, -reach, reach)).tolist()
    left_out = {one.piece for one in sides if one.tail}
    low, high = np.array([piece for piece in pairwise(found) if piece not in left_out]).T
    nodes, weights = _legendre()
    half = ((high - low) / (2 * parts))[:, None, None]
    z = low[:, None, None] + half * (2 * np.arange(parts)[:, None] + 1 + nodes)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return _Rule(z.ravel(), (half * weights * density).ravel())


@cache  # they are the same for every expectation
def _legendre() -> tuple[np.ndarray, np.ndarray]:
    """Return the nodes and weights of a piece, on [-1, 1]."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return nodes, weights


def _sides(g: Function, borders: np.ndarray) -> Iterator[_Side]:
    """Yield the sides on which g is not smooth: its differences fall too slowly."""
    at = borders[np.argsort(np.abs(borders))[:GRADED]]
    for side in (-1, 1):
        values = g(at + side * BESIDE * (1 + np.abs(at)) * np.array([[1.0], [10.0], [1e3], [1e4]]))
        last, first = np.abs(values[0] - values[1]), np.abs(values[2] - values[3])
        rough = (last > ROUGH * first) & (last > 1e-12 * (1 + np.abs(values[3])))
        for place in at[rough | np.isinf(values[0])].tolist():
            yield _Side(place, side, _tail(g, place, side))


def _nearest(at: float) -> float:
    """Return how near to a border g is asked: nearer to a number of few digits, which is the border itself."""
    return (BESIDE if at != round(at, 6) else NEARER) * (1 + abs(at))


def _tail(g: Function, at: float, side: int) -> _Tail | None:
    """Return how g goes on beside a border; None where it does not grow."""
    width = _nearest(at)
    distances = width * DECADES * np.array([[1.0], [10.0]])
    values = g(at + side * distances)
    highest = np.max(np.abs(values), axis=1)
    if np.isinf(highest[0]):
        return _Tail(float(values[0][np.isinf(values[0])][0]), np.inf, width)
    power = float(np.log10(highest[0] / highest[1])) if highest[1] > 0 else 0.0
    if not power > FLAT:
        return None
    density = np.exp(-(at**2) / 2) / np.sqrt(2 * np.pi)
    return _Tail(float(np.mean(values[0] * distances[0] ** power) * density), power, width)


def gain(activation: Activation) -> float:
    """Return the gain E[f(z)^2]^(-1/2), z ~ N(0, 1): weights scaled by it keep a layer's second moment at 1.

    Source: He, Zhang, Ren, Sun (2015), equation 10, for relu; the same argument holds for any activation.
    Raises InvalidInput where the second moment is 0, infinite or not defined.

    >>> from actlab.functions.find import find
    >>> round(gain(find("tanh")), 4), round(gain(find("relu")) ** 2, 6)
    (1.5925, 2.0)
    """
    second = second_moment(activation)
    if not 0 < second < np.inf:
        reason = _("is 0") if second == 0 else _("is infinite") if second > 0 else _("is not defined")
        message = _("{name} has no gain: E f(z)^2 for z ~ N(0, 1) {reason}; choose another initialisation.")
        raise InvalidInput(message.format(name=str(activation), reason=reason), "init", "he")
    return float(second**-0.5)


def second_moment(activation: Activation) -> float:
    """Return E f(z)^2, z ~ N(0, 1): infinite where it diverges, NaN where it is not defined.

    >>> from actlab.functions.find import find
    >>> round(second_moment(find("relu")), 12), second_moment(find("1/x")), second_moment(find("log(x)"))
    (0.5, inf, nan)
    """
    f = Numeric(activation).f
    return expectation(lambda z: f(z) ** 2, domain(activation).borders)
