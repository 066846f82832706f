"""Runs exported code in its framework, and compares value, slope and second derivative with ours."""

import importlib.util
import os
import re
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import jax
import numpy as np

from actlab import CATALOGUE, Activation, activation
from actlab.functions.evaluate import evaluate
from actlab.functions.export import export, function_name
from actlab.functions.exports.explicit import HELD
from actlab.functions.exports.judge import computed
from actlab.functions.expression import Call, ordered
from actlab.functions.host import numpy_function, on_host
from actlab.functions.kinks import BESIDE
from actlab.functions.points import MENDED

POINTS = 640
CLOSE = {"float32": 1e-5, "float64": 1e-9}  # relative to max(1, |value|)
BENT = {"float32": 2e-3, "float64": 1e-6}  # of second derivatives
FOUND = 1e-7  # slopes at kinks that were found, not declared, have eight digits
BLURRED = 4  # times our own error in single precision
ROUNDED = 8  # units in the last place of x, whose error steepness multiplies
HOPELESS = 1 / 8  # of max(1, |value|): where one unit in the last place of x moves a value so far, nothing is asked
BINARY = 2.0**-10  # at a kink that is no multiple of it comparisons are decided by their last digit
ERFS = {"erf", "erfc", "normal_cdf"}
EXACT = {"where", "max", "min", "clip", "relu", "abs", "sign", "floor", "ceil", "round", "neg", "heaviside"}


class Numbers(NamedTuple):
    """Values, slopes and second derivatives; a framework without gradients has no second."""

    value: np.ndarray
    slope: np.ndarray
    bend: np.ndarray | None


COUNTED: Counter[str] = Counter()  # how functions were written
WORST: dict[tuple[str, str], float] = {}  # errors relative to max(1, |value|), where digits are not lost to rounding


def how(code: str) -> str:
    """Return whether code has slopes written out, one call alone, or a formula."""
    if any(word in code for word in ("_Explicit", "_explicit", "custom_jvp")):
        return "explicit"
    body = code.split('"""')[2].split("def ")[0].strip()
    return "native" if re.fullmatch(r"return (F|ops|jax\.nn)\.\w+\(x[^()]*\)", body.partition("\n")[0]) else "plain"


def installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def function_of(code: str, name: str, module: str = "exported") -> dict[str, Any]:
    """Carry out exported code and return its names; as the main module its own check runs."""
    names: dict[str, Any] = {"__name__": module}
    exec(compile(code, f"{name}.py", "exec"), names)
    return names


def points(made: Activation, dtype: str) -> np.ndarray:
    """Return 500 points or more, 0, every kink and what is far out: 640, for which JAX compiles each step once."""
    kinks = [at for at, _slope in made.points.kinks[:MENDED]]
    mended = [at for at, _slope in made.points.removable[:MENDED]]
    special = [0.0, -1000.0, 1000.0, *kinks, *mended]
    near = np.random.default_rng(1).uniform(-12, 12, POINTS - len(special))
    return np.array([*near, *special], dtype)


@cache
def made_of(spec: str) -> Activation:
    """Return an activation; a formula at random without a look at its digits, which takes longer."""
    name = spec.partition("(")[0].partition(";")[0]
    return activation(spec) if name in CATALOGUE else Activation(spec, spec, declared_kinks=None)


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


@cache
def blur(spec: str, dtype: str) -> Numbers:
    """Return what no code can help: how ours varies with the last digits of x, and errs when computed so."""
    made = made_of(spec)
    x = points(made, dtype)
    kinks = made.points.kinks if len(made.points.kinks) <= MENDED else ()
    special = np.isin(x, np.array([at for at, _slope in (*kinks, *made.points.removable)], dtype))
    if made.declared_kinks is None:  # either side's slope will do where rounding decides which branch is taken
        special &= np.mod(x, BINARY) == 0
    near = [x * x.dtype.type(1 + k * np.finfo(dtype).eps) for k in range(-3, 4)]
    found = []
    with np.errstate(all="ignore"):
        for order in range(3):
            exact = np.array([of(made, z.astype(float), order) for z in near])
            here = [jittered(made, order, z, seed) for seed, z in enumerate(near)]
            error = np.ptp(exact, axis=0) + np.max(abs(np.array(here) - exact), axis=0)
            error = np.where(np.isfinite(here).all(0), np.nan_to_num(error), np.inf)
            found.append(np.where(special & (order == 1), 0.0, error))
    if made.name not in CATALOGUE:
        lost = unasked(made, x)
        found = [np.where(lost[order], np.inf, error) for order, error in enumerate(found)]
    return Numbers(*found)


