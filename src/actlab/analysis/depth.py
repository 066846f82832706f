"""What the mean-field maps say of depth: the layers after which signal or gradient is gone, and the critical scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial.polynomial import polyval
from scipy.optimize import brentq

from actlab.analysis.domain import domain
from actlab.analysis.numeric import Numeric
from actlab.analysis.propagation import MARGIN, Propagation, mean_square
from actlab.functions.record import Activation

THOUSANDFOLD = 1000.0  # of the signal's and the gradient's size, so that their squares change a millionfold
DEEPEST = 1000  # layers; nobody looks further
SETTLED = 1e-9  # a variance that changes by less than this share stays what it is
UNALIKE = 0.5  # correlation at which two inputs start
SEARCH = (1e-4, 1e4)  # variances between which a critical fixed point is looked for


EVENTS = ("signal_lost", "signal_exploded", "gradient_lost", "gradient_exploded", "alike")


@dataclass(frozen=True)
class Depths:
    """After how many layers something has changed a thousandfold; None: not within DEEPEST layers.

    ``gradient_lost`` and ``gradient_exploded`` count from the outputs at the fixed path of the variance;
    ``alike`` is where two inputs, correlated 0.5 at first, differ by less than a thousandth (1 - c).
    """

    signal_lost: int | None
    signal_exploded: int | None
    gradient_lost: int | None
    gradient_exploded: int | None
    alike: int | None
    undefined: bool = False  # there is no variance to follow, as f has no value somewhere


@dataclass(frozen=True)
class Critical:
    """The weight scale at whose fixed point the gradient neither grows nor shrinks (chi_1 = 1).

    ``q`` is that fixed point: 0 where it is the limit of small signals, None where every variance is one.
    """

    scale: float
    q: float | None


def path(maps: Propagation, first: float, layers: int) -> tuple[np.ndarray, np.ndarray]:
    """Return each layer's variance [layers] from the first's, and the gradient's factor at each [layers]."""
    q = [first]
    while len(q) < layers:
        q.append(maps.variance(q[-1]) if 0 < q[-1] < np.inf else q[-1])
    return np.array(q), np.array([maps.gradient(value) if 0 < value < np.inf else np.nan for value in q])


def depths(maps: Propagation, first: float) -> Depths:
    """Follow signal, gradient and correlation through DEEPEST layers, or until all is decided."""
    q, c, gradient = first, UNALIKE, 1.0
    found: dict[str, int | None] = dict.fromkeys(EVENTS)
    following, factor, kernel = maps.variance(q), maps.gradient(q), maps.kernel(q)
    for layer in range(1, DEEPEST):
        if np.isnan(following) or np.isnan(factor):
            return _found(found, undefined=True)
        gradient, c = gradient * factor, float(polyval(c, kernel))
        if settled := abs(following / q - 1) < SETTLED:
            following = q
        q = following
        events = {
            "signal_lost": q < first / THOUSANDFOLD**2,
            "signal_exploded": q > first * THOUSANDFOLD**2,
            "gradient_lost": gradient < THOUSANDFOLD**-2,
            "gradient_exploded": gradient > THOUSANDFOLD**2,
            "alike": 1 - c < 1 / THOUSANDFOLD,
        }
        found |= {name: layer for name, happened in events.items() if happened and found[name] is None}
        if found["signal_lost"] or found["signal_exploded"]:
            break  # beyond, rounding errors would be followed
        if not settled:
            following, factor, kernel = maps.variance(q), maps.gradient(q), maps.kernel(q)
    return _found(found)


def _found(layers: dict[str, int | None], *, undefined: bool = False) -> Depths:
    lost, exploded, gradient_lost, gradient_exploded, alike = (layers[name] for name in EVENTS)
    return Depths(lost, exploded, gradient_lost, gradient_exploded, alike, undefined)


def critical(activation: Activation) -> Critical | None:
    """Return the critical weight scale (biases 0), None where there is none between the variances of SEARCH.

    A fixed point with chi_1 = 1 has q E f'(sqrt(q) z)^2 = E f(sqrt(q) z)^2, and the scale is E[f'^2]^(-1/2).
    Source: Schoenholz et al. (2017); Hayou, Doucet, Rousseau (2019).

    >>> from actlab.functions.find import find
    >>> round(critical(find("relu")).scale, 4), round(critical(find("tanh")).scale, 4)
    (1.4142, 1.0)
    """
    numeric, borders = Numeric(activation), domain(activation).borders

    def surplus(log_q: float) -> float:
        q = float(np.exp(log_q))
        value, slope = (mean_square(g, borders, q) for g in (numeric.f, numeric.slope))
        return q * slope / value - 1 if 0 < value < np.inf and slope < np.inf else np.nan

    grid = np.log(np.geomspace(*SEARCH, 60))
    values = np.array([surplus(log_q) for log_q in grid])
    if np.isnan(values).all():
        return None
    if np.nanmax(np.abs(values)) < MARGIN:
        return Critical(mean_square(numeric.slope, borders, 1.0) ** -0.5, None)
    if _vanishes_smoothly(activation):
        return Critical(1 / abs(float(numeric.slope(np.zeros(1))[0])), 0.0)
    for left, right, a, b in zip(grid[:-1], grid[1:], values[:-1], values[1:], strict=True):
        if a * b < 0:
            q = float(np.exp(brentq(surplus, left, right)))
            return Critical(mean_square(numeric.slope, borders, q) ** -0.5, q)
    return None


def _vanishes_smoothly(activation: Activation) -> bool:
    """Return whether f(0) is 0 with a slope, so that small signals see a straight line."""
    numeric, points = Numeric(activation), activation.points
    value, slope = float(numeric.f(np.zeros(1))[0]), float(numeric.slope(np.zeros(1))[0])
    special = [at for at, _slope in points.kinks] + [point.at for point in points.unbounded]
    return abs(value) < 1e-12 and slope != 0 and np.isfinite(slope) and 0.0 not in special
