"""The gradient that vanishes on its way to the first layers, in the network of the preceding tutorial."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import jax
import numpy as np

from actlab.data.dataset import Dataset
from actlab.data.sources import load
from actlab.demos.outcome import Outcome, outcome
from actlab.functions.find import find
from actlab.networks.initialise import INITIALISATIONS
from actlab.networks.network import network
from actlab.networks.weight import Weights
from actlab.report.document.charts import Axis, Bars, Chart, Note, Panel, Words, numbers
from actlab.report.document.palette import styles
from actlab.report.document.parts import Column, Table
from actlab.studies.protocols import CLAIM
from actlab.training.member import Program, State, Taken
from actlab.training.recipe import Recipe
from actlab.words import Text, _, decimal, listed

NETWORK = "mlp(128,128,128,128)"
BATCH, RATE, STEPS = 128, 0.01, 100
SEED = 0
BINS = 61  # of a histogram
_USUAL = "glorot"  # the initialisation that most frameworks take

Take = Callable[..., tuple[State, Taken]]  # a step


@dataclass(frozen=True)
class VanishingGradient:
    """By activation: SD of dLoss/dW [first and hundredth step][layers], the fourth over the first; norms at birth."""

    sd: Mapping[str, Sequence[Sequence[float]]]
    fourth_over_first: Mapping[str, float]
    norms_at_birth: Mapping[str, Mapping[str, Sequence[float]]]


def run(*, quick: bool) -> Outcome[VanishingGradient]:
    """Take 100 steps with sigmoid and ReLU from N(0, 1) weights; then every activation and initialisation at birth."""
    data = load("mnist")
    seen = {name: _first_and_last(data, name) for name in ("sigmoid", "relu")}
    sds = {name: [[float(layer.std()) for layer in layers] for layers in both] for name, both in seen.items()}
    norms = {name: _norms(data, name) for name in (("relu", "sigmoid") if quick else CLAIM)}
    ratios = {name: layers[0][3] / layers[0][0] for name, layers in sds.items()}
    return outcome(
        "vanishing-gradient",
        _("The sigmoid's derivative is always below 1, so that the chain rule's product makes the gradient vanish."),
        [
            *(_ratio_line(name, sds[name][0], ratio) for name, ratio in ratios.items()),
            *(_later_line(name, both[1]) for name, both in sds.items()),
            _table(norms),
            *_closing(ratios, sds, norms),
        ],
        _chart(seen, sds),
        VanishingGradient(sds, ratios, norms),
    )


def _program(data: Dataset, name: str, initialisation: str) -> Program:
    recipe = Recipe(data, network(NETWORK), initialisation, "sgd", BATCH, STEPS, STEPS, 1)
    return Program(recipe, find(name))


def _first_and_last(data: Dataset, name: str) -> list[list[np.ndarray]]:
    """Return dLoss/dW of each layer at the first and the hundredth step, of weights that began as N(0, 1)."""
    program = _program(data, name, "tutorial")
    generator = np.random.Generator(np.random.PCG64(SEED))
    start = program.start(SEED)
    weights = dict(start.weights)
    for matrix in _matrices(program):
        weights[matrix] = jax.numpy.asarray(generator.standard_normal(weights[matrix].shape, dtype=np.float32))
    step = jax.jit(program.step)
    first = _gradients(program, step, weights, data, 0)
    rows = program.recipe.rows(SEED)[: STEPS - 1]
    state = start._replace(weights=weights)
    arrays = map(jax.numpy.asarray, data.splits.train)
    state, _losses = jax.jit(program.train)(state, np.float32(RATE), rows, *arrays)
    return [first, _gradients(program, step, state.weights, data, STEPS - 1)]


def _matrices(program: Program) -> list[str]:
    """Return the names of the weight matrices, from the inputs to the outputs."""
    return [name for name, weight in program.declared.items() if weight.role != "bias"]


def _gradients(program: Program, take: Take, weights: Weights, data: Dataset, step: int) -> list[np.ndarray]:
    """Return each layer's gradient, flat; of the first layer, the rows of pixels that this batch lights."""
    rows = program.recipe.rows(SEED)[step]
    images, targets = data.splits.train.inputs[rows], data.splits.train.targets[rows]
    state = program.start(0)._replace(weights=weights, memory=program.direction.init(weights))
    _state, taken = take(state, np.float32(RATE), images, targets)
    layers = [np.asarray(taken.gradient[name]) for name in _matrices(program)]
    return [layers[0][np.asarray(images).any(axis=0)].ravel(), *(layer.ravel() for layer in layers[1:])]


def _norms(data: Dataset, name: str) -> dict[str, list[float]]:
    """Return the gradient's norm in each layer at birth, for each initialisation."""
    take = jax.jit(_program(data, name, "tutorial").step)
    norms = {}
    for start in INITIALISATIONS:
        program = _program(data, name, start)
        layers = _gradients(program, take, program.start(SEED).weights, data, 0)
        norms[start] = [float(np.linalg.norm(layer)) for layer in layers]
    return norms


