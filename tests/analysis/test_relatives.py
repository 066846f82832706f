"""Functions that exist already are recognised, and others are not."""

import numpy as np
import pytest

from actlab import CATALOGUE, activation
from actlab.analysis.relating import WIDE, _mirrored
from actlab.analysis.relatives import relatives
from actlab.analysis.relatives_record import Rescaled
from actlab.report.document.activation import facts


@pytest.mark.parametrize(
    ("spec", "same"),
    [
        ("x*sigmoid(1.702*x)", "silu(beta=1.702)"),
        ("0.5*x*(1 + tanh(x))", "silu(beta=2)"),
        ("max(x, 0.3*x)", "leaky_relu(alpha=0.3)"),
        ("elu", "celu"),
        ("ln(1 + e^x)", "softplus"),
        ("silu", "sinlu(a=0)"),  # whatever the frequency, which stays at its default
    ],
)
def test_the_same_at_some_parameters(spec: str, same: str) -> None:
    assert same in relatives(activation(spec)).identical


@pytest.mark.parametrize(
    ("spec", "same"),
    [
        ("2*max(x - 1, 0) + 1", "2*relu(x - 1) + 1"),
        ("3*mish(0.5*x + 1) - 2", "3*mish(0.5*x + 1) - 2"),
        ("sigmoid", "-0.5*tanh(-0.5*x) + 0.5"),
        ("softplus", "-log_sigmoid(-x)"),
    ],
)
def test_the_same_stretched_and_shifted(spec: str, same: str) -> None:
    found = [str(rescaled) for rescaled in relatives(activation(spec)).rescaled]
    assert same in found or same.replace("-0.5*tanh(-0.5*x)", "0.5*tanh(0.5*x)") in found


@pytest.mark.parametrize("spec", ["x*exp(-x**2)", "mish", "where(x > 0, x**1.5, 0)"])
def test_what_is_new_is_not_recognised(spec: str) -> None:
    found = relatives(activation(spec))
    assert found.identical == found.rescaled == []
    assert found.nearest is not None
    assert found.nearest.distance > 1e-3


def test_how_far_quick_gelu_is_from_gelu() -> None:
    nearest = relatives(activation("x*sigmoid(1.702*x)")).nearest
    assert nearest is not None
    assert nearest.name == "gelu"
    assert nearest.distance == pytest.approx(0.0203, abs=1e-4)


def test_a_rescaled_function_reads_back_as_a_formula() -> None:
    assert str(Rescaled("tanh", -1.0, 0.5, -2.0, 0.0)) == "-tanh(0.5*x - 2)"


def test_the_nearest_may_be_the_same_where_people_look() -> None:
    shown = [words for _heading, words in facts(activation("clip(x, -500, 500)"))]
    assert "nearest: identity, the same on [-5, 5]" in shown


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_record_is_found_in_a_mirror(name: str) -> None:
    record = CATALOGUE[name]
    for a, b in ((-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)):
        found = _mirrored(a * record.on_host(b * WIDE), record)
        values = [one.a * record.on_host(one.b * WIDE) for one in found]
        np.testing.assert_allclose(values, [a * record.on_host(b * WIDE)], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("spec", "same"),
    [
        ("relu(-x)", "relu(-x)"),
        ("min(x, 0)", "-relu(-x)"),
        ("-relu(x)", "-relu(x)"),
        ("-mish(-x)", "-mish(-x)"),
        ("elu(-x)", "elu(-x)"),
        ("-hard_swish(x)", "-hard_swish(x)"),
        ("2*relu(x - 1) + 1", "2*relu(x - 1) + 1"),
    ],
)
def test_mirrored_ones_are_named(spec: str, same: str) -> None:
    assert same in [str(rescaled) for rescaled in relatives(activation(spec)).rescaled]


def test_nothing_is_near_a_pole() -> None:
    assert relatives(activation("1/x")).nearest is None
    assert relatives(activation("1/(x*x)")).rescaled == []
