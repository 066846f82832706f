"""One member's training against a NumPy float64 loop that shares no line with it, and the engine's known trap."""

import dataclasses
from collections.abc import Callable
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from scipy.special import erf, expit, logsumexp, ndtr

from actlab.data.sources import load
from actlab.demos.cost_surface import MODELS
from actlab.functions.catalogue import CATALOGUE
from actlab.functions.find import find
from actlab.networks.initialise import INITIALISATIONS
from actlab.training.batches import batch_rows, digest
from actlab.training.jax_trainer import JaxTrainer
from actlab.training.member import Program, State
from actlab.training.optimizers import OPTIMIZERS
from actlab.training.recipe import Recipe
from actlab.training.steps import train
from actlab.training.trainer import Member
from tests.hasty import OPTIONS

# What the words of a formula mean, by NumPy and SciPy in float64
WORDS = {
    "abs": np.abs,
    "arctan": np.arctan,
    "clip": np.clip,
    "cos": np.cos,
    "erf": erf,
    "exp": np.exp,
    "log": np.log,
    "max": np.maximum,
    "normal_cdf": ndtr,
    "pi": np.pi,
    "sigmoid": expit,
    "sign": np.sign,
    "sin": np.sin,
    "sqrt": np.sqrt,
    "tanh": np.tanh,
    "where": np.where,
}


def trained(recipe: Recipe, name: str, state: State, lr: float, rows: np.ndarray) -> tuple[State, jax.Array]:
    data = (jnp.asarray(array) for array in recipe.data.splits.train)
    return jax.jit(partial(train, Program(recipe, find(name))), compiler_options=OPTIONS)(
        state, np.float32(lr), rows, *data
    )


RATE = 0.01  # small enough that cube does not blow rounding up


def by_numpy(name: str) -> Callable[[np.ndarray], np.ndarray]:
    """Return f in float64 from the text of the catalogue's formula, by Python's own parser."""
    record = find(name)
    code = compile(record.formula, name, "eval")
    known = WORDS | {parameter.name: parameter.value for parameter in record.parameters}

    def f(x: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):  # where() computes both branches
            return np.asarray(eval(code, {}, known | {"x": x}), np.float64) + 0 * x

    return f


def slope_of(f: Callable[[np.ndarray], np.ndarray], x: np.ndarray) -> np.ndarray:
    """Return the central difference, good to nine digits or so."""
    return (f(x + 1e-6) - f(x - 1e-6)) / 2e-6


def numpy_steps(recipe: Recipe, name: str, seed: int, lr: float) -> tuple[list[np.ndarray], list[float]]:
    """Train by hand; return all weights and biases, and each step's loss."""
    f = by_numpy(name)
    start = Program(recipe, find(name)).start(seed)
    arrays = [np.asarray(start.weights[name], np.float64) for name in Program(recipe, find(name)).declared]
    parameters = [list(layer) for layer in zip(arrays[::2], arrays[1::2], strict=True)]
    inputs, targets = recipe.data.splits.train
    losses = []
    for rows in recipe.rows(seed):
        x, y = inputs[rows] / recipe.data.unit, targets[rows]
        before, after = [], [x]
        for w, b in parameters[:-1]:
            before.append(after[-1] @ w + b)
            after.append(f(before[-1]))
        z = after[-1] @ parameters[-1][0] + parameters[-1][1]
        log_p = z - logsumexp(z, axis=1, keepdims=True)
        losses.append(float(-log_p[np.arange(len(y)), y].mean()))
        delta = (np.exp(log_p) - np.eye(z.shape[1])[y]) / len(y)
        for layer in reversed(range(len(parameters))):
            w, b = parameters[layer]
            back = delta @ w.T
            parameters[layer] = [w - lr * after[layer].T @ delta, b - lr * delta.sum(axis=0)]
            if layer:
                delta = back * slope_of(f, before[layer - 1])
    return [array for layer in parameters for array in layer], losses


