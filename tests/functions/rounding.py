"""How far rounding alone moves what a formula says, by NumPy in the precision of x: what no code can help."""

from collections.abc import Callable
from functools import cache

import numpy as np

from actlab import CATALOGUE, Activation
from actlab.functions.evaluate import evaluate
from actlab.functions.exports.judge import computed
from actlab.functions.host import numpy_function
from actlab.functions.kinks import BESIDE
from tests.functions.promised import Numbers, at_kinks, at_mended, made_of, of, ours, points

BLURRED = 4  # times what was seen
NEAR = (-3, -2, -1, 0, 1, 2, 3)  # units in the last place of x
HOPELESS = 1 / 2  # of max(1, |value|): where NEAR moves a value so far, nothing is asked
FOUND = 5e-8  # slopes at kinks that were found, not declared, have eight digits
BINARY = 2.0**-10  # at a kink that is no multiple of it comparisons are decided by their last digit
EXACT = {"where", "max", "min", "clip", "relu", "abs", "sign", "floor", "ceil", "round", "neg", "heaviside"}

Step = Callable[[str, np.ndarray], np.ndarray]


@cache
def blur(spec: str, dtype: str) -> Numbers:
    """Return how ours varies with the last digits of x, and errs when computed so; infinite where nothing is asked."""
    made, right = made_of(spec), ours(spec, dtype)
    x = points(made, dtype)
    found = [_blurred(made, x, order, value) for order, value in enumerate(right)]
    if made.declared_kinks is None:
        found[1] += FOUND * np.where(at_mended(made, x), abs(right.slope), 0)
    return Numbers(*found)


def _blurred(made: Activation, x: np.ndarray, order: int, right: np.ndarray) -> np.ndarray:
    near = [x * x.dtype.type(1 + k * np.finfo(x.dtype).eps) for k in NEAR]
    decided = _decided(made, x)
    with np.errstate(all="ignore"):
        exact = np.array([of(made, z.astype(float), order) for z in near])
        here = [jittered(made, order, z, seed) - exact[seed] for seed, z in enumerate(near)]
        if made.name not in CATALOGUE:
            here += [evaluated(made, order, x, step) - exact[NEAR.index(0)] for step in (flushed, upwards, downwards)]
        moved, error = _range(exact), np.abs(here)
        moved = np.where(_special(made, x) & ~decided, np.maximum(moved, _range(_beside(made, x, order))), moved)
        moved[decided & (order < 2)] = 0
        lost = ~np.isfinite(error).all(axis=0) | (moved > HOPELESS * np.maximum(1, abs(right)))
        blurred = np.where(lost, np.inf, BLURRED * (moved + error.max(axis=0)))
    return np.where(decided & (order == 1), 0.0, blurred)


def _range(values: np.ndarray) -> np.ndarray:
    return np.nan_to_num(np.ptp(values, axis=0))


def _beside(made: Activation, x: np.ndarray, order: int) -> np.ndarray:
    """Return what the activation says on both sides of x, where a kink that was found may be."""
    wide = x.astype(float)
    return np.array([of(made, wide + side * BESIDE * (1 + abs(wide)), order) for side in (-1, 1)])


def _special(made: Activation, x: np.ndarray) -> np.ndarray:
    return at_kinks(made, x) | at_mended(made, x)


def _decided(made: Activation, x: np.ndarray) -> np.ndarray:
    """Return at which kinks no rounding decides which branch is taken."""
    special = _special(made, x)
    return special if made.declared_kinks is not None else special & (np.mod(x, BINARY) == 0)


def jittered(made: Activation, order: int, x: np.ndarray, seed: int) -> np.ndarray:
    """Return what NumPy computes in the precision of x; for a formula at random each step is off by a last digit.

    No two libraries agree on that digit of exp or erf, nor on whether 1 / x * 3 is 3 / x.
    """
    if made.name in CATALOGUE:
        return computed(made.tree(order), x, made.values)
    rng = np.random.default_rng(seed)
    return evaluated(made, order, x, lambda primitive, y: _off(primitive, y, rng.integers(-1, 2, y.shape)))


def _off(primitive: str, y: np.ndarray, units: np.ndarray | int) -> np.ndarray:
    return y if primitive in EXACT else y * (1 + units * np.finfo(y.dtype).eps).astype(y.dtype)


def upwards(primitive: str, y: np.ndarray) -> np.ndarray:
    return _off(primitive, y, 1)


def downwards(primitive: str, y: np.ndarray) -> np.ndarray:
    return _off(primitive, y, -1)


def flushed(_primitive: str, y: np.ndarray) -> np.ndarray:
    """Make what is smaller than the format's normal numbers 0, as XLA and TensorFlow do, and its inverse infinite.

    They compute u**-3 as 1 / u**3.
    """
    tiny = np.finfo(y.dtype).tiny
    with np.errstate(all="ignore"):
        return np.where(abs(y) < tiny, y * y.dtype.type(0), np.where(abs(y) > 1 / tiny, np.copysign(np.inf, y), y))


def evaluated(made: Activation, order: int, x: np.ndarray, step: Step) -> np.ndarray:
    """Return what NumPy computes in the precision of x, each step changed."""
    kind = x.dtype.type

    def function(primitive: str) -> Callable[..., np.ndarray]:
        carried_out = numpy_function(primitive)

        def rounded(*arguments: np.ndarray) -> np.ndarray:
            y = np.asarray(carried_out(*arguments))
            return y if y.dtype == bool else step(primitive, y.astype(kind))

        return rounded

    with np.errstate(all="ignore"):
        y = evaluate(made.tree(order), {"x": x}, function)
        return np.broadcast_to(np.asarray(y, kind), x.shape)
