"""The gradient that vanishes on its way to the first layers, in the network of the preceding tutorial."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actlab.data.datasets import Data, load
from actlab.demos.outcome import Outcome
from actlab.functions.find import find as activation
from actlab.networks.initialise import INITIALISATIONS
from actlab.networks.network import network
from actlab.report.document.palette import styles
from actlab.studies.protocols import CLAIM
from actlab.training.member import Program, Recipe, State
from actlab.words import _

NETWORK = "mlp(128,128,128,128)"
BATCH, RATE, STEPS = 128, 0.01, 100
SEED = 0


def run(*, quick: bool) -> Outcome:
    """Take 100 steps with sigmoid and ReLU from N(0, 1) weights; then every activation and initialisation at birth."""
    data = load("mnist")
    seen = {name: _first_and_last(data, name) for name in ("sigmoid", "relu")}
    sds = {name: [[float(layer.std()) for layer in layers] for layers in both] for name, both in seen.items()}
    activations = ("relu", "sigmoid") if quick else CLAIM
    norms = {name: _norms(data, name) for name in activations}
    ratios = {name: layers[0][3] / layers[0][0] for name, layers in sds.items()}
    numbers = {"sd": sds, "fourth_over_first": ratios, "norms_at_birth": norms}
    findings = [_ratio_line(name, sds[name][0], ratio) for name, ratio in ratios.items()]
    findings += [_later_line(name, both[1]) for name, both in sds.items()]
    return Outcome(
        _("The sigmoid's derivative is always below 1, so that the chain rule's product makes the gradient vanish."),
        findings + _table(norms),
        numbers,
        _draw(seen, sds),
    )


def _program(data: Data, name: str, initialisation: str) -> Program:
    recipe = Recipe(data, network(NETWORK), initialisation, "sgd", BATCH, STEPS, STEPS, 1)
    return Program(recipe, activation(name))


def _first_and_last(data: Data, name: str) -> list[list[np.ndarray]]:
    """Return dLoss/dW of each layer at the first and the hundredth step, of weights that began as N(0, 1)."""
    program = _program(data, name, "tutorial")
    generator = np.random.Generator(np.random.PCG64(SEED))
    start = program.start(SEED)
    weights = [(generator.standard_normal(w.shape, dtype=np.float32), b) for w, b in start.weights]
    step = jax.jit(program.step)
    first = _gradients(program, step, weights, data, 0)
    rows = program.recipe.rows(SEED)[: STEPS - 1]
    state = State(weights, start.memory)
    state, _losses = program.train(state, np.float32(RATE), rows, *map(jax.numpy.asarray, data.splits.train))
    return [first, _gradients(program, step, state.weights, data, STEPS - 1)]


def _gradients(program: Program, take: Any, weights: Any, data: Data, step: int) -> list[np.ndarray]:
    """Return each layer's gradient, flat; of the first layer, the rows of pixels that this batch lights."""
    rows = program.recipe.rows(SEED)[step]
    images, targets = data.splits.train.inputs[rows], data.splits.train.targets[rows]
    state = State(weights, program.direction.init(weights))
    _state, _loss, gradient, _direction = take(state, np.float32(RATE), images, targets)
    layers = [np.asarray(w) for w, _b in gradient]
    return [layers[0][images.any(axis=0)].ravel(), *(layer.ravel() for layer in layers[1:])]


def _norms(data: Data, name: str) -> dict[str, list[float]]:
    """Return the gradient's norm in each layer at birth, for each initialisation."""
    take = jax.jit(_program(data, name, "tutorial").step)
    norms = {}
    for start in INITIALISATIONS:
        program = _program(data, name, start)
        layers = _gradients(program, take, program.start(SEED).weights, data, 0)
        norms[start] = [float(np.linalg.norm(layer)) for layer in layers]
    return norms


def _ratio_line(name: str, sds: list[float], ratio: float) -> str:
    text = _(
        "{name}: SD of dLoss/dW at the first step, layers 1 to 5: {sds}; the fourth is {ratio:.1f} times the first."
    )
    return text.format(name=name, sds=", ".join(f"{sd:.2g}" for sd in sds), ratio=ratio)


def _later_line(name: str, sds: list[float]) -> str:
    if not np.isfinite(sds).all():
        return _("{name}: by step {n} the gradient has exploded and is not finite.").format(name=name, n=STEPS)
    text = _("{name}: at step {n}: {sds}.")
    return text.format(name=name, n=STEPS, sds=", ".join(f"{sd:.2g}" for sd in sds))


def _table(norms: dict[str, dict[str, list[float]]]) -> list[str]:
    lines = [_("Gradient norms at birth, layers 1 to 5:")]
    for name, starts in norms.items():
        for start, layers in starts.items():
            lines.append(f"  {name:11s} {start:9s}" + "".join(f"{value:10.2g}" for value in layers))
    return lines


def _draw(seen: dict[str, list[list[np.ndarray]]], sds: dict[str, list[list[float]]]) -> Figure:
    layers = len(next(iter(seen.values()))[0])
    figure = Figure(figsize=(2.6 * layers, 2.4 * 2 * len(seen)), layout="constrained")
    grid = figure.subplots(2 * len(seen), layers, squeeze=False)
    for block, (name, both) in enumerate(seen.items()):
        for row, step in enumerate((1, STEPS)):
            spread = sds[name][row]
            reach = 4 * max(spread)  # one range for the row: a narrow histogram is a vanishing gradient
            for layer, values in enumerate(both[row]):
                axes = grid[2 * block + row, layer]
                _histogram(axes, values, reach, styles([name])[name].colour)
                text = _("layer {n}: SD {sd:.2g}") if np.isfinite(spread[layer]) else _("layer {n}")
                axes.set_title(text.format(n=layer + 1, sd=spread[layer]), fontsize=9)
            grid[2 * block + row, 0].set_ylabel(_("{name}, step {step}\nweights").format(name=name, step=step))
    for axes in grid[-1]:
        axes.set_xlabel("∂loss/∂W")
    title = _("Gradients of 784-128-128-128-128-10 from N(0, 1) weights")
    figure.suptitle(title + "\n" + _("one horizontal range per row; its ends collect the rest"), fontsize=11)
    return figure


def _histogram(axes: Axes, values: np.ndarray, reach: float, colour: str) -> None:
    axes.tick_params(labelsize=7)
    if not np.isfinite(reach):
        axes.set(xticks=[], yticks=[])
        axes.text(0.5, 0.5, _("exploded:\nnot finite"), ha="center", va="center", transform=axes.transAxes)
        return
    axes.hist(np.clip(values, -reach, reach), bins=61, range=(-reach, reach), color=colour)
    axes.locator_params(axis="x", nbins=4)
    axes.set_yscale("log")
