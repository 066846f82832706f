"""The documents and charts of activations: what they show, for people in any language and for programs."""

import numpy as np
import pytest

from actlab import CATALOGUE, activation
from actlab.functions.find import find
from actlab.report.document.activation import facts, page, side_by_side
from actlab.report.document.activation_chart import curves, drawable, overlay, saturated_ranges
from actlab.report.document.activation_record import record, records
from actlab.report.document.charts import Shade
from actlab.report.document.listing import duplicates, duplicates_document, listing, listing_records
from actlab.report.document.parts import Table
from actlab.report.notebook import card
from actlab.report.render import markdown, terminal
from actlab.report.render.json import plain
from actlab.report.render.matplotlib import draw
from tests.report.pseudo import assert_all_is_text, assert_languages_differ_in_words_only

NAMES = ["relu", "gelu", "silu(beta=1.702)", "x*sigmoid(1.702*x)", "leaky_relu; alpha=0.1 per unit"]


def names(*found: object) -> list[str]:
    """Return every word of what is a name or a formula: it is the same in all languages."""
    known = list(CATALOGUE) + [str(one) for one in found]
    known += [f"{one.formula} {one.family} {one.reference} {one.aliases}" for one in CATALOGUE.values()]
    return [*known, "where max exp erf sqrt sigmoid pow tanh log cosh sinh min sin cos atan abs inf nan float16"]


@pytest.mark.parametrize("spec", NAMES)
def test_every_word_of_a_page_can_be_translated(spec: str) -> None:
    found = activation(spec)
    document = page(found)
    assert_all_is_text(document, names(found))
    assert_languages_differ_in_words_only(document.charts[0].chart)
    assert plain(record(found))


def test_every_note_and_list_can_be_translated() -> None:
    assert_all_is_text(listing(list(CATALOGUE.values())), names())
    assert all(type(one.note) is not str for one in CATALOGUE.values() if one.note)
    few = [CATALOGUE[name] for name in ("relu", "tanh")]
    found = duplicates(few)
    assert_all_is_text(duplicates_document(found), names())
    assert plain(found[0]) == {"name": "relu", "is": "leaky_relu(alpha=0)"}
    assert [one.name for one in listing_records(few)] == ["relu", "tanh"]


def test_several_stand_side_by_side_under_their_names() -> None:
    found = {"mine": activation("x*tanh(x)"), "relu": activation("relu")}
    document = side_by_side(found)
    assert_all_is_text(document, ["mine", *names()])
    assert_languages_differ_in_words_only(document.charts[0].chart)
    assert [one.identity.name for one in records(found).activations] == ["mine", "relu"]
    shown = terminal.render(document, "pt", width=60)
    assert "mine" in shown
    assert "suavidade" in shown
    left, right = draw(document.chart("activations"), "en").axes
    assert [line.get_label() for line in left.lines] == [line.get_label() for line in right.lines] == ["mine", "relu"]


def test_of_a_gated_unit_it_is_said_whose_numbers_these_are() -> None:
    unit, alone = find("glu(silu)"), find("silu")
    rows = dict(facts(unit))
    said_of_it = rows.pop("gated unit")
    assert said_of_it.startswith("f(W x) * (V x)")
    assert said_of_it.endswith("is said of f")
    assert "gated unit" not in dict(facts(alone))
    assert {**rows, "activation": "silu"} == dict(facts(alone))
    table = next(part for part in side_by_side({"a": alone, "b": unit}).parts if isinstance(part, Table))
    assert table.rows[0] == ("gated unit", "", said_of_it)
    assert [record(one).identity.gated for one in (unit, alone)] == [True, False]


def test_a_function_in_python_has_a_page_without_a_formula() -> None:
    found = activation(lambda x: x * x)
    assert "a function in Python" in terminal.render(page(found), "en")
    assert "uma função em Python" in terminal.render(page(found), "pt")
    assert record(found).closed_forms.derivative is None
    assert page(found, "square").chart("activation").title.startswith("square: ")


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_saturated_ranges_are_where_the_slope_is_small(name: str) -> None:
    x = np.linspace(-5, 5, 1001)
    (left, right) = saturated_ranges(x, np.abs(activation(name).derivative(x)), below=0.01)
    # |f'| = c where tanh(x)**2 = 1 - c, and for the sigmoid where tanh(x/2)**2 = 1 - 4c
    edge = np.arctanh(np.sqrt(0.99)) if name == "tanh" else 2 * np.arctanh(np.sqrt(0.96))
    assert left == pytest.approx((-5, -edge), abs=0.011)
    assert right == pytest.approx((edge, 5), abs=0.011)


def test_the_chart_is_shaded_and_marks_the_kink() -> None:
    axes = draw(curves(activation("relu")), "en").axes[0]
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert "f′(0) = 0 is used" in labels
    # a half without a gradient is no saturation, which is what sigmoid has
    assert "zero gradient: f′ = 0" in labels
    assert not [label for label in labels if label.startswith("saturated")]
    assert [mark.label for mark in curves(activation("sigmoid")).panels[0][0].marks if isinstance(mark, Shade)] == [
        "saturated: |f′| < 0.1",
        "",
        "saturated: |f′| < 0.01",
        "",
    ]
    assert axes.get_xlim() == (-5, 5)
    assert axes.get_title() == "relu: f(x) = max(x, 0)"
    assert np.isnan(drawable(activation("relu"), np.linspace(-5, 5, 1001), 1)).sum() == 1
    assert len(overlay({"relu": activation("relu")}).panels[0]) == 2


def test_a_notebook_shows_formula_curve_and_properties_in_a_language() -> None:
    found = card(activation("elu"), "pt")
    assert "<svg" in found
    assert "where(x &gt; 0, x, alpha * (exp(x) - 1))" in found
    assert "1,2452" in found
    assert "ganho" in found
    assert "<b>" not in card(activation("elu"), name="<b>")


def test_markdown_of_a_page() -> None:
    shown = markdown.render(page(activation("leaky_relu")), "en")
    assert "| f(x) | where(x > 0, x, alpha \\* x) |" in shown
    assert "(activation.svg)" in shown