@pytest.mark.parametrize("name", [name for name, record in CATALOGUE.items() if not record.learnt])
def test_fifty_steps_match_numpy(recipe: Recipe, name: str) -> None:
    program = Program(recipe, find(name))
    state, losses = trained(recipe, name, program.start(3), RATE, recipe.rows(3))
    expected, expected_losses = numpy_steps(recipe, name, 3, RATE)
    assert len(losses) == 50
    for found, known in zip((state.weights[one] for one in program.declared), expected, strict=True):
        assert np.linalg.norm(found - known) <= 1e-4 * np.linalg.norm(known)
    np.testing.assert_allclose(losses, expected_losses, rtol=1e-4, atol=1e-6)
    assert losses[0] != losses[-1]


def test_vmap_of_a_reduced_product_is_right() -> None:
    """The example of jax issue 39103: XLA's CPU backend of 0.10.2 is 0.8 % off here."""
    m = jnp.ones((32_769, 128), jnp.float32)
    vectors = jnp.full((2, 128), 2.0, jnp.float32)
    found = jax.jit(jax.vmap(lambda r: jnp.sum((m @ r) ** 2)))(vectors)
    np.testing.assert_allclose(found, 32_769 * 256.0**2, rtol=1e-5)


def test_a_seed_gives_every_activation_the_same_draws(recipe: Recipe) -> None:
    tutorial = dataclasses.replace(recipe, initialisation="tutorial")
    starts = [Program(tutorial, find(name)).start(5).weights for name in ("relu", "tanh")]
    for a, b in zip(jax.tree.leaves(starts[0]), jax.tree.leaves(starts[1]), strict=True):
        np.testing.assert_array_equal(a, b)
    matched = dataclasses.replace(recipe, initialisation="matched")
    for name in ("relu", "tanh"):
        scaled = Program(matched, find(name)).start(5).weights
        for key in ("1/weight", "2/weight", "output/weight"):
            ratio = scaled[key] / starts[0][key]
            np.testing.assert_allclose(ratio, ratio[0, 0], rtol=1e-5)


