"""A deep network without an activation is a linear regression."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
from matplotlib.figure import Figure

from actlab.data.datasets import Data, load
from actlab.demos.outcome import Outcome
from actlab.functions.find import find as activation
from actlab.networks.network import network
from actlab.report.document.palette import styles
from actlab.training.member import Program, Recipe
from actlab.words import _

STEPS, QUICK_STEPS = 6000, 3000
RATE = 0.02


def run(*, quick: bool) -> Outcome:
    """Train identity and ReLU to convergence on a standardised table, beside least squares."""
    data = load("friedman")
    x, y = data.splits.test
    coefficients, regression = _least_squares(data, x)
    weights, linear = _train(data, "identity", QUICK_STEPS if quick else STEPS)
    _weights, bent = _train(data, "relu", QUICK_STEPS if quick else STEPS)
    product = np.linalg.multi_dot([np.asarray(w, np.float64) for w, _b in weights])[:, 0]
    numbers: dict[str, Any] = {
        "largest_difference": {
            "identity": float(np.abs(linear - regression).max()),
            "relu": float(np.abs(bent - regression).max()),
        },
        "coefficients": {"regression": coefficients.tolist(), "product_of_weights": product.tolist()},
        "coefficient_difference": float(np.abs(product - coefficients).max()),
        "squared_error": {
            "regression": float(np.mean((regression - y) ** 2)),
            "identity": float(np.mean((linear - y) ** 2)),
            "relu": float(np.mean((bent - y) ** 2)),
        },
    }
    figure = _draw(regression, {"identity": linear, "relu": bent}, coefficients, product)
    return Outcome(
        _("A neural network without an activation function, y = X W1 W2 w, is simply a linear regression, y = X v."),
        _findings(numbers),
        numbers,
        figure,
    )


def _least_squares(data: Data, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the coefficients, and the predictions at x."""
    inputs, targets = (np.asarray(array, np.float64) for array in data.splits.train)
    design = np.column_stack([inputs, np.ones(len(inputs))])
    solution = np.linalg.lstsq(design, targets, rcond=None)[0]
    return solution[:-1], x @ solution[:-1] + solution[-1]


def _train(data: Data, name: str, steps: int) -> tuple[list[tuple[np.ndarray, np.ndarray]], np.ndarray]:
    """Return the weights after full-batch training, and the predictions on the test inputs."""
    batch = len(data.splits.train)
    recipe = Recipe(data, network("mlp(32,32)"), "lecun", "momentum", batch, steps, steps, 1)
    program = Program(recipe, activation(name))
    state, _losses = program.train(
        program.start(0), np.float32(RATE), recipe.rows(0), *map(jax.numpy.asarray, data.splits.train)
    )
    outputs = program.outputs(state.weights, jax.numpy.asarray(data.splits.test.inputs))
    return jax.device_get(state.weights), np.asarray(outputs)[:, 0]


def _findings(numbers: dict[str, Any]) -> list[str]:
    largest, errors = numbers["largest_difference"], numbers["squared_error"]
    same = _(
        "identity, two hidden layers: its predictions differ from least squares by at most {difference:.1e}, and the "
        "product of its weights from the regression's coefficients by at most {coefficient:.1e}."
    )
    other = _("relu, the same network: up to {difference:.2f} away; squared error {relu:.3f} against {linear:.3f}.")
    return [
        same.format(difference=largest["identity"], coefficient=numbers["coefficient_difference"]),
        other.format(difference=largest["relu"], relu=errors["relu"], linear=errors["regression"]),
    ]


def _draw(
    regression: np.ndarray, networks: dict[str, np.ndarray], coefficients: np.ndarray, product: np.ndarray
) -> Figure:
    figure = Figure(figsize=(10.0, 4.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    look = styles(list(networks))
    for name, predictions in networks.items():
        left.plot(regression, predictions, "o", markersize=3, alpha=0.6, color=look[name].colour, label=name)
    ends = [regression.min(), regression.max()]
    left.plot(ends, ends, color="black", linewidth=0.8, label=_("equal"))
    left.set_xlabel(_("prediction of least squares (SD of the target)"))
    left.set_ylabel(_("prediction of the network (SD of the target)"))
    left.set_title(_("Test predictions"), fontsize=10)
    left.legend()
    places = np.arange(1, len(coefficients) + 1)
    right.bar(places - 0.2, coefficients, 0.4, color="#4D4D4D", label=_("regression's coefficients v"))
    right.bar(places + 0.2, product, 0.4, color=look["identity"].colour, label=_("product of the weights W1 W2 w"))
    right.set_xlabel(_("input"))
    right.set_xticks(places)
    right.set_ylabel(_("coefficient"))
    right.set_title(_("The network with identity is the regression"), fontsize=10)
    right.margins(y=0.25)  # room for the legend
    right.legend()
    return figure
