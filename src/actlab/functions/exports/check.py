"""The short check that is shipped with exported code: values and slopes, at kinks and far out too."""

from __future__ import annotations

import numpy as np

from actlab.functions.exports.judge import CLOSE, promised
from actlab.functions.record import Activation

POINTS = (-1000.0, -3.0, -1.25, -0.4, 0.0, 0.3, 0.8, 2.5, 1000.0)
KINKS = 8  # so many at most
_EPSILON = float(np.finfo(np.float32).eps)
_LARGE = 1e30

_CHECKS = {
    "torch": """    x, y, slope = torch.tensor(CHECKED).T
    x.requires_grad_()
    torch.testing.assert_close({name}(x), y, rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(torch.autograd.grad({name}(x).sum(), x)[0], slope, rtol=1e-5, atol=1e-5)
""",
    "jax": """    x, y, slope = jnp.array(CHECKED).T
    np.testing.assert_allclose({name}(x), y, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(jax.grad(lambda x: {name}(x).sum())(x), slope, rtol=1e-5, atol=1e-5)
""",
    "numpy": """    x, y, slope = np.array(CHECKED).T
    np.testing.assert_allclose({name}(x), y, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose({name}_derivative(x), slope, rtol=1e-5, atol=1e-5)
""",
    "keras": """    x, y, slope = np.array(CHECKED, "float32").T
    x = ops.convert_to_tensor(x)
    np.testing.assert_allclose(ops.convert_to_numpy({name}(x)), y, rtol=1e-5, atol=1e-6)
    if keras.backend.backend() == "torch":
        x.requires_grad_()
        {name}(x).sum().backward()
        found = x.grad.cpu()
    elif keras.backend.backend() == "jax":
        import jax

        found = jax.grad(lambda x: {name}(x).sum())(x)
    else:
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch(x)
            total = ops.sum({name}(x))
        found = tape.gradient(total, x)
    np.testing.assert_allclose(found, slope, rtol=1e-5, atol=1e-5)
""",
}


def check(activation: Activation, framework: str, name: str) -> str:
    """Return the source of the check of a function with that name."""
    x = _points(activation)
    y, slope, _bend = promised(activation, x)
    rows = zip(x, y, slope, strict=True)
    table = "".join(f"    ({', '.join(map(_shown, row))}),\n" for row in rows)
    return (
        f"CHECKED = (  # x, {name}(x) and its slope, at kinks, at 0 and far out too\n{table})\n\n"
        'if __name__ == "__main__":\n' + _CHECKS[framework].format(name=name)
    )


def _points(activation: Activation) -> np.ndarray:
    """Return the points at which single precision holds the value and the slope to five digits."""
    kinks = [at for at, _slope in activation.points.kinks[:KINKS] if _has_a_value(activation, at)]
    x = np.array(sorted({*POINTS, *kinks}))
    y, slope, bend = promised(activation, x)
    with np.errstate(all="ignore"):
        held = np.isfinite(y) & np.isfinite(slope) & (np.abs(y) < _LARGE) & (np.abs(slope) < _LARGE)
        for what, steepness in ((y, slope), (slope, bend)):
            blurred = _EPSILON * np.abs(x * steepness) > CLOSE[np.float32] / 10 * np.maximum(1, np.abs(what))
            held &= ~blurred | np.isin(x, kinks)
    return np.asarray(x[held])


def _has_a_value(activation: Activation, at: float) -> bool:
    """Return whether the last digit of a kink does not decide the value there, as it does at jumps between digits."""
    left, right = activation.on_host(at + np.array([-1, 1]) * _EPSILON * (1 + abs(at)))
    return float(np.float32(at)) == at or bool(abs(left - right) <= CLOSE[np.float32] * max(1, abs(left)))


def _shown(value: float) -> str:
    return repr(float(f"{value:.8g}") + 0.0)
