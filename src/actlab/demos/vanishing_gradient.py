"""The gradient that vanishes on its way to the first layers, in the network of the preceding tutorial."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import jax
import numpy as np

from actlab.data.dataset import Dataset
from actlab.data.sources import load
from actlab.demos.outcome import Outcome, outcome
from actlab.functions.find import find
from actlab.networks.initialise import INITIALISATIONS
from actlab.networks.network import network
from actlab.networks.weight import Weights
from actlab.report.document.charts import Axis, Bars, Chart, Panel, Words, numbers
from actlab.report.document.palette import styles
from actlab.report.document.parts import Column, Table
from actlab.studies.protocols import CLAIM
from actlab.training.member import Program, State, Taken
from actlab.training.recipe import Recipe
from actlab.training.steps import train
from actlab.words import Text, _, decimal, listed

WIDTH = 128
NETWORK = f"mlp({WIDTH},{WIDTH},{WIDTH},{WIDTH})"
BATCH, RATE, STEPS = 128, 0.01, 100
SEED = 0
BINS = 61  # of a histogram
USUAL, TUTORIAL = "glorot", "N(0, 1)"  # what most frameworks take, and what the preceding tutorial did

Take = Callable[..., tuple[State, Taken]]  # a step


@dataclass(frozen=True)
class VanishingGradient:
    """By how the weights begin and by activation: SD of ∂loss/∂W [first and hundredth step][layers], fourth over first.

    ``norms_at_birth`` are the gradients' norms [layers] by activation and initialisation.
    """

    sd: Mapping[str, Mapping[str, Sequence[Sequence[float]]]]
    fourth_over_first: Mapping[str, Mapping[str, float]]
    norms_at_birth: Mapping[str, Mapping[str, Sequence[float]]]


def run(*, quick: bool) -> Outcome[VanishingGradient]:
    """Take 100 steps with sigmoid and ReLU, from Glorot's weights, then from N(0, 1); then all others at birth."""
    data = load("mnist")
    seen = {
        start: {name: _first_and_last(data, name, start) for name in ("sigmoid", "relu")} for start in (USUAL, TUTORIAL)
    }
    sds = {
        start: {name: [[float(layer.std()) for layer in layers] for layers in both] for name, both in of.items()}
        for start, of in seen.items()
    }
    ratios = {start: {name: both[0][3] / both[0][0] for name, both in of.items()} for start, of in sds.items()}
    norms = {name: _norms(data, name) for name in (("relu", "sigmoid") if quick else CLAIM)}
    return outcome(
        "vanishing-gradient",
        _("The sigmoid's derivative is always below 1, so that the chain rule's product makes the gradient vanish."),
        [
            *_section(USUAL, sds[USUAL], ratios[USUAL]),
            *_with_usual_weights(ratios[USUAL]),
            *_section(TUTORIAL, sds[TUTORIAL], ratios[TUTORIAL]),
            *_with_large_weights(ratios, sds[TUTORIAL]),
            _table(norms),
        ],
        _chart({start: {name: both[0] for name, both in of.items()} for start, of in seen.items()}),
        VanishingGradient(sds, ratios, norms),
    )


def _program(data: Dataset, name: str, initialisation: str) -> Program:
    recipe = Recipe(data, network(NETWORK), initialisation, "sgd", BATCH, STEPS, STEPS, 1)
    return Program(recipe, find(name))


def _first_and_last(data: Dataset, name: str, start: str) -> list[list[np.ndarray]]:
    """Return ∂loss/∂W of each layer at the first and the hundredth step, of weights that begin so."""
    program = _program(data, name, USUAL)
    state = program.start(SEED)
    if start == TUTORIAL:
        state = state._replace(weights=_normal(program, state.weights))
    step = jax.jit(program.step)
    first = _gradients(program, step, state.weights, data, 0)
    rows = program.recipe.rows(SEED)[: STEPS - 1]
    arrays = map(jax.numpy.asarray, data.splits.train)
    state, _losses = jax.jit(partial(train, program))(state, np.float32(RATE), rows, *arrays)
    return [first, _gradients(program, step, state.weights, data, STEPS - 1)]


def _normal(program: Program, weights: Weights) -> Weights:
    """Return weights with every matrix drawn from N(0, 1), which is cut off nowhere, as in the preceding tutorial."""
    generator, drawn = np.random.Generator(np.random.PCG64(SEED)), dict(weights)
    for matrix in _matrices(program):
        drawn[matrix] = jax.numpy.asarray(generator.standard_normal(weights[matrix].shape, dtype=np.float32))
    return drawn


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