def _ratio_line(name: str, sds: Sequence[float], ratio: float) -> Text:
    text = _(
        "{name}: SD of ∂loss/∂W at the first step, layers 1 to 5: {sds}; the fourth is {ratio:.1f} times the first."
    )
    return text.format(name=name, sds=_numbers(sds), ratio=ratio)


def _numbers(sds: Sequence[float]) -> Words:
    return listed([_short(sd) for sd in sds])


def _short(value: float) -> Words:
    """Return a number with two digits; up to a million without a power of ten."""
    return decimal(f"{float(f'{value:.2g}'):g}")


def _later_line(name: str, sds: Sequence[float]) -> Text:
    if not np.isfinite(sds).all():
        return _("{name}: by step {n} the gradient has exploded and is not finite.").format(name=name, n=STEPS)
    text = _("{name}: at step {n}: {sds}.")
    return text.format(name=name, n=STEPS, sds=_numbers(sds))


def _closing(
    ratios: Mapping[str, float],
    sds: Mapping[str, Sequence[Sequence[float]]],
    norms: Mapping[str, Mapping[str, Sequence[float]]],
) -> Iterator[Text]:
    """Yield what was seen of the sentence, and where it shows more clearly: with weights of the usual size."""
    if ratios["sigmoid"] > 1:
        yield _(
            "So on the way from the fourth layer to the first the gradient of sigmoid becomes {ratio:.1f} times "
            "smaller."
        ).format(ratio=ratios["sigmoid"])
    if not np.isfinite(sds["relu"][1]).all():
        yield _(
            "That of relu explodes here, as weights from N(0, 1) are too large for layers of this width; the small "
            "slope of sigmoid makes up for them."
        )
    fourth = {name: norms[name][_USUAL][3] / norms[name][_USUAL][0] for name in ("sigmoid", "relu")}
    if fourth["sigmoid"] > fourth["relu"]:
        yield _(
            "With {initialisation} weights, as in use today, the fourth layer has {sigmoid:.2g} times the gradient of "
            "the first with sigmoid, and {relu:.2g} times with relu: there the sentence shows."
        ).format(initialisation=_USUAL, **fourth)


def _table(norms: Mapping[str, Mapping[str, Sequence[float]]]) -> Table:
    layers = range(1, 1 + max(len(row) for starts in norms.values() for row in starts.values()))
    columns = (
        Column(_("activation")),
        Column(_("initialisation")),
        *(Column(_("layer {n}").format(n=layer), "right") for layer in layers),
    )
    rows = tuple(
        (name, start, *(_short(value) for value in row))
        for name, starts in norms.items()
        for start, row in starts.items()
    )
    return Table(columns, rows, _("Gradient norms at birth"))


def _chart(seen: Mapping[str, Sequence[Sequence[np.ndarray]]], sds: Mapping[str, Sequence[Sequence[float]]]) -> Chart:
    rows = [(name, place) for name in seen for place in (0, 1)]
    panels = tuple(
        _row(name, place, seen[name][place], sds[name][place], last=(name, place) == rows[-1]) for name, place in rows
    )
    title = _("Gradients of 784-128-128-128-128-10 from N(0, 1) weights")
    below = _("one horizontal range per row; its ends collect the rest")
    return Chart(title + "\n" + below, panels, (2.6 * len(panels[0]), 2.4 * len(panels)), title_size=11)


def _row(name: str, place: int, layers: Sequence[np.ndarray], sds: Sequence[float], *, last: bool) -> tuple[Panel, ...]:
    """Return the histograms of one step, a panel for each layer."""
    reach = 4 * max(sds)  # one range for the row: a narrow histogram is a vanishing gradient
    label = _("{name}, step {step}\nweights").format(name=name, step=(1, STEPS)[place])
    panels = []
    for layer, (values, sd) in enumerate(zip(layers, sds, strict=True)):
        text = _("layer {n}: SD {sd:.2g}") if np.isfinite(sd) else _("layer {n}")
        finite = bool(np.isfinite(reach))
        panels.append(
            Panel(
                (
                    _histogram(values, reach, styles([name])[name].colour)
                    if finite
                    else Note(_("exploded:\nnot finite")),
                ),
                Axis(
                    _("∂loss/∂W") if last else "",
                    ticks=None if finite else (),
                    most_ticks=4 if finite else None,
                    tick_size=7,
                ),
                Axis(
                    label if layer == 0 else "",
                    "log" if finite else "linear",
                    ticks=None if finite else (),
                    tick_size=7,
                ),
                title=text.format(n=layer + 1, sd=sd),
                title_size=9,
                grid="none",
                frame="box",
            )
        )
    return tuple(panels)


def _histogram(values: np.ndarray, reach: float, colour: str) -> Bars:
    counts, edges = np.histogram(np.clip(values, -reach, reach), bins=BINS, range=(-reach, reach))
    return Bars(numbers((edges[:-1] + edges[1:]) / 2), numbers(counts), float(edges[1] - edges[0]), colour=colour)
