"""From a user's words to an activation."""

import numpy as np
import pytest

from actlab import InvalidInput, activation
from actlab.functions.closed_form import derivative_text
from actlab.functions.compile import compile_expression
from actlab.functions.formula import parse


def test_parameters_by_name_by_place_and_by_keyword() -> None:
    assert str(activation("elu(alpha=0.5)")) == str(activation("elu(0.5)")) == str(activation("elu", alpha=0.5))
    assert activation("elu(0.5)") == activation("elu", alpha=0.5)


def test_the_default_is_not_spelled_out() -> None:
    assert str(activation("elu(alpha=1.0)")) == "elu"


@pytest.mark.parametrize("alpha", [1e-6, 0.123456789, 1 / 3])
def test_the_spelling_gives_the_same_activation_back(alpha: float) -> None:
    given = activation("leaky_relu", alpha=alpha)
    assert activation(str(given)) == given


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("rellu", ["rellu", "Did you mean relu", "Allowed: elu"]),
        ("elu(beta=1)", ["beta", "Allowed: alpha"]),
        ("elu(alpha=-1)", ["alpha = -1", "between 0 and"]),
        ("relu(alpha=1)", ["relu has no parameters"]),
        ("elu(1, 2)", ["1 parameter", "2 numbers"]),
        ("elu(1, alpha=2)", ["parameter of elu", "twice"]),
        ("elu((", ["cannot read", "elu(alpha=0.5)"]),
        ("elu(alpha=True)", ["cannot read"]),
        ("elu(**{})", ["cannot read"]),
    ],
)
def test_refusals_say_what_and_what_instead(spec: str, words: list[str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        activation(spec)
    for word in words:
        assert word in str(refusal.value)


def test_elu_has_a_kink_only_away_from_alpha_one() -> None:
    assert activation("elu").kinks == []
    assert activation("elu(alpha=0.5)").kinks == [(0.0, 0.5)]


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "identity"])
def test_the_closed_form_is_the_derivative(name: str) -> None:
    record = activation(name)
    names = [parameter.name for parameter in record.parameters]
    text = derivative_text(record.stable_expression)
    closed = compile_expression(parse(text, ["x", *names]), names)
    x = np.linspace(-4.9, 4.9, 50, dtype=np.float32)
    values = [parameter.value for parameter in record.parameters]
    np.testing.assert_allclose(closed(x, *values), record.derivative(x), rtol=1e-5, atol=1e-7)
