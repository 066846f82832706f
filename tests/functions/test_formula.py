"""The language: what is read, what is refused, and that nothing is ever evaluated."""

import numpy as np
import pytest

from actlab.errors import InvalidInput
from actlab.functions.compile import compile_expression, evaluate
from actlab.functions.expression import PRIMITIVES
from actlab.functions.formula import parse
from actlab.functions.stable import stable


def test_precedence_is_the_usual_one() -> None:
    f = compile_expression(parse("-x**2 + 2 * x / 4 - 1"))
    x = np.linspace(-3, 3, 13, dtype=np.float32)
    np.testing.assert_allclose(f(x), -(x**2) + 2 * x / 4 - 1, rtol=1e-6)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "x.__class__",
        "(lambda: 1)()",
        "[x for x in (1,)]",
        "f'{x}'",
        "(y := x)",
        "getattr(x, 'a')",
        "x if x else 1",
        "True",
        "1j",
        "'a'",
        "max(x)",
        "tanh(x, x)",
        "tanh(x=x)",
        "0 < x < 1",
        "x +",
        "y",
        "(" * 10_000,
        "9" * 1999,
        "+".join(["x"] * 900),
        "tanh(" * 60 + "x" + ")" * 60,
        "x" * 1_000_000,
        "",
    ],
)
def test_refused_in_one_line(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse(text)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 600


def test_a_tower_of_powers_is_harmless() -> None:
    assert not np.isfinite(float(compile_expression(parse("x**9**9**9"))(10.0)))


@pytest.mark.parametrize(
    ("spelled", "primitive"),
    [
        ("1 / (1 + exp(-x))", "sigmoid"),
        ("1 / (exp(-x) + 1)", "sigmoid"),
        ("exp(x) - 1", "expm1"),
        ("log(1 + exp(x))", "softplus"),
    ],
)
def test_unstable_spellings_are_rewritten(spelled: str, primitive: str) -> None:
    assert stable(parse(spelled)) == parse(f"{primitive}(x)")


@pytest.mark.parametrize("text", ["1 / (2 + exp(-x))", "exp(x) - 2", "exp(x) + 1", "1 / (1 + exp(x) * x)"])
def test_other_formulas_are_left_alone(text: str) -> None:
    assert stable(parse(text)) == parse(text)


def test_every_primitive_computes_what_its_definition_says() -> None:
    symbols = ("u", "v", "w")
    values = [np.float32(v) for v in (0.7, 0.3, 0.9)]
    rows = [row for row in PRIMITIVES.values() if row.definition]
    assert rows
    for row in rows:
        arguments = symbols[: row.arity]
        call = parse(f"{row.name}({', '.join(arguments)})", arguments)
        given = dict(zip(symbols, values, strict=True))
        expected = evaluate(parse(row.definition, symbols), given)
        assert float(evaluate(call, given)) == pytest.approx(float(expected), rel=1e-6)
