"""Activations layer by layer in a network: what stands where, what its weights start with, and what is refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from actlab.analysis.gaussian import gain
from actlab.data.dataset import Dataset, Split, Splits
from actlab.data.sources import load
from actlab.data.tasks import REGRESSION, SEQUENCE
from actlab.errors import InvalidInput
from actlab.functions.find import find
from actlab.functions.layered import Arrangement, layers_of
from actlab.networks.initialise import INITIALISATIONS
from actlab.networks.network import network
from actlab.training.causes import cause
from actlab.training.member import Program, State
from actlab.training.observer import Observer
from actlab.training.placed import placed
from actlab.training.probes import PROBES
from actlab.training.recipe import Recipe
from actlab.training.replay import Replay
from actlab.training.steps import single
from tests.hasty import OPTIONS

pytestmark = pytest.mark.usefixtures("hasty")

SEED = 3


def numbers() -> Dataset:
    draw = np.random.Generator(np.random.PCG64(8))
    x = draw.normal(size=(200, 3)).astype(np.float32)
    y = np.tanh(x.sum(axis=1))
    parts = [Split(x[part], y[part]) for part in (slice(0, 120), slice(120, 150), slice(150, 200))]
    return Dataset("numbers", "numbers", "", REGRESSION, 1.0, Splits(*parts))


def recipe(spec: str = "mlp(8,6)", data: Dataset | None = None, initialisation: str = "matched") -> Recipe:
    return Recipe(load("digits") if data is None else data, network(spec), initialisation, "sgd", 16, 4, 2, 50)


@cache
def stepping(spec: str, found: Arrangement) -> Callable[..., tuple[State, jax.Array]]:
    """Return the step of a network for digits, compiled once: what its weights start with is no part of it."""
    return jax.jit(partial(single, Program(recipe(spec), found)), compiler_options=OPTIONS)


def after(one: Recipe, found: Arrangement, spec: str = "", steps: int = 3) -> tuple[Program, State]:
    """Return a program and its state after some steps; a spec is that of a network for digits."""
    program = Program(one, found)
    state, data = program.start(SEED), tuple(map(jnp.asarray, one.data.splits.train))
    step = stepping(spec, found) if spec else jax.jit(partial(single, program), compiler_options=OPTIONS)
    for rows in one.rows(SEED)[:steps]:
        state, _loss = step(state, np.float32(0.05), rows, *data)
    return program, state


def test_each_stands_at_its_site_in_their_order() -> None:
    found = layers_of("layers(relu, tanh)")
    for spec in ("mlp(8,6)", "cnn(4,6)"):
        assert {site: str(one) for site, one in placed(recipe(spec), found).items()} == {"1": "relu", "2": "tanh"}
    names = [str(one) for one in placed(recipe("resnet(8)"), layers_of("layers(relu)")).values()]
    assert names == ["relu"] * 7
    with_output = placed(recipe("mlp(8,6)", numbers()), layers_of("layers(relu, output=tanh)"))
    assert {site: str(one) for site, one in with_output.items()} == {"1": "relu", "2": "relu", "output": "tanh"}


@pytest.mark.parametrize(
    ("words", "spec", "reason"),
    [
        (
            "layers(relu, tanh, elu)",
            "mlp(8,6)",
            "names 3 activations for hidden layers, and mlp(8,6) has 2 places for one",
        ),
        ("layers(relu, tanh, elu)", "mlp(8,6)", "write layers(relu, tanh), or one for all"),
        ("layers(relu, tanh)", "mlp(8)", "mlp(8) has 1 place for one; write layers(relu)"),
        ("layers(relu, tanh)", "mlp(8,8,8)", "write layers(relu, tanh, tanh), or one for all"),
        ("layers(relu, relu)", "mlp(8,8,8)", "write layers(relu, relu, relu), or one for all"),
        (
            "layers(relu, tanh)",
            "resnet(20)",
            "has 19 places for one; write layers(relu, tanh, ...) with 19 activations",
        ),
        ("layers(glu(silu), glu(gelu))", "cnn(4,6)", "has no gated units"),
        (
            "layers(relu, output=tanh)",
            "mlp(8,6)",
            "digits go through a function of the loss, such as softmax. Write relu.",
        ),
        ("layers(relu, tanh, output=tanh)", "mlp(8,6)", "Write layers(relu, tanh)."),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_type(words: str, spec: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as met:
        placed(recipe(spec), layers_of(words))
    assert reason in str(met.value)
    assert "\n" not in str(met.value)
    with pytest.raises(InvalidInput):
        Program(recipe(spec), layers_of(words)).start(SEED)


def test_the_number_that_is_named_is_asked_for_with_the_output_too() -> None:
    with pytest.raises(InvalidInput, match=r"write layers\(relu, tanh, output=sigmoid\)"):
        placed(recipe("mlp(8,6)", numbers()), layers_of("layers(relu, tanh, elu, output=sigmoid)"))


def test_only_where_the_output_is_the_prediction_can_an_activation_stand_there() -> None:
    found, tokens = layers_of("layers(relu, output=tanh)"), np.zeros((9, 4), np.int32)
    split = Split(tokens, tokens)
    text = Dataset("tokens", "", "", SEQUENCE, 1.0, Splits(split, split, split), vocabulary=3)
    for data, spec in ((text, "transformer(layers=2,width=8,heads=2)"), (load("digits"), "mlp(8,6)")):
        with pytest.raises(InvalidInput, match="for regression"):
            placed(recipe(spec, data), found)
    for data in (numbers(), load("poisson"), load("sine")):
        assert str(placed(recipe("mlp(8,6)", data), found)["output"]) == "tanh"


def test_each_weight_starts_with_the_gain_of_what_it_multiplies() -> None:
    one = recipe("mlp(8,6,5)", numbers())
    program = Program(one, layers_of("layers(relu, tanh, elu, output=sigmoid)"))
    start = {name: np.asarray(array) for name, array in program.start(SEED).weights.items()}
    plain = Program(dataclasses.replace(one, initialisation="lecun"), find("relu")).start(SEED).weights
    expected = {"1": 1.0, "2": gain(find("relu")), "3": gain(find("tanh")), "output": gain(find("elu"))}
    for layer, factor in expected.items():
        np.testing.assert_allclose(start[f"{layer}/weight"], factor * np.asarray(plain[f"{layer}/weight"]), rtol=2e-7)
    assert len(set(expected.values())) == 4


@pytest.mark.parametrize("initialisation", INITIALISATIONS)
@pytest.mark.parametrize("spec", ["mlp(8,6)", "cnn(4,6)"])
def test_the_same_in_every_layer_has_the_bits_of_that_activation(initialisation: str, spec: str) -> None:
    one = recipe(spec, initialisation=initialisation)
    (_, alone), (_, several) = (after(one, found, spec) for found in (find("elu"), layers_of("layers(elu, elu)")))
    assert all(np.array_equal(alone.weights[name], several.weights[name]) for name in alone.weights)
    for words in ("layers(elu, tanh)", "layers(tanh, elu)"):
        other = after(one, layers_of(words), spec)[1]
        assert not np.array_equal(alone.weights["output/weight"], other.weights["output/weight"])


def test_draws_are_those_of_every_other_arm() -> None:
    one = recipe(initialisation="he")
    starts = [Program(one, found).start(SEED).weights for found in (find("relu"), layers_of("layers(tanh, elu)"))]
    assert all(np.array_equal(starts[0][name], starts[1][name]) for name in starts[0])


def test_probes_see_each_site_with_its_own_activation_and_change_no_bit() -> None:
    found = layers_of("layers(tanh, relu, output=tanh)")
    one = dataclasses.replace(recipe("mlp(8,6)", numbers()), probes=tuple(PROBES))
    program, state = after(one, found)
    test = tuple(map(jnp.asarray, one.data.splits.test))
    outputs, seen = Observer(program).outputs(state, test[0])
    assert np.array_equal(outputs, program.outputs(state, test[0]))
    assert {len(values) for values in seen.values()} == {2}
    z = np.asarray(test[0]) @ np.asarray(state.weights["1/weight"]) + np.asarray(state.weights["1/bias"])
    first = np.tanh(z)
    second = first @ np.asarray(state.weights["2/weight"]) + np.asarray(state.weights["2/bias"])
    means = [float(value) for value in seen["mean"]]
    np.testing.assert_allclose(means, [first.mean(), np.maximum(second, 0).mean()], rtol=1e-4, atol=1e-6)


def test_learnt_parameters_belong_to_their_site() -> None:
    found = layers_of("layers(a*tanh(x); a=0.5 per unit, a*b*sin(x); a=1 per layer, b=2 per layer)")
    program, state = after(recipe("mlp(8,6)", numbers()), found)
    learnt = {name: array.shape for name, array in state.weights.items() if "." in name}
    assert learnt == {"1.a": (8,), "2.a": (), "2.b": ()}
    assert program.unmoved(state.weights) == ()
    assert program.unmoved(program.start(SEED).weights) == ("a", "b")
    half = {**program.start(SEED).weights, "2.a": state.weights["2.a"]}
    assert program.unmoved(half) == ("b",)  # somewhere, an a has moved


def test_the_cause_of_a_divergence_is_found_at_the_output_too() -> None:
    one = recipe("mlp(8,6)", numbers())
    program = Program(one, layers_of("layers(tanh, output=exp(x))"))
    replay, start = Replay(program), program.start(SEED)
    weights = {**start.weights, "output/bias": jnp.full(1, 200.0)}
    (step,) = replay.steps(
        State(weights, start.memory, start.running), np.float32(0.1), one.rows(SEED)[:1], one.data.splits.train,
        jax.devices()[0],
    )  # fmt: skip
    found = cause(replay.seen(step))
    assert str(found).startswith("the activation is infinite in layer output for x from ")


def test_gated_units_in_every_layer_take_their_network() -> None:
    one = recipe("mlp(9,6)")
    program, state = after(one, layers_of("layers(glu(silu), glu(gelu))"))
    assert "2/gate/weight" in program.declared
    assert program.sites == {"1": (6,), "2": (4,)}
    same = after(one, layers_of("layers(glu(silu), glu(silu))"))[1], after(one, find("glu(silu)"))[1]
    assert all(np.array_equal(same[0].weights[name], same[1].weights[name]) for name in state.weights)


OWN = """
def net_parameters(shape, outputs):
    return {"in": (3, 4), "middle": (4, 5), "out": (5, outputs)}


