"""The language: what is read, what is refused, and that nothing is ever evaluated."""

import sys
import time
from pathlib import Path

import hypothesis.strategies as st
import jax
import numpy as np
import pytest
from hypothesis import given, settings

from actlab.errors import ActlabError, InvalidInput, as_argument
from actlab.functions.compile import compile_expression
from actlab.functions.evaluate import evaluate
from actlab.functions.expression import ARGUMENTS, NAMES, PRIMITIVES, Call, Symbol
from actlab.functions.find import Library
from actlab.functions.formula import parse, tidy
from actlab.functions.host import on_host
from actlab.functions.sources import jax_function
from actlab.functions.stable import stable

CODE = [
    "__import__('os')", "__import__('os').system('touch owned')", "open('owned', 'w')", "eval('1')", "exec('1')",
    "x.__class__", "x.__class__.__mro__", "().__class__.__bases__", "tanh.__globals__", "x.__init__", "''.join(x)",
    "getattr(x, 'a')", "setattr(x, 'a', 1)", "globals()", "locals()", "vars()", "dir()", "input()", "print(x)",
    "breakpoint()", "help()", "exit()", "quit()", "compile('1', '', 'eval')", "type(x)", "object()", "memoryview(x)",
    "(lambda: 1)()", "lambda x: x", "(lambda x: x)(x)", "[x for x in (1,)]", "{x for x in (1,)}", "{x: x for x in y}",
    "(x for x in y)", "f'{x}'", "f'{__import__(\"os\")}'", "(y := x)", "x if x else 1",
    "True", "False", "None", "...", "1j", "'a'", "b'a'", "\"\"\"a\"\"\"", "'a' * 9", "'%s' % x", "[]", "{}", "()",
    "(x,)",
    "[x]", "{x}", "{x: 1}", "x[0]", "x[::2]", "*x", "**x", "x, x", "x; x", "x = 1", "x is x",
    "x in x", "not x", "x and x", "x or x", "~x", "x & x", "x << 1", "x >> 1", "x @ x", "x := 1",
    "await x", "yield x", "yield", "async x", "import os", "from os import *", "def f(): pass", "class C: pass",
    "while x: pass", "for i in x: x", "with x: x", "raise x", "return x", "del x", "assert x", "global x", "pass",
    "@x", "x -> x", "x!", "$x", "`x`", "x?", "x\\", "\\x", "#", "x'", "'x", "\"x",
]  # fmt: skip
MALFORMED = [
    "", " ", "\n", "\t", "x +", "+", "*", "x x", "2x", "x2", "(x", "x)", "x(", "()x", "x()", "x(x)", "(x)(x)", "2(x)",
    "1..2", "1e", "1e999", "-1e999", "0x", "1_", "_", "x_", "y", "alpha", "alpha*x", "X", "sin", "sin()", "sin(x, x)",
    "max(x)", "max()", "min(x)", "clip(x)", "clip(x, 1)", "where(x)", "where(x, 1, 2)", "where(x > 0, 1)",
    "where(1, 2, 3)", "tanh(x=x)",
    "tanh(*x)", "tanh(**x)", "tanh(x)(x)", "u", "v", "elu()", "elu(x, 1, 2)", "elu(x, beta=1)",
    "elu(alpha=1)", "relu(x", "|x", "x|", "|", "||", "|x|x|", "| |", "x^", "^x", "x**", "x***x", "e^", "σ",
    "σσ(x)", "1/0", "0/0", "0**-1", "(-1)**0.5", "1e200*1e200", "-(1e200*1e200)",
]  # fmt: skip
HOMOGLYPHS = [
    "х",
    "ｘ",
    "𝑥",
    "ⅹ",
    "×x",
    "x\u200b",
    "\u202ex",
    "ехр(x)",
    "tаnh(x)",
    "ᴇ",
    "x\x00",
    "x\x07",
    "é",
    "😀",
    "x٣",
]
BOMBS = [
    "9**9**9", "9**9**9**9**9", "x**9**9**9", "x + 2**99999", "(" * 10_000, ")" * 10_000, "[" * 10_000,
    "(" * 10_000 + "x" + ")" * 10_000, "(" * 500 + "x" + ")" * 500, "(" * 41 + "x" + ")" * 41, "9" * 1999,
    "1" * 2000 + ".0", "+".join(["x"] * 900), "-" * 1999 + "x", "-" * 1000 + "x", "tanh(" * 60 + "x" + ")" * 60,
    "x" * 1_000_000, "x+" * 500_000 + "x", " " * 1_000_000, "\n" * 1_000_000, "|" * 1_000_000, "|" * 1000, "^" * 1000,
    "x" + "**x" * 600, "(" * 1000, "1e" + "9" * 1000, "mish(" * 30 + "x" + ")" * 30, "elish(" * 39 + "x" + ")" * 39,
    "x*" * 150 + "x", "max(" + "x, " * 250 + "x)", "where(x > 0, " * 45 + "x" + ", x)" * 45, "not " * 400 + "x",
    "lambda:" * 200 + "x", "a." * 900 + "a", "f" * 1999, "'" + "a" * 1990, "σ" * 2000, "é" * 2000, "x²" * 1000,
]  # fmt: skip