def jittered(made: Activation, order: int, x: np.ndarray, seed: int) -> np.ndarray:
    """Return what NumPy computes in the precision of x; for a formula at random each step is off by a last digit.

    No two libraries agree on that digit of exp or erf, nor on whether 1 / x * 3 is 3 / x.
    """
    if made.name in CATALOGUE:
        return computed(made.tree(order), x, made.values)
    kind, rng = x.dtype.type, np.random.default_rng(seed)

    def function(primitive: str) -> Callable[..., np.ndarray]:
        carried_out = numpy_function(primitive)

        def rounded(*arguments: np.ndarray) -> np.ndarray:
            y = np.asarray(carried_out(*arguments))
            if y.dtype == bool or primitive in EXACT:
                return y if y.dtype == bool else y.astype(kind)
            return y.astype(kind) * (1 + rng.integers(-1, 2, y.shape) * np.finfo(kind).eps).astype(kind)

        return rounded

    with np.errstate(all="ignore"):
        y = evaluate(made.tree(order), {"x": x}, function)
        return np.broadcast_to(np.asarray(y, kind), x.shape)


def unasked(made: Activation, x: np.ndarray) -> list[np.ndarray]:
    """Return where a formula at random has no digits, for its value, slope and second derivative.

    Its condition says so, or a step of it is smaller than the format's normal numbers, which some frameworks make 0;
    where the value is infinite there is no slope.
    """
    wide, format = x.astype(float), np.finfo(x.dtype)
    exact = [of(made, wide, order) for order in range(4)]
    steps = [node for node in ordered(made.tree(0)) if isinstance(node, Call)]
    with np.errstate(all="ignore"):
        moved = [
            format.eps * abs(wide * steeper) > HOPELESS * np.maximum(1, abs(here)) for here, steeper in pairwise(exact)
        ]
        small = np.zeros(x.shape, bool)
        for node in steps:
            sizes = abs(on_host(node, wide + BESIDE * (1 + abs(wide)) * np.array([[-1], [0], [1]]), made.values))
            small |= ((sizes > 0) & (sizes < format.tiny)).any(axis=0)
    poles = np.isinf(exact[0])
    return [hopeless | small | (poles & (order > 0)) for order, hopeless in enumerate(moved)]


def at_kinks(made: Activation, x: np.ndarray) -> np.ndarray:
    return np.isin(x, np.array([at for at, _slope in made.points.kinks], x.dtype))


def bend_jumps(made: Activation, x: np.ndarray) -> np.ndarray:
    """Return where the second derivative has one value on the left and another on the right: either will do."""
    wide = x.astype(float)
    left, right = made.on_host(wide - 1e-6 * (1 + abs(wide)), 2), made.on_host(wide + 1e-6 * (1 + abs(wide)), 2)
    with np.errstate(all="ignore"):
        return np.abs(left - right) > 0.01 * (1 + np.abs(left))


def theirs(framework: str, names: dict[str, Any], name: str, x: np.ndarray) -> Numbers:
    """Return the numbers of exported code in torch, jax, numpy, or the backend that Keras runs on."""
    function = names[name]
    if framework == "numpy":
        with np.errstate(all="ignore"):
            return Numbers(function(x), names[f"{name}_derivative"](x), None)
    if framework == "keras":
        import keras

        return {"torch": in_torch, "jax": in_jax, "tensorflow": in_tensorflow}[keras.backend.backend()](function, x)
    return {"torch": in_torch, "jax": in_jax}[framework](function, x)


def in_torch(function: Callable[..., Any], x: np.ndarray) -> Numbers:
    import torch

    at = torch.tensor(x, requires_grad=True)
    y = function(at)
    (slope,) = torch.autograd.grad(y.sum(), at, create_graph=True)
    bend = None
    if slope.requires_grad:
        (bend,) = torch.autograd.grad(slope.sum(), at, allow_unused=True)
    return Numbers(
        y.detach().numpy(), slope.detach().numpy(), np.zeros_like(x) if bend is None else bend.numpy(force=True)
    )


def in_jax(function: Callable[..., Any], x: np.ndarray) -> Numbers:
    def total(x: jax.Array) -> jax.Array:
        return function(x).sum()

    with jax.enable_x64(True):
        at = jax.numpy.asarray(x)
        bend = jax.grad(lambda x: jax.grad(total)(x).sum())(at)
        return Numbers(np.asarray(function(at)), np.asarray(jax.grad(total)(at)), np.asarray(bend))


def in_tensorflow(function: Callable[..., Any], x: np.ndarray) -> Numbers:
    import tensorflow as tf

    at = tf.constant(x)
    with tf.GradientTape() as outer:
        outer.watch(at)
        with tf.GradientTape() as inner:
            inner.watch(at)
            y = function(at)
        slope = inner.gradient(y, at)
    bend = outer.gradient(slope, at)
    return Numbers(y.numpy(), slope.numpy(), np.zeros_like(x) if bend is None else bend.numpy())


