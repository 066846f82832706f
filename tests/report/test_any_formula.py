"""A page for every formula: whatever its poles, roots, jumps and oscillations, and never more than 60 lines."""

import json
import re
import warnings
from pathlib import Path

import jax
import pytest

from actlab import activation
from actlab.report.document.activation import facts, page, side_by_side
from actlab.report.document.activation_record import record
from actlab.report.document.charts import Chart, Line
from actlab.report.render import matplotlib, terminal
from actlab.report.render.json import dumps
from actlab.words import said
from tests.analysis.random_formulas import formulas

ODD = [
    "1/x", "sqrt(x)", "log(abs(x))", "sqrt(abs(x))", "x**2.2", "sqrt(max(0, x))", "x**x", "tan(x)", "1/sin(x)",
    "log(x)", "1/(x-x)", "3 + 0*x", "0*x", "mod(x, 1)", "exp(1/x)", "sin(1/x)", "log(sin(x))", "log(-1 - x*x)",
    "where(x > 0, 1/(x-x), x)", "exp(x*x)", "1/(x*x)", "mod(x, 0.01)", "tan(1000*x)", "exp(exp(x))", "x**100",
    "acosh(x)", "atanh(x)", "gelu(1e30*x)", "1e30*x", "1e-30*x", "sin(1e6*x)",
]  # fmt: skip
WIDTH = 80

pytestmark = pytest.mark.filterwarnings("ignore::actlab.errors.ActlabWarning")


def shown(spec: str) -> str:
    with warnings.catch_warnings(), jax.numpy_dtype_promotion("standard"):
        warnings.simplefilter("error", RuntimeWarning)
        return terminal.render(page(activation(spec)), "en", width=WIDTH)


@pytest.mark.parametrize("spec", [*ODD, *formulas(seed=12, count=60)])
def test_every_formula_has_a_page(spec: str) -> None:
    text = shown(spec)
    assert text.count("\n") < 60
    assert not re.search(r"\bnan\b", text, re.IGNORECASE)
    assert all(len(line.rstrip()) <= WIDTH for line in text.split("\n"))


@pytest.mark.parametrize("spec", ODD)
def test_its_record_and_picture_hold_no_nan(spec: str, tmp_path: Path) -> None:
    found = activation(spec)
    text = dumps(record(found), "activation")
    assert json.loads(text)["name"] == str(found)
    assert "NaN" not in text.replace('"lint"', "")
    drawn = page(found).charts[0].chart
    assert isinstance(drawn, Chart)
    for ending in (".png", ".svg"):
        assert matplotlib.save(matplotlib.draw(drawn, "en"), tmp_path / f"f{ending}").stat().st_size > 1000


def test_several_stand_side_by_side_whatever_they_are() -> None:
    text = terminal.render(side_by_side({spec: activation(spec) for spec in ("relu", "1/x", "sqrt(x)")}), "en", 100)
    assert "not defined" in text
    assert "diverges" in text
    assert not re.search(r"\bnan\b", text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("spec", "row", "words"),
    [
        ("sqrt(x)", "undefined", "f has no value for x < 0"),
        ("log(1 - x*x)", "undefined", "f has no value for x < -1, x > 1"),
        ("sin(x)/x", "undefined", "f has no value at x = 0"),
        ("1/(x-x)", "undefined", "f has no value anywhere"),
        ("1/x", "pole", "f grows without bound towards x = 0"),
        ("1/x", "mean", "E f(z) is not defined for z ~ N(0, 1)"),
        ("1/x", "gain", "none: E f(z)² diverges"),
        ("log(x)", "gain", "none: E f(z)² is not defined"),
        ("0*x", "gain", "none: E f(z)² is 0"),
        ("sign(x)*sqrt(abs(x))", "χ₁", "diverges: E f′(z)² is infinite"),
        ("sign(x)*sqrt(abs(x))", "slope", "without bound near x = 0 (not Lipschitz)"),
        ("sqrt(abs(x))", "shape", "not monotone, even, continuous, with a slope without bound"),
        ("relu", "variance map", "slope 1.000 at its fixed point 1: marginal"),
        ("gelu", "variance map", "slope 1.144 at its fixed point 1: unstable"),
        ("tanh", "variance map", "slope 0.461 at its fixed point 1: stable"),
        ("relu", "f″", "0 wherever it exists: losses with second derivatives see a straight line"),
        ("tanh", "f″", "at most 0.7698 in size, where it exists"),
    ],
)
def test_what_a_page_says(spec: str, row: str, words: str) -> None:
    found = [said(text, "en") for name, text in facts(activation(spec)) if said(name, "en") == row]
    assert found == [words]


def test_a_pole_does_not_squash_the_picture() -> None:
    (panel,) = page(activation("1/x")).charts[0].chart.panels[0]  # type: ignore[union-attr]
    assert panel.y.low is not None
    assert panel.y.high is not None
    assert -20 < panel.y.low < 0 < panel.y.high < 20
    (panel,) = page(activation("exp(x)")).charts[0].chart.panels[0]  # type: ignore[union-attr]
    assert panel.y.low is None  # nothing is cut where nothing squashes


def test_no_line_bridges_a_pole_or_a_gap() -> None:
    line = Line((-2.0, -1.0, 1.0, 2.0, 3.0, 4.0), (-1.0, -99.0, 99.0, 1.0, float("nan"), 1.0))
    assert list(terminal._pieces(line, -5.0, 5.0)) == [([-2.0], [-1.0]), ([2.0], [1.0]), ([4.0], [1.0])]


def test_higher_derivatives_are_written_and_drawn() -> None:
    document = page(activation("tanh"), derivatives=3)
    rows = {said(name, "en"): said(words, "en") for name, words in facts(activation("tanh"), derivatives=3)}
    assert rows["f″(x)"] == "-(2 - 2*tanh(x)**2)*tanh(x)"
    assert "f‴(x)" in rows
    chart = document.charts[0].chart
    assert isinstance(chart, Chart)
    assert [mark.label for mark in chart.panels[0][0].marks[:4]] == ["f(x)", "f′(x)", "f″(x)", "f‴(x)"]  # type: ignore[union-attr]
    assert record(activation("x**3"), derivatives=3).closed_forms.higher_derivatives == ("6*x", "6")
