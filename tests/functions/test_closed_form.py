"""Closed forms are read back and give the right numbers: for every primitive, every record, to the second order."""

import os
import subprocess
import sys

import numpy as np
import pytest

from actlab import CATALOGUE
from actlab.functions.closed_form import LARGEST, derivative_text
from actlab.functions.derive import derivative
from actlab.functions.expression import NAMES, PRIMITIVES, Expression, size
from actlab.functions.formula import parse
from actlab.functions.host import on_host
from actlab.functions.writing import formula_of

X = np.array([-7.3, -2.21, -1.37, -0.81, -0.33, -0.052, 0.047, 0.29, 0.77, 1.3, 2.6, 5.1])
COMPARISONS = [name for name in PRIMITIVES if name in (">", ">=", "<", "<=", "==", "!=")]
# of two arguments both move, where the derivatives are short enough to be read back
SECOND = {"inverse_root": "x"}
CALLS = [
    f"{name}({', '.join(('x', SECOND.get(name, 'x*x - 1'), '2')[: PRIMITIVES[name].arity])})"
    for name in NAMES
    if name != "where"
]
FORMULAS = [
    *CALLS,
    *(call.replace("(x", "(2*x + 0.1", 1) for call in CALLS),
    *(f"where(x {name} 0.29, x**2, x**3)" for name in COMPARISONS),
    *(f"x {name} (x*x + 1)" for name in ("+", "-", "*", "/", "**")),
    "tan(arccos(x) + 0.4)", "abs(log(x))", "where(where(x > 1, x, 0) > 0, x*x, -x)", "abs(abs(x) - 1)", "2**x",
]  # fmt: skip


def assert_same(text: str, tree: Expression, values: dict[str, float]) -> None:
    meant = on_host(tree, X, values)
    there = np.isfinite(meant)
    read = on_host(parse(text, ["x", *values]), X, values)
    np.testing.assert_allclose(read[there], meant[there], rtol=1e-6, atol=1e-6, err_msg=text)


@pytest.mark.parametrize("formula", FORMULAS)
def test_of_every_primitive(formula: str) -> None:
    tree = parse(formula)
    for order in (1, 2):
        text = derivative_text(parse(formula), order)
        tree = derivative(tree)
        assert text is not None
        assert_same(text, tree, {})


@pytest.mark.parametrize("name", CATALOGUE)
def test_of_every_record(name: str) -> None:
    record = CATALOGUE[name]
    text = derivative_text(record.readable_expression)
    assert text is not None
    assert_same(text, derivative(record.readable_expression), record.values)


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_tree_is_written_as_it_is(name: str) -> None:
    record = CATALOGUE[name]
    assert_same(formula_of(record.stable_expression), record.stable_expression, record.values)


def test_what_is_too_large_is_left_out_at_once() -> None:
    nested = "x"
    for _level in range(15):
        nested = f"sin({nested} * x)"
    tree = parse(nested)
    assert size(tree) < LARGEST[0]
    assert derivative_text(tree) is not None
    product = " * ".join(["tanh(x + sin(x))"] * 25)
    assert derivative_text(parse(product), 3) is None


def test_texts_do_not_depend_on_how_python_hashes() -> None:
    code = (
        "from actlab.functions.closed_form import derivative_text; from actlab.functions.find import find; "
        "print([derivative_text(find(n).readable_expression, k, 60.0) for n in ('sigmoid', 'mish') for k in (2, 3)])"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, stdout=subprocess.PIPE
        ).stdout
        for seed in ("0", "1")
    }
    assert len(found) == 1
    assert b"(1 - sigmoid(x))**2*sigmoid(x) - (1 - sigmoid(x))*sigmoid(x)**2" in found.pop()
