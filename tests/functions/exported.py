"""Runs exported code in its framework, and compares value, slope and second derivative with ours."""

import importlib.util
import os
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import jax
import numpy as np

from actlab import CATALOGUE, Activation, activation
from actlab.functions.export import export, function_name
from actlab.functions.exports.judge import computed
from actlab.functions.points import MENDED

CLOSE = {"float32": 1e-5, "float64": 1e-9}  # relative to max(1, |value|)
BENT = {"float32": 2e-3, "float64": 1e-6}  # of second derivatives
FOUND = 1e-6  # slopes at kinks that were found, not declared, have eight digits
BLURRED = 4  # times our own error in single precision
ROUNDED = 8  # units in the last place of x, whose error steepness multiplies


class Numbers(NamedTuple):
    """Values, slopes and second derivatives; a framework without gradients has no second."""

    value: np.ndarray
    slope: np.ndarray
    bend: np.ndarray | None


def installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def function_of(code: str, name: str, module: str = "exported") -> dict[str, Any]:
    """Carry out exported code and return its names; as the main module its own check runs."""
    names: dict[str, Any] = {"__name__": module}
    exec(compile(code, f"{name}.py", "exec"), names)
    return names


def points(made: Activation, dtype: str) -> np.ndarray:
    """Return 500 points, 0, every kink and what is far out."""
    near = np.random.default_rng(1).uniform(-12, 12, 500)
    kinks = [at for at, _slope in made.points.kinks[:64]]
    mended = [at for at, _slope in made.points.removable]
    return np.array([*near, 0.0, -1000.0, 1000.0, *kinks, *mended], dtype)


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
    for at, used in (*kinks, *made.points.removable):
        slope[x == np.asarray(at, dtype)] = used
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
    near = [x * x.dtype.type(1 + k * np.finfo(dtype).eps) for k in range(-3, 4)]
    found = []
    with np.errstate(all="ignore"):
        for order in range(3):
            exact = np.array([of(made, z.astype(float), order) for z in near])
            here = [computed(made.tree(order), z, made.values) for z in near]
            error = np.ptp(exact, axis=0) + np.max(abs(np.array(here) - exact), axis=0)
            error = np.where(np.isfinite(here).all(0), np.nan_to_num(error), np.inf)
            found.append(np.where(special & (order == 1), 0.0, error))
    return Numbers(*found)


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
    got, right = theirs(framework, function_of(export(made, framework), name), name, x), ours(spec, dtype)
    found = [
        f"{what} has dtype {y.dtype}, shape {y.shape}"
        for what, y in (("value", got.value), ("slope", got.slope))
        if y.dtype != x.dtype or y.shape != x.shape
    ]
    blurred = blur(spec, dtype)
    if made.name not in CATALOGUE:  # what is x in size may have been taken from x
        blurred.value[:] += np.finfo(dtype).eps * abs(x)
    mended = np.isin(x, np.array([at for at, _slope in (*made.points.kinks, *made.points.removable)], dtype))
    blurred.slope[mended & (made.declared_kinks is None)] += FOUND
    found += differing(x, "value", got.value, right.value, right.slope, CLOSE[dtype], blurred.value)
    found += differing(x, "slope", got.slope, right.slope, right.bend, CLOSE[dtype], blurred.slope)
    if got.bend is not None and right.bend is not None:
        kinks = at_kinks(made, x) | bend_jumps(made, x)
        found += differing(
            x[~kinks], "bend", got.bend[~kinks], right.bend[~kinks], None, BENT[dtype], blurred.bend[~kinks]
        )
        if (np.isnan(got.bend) & kinks & np.isfinite(right.bend)).any():
            found.append("bend is NaN at a kink")
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
        wrong = asked & ~(np.abs(got.astype(float) - right) <= allowed)
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
    return wrong


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1], sys.stdin.read().splitlines()), 1))
