"""From a user's words to an activation."""

import jax
import numpy as np
import pytest

from actlab import CATALOGUE, InvalidInput, activation
from actlab.errors import ActlabWarning
from actlab.functions.closed_form import derivative_latex, derivative_text
from actlab.functions.formula import parse
from actlab.functions.host import on_host


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
        ("rellu", ["rellu", "Did you mean relu", "Allowed: a name", "x*tanh(x)"]),
        ("elu(beta=1)", ["beta", "Allowed: alpha"]),
        ("elu(alpha=-1)", ["alpha = -1", "between 0 and"]),
        ("relu(alpha=1)", ["relu has no parameters"]),
        ("elu(1, 2)", ["1 parameter", "2 numbers"]),
        ("elu(1, alpha=2)", ["alpha of elu", "twice"]),
        ("elu((", ["cannot read the formula at column 5", "x*tanh"]),
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


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_closed_form_is_the_derivative(name: str) -> None:
    record = activation(name)
    text = derivative_text(record.readable_expression)
    closed = parse(text, ["x", *record.values])
    x = np.linspace(-4.9, 4.9, 50)
    np.testing.assert_allclose(on_host(closed, x, record.values), record.derivative(x), rtol=1e-10, atol=1e-12)


NAIVE = {
    "log(1 + exp(x))": "softplus",
    "where(x > 0, x, exp(x) - 1)": "elu",
    "max(x, 0) + min(exp(x) - 1, 0)": "elu",
    "x * tanh(log(1 + exp(x)))": "mish",
    "x * ((1 + exp(x))^2 - 1) / ((1 + exp(x))^2 + 1)": "mish",
    "x / (1 + exp(-x))": "silu",
    "x * exp(x) / (exp(x) + 1)": "silu",
    "1 / (1 + exp(-x))": "sigmoid",
    "exp(x) / (1 + exp(x))": "sigmoid",
    "(exp(x) - exp(-x)) / (exp(x) + exp(-x))": "tanh",
    "2 / (1 + exp(-2*x)) - 1": "tanh",
}


@pytest.mark.parametrize("formula", NAIVE)
def test_naive_spellings_are_right_far_out(formula: str) -> None:
    given, meant = activation(formula), activation(NAIVE[formula])
    x = np.array([-1e4, -100, -1, 0.5, 100, 1e4], np.float32)
    np.testing.assert_allclose(given(x), meant(x), rtol=1e-6)
    np.testing.assert_allclose(given.derivative(x), meant.derivative(x), rtol=1e-6, atol=1e-9)


def test_a_formula_that_loses_its_digits_is_reported() -> None:
    with pytest.warns(ActlabWarning, match="x = -100, where -100 is exact"):
        activation("x * cosh(x) / sqrt(cosh(x) ** 2 + 1)")


@pytest.mark.parametrize(
    ("formula", "kinks"),
    [
        ("max(x - 0.1, 0) + |x - 3|", [(0.1, -1.0), (3.0, 0.0)]),
        ("where(x > 0.3, 1, x)", [(0.3, 1.0)]),
        ("sqrt(x^2)", [(0.0, -1.0)]),
        ("clip(x, -500, 40)", [(-500.0, 0.0), (40.0, 1.0)]),
        ("max(3*x - 2400, 0)", [(800.0, 0.0)]),
        ("|x - 1| + |x - 1.02|", [(1.0, -2.0), (1.02, 0.0)]),  # in neighbouring intervals
        ("x * sigmoid(1.702 * x)", []),
        ("sin(x^2)", []),  # steep far out, and never a jump
        ("relu(x) ** 2", []),
        ("0.5*relu(x) + 0.5*tanh(x)", [(0.0, 0.5)]),
    ],
)
def test_kinks_are_found(formula: str, kinks: list[tuple[float, float]]) -> None:
    found = activation(formula)
    np.testing.assert_allclose(np.array(found.kinks), np.array(kinks), atol=1e-9)
    for at, slope in kinks:
        assert found.derivative(np.array([at]))[0] == pytest.approx(slope)


@pytest.mark.parametrize(
    "spec",
    ["x*sigmoid(1.702*x)", "x*tanh(β*x); β=0.5 per unit", "silu; beta=1 per layer", "0.5*elu(x, alpha=0.3)", "|x|^1.5"],
)
def test_every_spec_reads_back_as_itself(spec: str) -> None:
    given = activation(spec)
    assert activation(str(given)) == given


def test_catalogue_names_inside_formulas() -> None:
    x = np.linspace(-3, 3, 13)
    mixed = activation("0.5*swish(x) + 0.25*elu(2*x, alpha=0.3)")
    expected = 0.5 * activation("silu")(x) + 0.25 * activation("elu", alpha=0.3)(2 * x)
    np.testing.assert_allclose(mixed(x), expected, rtol=1e-12)


def test_half_precision_is_rounded_once() -> None:
    x = np.linspace(-4, 4, 257).astype(np.float16)
    for name in ("gelu_tanh", "mish", "elu"):
        exact = activation(name)(x.astype(np.float64))
        np.testing.assert_allclose(activation(name)(x), exact, rtol=2**-10, atol=1e-7)
    assert activation("mish")(jax.numpy.ones(3, jax.numpy.bfloat16)).dtype == jax.numpy.bfloat16


def test_kinks_can_be_looked_for_while_a_program_is_traced() -> None:
    found = activation("|x - 0.5|")
    slope = jax.jit(lambda x: jax.grad(activation("|x - 0.5|").function)(x))(0.5)
    assert float(slope) == found.kinks[0][1] == -1


@pytest.mark.parametrize("size", [0, 1, 8192, 8193])
@pytest.mark.parametrize("dtype", [np.float64, np.float32, jax.numpy.bfloat16])
def test_any_length_and_layout_of_numpy_arrays(size: int, dtype: type) -> None:
    tanh, x = activation("tanh"), np.linspace(-3, 3, 2 * size).astype(dtype)
    every_other = x[::2]
    y = tanh(every_other)
    assert (y.shape, y.dtype, y.base) == ((size,), x.dtype, None)
    assert y is not every_other
    np.testing.assert_array_equal(y, tanh(every_other.copy()))
    np.testing.assert_allclose(y.astype(float), np.tanh(every_other.astype(float)), rtol=1e-2)
    assert tanh(every_other.reshape(1, -1, 1)).shape == (1, size, 1)


@pytest.mark.parametrize(
    "formula",
    ["where(max(x, 0) > 1, x, 2*x)", "where(where(x > 0, x, -x) > 1, x^2, x)", "max(0.1*x - 1, min(0.1*x + 1, x))"],
)
def test_a_where_inside_a_comparison_has_a_plain_closed_form(formula: str) -> None:
    found = activation(formula)
    text = derivative_text(found.readable_expression)
    x = np.linspace(-4, 4, 81) + 0.0123
    np.testing.assert_allclose(activation(text + " + 0*x")(x), found.derivative(x), rtol=1e-12, atol=1e-12)
    assert "ITE" not in derivative_latex(found.readable_expression)