def test_everything_but_a_formula_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By limits, before anything is evaluated: no file is touched, no module imported."""
    monkeypatch.chdir(tmp_path)
    every = CODE + MALFORMED + HOMOGLYPHS + BOMBS
    assert len(every) >= 200
    assert len(set(every)) == len(every)
    library = Library()
    parse("elish(x)", library=library)
    modules, slowest = set(sys.modules), (0.0, "")
    for text in every:
        begin = time.perf_counter()
        with pytest.raises(InvalidInput) as refusal:
            parse(text, library=library)
        slowest = max(slowest, (time.perf_counter() - begin, text[:40]))
        assert len(str(refusal.value)) < 1200
    print(f"{len(every)} refused; the slowest took {slowest[0] * 1000:.1f} ms: {slowest[1]}")
    assert set(sys.modules) == modules
    assert list(tmp_path.iterdir()) == []


SYMBOLS = st.sampled_from(["x", "alpha", "1", "0.5", "2", "-3", "0", "pi", "e"])
ONE = [name for name in NAMES if PRIMITIVES[name].arity == 1] + ["mish", "gelu", "elu"]


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**", "^", " * "]), inner).map("".join),
        st.tuples(st.sampled_from(ONE), inner).map(lambda p: f"{p[0]}({p[1]})"),
        st.tuples(inner, inner, inner).map(lambda p: f"where({p[0]} > {p[1]}, {p[2]}, {p[0]})"),
        inner.map(lambda u: f"|{u}|"),
        inner.map(lambda u: f"({u})"),
        st.tuples(inner, inner).map(lambda p: f"max({p[0]}, {p[1]})"),
    )


FORMULAS = st.recursive(SYMBOLS, _grow, max_leaves=6)
DAMAGED = st.tuples(FORMULAS, st.integers(0, 40), st.text("x(),.*^|&:=[]{}'λа0", max_size=3)).map(
    lambda p: p[0][: p[1]] + p[2] + p[0][p[1] :]
)
TEXTS = st.one_of(FORMULAS, FORMULAS, DAMAGED, st.text(max_size=30))


@settings(max_examples=500, deadline=None)
@given(st.lists(TEXTS, min_size=20, max_size=20))
def test_ten_thousand_random_formulas(texts: list[str]) -> None:
    """Only our own error; what is accepted computes an array of the right shape."""
    x = np.array([[-1.5, 0.25, 3.0]], np.float32)
    for text in texts:
        try:
            tree = parse(text, ["x", "alpha"], Library())
        except ActlabError:
            continue
        assert on_host(stable(tree), x, {"alpha": 0.5}).shape == x.shape


@settings(max_examples=25, deadline=None, derandomize=True)
@given(FORMULAS)
def test_random_formulas_compile_to_the_same(text: str) -> None:
    try:
        tree = stable(parse(text, ["x", "alpha"], Library()))
    except ActlabError:
        return
    x = np.array([[-1.5, 0.25, 3.0]], np.float32)
    compiled, expected = (
        compile_expression(tree, ["alpha"])(jax.numpy.asarray(x), 0.5),
        on_host(tree, x, {"alpha": 0.5}),
    )
    assert compiled.shape == x.shape
    assert compiled.dtype == x.dtype
    tame = np.isfinite(expected) & (np.abs(expected) < 1e3)
    np.testing.assert_allclose(np.asarray(compiled)[tame], expected[tame], rtol=1e-2, atol=1e-2)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("x^2", "x**2"),
        ("|x|", "abs(x)"),
        ("|x + |x||", "abs(x + abs(x))"),
        ("2*|x|*|x - 1|", "2*abs(x)*abs(x - 1)"),
        ("e^x", "exp(x)"),
        ("e**(-x)", "exp(-x)"),
        ("α*x", "alpha*x"),
        ("σ(x)", "sigmoid(x)"),
        ("x·Φ(x)", "x*normal_cdf(x)"),
        ("max(0, x, 1)", "max(max(0, x), 1)"),
        ("ln(1 + x²)", "log(1 + x**2)"),
        ("√(x − 1)", "sqrt(x - 1)"),
        ("+x", "x"),
        ("  x\n* 2 ", "x*2"),
        ("x if x > 0 else 0", "where(x > 0, x, 0)"),
        ("x == 1", "where(x == 1, 1, 0)"),
        ("x != 1", "where(x != 1, 1, 0)"),
        ("x // 2", "floor(x / 2)"),
        ("x % 2", "mod(x, 2)"),
        ("(x > 0) * x", "where(x > 0, x, 0)"),
        ("tanh(x > 0)", "tanh(where(x > 0, 1, 0))"),
        ("where(0 < x < 1, x, 2)", "where(0 < x, where(x < 1, x, 2), 2)"),
        ("where(x < 0 or x > 1, x, 2)", "where(x < 0, x, where(x > 1, x, 2))"),
        ("where(x < 0 and x > 1, x, 2)", "where(x < 0, where(x > 1, x, 2), 2)"),
        ("where(not (x < 0 or x > 1), x, 2)", "where(x < 0, 2, where(x > 1, 2, x))"),
        ("where(x < 0 || x > 1 && x != 2, x, 2)", "where(x < 0, x, where(x > 1, where(x != 2, x, 2), 2))"),
        ("where((|x| > 1) | (x > 0), x, 2)", "where(abs(x) > 1, x, where(x > 0, x, 2))"),
    ],
)
def test_what_people_write(written: str, meant: str) -> None:
    assert parse(written, ["x", "alpha"]) == parse(meant, ["x", "alpha"])


def test_every_way_of_writing_is_one() -> None:
    assert tidy("x*|x|^2") == tidy(" x * ( abs(x) ** 2 ) ") == "x * abs(x) ** 2"


@pytest.mark.parametrize(
    ("text", "column", "advice"),
    [
        ("x*my.tanh(x)", 3, "tanh(x)"),
        ("2x + 1", 1, "2*x"),
        ("x + tnh(x)", 5, "did you mean tanh"),
        ("x if x else 0", 6, "where(x > 0, a, b)"),
        ("1 + (x, 0)", 5, "the decimal sign is a point"),
        ("x*alpha", 3, "alpha=1.0"),
        ("1 + |x", 5, "|x|"),
        ("σ(x) + х", 8, "U+0445"),
        ("x * sigmoid", 5, "sigmoid(x)"),
        ("x*elu(x, beta=1)", 3, "elu(x, alpha=1)"),
        ("1 + 1/0", 5, "no finite value"),
    ],
)
def test_an_error_shows_the_place_and_what_to_write(text: str, column: int, advice: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse(text, library=Library())
    first, shown, caret = str(refusal.value).split("\n")
    assert f"column {column}" in first
    assert advice in first
    assert shown == f"  {text}"
    assert caret.index("^") == 1 + column


@pytest.mark.parametrize(
    ("text", "portuguese"),
    [
        ("tanj(x)", "  tanj(x)"),
        ("where(x, 1, 0)", "na coluna 7: where"),
        ("x*alpha", "não entendi a fórmula na coluna 3: alpha "),
        ("σ(x) + х", "na coluna 8: o caractere"),
        ("qqq(x)", "não entendi a fórmula na coluna 1: "),
    ],
)
def test_a_refusal_can_be_said_in_another_language(text: str, portuguese: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse(text, library=Library())
    shown = refusal.value.said("pt", as_argument)
    assert portuguese in shown
    assert " or " not in shown
    assert shown != str(refusal.value)
    assert shown.split("\n")[1:] == str(refusal.value).split("\n")[1:]


def test_precedence_is_the_usual_one() -> None:
    f = compile_expression(parse("-x**2 + 2 * x / 4 - 1"))
    x = np.linspace(-3, 3, 13, dtype=np.float32)
    np.testing.assert_allclose(f(x), -(x**2) + 2 * x / 4 - 1, rtol=1e-6)


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("1 / (1 + exp(-x))", "sigmoid(x)"),
        ("1 / (exp(-x) + 1)", "sigmoid(x)"),
        ("x / (1 + e^(-1.702*x))", "x * sigmoid(1.702 * x)"),
        ("exp(x) - 1", "expm1(x)"),
        ("1 - exp(-x)", "-expm1(-x)"),
        ("alpha*exp(x) - alpha", "alpha*expm1(x)"),
        ("log(1 + exp(x))", "softplus(x)"),
        ("log(1 + x)", "log1p(x)"),
        ("log(1 / (1 + exp(-x)))", "-softplus(-x)"),
        ("(exp(2*x) - 1) / (exp(2*x) + 1)", "tanh(x)"),
        ("1 + erf(x)", "erfc(-x)"),
        ("sqrt(x**2)", "abs(x)"),
        ("sqrt(x*x + 1)", "hypot(1, x)"),
        ("log(x + sqrt(x**2 + 1))", "asinh(x)"),
    ],
)
def test_unstable_spellings_are_rewritten(spelled: str, meant: str) -> None:
    assert stable(parse(spelled, ["x", "alpha"])) == parse(meant, ["x", "alpha"])


@pytest.mark.parametrize("text", ["1 / (2 + exp(-x))", "exp(x) - 2", "exp(x) + 1", "1 / (1 + exp(x) * x)"])
def test_other_formulas_are_left_alone(text: str) -> None:
    assert stable(parse(text)) == parse(text)


def test_every_primitive_computes_what_its_definition_says() -> None:
    values = [np.float32(v) for v in (0.7, 0.3, 0.9)]
    rows = [row for row in PRIMITIVES.values() if row.definition]
    assert rows
    for row in rows:
        arguments = ARGUMENTS[: row.arity]
        call = Call(row.name, tuple(Symbol(name) for name in arguments))  # no formula can name all of them
        given = dict(zip(ARGUMENTS, values, strict=True))
        expected = evaluate(parse(row.definition, ARGUMENTS), given, jax_function)
        assert float(evaluate(call, given, jax_function)) == pytest.approx(float(expected), rel=1e-6)
