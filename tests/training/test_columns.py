"""Columns of zeros: what steps are given without them is what they would have found with them."""

from __future__ import annotations

import dataclasses
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from actlab.data.constant import chance
from actlab.data.dataset import Dataset, Split
from actlab.data.sources import load
from actlab.functions.find import find
from actlab.networks.network import network
from actlab.training.columns import kept, narrowed, widened
from actlab.training.evaluation import evaluate
from actlab.training.jax_trainer import JaxTrainer
from actlab.training.member import Program, State
from actlab.training.observer import Observer
from actlab.training.optimizers import MOVES_AT_REST, OPTIMIZERS
from actlab.training.recipe import Recipe
from actlab.training.steps import train
from actlab.training.supply import Supply
from actlab.training.trainer import Member
from tests.hasty import OPTIONS

pytestmark = pytest.mark.usefixtures("hasty")

SEED, RATE, STEPS = 3, np.float32(0.01), 30
ZEROS = [0, 32, 39]  # digits' pixels that no training example sets


def recipe(optimizer: str = "sgd", spec: str = "mlp(24,16)", **more: object) -> Recipe:
    one = Recipe(load("digits"), network(spec), "he", optimizer, 16, STEPS, 10, 300)
    return dataclasses.replace(one, **more)  # type: ignore[arg-type]


def trained(one: Recipe, columns: np.ndarray | None, gated: bool = False) -> tuple[Program, State]:
    program = Program(one, find("glu(silu)" if gated else "elu"))
    inputs, targets = one.data.splits.train
    inputs = np.asarray(inputs).reshape(len(targets), -1)
    read = inputs if columns is None else inputs[:, columns]
    state, losses = jax.jit(partial(train, program), compiler_options=OPTIONS)(
        program.start(SEED), RATE, one.rows(SEED), read, targets, columns
    )
    assert np.all(np.isfinite(losses))
    return program, state


def test_the_zeros_of_digits_are_those_that_are_left_out() -> None:
    inputs = np.asarray(load("digits").splits.train.inputs)
    columns = kept(recipe())
    assert columns is not None
    assert [*np.setdiff1d(np.arange(64), columns)] == [place for place in range(64) if not inputs[:, place].any()]
    assert set(ZEROS) >= set(np.setdiff1d(np.arange(64), columns)) != set()


@pytest.mark.parametrize(
    ("optimizer", "spec"),
    [
        *((name, "mlp(24)") for name in OPTIMIZERS),
        ("momentum", "mlp(24,16,norm=batch)"),
        ("momentum", "mlp(24,24,residual=true,dropout=0.2)"),
    ],
)
def test_a_network_learns_the_same_without_them(optimizer: str, spec: str) -> None:
    one = recipe(optimizer, spec)
    columns = kept(one)
    resting = optimizer not in MOVES_AT_REST
    assert (columns is not None) == resting
    without = kept(recipe(spec=spec)) if columns is None else columns
    program, full = trained(one, None)
    _program, narrow = trained(one, without)
    start, unset = program.start(SEED).weights, np.setdiff1d(np.arange(64), without)
    same = all(np.allclose(full.weights[name], narrow.weights[name], rtol=1e-3, atol=2e-5) for name in program.declared)
    assert same or not resting
    stay = np.array_equal(full.weights["1/weight"][unset], start["1/weight"][unset])
    assert stay == resting
    assert np.array_equal(narrow.weights["1/weight"][unset], start["1/weight"][unset])


def test_gates_read_the_same_columns() -> None:
    one = recipe()
    columns = kept(one)
    program, full = trained(one, None, gated=True)
    _program, narrow = trained(one, columns, gated=True)
    assert {"1/weight", "1/gate/weight"} == set(program.network.columns(program.form))
    for name in program.declared:
        np.testing.assert_allclose(full.weights[name], narrow.weights[name], rtol=1e-3, atol=2e-5)


def moved(data: Dataset) -> Dataset:
    return dataclasses.replace(data, centre=0.5)


