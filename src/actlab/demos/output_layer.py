"""Which loss goes with which output: a gradient that survives saturation, and softmax for ten classes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from actlab.data.dataset import Split
from actlab.data.sources import load
from actlab.demos.outcome import Outcome, outcome
from actlab.report.document.charts import Axis, Chart, Line, Panel, numbers
from actlab.words import Text, _

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


@dataclass(frozen=True)
class OutputLayer:
    """By loss: the gradient at saturation, and the share that is right after training; softmax: sum and share."""

    gradient: Mapping[str, float]
    recovered: Mapping[str, float]
    softmax: tuple[float, float]


def run(*, quick: bool) -> Outcome[OutputLayer]:
    """Compare gradients at saturation, and recovery from a wrong start; then ten classes on the digits."""
    split = load("digits")
    steps = QUICK_STEPS if quick else STEPS
    curves = {name: _recover(output, split.splits.train, steps) for name, output in _BINARY.items()}
    found = OutputLayer(
        {name: _slope(output, SATURATED) for name, output in _BINARY.items()},
        {name: float(curve[-1]) for name, curve in curves.items()},
        _softmax(split.splits.train, split.splits.test, steps),
    )
    return outcome(
        "output-layer",
        _("The sigmoid can still be used at the output of the network, to model binary variables."),
        _findings(found, steps),
        _chart(curves, steps),
        found,
    )


def _findings(found: OutputLayer, steps: int) -> list[Text]:
    slope = _("{name}: at z = {z:g} with target 1 the gradient ∂loss/∂z is {slope:.2g}.")
    recovered = _("{name}: after {n} steps from biases of {z:g}, {right:.1f} % of 'is it an even digit?' are right.")
    classes = _("softmax, ten classes: {right:.1f} % of the test digits are right; the ten outputs sum to {sums:.6f}.")
    sums, right = found.softmax
    return [
        *(slope.format(name=name, z=SATURATED, slope=value) for name, value in found.gradient.items()),
        *(
            recovered.format(name=name, n=steps, z=SATURATED, right=100 * value)
            for name, value in found.recovered.items()
        ),
        classes.format(right=100 * right, sums=sums),
        *_closing(found),
    ]


def _closing(found: OutputLayer) -> Iterator[Text]:
    """Yield what was seen of the sentence: with which loss the sigmoid can be used there."""
    (likely, squared), (after_likely, after_squared) = found.gradient.values(), found.recovered.values()
    if after_likely > after_squared:
        yield _(
            "So the sigmoid can be used at the output with cross-entropy, whose gradient there is {ratio:.0f} times "
            "that of the squared error: its logarithm undoes the exponential, and the saturation with it."
        ).format(ratio=likely / squared)
        yield _(
            "With the squared error fewer are right after as many steps: where the sigmoid is saturated, next to no "
            "gradient gets through, for the reason the tutorial gives."
        )


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


def _chart(curves: Mapping[Text, np.ndarray], steps: int) -> Chart:
    z = np.linspace(-12, 12, 200)
    left, right = [], []
    for name, output in _BINARY.items():
        slope = jax.vmap(jax.grad(lambda s, output=output: output.loss(s, 1.0)))(jnp.asarray(z, jnp.float32))
        left.append(Line(numbers(z), numbers(np.abs(slope)), name, output.colour, width=2))
        right.append(Line(numbers(range(steps)), numbers(100 * curves[name]), name, output.colour, width=2))
    gradients = Panel(
        tuple(left),
        Axis(_("z, the weighted sum before the sigmoid")),
        Axis(_("|∂loss/∂z| for the target 1")),
        title=_("Wrong and saturated (left side): one loss still learns"),
        legend="best",
        frame="box",
    )
    recovery = Panel(
        tuple(right),
        Axis(_("training steps (all examples)")),
        Axis(_("training accuracy (%)")),
        title=_("Even digit? from a bias of {z:g}").format(z=SATURATED),
        legend="best",
        frame="box",
    )
    return Chart("", ((gradients, recovery),), (10.0, 4.2))