def _section(start: str, sds: Mapping[str, Sequence[Sequence[float]]], ratios: Mapping[str, float]) -> Iterator[Text]:
    """Yield what was measured of weights that begin so."""
    yield _("With {start} weights:").format(start=start)
    yield from (_ratio_line(name, sds[name][0], ratio) for name, ratio in ratios.items())
    yield from (_later_line(name, both[1]) for name, both in sds.items())


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


def _with_usual_weights(ratios: Mapping[str, float]) -> Iterator[Text]:
    """Yield what was seen of the sentence with weights of the usual size, and why."""
    sigmoid, relu = ratios["sigmoid"], ratios["relu"]
    if sigmoid > max(relu, 1.0):
        yield _(
            "So with these weights, as in use today, the gradient of sigmoid becomes {sigmoid:.0f} times smaller on "
            "its way from the fourth layer to the first, and that of relu {relu:.2g} times: the sentence shows."
        ).format(sigmoid=sigmoid, relu=relu)
        yield _(
            "Such weights keep a gradient as large as it is where the slope is about 1, as for half of the units of "
            "relu; the slope of sigmoid is 0.25 at most, and each layer multiplies by it once more."
        )
    else:
        yield _(
            "So with these weights the gradient of sigmoid does not vanish faster than that of relu, unlike in the "
            "tutorial: this network is too shallow for it."
        )


def _with_large_weights(
    ratios: Mapping[str, Mapping[str, float]], sds: Mapping[str, Sequence[Sequence[float]]]
) -> Iterator[Text]:
    """Yield what was seen with the tutorial's weights, and why it differs from its sentence."""
    ratio, usual = ratios[TUTORIAL]["sigmoid"], ratios[USUAL]["sigmoid"]
    exploded = not np.isfinite(sds["relu"][1]).all()
    if ratio > 1:
        text = _(
            "With these weights, the tutorial's, the gradient of sigmoid becomes {ratio:.1f} times smaller on the same "
            "way: the sentence shows here as well."
        )
        if exploded:
            text = _(
                "With these weights, the tutorial's, the gradient of sigmoid becomes {ratio:.1f} times smaller on the "
                "same way, and it is relu whose gradient explodes: it reads as the opposite of the sentence."
            )
        yield text.format(ratio=ratio)
    if ratio < usual:
        yield _(
            "It differs as weights this large multiply a gradient by about √{width} = {factor:.0f} in each layer: they "
            "make up for most of what the small slope of sigmoid takes, and are far too large for the slope of relu."
        ).format(width=WIDTH, factor=WIDTH**0.5)


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


def _chart(seen: Mapping[str, Mapping[str, Sequence[np.ndarray]]]) -> Chart:
    """Return histograms of the first step's gradients, a row for each start and activation."""
    rows = [(start, name, layers) for start, of in seen.items() for name, layers in of.items()]
    panels = tuple(_row(start, name, layers, last=layers is rows[-1][2]) for start, name, layers in rows)
    title = _("Gradients of 784-128-128-128-128-10 at the first step")
    below = _("one horizontal range per row; its ends collect the rest")
    return Chart(title + "\n" + below, panels, (2.6 * len(panels[0]), 2.4 * len(panels)), title_size=11)


def _row(start: str, name: str, layers: Sequence[np.ndarray], *, last: bool) -> tuple[Panel, ...]:
    """Return a histogram for each layer, on one range: a narrow one is a vanishing gradient."""
    reach = 4 * max(float(layer.std()) for layer in layers)
    label, text = _("{name}, {start}\nweights").format(name=name, start=start), _("layer {n}: SD {sd}")
    return tuple(
        Panel(
            (_histogram(values, reach, styles([name])[name].colour),),
            Axis(_("∂loss/∂W") if last else "", most_ticks=4, tick_size=7),
            Axis(label if layer == 1 else "", "log", tick_size=7),
            title=text.format(n=layer, sd=_short(float(values.std()))),
            title_size=9,
            grid="none",
            frame="box",
        )
        for layer, values in enumerate(layers, start=1)
    )


def _histogram(values: np.ndarray, reach: float, colour: str) -> Bars:
    counts, edges = np.histogram(np.clip(values, -reach, reach), bins=BINS, range=(-reach, reach))
    return Bars(numbers((edges[:-1] + edges[1:]) / 2), numbers(counts), float(edges[1] - edges[0]), colour=colour)
