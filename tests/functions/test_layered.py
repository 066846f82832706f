"""Activations layer by layer: what is read, what is the same, what is refused."""

from __future__ import annotations

import pickle
from itertools import permutations

import jax.numpy as jnp
import numpy as np
import pytest

import actlab
from actlab.errors import InvalidInput
from actlab.functions.arms import arms, named, parts
from actlab.functions.broken import Broken
from actlab.functions.catalogue import CATALOGUE
from actlab.functions.find import find
from actlab.functions.language.layers import LayersSpec, read_layers
from actlab.functions.layered import Layered, activations, layers, layers_of

READ = {
    "layers(relu)": LayersSpec(("relu",)),
    " layers ( relu ,tanh ) ": LayersSpec(("relu", "tanh")),
    "layers(elu(alpha=0.5), max(x, 0), output=sigmoid)": LayersSpec(("elu(alpha=0.5)", "max(x, 0)"), "sigmoid"),
    "layers(relu, output = clip(x, -1, 1))": LayersSpec(("relu",), "clip(x, -1, 1)"),
    "layers(a*x; a=1, tanh)": LayersSpec(("a*x; a=1", "tanh")),
    "layers(a*b*x; a=1, b=2 per unit, c*x; c=3, output=d*x; d=4, e=5)": LayersSpec(
        ("a*b*x; a=1, b=2 per unit", "c*x; c=3"), "d*x; d=4, e=5"
    ),
    "layers(where(x>=0, x, 0), x)": LayersSpec(("where(x>=0, x, 0)", "x")),
    "layers(mine.py:f, glu(silu))": LayersSpec(("mine.py:f", "glu(silu)")),
    "layers(f(x) = x**2, y = x)": LayersSpec(("f(x) = x**2", "y = x")),
}


