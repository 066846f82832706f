"""Runs exported code in its framework, and compares value, slope and second derivative with ours."""

import importlib.util
import os
import re
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import jax
import numpy as np

from actlab.functions.export import export
from actlab.functions.exports.double import ROUNDED
from actlab.functions.exports.naming import function_name
from actlab.functions.points import MENDED
from tests.functions.promised import Numbers, at_kinks, bend_jumps, made_of, ours, points
from tests.functions.rounding import blur

CLOSE = {"float32": 1e-5, "float64": 1e-9}  # relative to max(1, |value|)
BENT = {"float32": 2e-3, "float64": 1e-6}  # of second derivatives: at its own points the export asks for half of it
NOTICED = {"value": 1e-3, "slope": 1e-3, "bend": 1e-2}  # a fault so large is noticed wherever a number is compared
HELD = 1 / 16  # of the largest number of a format: beyond, steps on the way may be infinite


COUNTED: Counter[str] = Counter()  # how functions were written
COMPARED: Counter[str] = Counter()  # numbers where a fault of NOTICED would have been seen, by what they are
PROMISED: Counter[str] = Counter()  # numbers that ours has, and the format holds
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

    @jax.jit  # one program of all three
    def numbers(x: jax.Array) -> Numbers:
        return Numbers(function(x), jax.grad(total)(x), jax.grad(lambda x: jax.grad(total)(x).sum())(x))

    with jax.enable_x64(True):
        return Numbers(*map(np.asarray, numbers(jax.numpy.asarray(x))))


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


def backend_of(framework: str) -> str:
    """Return what Keras runs on; of other frameworks their name."""
    return os.environ.get("KERAS_BACKEND", "tensorflow") if framework == "keras" else framework


def disagreements(spec: str, framework: str, dtype: str, code: str = "") -> list[str]:
    """Return where code, the exported one unless another is given, and ours differ; nothing where they agree."""
    made = made_of(spec)
    name, code = function_name(made), code or export(made, framework)
    names = function_of(code, name)
    COUNTED[how(code)] += 1
    got = theirs(framework, names, name, np.append(points(made, dtype), np.array(np.nan, dtype)))
    found = compared(spec, framework, dtype, Numbers(*(None if one is None else one[:-1] for one in got)))
    if not np.isnan(got.value[-1]):
        found.append("the value of NaN is a number")
    return found


def mended() -> list[str]:
    """Return the calls of ROUNDED that keep double precision on this backend by now: code need not go round them."""
    import keras

    rounded = (
        ROUNDED if backend_of("keras") == "jax" else {"ceil", "floor"} if backend_of("keras") == "torch" else set()
    )
    with jax.enable_x64(True):
        x = keras.ops.convert_to_tensor(np.full(1, 1.5), "float64")
        found = {call: keras.backend.standardize_dtype(getattr(keras.ops, call)(x).dtype) for call in sorted(rounded)}
    return [f"ops.{call} keeps double precision" for call, dtype in found.items() if dtype == "float64"]


def compared(spec: str, framework: str, dtype: str, got: Numbers) -> list[str]:
    """Return where numbers and ours differ."""
    made, right, blurred = made_of(spec), ours(spec, dtype), blur(spec, dtype)
    x = points(made, dtype)
    found = [
        f"{what} has dtype {y.dtype}, shape {y.shape}"
        for what, y in (("value", got.value), ("slope", got.slope))
        if y.dtype != x.dtype or y.shape != x.shape
    ]
    found += differing(x, "value", got.value, right.value, CLOSE[dtype], blurred.value)
    found += differing(x, "slope", got.slope, right.slope, CLOSE[dtype], blurred.slope)
    if got.bend is not None and right.bend is not None and blurred.bend is not None:
        kinks = at_kinks(made, x) | bend_jumps(made, x)
        at = x[~kinks]
        found += differing(at, "bend", got.bend[~kinks], right.bend[~kinks], BENT[dtype], blurred.bend[~kinks])
        asked = len(made.points.kinks) <= MENDED  # of more, none is looked after
        if asked and (lost := np.isnan(got.bend) & kinks & np.isfinite(blurred.bend) & np.isfinite(right.bend)).any():
            found.append(f"bend is NaN at the kink {x[lost][0]!r}")
    return found


def differing(
    x: np.ndarray, what: str, got: np.ndarray, right: np.ndarray, close: float, blurred: np.ndarray
) -> list[str]:
    """Return the worst of the numbers that differ by more than rounding may move them."""
    with np.errstate(all="ignore"):
        scale = np.maximum(1, np.abs(right))
        allowed = close * scale + blurred
        promised = np.isfinite(right) & (np.abs(right) < np.finfo(x.dtype).max * HELD)
        error = np.abs(got.astype(float) - right)
        wrong = promised & np.isfinite(allowed) & ~(error <= allowed)
        plain = promised & ~wrong & (allowed <= 2 * close * scale)
        COMPARED[what] += int((promised & (allowed <= NOTICED[what] * scale)).sum())
        PROMISED[what] += int(promised.sum())
        worst = (error[plain] / scale[plain]).max(initial=0.0)
    WORST[what, str(x.dtype)] = max(WORST.get((what, str(x.dtype)), 0.0), worst)
    return [f"{what}({x[place]!r}) is {got[place]!r}, not {right[place]!r}" for place in np.flatnonzero(wrong)[:3]]


def shares() -> dict[str, float]:
    """Return the share of the numbers promised that were compared."""
    return {what: COMPARED[what] / count for what, count in PROMISED.items()}


def main(framework: str, specs: list[str]) -> int:
    """Compare many, and print one line for each that differs: for a process of its own, as each backend needs."""
    gone = mended() if framework == "keras" else []
    print(*gone, sep="\n", end="\n" * bool(gone))
    wrong = len(gone)
    for spec in specs:
        for dtype in CLOSE:
            try:
                found = disagreements(spec, framework, dtype)
            except Exception as error:
                found = [f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"]
            if found:
                wrong += 1
                print(f"{spec} [{dtype}]: {'; '.join(found)}", flush=True)
    errors = ", ".join(f"{what} {dtype} {error:.1e}" for (what, dtype), error in WORST.items())
    asked = ", ".join(f"{share:.2%} of {what}s" for what, share in shares().items())
    print(f"{len(specs)} formulas, {wrong} disagreements; {dict(COUNTED)}; compared: {asked}; worst errors: {errors}")
    return wrong


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1], sys.stdin.read().splitlines()), 1))