def test_seeds_differ_and_repeat(recipe: Recipe) -> None:
    program = Program(recipe, find("relu"))
    first, again, other = (program.start(seed).weights["1/weight"] for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_batches_are_permutations_that_run_across_epochs() -> None:
    rows = batch_rows(examples=10, batch=4, steps=7, seed=1)
    assert rows.shape == (7, 4)
    assert sorted(rows.ravel()[:10]) == sorted(rows.ravel()[10:20]) == list(range(10))
    np.testing.assert_array_equal(rows[:3], batch_rows(examples=10, batch=4, steps=3, seed=1))
    assert digest(rows) == digest(rows.copy()) != digest(batch_rows(examples=10, batch=4, steps=7, seed=2))


def test_evaluation_in_chunks_is_the_mean(recipe: Recipe) -> None:
    chosen = dataclasses.replace(recipe, curve_split="train", curve_examples=10_000)
    trainer = JaxTrainer(chosen, jax.devices()[0])
    course = trainer.start(Member(find("tanh"), 0.1, 0))
    trainer.advance(course, lambda: False)
    split, start = recipe.data.splits.train, Program(recipe, find("tanh")).start(0)
    outputs = Program(recipe, find("tanh")).outputs(start, jnp.asarray(split.inputs))
    assert len(split) > 1000  # more than one chunk, and the last one shorter
    scores = course.curve[0].scores
    assert scores["accuracy"] == pytest.approx(np.mean(np.argmax(outputs, axis=1) == split.targets))
    assert scores["loss"] == pytest.approx(
        float(np.mean(recipe.data.task.loss(outputs, jnp.asarray(split.targets)))), rel=1e-5
    )


ALIASES = {
    "sgd": optax.sgd,
    "momentum": lambda lr: optax.sgd(lr, momentum=0.9),
    "nesterov": lambda lr: optax.sgd(lr, momentum=0.9, nesterov=True),
    "adam": optax.adam,
    "adamw": lambda lr: optax.adamw(lr, weight_decay=1e-4),
    "nadam": optax.nadam,
    "rmsprop": lambda lr: optax.rmsprop(lr, decay=0.9),
    "adagrad": optax.adagrad,
    "lion": lambda lr: optax.lion(lr, weight_decay=0.0),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimisers_are_what_their_names_say(recipe: Recipe, name: str) -> None:
    chosen = dataclasses.replace(recipe, optimizer=name, steps=5)
    program = Program(chosen, find("tanh"))
    state, _losses = trained(chosen, "tanh", program.start(0), 0.01, chosen.rows(0))
    weights = program.start(0).weights
    reference = ALIASES[name](0.01)
    memory = reference.init(weights)
    data = tuple(map(jnp.asarray, recipe.data.splits.train))
    for rows in chosen.rows(0):

        def loss(w: object, rows: np.ndarray = rows) -> jax.Array:
            outputs = program.outputs(State(w, (), {}), data[0][rows])
            return jnp.mean(recipe.data.task.loss(outputs, data[1][rows]))

        with jax.numpy_dtype_promotion("standard"):
            updates, memory = reference.update(jax.grad(loss)(weights), memory, weights)
            weights = optax.apply_updates(weights, updates)
    for found, known in zip(jax.tree.leaves(state.weights), jax.tree.leaves(weights), strict=True):
        np.testing.assert_allclose(found, known, rtol=2e-3, atol=2e-5)


@pytest.mark.parametrize(("spec", "shape"), [("silu; beta=1 per layer", ()), ("x*sigmoid(b*x); b=1 per unit", (24,))])
def test_learnt_parameters_step_against_the_slope_of_the_loss(recipe: Recipe, spec: str, shape: tuple) -> None:
    program, rows = Program(recipe, find(spec)), recipe.rows(1)[:1]
    start = program.start(1)
    (name,) = [name for name in start.weights if name.startswith("1.")]
    assert np.shape(start.weights[name]) == shape
    assert sorted(start.weights.keys() - program.declared.keys()) == [name, name.replace("1", "2")]

    def loss(shift: float) -> float:
        moved = {**start.weights, name: start.weights[name] + np.float32(shift)}
        return float(trained(recipe, spec, start._replace(weights=moved), 0.1, rows)[1][0])

    after = trained(recipe, spec, start, 0.1, rows)[0].weights[name]
    step = float(np.sum(np.asarray(after) - np.asarray(start.weights[name])))
    assert step == pytest.approx(-0.1 * (loss(0.02) - loss(-0.02)) / 0.04, rel=0.02)


def test_how_many_steps_there_are_changes_no_bit(recipe: Recipe) -> None:
    program, rows = Program(recipe, find("elu")), recipe.rows(0)
    data = [jnp.asarray(array) for array in recipe.data.splits.train]
    steps = jax.jit(partial(train, program))
    whole, losses = steps(program.start(0), np.float32(0.1), rows, *data)
    state = program.start(0)
    for begin, end in ((0, 1), (1, 30), (30, 50)):
        state, part = steps(state, np.float32(0.1), rows, *data, None, np.int32(begin), np.int32(end))
        np.testing.assert_array_equal(part[begin:end], losses[begin:end])
    for found, known in zip(jax.tree.leaves(state.weights), jax.tree.leaves(whole.weights), strict=True):
        np.testing.assert_array_equal(found, known)


@pytest.mark.parametrize("initialisation", INITIALISATIONS)
def test_a_network_without_hidden_layers_starts(initialisation: str) -> None:
    """Its weights multiply the data and no activation has a place there, so that none changes them."""
    recipe = Recipe(load("digits"), MODELS["regression"].network, initialisation, "sgd", 64, 1, 1, 1)
    started = [Program(recipe, find(name)).start(0).weights for name in ("identity", "tanh")]
    for one, other in zip(*map(jax.tree.leaves, started), strict=True):
        np.testing.assert_array_equal(one, other)
