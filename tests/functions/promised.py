"""What an activation, or a formula at random, promises at many points: value, slope and second derivative."""

from functools import cache
from typing import NamedTuple

import numpy as np

from actlab import CATALOGUE, Activation, activation
from actlab.functions.exports.explicit import HELD
from actlab.functions.points import MENDED

POINTS = 640
JUMP = 0.01  # relative to 1 + |f''|: how far apart the second derivatives of both sides are where either will do
BESIDE = 1e-6  # relative to 1 + |x|: where they are read


class Numbers(NamedTuple):
    """Values, slopes and second derivatives; a framework without gradients has no second."""

    value: np.ndarray
    slope: np.ndarray
    bend: np.ndarray | None


@cache
def made_of(spec: str) -> Activation:
    """Return an activation; a formula at random without a look at its digits, which takes longer."""
    name = spec.partition("(")[0].partition(";")[0]
    return activation(spec) if name in CATALOGUE else Activation(spec, spec, declared_kinks=None)


def points(made: Activation, dtype: str) -> np.ndarray:
    """Return 500 points or more, 0, every kink and what is far out: 640, for which JAX compiles each step once."""
    kinks = [at for at, _slope in made.points.kinks[:MENDED]]
    mended = [at for at, _slope in made.points.removable[:MENDED]]
    special = [0.0, -1000.0, 1000.0, *kinks, *mended]
    near = np.random.default_rng(1).uniform(-12, 12, POINTS - len(special))
    return np.array([*near, *special], dtype)


@cache
def ours(spec: str, dtype: str) -> Numbers:
    """Return what we promise: computed in double precision, but at the kinks, which single precision rounds."""
    made = made_of(spec)
    x = points(made, dtype)
    value, slope, bend = (of(made, x.astype(float), order) for order in range(3))
    kinks = made.points.kinks if len(made.points.kinks) <= MENDED else ()
    for at, used in (*kinks, *made.points.removable):  # one that single precision cannot hold is not written
        slope[x == np.asarray(at, dtype)] = used if abs(used) < HELD else np.nan
    if not kinks:  # of so many none is looked after
        slope[at_kinks(made, x)] = np.nan
    for point in made.points.unbounded:  # where there is none
        slope[x == np.asarray(point.at, dtype)] = bend[x == np.asarray(point.at, dtype)] = np.nan
    if made.name in CATALOGUE:
        at = at_kinks(made, x)
        np.testing.assert_allclose(made.derivative(x)[at], slope[at], rtol=1e-6)
    return Numbers(value, slope, bend)


def of(made: Activation, x: np.ndarray, order: int) -> np.ndarray:
    """Return what the activation says; of a formula at random its trees, which need not be compiled."""
    if made.name not in CATALOGUE:
        return np.array(made.on_host(x, order))
    return np.array(made.derivative(x, order) if order else made(x))


def at_kinks(made: Activation, x: np.ndarray) -> np.ndarray:
    return np.isin(x, np.array([at for at, _slope in made.points.kinks], x.dtype))


def at_mended(made: Activation, x: np.ndarray) -> np.ndarray:
    """Return where a slope is put in place: at the kinks, unless there are too many, and where the sides agree."""
    return np.isin(x, np.array([at for at, _slope in made.points.mended], x.dtype))


def bend_jumps(made: Activation, x: np.ndarray) -> np.ndarray:
    """Return where the second derivative has one value on the left and another on the right: either will do."""
    step = BESIDE * (1 + abs(x.astype(float)))
    left, right = made.on_host(x - step, 2), made.on_host(x + step, 2)
    with np.errstate(all="ignore"):
        return np.abs(left - right) > JUMP * (1 + np.abs(left))