def disagreements(spec: str, framework: str, dtype: str) -> list[str]:
    """Return where exported code and ours differ; nothing where they agree."""
    made = made_of(spec)
    x, name = points(made, dtype), function_name(made)
    code = export(made, framework)
    names = function_of(code, name)
    got, right = theirs(framework, names, name, x), ours(spec, dtype)
    COUNTED[how(code)] += 1
    found = [
        f"{what} has dtype {y.dtype}, shape {y.shape}"
        for what, y in (("value", got.value), ("slope", got.slope))
        if y.dtype != x.dtype or y.shape != x.shape
    ]
    blurred = blur(spec, dtype)
    if made.name not in CATALOGUE:  # what is x in size may have been taken from x
        blurred.value[:] += np.finfo(dtype).eps * abs(x)
    mended = np.isin(x, np.array([at for at, _slope in (*made.points.kinks, *made.points.removable)], dtype))
    if framework == "keras" and os.environ.get("KERAS_BACKEND") == "tensorflow" and dtype == "float64":
        for blurs in blurred:
            blurs[erf_of_infinity(made, x)] = np.inf
    if made.declared_kinks is None:
        blurred.slope[mended] += FOUND * abs(right.slope[mended])
    found += differing(x, "value", got.value, right.value, right.slope, CLOSE[dtype], blurred.value)
    found += differing(x, "slope", got.slope, right.slope, right.bend, CLOSE[dtype], blurred.slope)
    if got.bend is not None and right.bend is not None:
        kinks = at_kinks(made, x) | bend_jumps(made, x)
        found += differing(
            x[~kinks], "bend", got.bend[~kinks], right.bend[~kinks], None, BENT[dtype], blurred.bend[~kinks]
        )
        asked = len(made.points.kinks) <= MENDED  # of more, none is looked after
        if asked and (lost := np.isnan(got.bend) & kinks & (blurred.bend < HOPELESS * (1 + abs(right.bend)))).any():
            found.append(f"bend is NaN at the kink {x[lost][0]!r}")
    if not np.isnan(theirs(framework, names, name, np.full(1, np.nan, dtype)).value).all():
        found.append("the value of NaN is a number")
    return found


def erf_of_infinity(made: Activation, x: np.ndarray) -> np.ndarray:
    """Return where an error function is asked for at infinity: TensorFlow's is NaN there in double precision."""
    inside = [node.arguments[0] for node in ordered(made.tree(0)) if isinstance(node, Call) and node.primitive in ERFS]
    found = np.zeros(x.shape, bool)
    for tree in inside:
        found |= np.isinf(on_host(tree, x.astype(float), made.values))
    return found


def differing(
    x: np.ndarray,
    what: str,
    got: np.ndarray,
    right: np.ndarray,
    steepness: np.ndarray | None,
    close: float,
    blurred: np.ndarray,
) -> list[str]:
    with np.errstate(all="ignore"):
        allowed = close * np.maximum(1, np.abs(right)) + BLURRED * blurred
        if steepness is not None:
            allowed = allowed + np.nan_to_num(ROUNDED * np.finfo(x.dtype).eps * np.abs(x * steepness), posinf=np.inf)
        asked = np.isfinite(allowed) & np.isfinite(right) & (np.abs(right) < np.finfo(x.dtype).max / 16)
        error = np.abs(got.astype(float) - right)
        wrong = asked & ~(error <= allowed)
        plain = asked & ~wrong & (allowed <= 2 * close * np.maximum(1, np.abs(right)))
        relative = error[plain] / np.maximum(1, np.abs(right[plain]))
    WORST[what, str(x.dtype)] = max(WORST.get((what, str(x.dtype)), 0.0), relative.max(initial=0.0))
    worst = np.flatnonzero(wrong)[:3]
    return [f"{what}({x[place]!r}) is {got[place]!r}, not {right[place]!r}" for place in worst]


def main(framework: str, specs: list[str]) -> int:
    """Compare many, and print one line for each that differs: for a process of its own, as each backend needs."""
    # Keras rounds double precision to single in many functions on JAX, and in floor and ceil on PyTorch
    backend = os.environ.get("KERAS_BACKEND") if framework == "keras" else None
    wrong = 0
    for spec in specs:
        steps = any(name in spec for name in ("floor", "ceil", "round", "mod"))
        for dtype in ("float32",) if backend == "jax" or (backend == "torch" and steps) else CLOSE:
            try:
                found = disagreements(spec, framework, dtype)
            except Exception as error:
                found = [f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"]
            if found:
                wrong += 1
                print(f"{spec} [{dtype}]: {'; '.join(found)}", flush=True)
    errors = ", ".join(f"{what} {dtype} {error:.1e}" for (what, dtype), error in WORST.items())
    print(f"{len(specs)} formulas, {wrong} disagreements; {dict(COUNTED)}; worst errors: {errors}")
    return wrong


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1], sys.stdin.read().splitlines()), 1))
