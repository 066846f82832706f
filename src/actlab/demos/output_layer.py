"""Which loss goes with which output: a gradient that survives saturation, and softmax for ten classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from matplotlib.figure import Figure

from actlab.data.datasets import load
from actlab.data.splits import Split
from actlab.demos.outcome import Outcome
from actlab.words import _

SATURATED = -10.0  # a sum that says "no" loudly, where the truth is "yes"
RATE, STEPS, QUICK_STEPS = 0.5, 2000, 400


class _Output(NamedTuple):
    """The loss [n] of sums z and targets, and the colour of its curve."""

    loss: Callable[[Array, Array], Array]
    colour: str


# One sum per example and a target of 0 or 1
_BINARY = {
    _("sigmoid, cross-entropy"): _Output(lambda z, y: jax.nn.softplus(z) - y * z, "#0072B2"),
    _("sigmoid, squared error"): _Output(lambda z, y: (jax.nn.sigmoid(z) - y) ** 2, "#D55E00"),
}


def run(*, quick: bool) -> Outcome:
    """Compare gradients at saturation, and recovery from a wrong start; then ten classes on the digits."""
    slopes = {name: _slope(output, SATURATED) for name, output in _BINARY.items()}
    split = load("digits")
    steps = QUICK_STEPS if quick else STEPS
    curves = {name: _recover(output, split.splits.train, steps) for name, output in _BINARY.items()}
    sums, softmax = _softmax(split.splits.train, split.splits.test, steps)
    slope = _("{name}: at z = {z:g} with target 1 the gradient dloss/dz is {slope:.2g}.")
    recovered = _("{name}: after {n} steps from biases of {z:g}, {right:.1f} % of 'is it an even digit?' are right.")
    classes = _("softmax, ten classes: {right:.1f} % of the test digits are right; the ten outputs sum to {sums:.6f}.")
    findings = [slope.format(name=_(name), z=SATURATED, slope=value) for name, value in slopes.items()]
    findings += [
        recovered.format(name=_(name), n=steps, z=SATURATED, right=100 * curve[-1]) for name, curve in curves.items()
    ]
    numbers = {
        "gradient": slopes,
        "recovered": {name: float(curve[-1]) for name, curve in curves.items()},
        "softmax": softmax,
    }
    sentence = _("The sigmoid can still be used at the output of the network, to model binary variables.")
    return Outcome(sentence, [*findings, classes.format(right=100 * softmax, sums=sums)], numbers, _draw(curves, steps))


def _slope(output: _Output, z: float) -> float:
    return float(jax.grad(lambda s: output.loss(s, jnp.float32(1.0)))(jnp.float32(z)))


def _recover(output: _Output, split: Split, steps: int) -> np.ndarray:
    """Train one linear layer whose bias begins saturated; return the share right after each step."""
    x, y = jnp.asarray(split.inputs / np.float32(16)), jnp.asarray(split.targets % 2 == 0, jnp.float32)

    def loss(weights: tuple[Array, Array]) -> Array:
        return jnp.mean(output.loss(x @ weights[0] + weights[1], y))

    def step(weights: tuple[Array, Array], _none: None) -> tuple[tuple[Array, Array], Array]:
        right = jnp.mean((x @ weights[0] + weights[1] > 0) == (y > 0.5))
        return jax.tree.map(lambda w, g: w - RATE * g, weights, jax.grad(loss)(weights)), right

    start = (jnp.zeros(x.shape[1]), jnp.float32(SATURATED))
    return np.asarray(jax.jit(lambda weights: jax.lax.scan(step, weights, length=steps))(start)[1])


def _softmax(train: Split, test: Split, steps: int) -> tuple[float, float]:
    """Train one linear layer with softmax; return the mean sum of its outputs and the share right on test."""
    x, y = jnp.asarray(train.inputs / np.float32(16)), jax.nn.one_hot(train.targets, 10)

    def step(weights: Array, _none: None) -> tuple[Array, None]:
        # softmax with cross-entropy has the gradient p - y, whatever the saturation
        return weights - RATE * x.T @ (jax.nn.softmax(x @ weights) - y) / len(y), None

    weights = jax.jit(lambda w: jax.lax.scan(step, w, length=steps)[0])(jnp.zeros((x.shape[1], 10)))
    outputs = np.asarray(jax.nn.softmax(test.inputs / np.float32(16) @ weights))
    return float(outputs.sum(axis=1).mean()), float(np.mean(outputs.argmax(axis=1) == test.targets))


def _draw(curves: dict[str, np.ndarray], steps: int) -> Figure:
    figure = Figure(figsize=(10.0, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    z = np.linspace(-12, 12, 200)
    for name, output in _BINARY.items():
        slope = jax.vmap(jax.grad(lambda s, output=output: output.loss(s, 1.0)))(jnp.asarray(z, jnp.float32))
        left.plot(z, np.abs(slope), color=output.colour, linewidth=2, label=_(name))
        right.plot(np.arange(steps), 100 * curves[name], color=output.colour, linewidth=2, label=_(name))
    left.set_xlabel(_("z, the weighted sum before the sigmoid"))
    left.set_ylabel(_("|dloss/dz| for the target 1"))
    left.set_title(_("Wrong and saturated (left side): one loss still learns"), fontsize=10)
    right.set_xlabel(_("training steps (all examples)"))
    right.set_ylabel(_("training accuracy (%)"))
    right.set_title(_("Even digit? from a bias of {z:g}").format(z=SATURATED), fontsize=10)
    for axes in (left, right):
        axes.grid(alpha=0.3)
        axes.legend()
    return figure