@pytest.mark.parametrize("words", READ)
def test_words_are_split_where_an_activation_ends(words: str) -> None:
    assert read_layers(words) == READ[words]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("layers()", "write the activations of the hidden layers in order"),
        ("layers(,)", "write the activations of the hidden layers in order"),
        ("layers(relu,)", "write the activations of the hidden layers in order"),
        ("layers(output=tanh)", "write the activations of the hidden layers in order"),
        ("layers(relu, output=)", "write the activations of the hidden layers in order"),
        ("layers(relu, output=tanh, tanh)", "write the activations of the hidden layers in order"),
        ("layers(relu, output=tanh, output=tanh)", "write the activations of the hidden layers in order"),
        ("layers(relu, tanh", "its brackets do not close at its end"),
        ("layers(relu, max(x, 0)", "its brackets do not close at its end"),
        ("layers(relu]", "its brackets do not close at its end"),
        ("layers(relu) + x", "its brackets do not close at its end"),
        ("layers(relu, layers(tanh))", "within layers stand activations, not layers again"),
        ("layers(relu, output=layers(tanh))", "within layers stand activations, not layers again"),
        ("layers(rellu, tanh)", "unknown activation 'rellu'. Did you mean relu"),
        ("layers(relu, output=tahn)", "unknown activation 'tahn'. Did you mean tanh"),
        ("layers(relu, elu(beta=1))", "unknown parameter of elu 'beta'"),
        ("layers(relu, 3)", "has no x"),
        ("layers(nowhere.py:f, relu)", "nowhere.py"),
        ("layers(glu(silu), silu)", "in all hidden layers or in none"),
        ("layers(relu, output=glu(silu))", "not at the output"),
        ("glu(layers(relu, tanh))", "several functions"),
        ("tanh=layers(tanh, relu)", "the name tanh is taken"),
    ],
)
def test_what_cannot_stand_is_refused_in_one_line(words: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as met:
        arms([words])
    assert reason in str(met.value)
    assert "\n" not in str(met.value)
    assert len(str(met.value)) < 400


def test_in_python_what_cannot_stand_is_refused_too() -> None:
    for call in (lambda: layers(), lambda: layers(layers("relu")), lambda: layers(3), lambda: layers("relu", output=3)):  # type: ignore[arg-type, list-item]
        with pytest.raises(InvalidInput):
            call()


def test_the_digest_is_that_of_all_activations_in_their_order() -> None:
    names = ("relu", "tanh", "elu(alpha=0.5)", "x*tanh(x)")
    found = [layers(*order, output=last) for order in permutations(names, 3) for last in (None, *names)]
    assert len({one.digest for one in found}) == len(found) == 24 * 5
    assert layers("relu", "relu", "tanh") != layers("relu", "tanh")


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_same_in_every_layer_is_that_activation(name: str) -> None:
    found = find(name)
    for one in (layers(name), layers(name, found), layers(name, name, output="identity")):
        assert one == found
        assert found == one
        assert hash(one) == hash(found)
        assert one.digest == found.digest
    if name != "identity":
        assert layers(name, output=name) != found
        assert layers(name, output=name) == layers(name, name, output=name)
        assert layers(name, "identity") != found


def test_the_same_twice_is_told_as_two_spellings_of_one_are() -> None:
    for words in (
        ["relu", "layers(relu, relu)"],
        ["layers(relu)", "relu"],
        ["layers(tanh, relu)", "mine=layers(tanh,relu)"],
    ):
        with pytest.raises(InvalidInput, match="are the same function"):
            arms(words)
    assert len(arms(["layers(relu, tanh)", "layers(tanh, relu)", "relu", "tanh"])) == 4


def test_an_arm_is_called_what_is_typed() -> None:
    words = "layers(relu, elu(alpha=0.5), x * sigmoid(b * x); b=1.5 per unit, output=tanh)"
    (arm,) = arms([words])
    assert (arm.name, str(arm.activation), arm.spec) == (words, words, words)
    (again,) = arms([arm.name])
    assert again.activation == arm.activation
    (mine,) = arms([f"mine={words}"])
    assert (mine.name, mine.spec, mine.activation) == ("mine", words, arm.activation)
    assert [part.name for part in parts(arm)] == [*map(str, activations(arm.activation))]


def test_names_are_true_and_parts_have_names_of_their_own() -> None:
    edited = actlab.activation("relu", name="relu")
    assert str(layers(edited, lambda x: 2 * x)) == "layers(relu, lambda)"
    (arm,) = arms([layers(lambda x: x, lambda x: 2 * x, lambda x: 3 * x)])
    assert [part.name for part in parts(arm)] == ["lambda", "lambda 2", "lambda 3"]
    assert [arm.name for arm in arms([find("glu(silu)")])] == ["glu(silu)"]


def test_layers_are_no_function() -> None:
    (arm,) = arms(["mine=layers(relu, tanh)"])
    for call in (
        lambda: find("layers(relu, tanh)"),
        lambda: named(["layers(relu, tanh)"]),
        lambda: named(["mine=layers(relu, tanh)"]),
        lambda: named([layers("relu", "tanh")]),
        lambda: named([arm]),
        lambda: actlab.export("layers(relu, tanh)", "numpy"),
        lambda: actlab.show("layers(relu, tanh)"),
        lambda: actlab.gain("layers(relu, tanh)"),
        lambda: actlab.explain(["layers(relu, tanh)"]),
    ):
        with pytest.raises(
            InvalidInput, match=r"layers\(relu, tanh\) can be compared only, as it is several functions.*relu, tanh\."
        ):
            call()
    assert not callable(layers("relu", "tanh"))


def test_a_gated_unit_is_no_function_of_x_alone() -> None:
    unit = "glu(silu(beta=1.5))"
    for call in (
        lambda: named([unit]),
        lambda: actlab.export(unit, "latex"),
        lambda: actlab.gain(unit),
        lambda: actlab.explain(["relu", unit]),
        lambda: actlab.experiment(lambda _trial: 1.0, ["relu", unit], seeds=2, progress=False),
    ):
        with pytest.raises(InvalidInput, match=r"is a gated unit, .* take its activation, silu\(beta=1\.5\)\.$"):
            call()
    assert named([unit], gated=True) == {unit: find(unit)}


def test_a_function_of_a_file_and_one_that_cannot_be_used(tmp_path: object) -> None:
    file = f"{tmp_path}/mine.py"
    with open(file, "w") as opened:
        opened.write(
            "import jax.numpy as jnp\n\n\ndef f(x):\n    return jnp.sin(x)\n\n\ndef g(x):\n    return x.sum()\n"
        )
    good, bad = arms([f"layers({file}:f, relu)", f"layers(relu, {file}:g)"])
    assert isinstance(good.activation, Layered)
    assert isinstance(bad.activation, Layered)
    np.testing.assert_allclose(good.activation.hidden[0](np.ones(1)), np.sin(1.0), rtol=1e-6)
    assert isinstance(bad.activation.hidden[1].source, Broken)  # which fails alone, when it is trained


def test_they_can_be_sent_elsewhere() -> None:
    for words in ("layers(relu, elu(alpha=0.5))", "layers(a*tanh(x); a=0.5 per unit, output=tanh)"):
        found = layers_of(words)
        again = pickle.loads(pickle.dumps(found))
        assert (again, str(again), again.digest) == (found, str(found), found.digest)
    assert jnp.allclose(again.hidden[0].function(jnp.ones(1)), 0.5 * np.tanh(1.0))