@pytest.mark.parametrize(
    "one",
    [
        recipe(augment=("flip",)),
        recipe(data=moved(load("digits"))),
        recipe(spec="cnn(4)"),
        recipe(spec="mlp(64,64,residual=true)"),
        recipe(data=load("poisson")),
        recipe(data=load("pydoc"), spec="transformer(layers=1,width=8,heads=2)"),
        recipe("adamw"),
    ],
    ids=["augmented", "centred", "images", "added again", "derivatives", "tokens", "decay"],
)
def test_none_is_left_out_where_that_would_change_a_step(one: Recipe) -> None:
    assert kept(one) is None


def test_data_without_zeros_or_of_nothing_else_are_left_whole() -> None:
    data = load("digits")
    for inputs in (np.asarray(data.splits.train.inputs) + 1, np.zeros_like(data.splits.train.inputs)):
        split = Split(inputs, data.splits.train.targets)
        one = recipe(data=dataclasses.replace(data, splits=data.splits._replace(train=split)))
        assert kept(one) is None


def test_rows_go_and_come_back_to_their_places() -> None:
    columns = np.array([0, 2, 3], np.int32)
    full = {"w": jnp.arange(10.0).reshape(5, 2), "b": jnp.arange(5.0)}
    tree = State(full, (full,), {"w": full["w"]})
    narrow = narrowed(tree, ["w"], columns)
    assert narrow.weights["w"].tolist() == narrow.memory[0]["w"].tolist() == [[0, 1], [4, 5], [6, 7]]
    assert narrow.weights["b"] is full["b"]
    back = widened(jax.tree.map(lambda leaf: -leaf, narrow), tree, ["w"], columns)
    assert back.weights["w"].tolist() == [[0, -1], [2, 3], [-4, -5], [-6, -7], [8, 9]]
    assert back.weights["b"].tolist() == [0, -1, -2, -3, -4]
    assert narrowed(tree, ["w"], None) is widened(tree, tree, ["w"], None) is tree


def test_pixels_that_only_the_test_has_are_read_with_their_weights_as_drawn() -> None:
    data = load("digits")
    inputs = np.asarray(data.splits.test.inputs).copy()
    unset = np.setdiff1d(np.arange(64), kept(recipe()))
    inputs[:, unset] = 16
    splits = data.splits._replace(test=Split(inputs, data.splits.test.targets))
    one = recipe(data=dataclasses.replace(data, splits=splits))
    trainer = JaxTrainer(one, jax.devices()[0])
    course = trainer.start(Member(find("elu"), float(RATE), SEED))
    while course.trial is None:
        trainer.advance(course, lambda: False)
    program, state = trained(one, None)
    scored = np.asarray(program.outputs(state, jnp.asarray(inputs))).argmax(axis=1) == splits.test.targets
    assert course.trial.test is not None
    assert course.trial.test["accuracy"] == pytest.approx(scored.mean(), abs=2.5 / len(scored))
    assert chance(one.data, "test").scores["accuracy"] < course.trial.test["accuracy"]


def test_what_fills_a_part_up_is_not_counted() -> None:
    one = recipe(curve_examples=300)
    supply = Supply(one, jax.devices()[0])
    program, state = trained(one, None)
    for name in ("validation", "test"):
        split = one.data.splits.named(name)
        parts = [*supply.parts(split)]
        assert sum(len(part) for part in parts) == len(split)
        assert {len(part.inputs) for part in parts} == {max(300, len(split))}
        found = evaluate(Observer(program), state, parts, lambda: False, jax.devices()[0])
        outputs = program.outputs(state, jnp.asarray(split.inputs))
        losses = np.asarray(program.task.loss(outputs, jnp.asarray(split.targets)), np.float64)
        assert found.scores["loss"] == pytest.approx(losses.mean(), rel=1e-5)
        hits = np.asarray(outputs).argmax(axis=1) == split.targets
        assert found.examples.tolist() == hits.tolist()