def net(weights, x, activate):
    first = activate("first", x @ weights["in"])
    return activate("output", first @ weights["middle"]) @ weights["out"]
"""


def test_a_site_of_the_user_s_own_that_is_called_output_is_a_hidden_one(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(OWN)
    one = recipe(f"{tmp_path}/mine.py:net", numbers())
    found = layers_of("layers(a*tanh(x); a=0.5 per unit, a*sin(x); a=2 per unit)")
    program = Program(one, found)
    start = program.start(SEED)
    assert {name: array.shape for name, array in start.weights.items() if "." in name} == {
        "first.a": (4,),
        "output.a": (5,),
    }
    x, w = np.asarray(one.data.splits.test.inputs), {name: np.asarray(array) for name, array in start.weights.items()}
    by_hand = 2 * np.sin(0.5 * np.tanh(x @ w["in"]) @ w["middle"]) @ w["out"]
    np.testing.assert_allclose(program.outputs(start, jnp.asarray(x)), by_hand, rtol=1e-4, atol=1e-5)
    alone = Program(one, find("sin"))
    state = alone.start(SEED)
    by_hand = np.sin(np.sin(x @ np.asarray(state.weights["in"])) @ np.asarray(state.weights["middle"]))
    np.testing.assert_allclose(
        alone.outputs(state, jnp.asarray(x)), by_hand @ np.asarray(state.weights["out"]), rtol=1e-4, atol=1e-5
    )
    with pytest.raises(InvalidInput, match="has a site of its own that is called output"):
        placed(one, layers_of("layers(relu, output=tanh)"))


@pytest.mark.parametrize(
    ("spec", "data"),
    [
        ("mlp(8,6,norm=batch,residual=true)", "digits"),
        ("cnn(4,6,norm=layer)", "digits"),
        ("resnet(14)", "digits"),
        ("transformer(layers=2,width=8,heads=2)", "pydoc"),
    ],
)
def test_what_a_weight_follows_is_a_site_or_the_data(spec: str, data: str) -> None:
    """Else nobody would know which gain is due to it."""
    form = load(data).form
    for net in (network(spec), *(made() for made in [network(spec).gated] if made)):
        declared, sites = net.parameters(form), net.sites(form)
        assert {weight.follows for weight in declared.values()} <= {"", *sites}
        assert any(weight.follows for weight in declared.values())
