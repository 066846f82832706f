"""Steps whose products are taken in fewer digits: the arithmetic that is promised, and nothing else changed."""

from __future__ import annotations

import dataclasses
from functools import partial

import jax
import ml_dtypes
import numpy as np
import pytest

import actlab
from actlab.data.sources import load
from actlab.errors import InvalidInput
from actlab.functions.find import find
from actlab.networks.network import network
from actlab.training.jax_trainer import JaxTrainer
from actlab.training.member import Program, State
from actlab.training.precision import PRECISIONS
from actlab.training.recipe import Recipe
from actlab.training.replay import Replay
from actlab.training.steps import train
from actlab.training.supply import Supply
from actlab.training.trainer import Member
from actlab.training.trial import Trial
from tests.hasty import OPTIONS

pytestmark = pytest.mark.usefixtures("hasty")

SEED, RATE = 2, np.float32(0.05)
LAYERS = ("1", "2", "output")


def recipe(precision: str = "mixed", **more: object) -> Recipe:
    one = Recipe(load("digits"), network("mlp(24,16)"), "he", "sgd", 32, 20, 10, 300, precision=precision)
    return dataclasses.replace(one, **more)  # type: ignore[arg-type]


def steps(one: Recipe, count: int) -> tuple[Program, State, np.ndarray]:
    program, supply = Program(one, find("tanh")), Supply(one, jax.devices()[0])
    run = jax.jit(partial(train, program), compiler_options=OPTIONS)
    state, losses = run(program.start(SEED), RATE, one.rows(SEED)[:count], *supply.train, supply.columns)
    return program, state, np.asarray(losses)


def rounded(x: np.ndarray) -> np.ndarray:
    return np.asarray(x, np.float32).astype(ml_dtypes.bfloat16).astype(np.float64)


def by_hand(one: Recipe, count: int) -> tuple[dict[str, np.ndarray], list[float]]:
    """Take steps in NumPy's float64, the factors of every product with weights rounded to bfloat16."""
    start = Program(one, find("tanh")).start(SEED).weights
    weights = {name: np.asarray(array, np.float64) for name, array in start.items()}
    inputs, targets = (np.asarray(array) for array in one.data.splits.train)
    losses = []
    for rows in one.rows(SEED)[:count]:
        x, y = inputs[rows] / one.data.unit, targets[rows]
        entered, kept = [x], []
        for name in LAYERS:
            z = rounded(entered[-1]) @ rounded(weights[f"{name}/weight"]) + weights[f"{name}/bias"]
            kept.append(z)
            entered.append(np.tanh(z))
        shifted = kept[-1] - kept[-1].max(axis=1, keepdims=True)
        share = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
        losses.append(float(-np.log(share[np.arange(len(y)), y]).mean()))
        slope = (share - np.eye(10)[y]) / len(y)
        gradients = {}
        for place in reversed(range(len(LAYERS))):
            name = LAYERS[place]
            gradients[f"{name}/weight"] = rounded(entered[place]).T @ rounded(slope)
            gradients[f"{name}/bias"] = slope.sum(axis=0)
            if place:
                slope = rounded(slope) @ rounded(weights[f"{name}/weight"]).T * (1 - entered[place] ** 2)
        for name, gradient in gradients.items():
            weights[name] -= float(RATE) * gradient
    return weights, losses


def test_factors_are_rounded_and_weights_and_sums_are_not() -> None:
    one = recipe()
    _program, state, losses = steps(one, 3)
    weights, expected = by_hand(one, 3)
    np.testing.assert_allclose(losses, expected, rtol=2e-5)
    for name, array in weights.items():
        # a sum that rounds to the other neighbour moves a slope by 2^-9 of itself
        np.testing.assert_allclose(state.weights[name], array, rtol=1e-4, atol=2e-5)
    assert any(np.any(rounded(array) != array) for array in map(np.asarray, state.weights.values()))


def test_it_is_another_arithmetic_than_single_precision() -> None:
    mixed, single = (steps(recipe(name), 3)[2] for name in ("mixed", "single"))
    assert np.all(np.abs(mixed / single - 1) < 0.01)
    assert np.any(np.abs(mixed / single - 1) > 1e-5)
    assert Program(recipe("single"), find("tanh")).rounded({}) == {}


def test_a_step_under_full_view_has_the_outputs_of_the_step() -> None:
    one = recipe()
    program, supply = Program(one, find("tanh")), Supply(one, jax.devices()[0])
    state, rows = program.start(SEED), one.rows(SEED)[0]
    seen = jax.jit(Replay(program).step, compiler_options=OPTIONS)(state, RATE, rows, *supply.train, supply.columns)
    targets = supply.train.targets[rows]
    assert float(program.task.loss(seen.outputs, targets).mean()) == pytest.approx(float(seen.loss), rel=1e-6)
    assert supply.columns is not None
    narrow = program.narrowed(state, jax.numpy.asarray(supply.columns))
    single = program.outputs(narrow, supply.train.inputs[rows])
    assert abs(float(program.task.loss(single, targets).mean()) - float(seen.loss)) > 1e-6


def trained(one: Recipe) -> Trial:
    trainer = JaxTrainer(one, jax.devices()[0])
    course = trainer.start(Member(find("elu"), float(RATE), SEED))
    while course.trial is None:
        trainer.advance(course, lambda: False)
    return course.trial


@pytest.mark.parametrize("optimizer", ["adam", "adamw"])
def test_a_network_is_trained_to_its_end_and_read_in_single_precision(optimizer: str) -> None:
    """Probes change no bit, as in single precision; where no column is left out as well."""
    one = recipe(optimizer=optimizer)
    plain, probed = trained(one), trained(dataclasses.replace(one, probes=("gradient", "dead")))
    assert [point.scores for point in plain.curve] == [point.scores for point in probed.curve]
    assert plain.test == probed.test
    assert plain.key.recipe != trained(recipe("single", optimizer=optimizer)).key.recipe


def test_single_precision_is_the_recipe_that_it_was() -> None:
    assert recipe("single").digest == dataclasses.replace(recipe(), precision="single").digest != recipe().digest


def test_a_study_says_that_it_is_mixed() -> None:
    study = actlab.compare(["relu", "tanh"], quick=True, seeds=2, steps=40, precision="mixed")
    assert study.plan.training.precision == "mixed"
    assert "rounded to bfloat16" in study.methods()
    plain = actlab.compare(["relu", "tanh"], quick=True, seeds=2, steps=40)
    assert "bfloat16" not in plain.methods()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"precision": "half"}, "precision"),
        ({"precision": 16}, "precision"),
        ({"precision": "mixed", "data": "pydoc", "network": "transformer(layers=1,width=8,heads=2)"}, "mlp"),
        ({"precision": "mixed", "data": "digits", "network": "cnn(4)"}, "cnn(4)"),
    ],
)
def test_what_is_no_precision_here_is_refused_in_one_line(words: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        actlab.compare(["relu", "tanh"], seeds=2, steps=4, **words)  # type: ignore[arg-type]
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_precision_of_the_table_trains() -> None:
    assert {trained(recipe(name)).status.name for name in PRECISIONS} == {"FINISHED"}
