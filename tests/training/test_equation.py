"""A loss of second derivatives: trained as NumPy trains it, looked at by probes, and relu that cannot learn from it."""

import dataclasses

import jax.numpy as jnp
import numpy as np
import pytest

from actlab.data.constant import chance
from actlab.data.sources import load
from actlab.errors import InvalidInput
from actlab.functions.find import find
from actlab.networks.network import fitting, network
from actlab.training.member import Program
from actlab.training.recipe import Recipe
from actlab.training.trial import Status
from tests.training.conftest import Run

pytestmark = pytest.mark.usefixtures("hasty")

Arrays = list[np.ndarray]
PI2 = np.pi**2


@pytest.fixture(scope="module")
def equation(recipe: Recipe) -> Recipe:
    data = load("poisson")
    return dataclasses.replace(recipe, data=data, network=network("mlp(24)"), initialisation="matched", batch=50)


def loss_of(weights: Arrays, x: np.ndarray, targets: np.ndarray) -> float:
    """The loss of one hidden layer of tanh: u'' = sum over units of v w^2 tanh''(w x + b)."""
    w, b, v, c = weights

    def u(x: np.ndarray) -> np.ndarray:
        return np.tanh(x[:, None] * w + b) @ v + c

    t = np.tanh(x[:, None] * w + b)
    second = (-2 * t * (1 - t**2)) @ (v * w**2)
    ends = u(np.array([0.0, 1.0]))
    return float(np.mean(2 * (second / PI2 + targets) ** 2) + (ends**2).sum())


def gradient(weights: Arrays, x: np.ndarray, targets: np.ndarray, h: float = 1e-5) -> Arrays:
    """The gradient by central differences in double precision."""
    found = []
    for place, array in enumerate(weights):
        slope = np.zeros_like(array)
        for at in np.ndindex(array.shape):
            sides = []
            for sign in (1, -1):
                moved = [one.copy() for one in weights]
                moved[place][at] += sign * h
                sides.append(loss_of(moved, x, targets))
            slope[at] = (sides[0] - sides[1]) / (2 * h)
        found.append(slope)
    return found


def test_twenty_steps_against_numpy(equation: Recipe) -> None:
    program = Program(equation, find("tanh"))
    state, split = program.start(3), equation.data.splits.train
    names = ("1/weight", "1/bias", "output/weight", "output/bias")
    mine = [np.asarray(state.weights[name], np.float64).reshape(-1) for name in names]
    mine[3] = mine[3].reshape(())
    rate = 0.01
    for step in range(20):
        part = split.part(50 * step, 50 * (step + 1))
        x, targets = np.asarray(part.inputs, np.float64)[:, 0], np.asarray(part.targets, np.float64)
        state, taken = program.step(state, jnp.float32(rate), jnp.asarray(part.inputs), jnp.asarray(part.targets))
        assert float(taken.loss) == pytest.approx(loss_of(mine, x, targets), rel=1e-4)
        mine = [np.asarray(one - rate * slope) for one, slope in zip(mine, gradient(mine, x, targets), strict=True)]
    for name, one in zip(names, mine, strict=True):
        np.testing.assert_allclose(np.asarray(state.weights[name]).reshape(-1), one.reshape(-1), atol=1e-4)


def test_relu_cannot_learn_it_and_others_can(run: Run, equation: Recipe) -> None:
    found = run(
        ["relu", "tanh", "sin(x)", "gelu"],
        lr=2e-3,
        data=equation.data,
        network=equation.network,
        initialisation="matched",
        optimizer="adam",
        steps=1500,
        evaluate_every=500,
    )
    residual = {name: trial.test["residual"] for (name, _seed), trial in found.items()}
    level = chance(equation.data, "test").scores["residual"]
    assert residual.pop("relu") == pytest.approx(level, abs=1e-5)
    assert all(value < 0.05 for value in residual.values()), residual
    status = {name: trial.status for (name, _seed), trial in found.items()}
    assert status.pop("relu") == Status.COLLAPSED
    assert set(status.values()) == {Status.FINISHED}


def test_probes_see_a_plain_pass_and_change_no_bit(run: Run, equation: Recipe) -> None:
    choices = {"data": equation.data, "network": equation.network, "initialisation": "matched", "steps": 20}
    plain = run(["tanh"], lr=1e-3, **choices)["tanh", 0]
    seen = run(["tanh"], lr=1e-3, probes=("dead", "saturated", "gradient"), **choices)["tanh", 0]
    assert plain.test == seen.test
    assert [point.scores for point in plain.curve] == [point.scores for point in seen.curve]
    assert len(seen.curve[0].probes["saturated"]) == 1


def test_a_network_that_diverges_says_why(run: Run, equation: Recipe) -> None:
    choices = {"data": equation.data, "network": equation.network, "initialisation": "matched"}
    trial = run(["tanh"], lr=1e30, **choices)["tanh", 0]
    assert trial.status == Status.DIVERGED
    assert trial.reason


def test_batch_normalisation_is_refused(equation: Recipe) -> None:
    form = equation.data.form
    assert fitting(network("mlp(24,norm=layer)"), form, "poisson") == form
    with pytest.raises(InvalidInput, match="poisson asks for derivatives of each output, which batch normalisation"):
        fitting(network("mlp(24,norm=batch)"), form, "poisson")
