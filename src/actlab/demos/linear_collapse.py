"""A deep network without an activation is a linear regression."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import jax
import numpy as np

from actlab.data.dataset import Dataset
from actlab.data.sources import load
from actlab.demos.outcome import Outcome, outcome
from actlab.functions.find import find
from actlab.networks.network import network
from actlab.report.document.charts import Axis, Bars, Chart, Line, Panel, Points, Tick, numbers
from actlab.report.document.palette import styles
from actlab.training.member import Program
from actlab.training.recipe import Recipe
from actlab.training.steps import train
from actlab.words import Text, _

STEPS, QUICK_STEPS = 6000, 3000
RATE = 0.02
_ROUNDING = 1e-3  # of the SD of the target


@dataclass(frozen=True)
class Coefficients:
    """What multiplies each input: in least squares, and in the network with identity."""

    regression: tuple[float, ...]
    product_of_weights: tuple[float, ...]


@dataclass(frozen=True)
class LinearCollapse:
    """How far networks are from least squares, by activation: predictions, coefficients, errors."""

    largest_difference: Mapping[str, float]
    coefficients: Coefficients
    coefficient_difference: float
    squared_error: Mapping[str, float]


def run(*, quick: bool) -> Outcome[LinearCollapse]:
    """Train identity and ReLU to convergence on a standardised table, beside least squares."""
    data = load("friedman")
    x, y = map(np.asarray, data.splits.test)
    coefficients, regression = _least_squares(data, x)
    weights, linear = _train(data, "identity", QUICK_STEPS if quick else STEPS)
    _weights, bent = _train(data, "relu", QUICK_STEPS if quick else STEPS)
    product = np.linalg.multi_dot([weight.astype(np.float64) for weight in weights])[:, 0]
    found = LinearCollapse(
        {name: float(np.abs(z - regression).max()) for name, z in (("identity", linear), ("relu", bent))},
        Coefficients(numbers(coefficients), numbers(product)),
        float(np.abs(product - coefficients).max()),
        {
            name: float(np.mean((z - y) ** 2))
            for name, z in (("regression", regression), ("identity", linear), ("relu", bent))
        },
    )
    return outcome(
        "linear-collapse",
        _("A neural network without an activation function, y = X W1 W2 w, is simply a linear regression, y = X v."),
        _findings(found),
        _chart(regression, {"identity": linear, "relu": bent}, found.coefficients),
        found,
    )


def _least_squares(data: Dataset, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the coefficients, and the predictions at x."""
    inputs, targets = (np.asarray(array, np.float64) for array in data.splits.train)
    design = np.column_stack([inputs, np.ones(len(inputs))])
    solution = np.linalg.lstsq(design, targets, rcond=None)[0]
    return solution[:-1], x @ solution[:-1] + solution[-1]


def _train(data: Dataset, name: str, steps: int) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the weight matrices after full-batch training, and the predictions on the test inputs."""
    batch = len(data.splits.train)
    recipe = Recipe(data, network("mlp(32,32)"), "lecun", "momentum", batch, steps, steps, 1)
    program = Program(recipe, find(name))
    arrays = map(jax.numpy.asarray, data.splits.train)
    state, _losses = jax.jit(partial(train, program))(program.start(0), np.float32(RATE), recipe.rows(0), *arrays)
    outputs = program.outputs(state, jax.numpy.asarray(data.splits.test.inputs))
    matrices = [name for name, weight in program.declared.items() if weight.role != "bias"]
    return [np.asarray(state.weights[name]) for name in matrices], np.asarray(outputs)[:, 0]


def _findings(found: LinearCollapse) -> list[Text]:
    same = _(
        "identity, two hidden layers: its predictions differ from least squares by at most {difference:.1e}, and the "
        "product of its weights from the regression's coefficients by at most {coefficient:.1e}."
    )
    other = _("relu, the same network: up to {difference:.2f} away; squared error {relu:.3f} against {linear:.3f}.")
    largest, errors = found.largest_difference, found.squared_error
    return [
        same.format(difference=largest["identity"], coefficient=found.coefficient_difference),
        other.format(difference=largest["relu"], relu=errors["relu"], linear=errors["regression"]),
        *_closing(found),
    ]


def _closing(found: LinearCollapse) -> Iterator[Text]:
    """Yield what was seen of the sentence."""
    if found.largest_difference["identity"] < _ROUNDING:
        yield _("So without an activation two hidden layers do what least squares does, up to rounding: depth is lost.")
    if found.squared_error["relu"] < found.squared_error["regression"]:
        yield _("With ReLU between its layers the same network can bend, and its error is smaller.")
    else:
        yield _("With ReLU between its layers the same network can bend, but its error is no smaller here.")


def _chart(regression: np.ndarray, networks: Mapping[str, np.ndarray], coefficients: Coefficients) -> Chart:
    return Chart("", ((_predictions(regression, networks), _coefficients(coefficients)),), (10.0, 4.6))


def _predictions(regression: np.ndarray, networks: Mapping[str, np.ndarray]) -> Panel:
    look = styles(list(networks))
    points = [
        Points(numbers(regression), numbers(predictions), name, look[name].colour, size=3, opacity=0.6)
        for name, predictions in networks.items()
    ]
    ends = (float(regression.min()), float(regression.max()))
    return Panel(
        (*points, Line(ends, ends, _("equal"), width=0.8)),
        Axis(_("prediction of least squares (SD of the target)")),
        Axis(_("prediction of the network (SD of the target)")),
        title=_("Test predictions"),
        legend="best",
        grid="none",
        frame="box",
    )


def _coefficients(found: Coefficients) -> Panel:
    places = range(1, len(found.regression) + 1)
    colour = styles(["identity", "relu"])["identity"].colour
    left, right = (numbers(place + shift for place in places) for shift in (-0.2, 0.2))
    return Panel(
        (
            Bars(left, found.regression, 0.4, _("regression's coefficients v")),
            Bars(right, found.product_of_weights, 0.4, _("product of the weights W1 W2 w"), colour),
        ),
        Axis(_("input"), ticks=tuple(Tick(place, str(place)) for place in places)),
        Axis(_("coefficient"), margin=0.25),  # room for the legend
        title=_("Without an activation the network is the linear regression"),
        legend="best",
        grid="none",
        frame="box",
    )
