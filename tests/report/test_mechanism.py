"""The documents of explain and cost: for people in any language, and for programs."""

import numpy as np
import pytest

from actlab import InvalidInput, activation
from actlab.measure.cost import Cost, Reading
from actlab.measure.explain import Explanation, explain
from actlab.measure.step_cost import Costs
from actlab.report.document.cost import costs_document, costs_record
from actlab.report.document.explain import depth_chart, explanations_document, explanations_record
from actlab.report.render import terminal
from actlab.report.render.json import plain
from actlab.report.render.matplotlib import draw
from tests.report.pseudo import assert_all_is_text, assert_languages_differ_in_words_only

NAMES = ["gelu", "relu", "tanh", "matched", "tutorial", "init", "float32", "bfloat16"]


@pytest.fixture(scope="module")
def found() -> list[Explanation]:
    chosen = {name: activation(name) for name in ("gelu", "relu")}
    return explain(chosen, ["matched", "tutorial"], width=30, depth=5, draws=3)


def test_an_explanation_can_be_said_in_any_language(found: list[Explanation]) -> None:
    document = explanations_document(found)
    assert_all_is_text(document, NAMES)
    assert_languages_differ_in_words_only(document.chart("depth"))
    assert "1,144 instável" in terminal.render(document, "pt", width=80)


def test_lines_are_predictions_and_points_are_measured(found: list[Explanation]) -> None:
    axes = draw(depth_chart(found), "en").axes
    assert [one.get_yscale() for one in axes] == ["log"] * 4
    line, points = axes[0].lines[:2]
    np.testing.assert_allclose(line.get_ydata(), found[0].signal)
    np.testing.assert_allclose(points.get_ydata(), found[0].measured.signal.mean(axis=(0, 1)))
    assert line.get_color() == points.get_color()


def test_an_explanation_for_programs_has_its_keys(found: list[Explanation]) -> None:
    one = plain(explanations_record(found))["explanations"][0]
    keys = "activation initialisation gain chi_1 stability stable verdict critical depths predicted measured"
    assert list(one) == [*keys.split(), "next_layer_error", "end_to_end"]
    assert one["predicted"]["signal"] == pytest.approx([1] * 5)
    assert set(one["end_to_end"]["gradient"]) == {"mean", "error"}
    events = {"signal_lost", "signal_exploded", "gradient_lost", "gradient_exploded", "alike"}
    assert set(one["depths"]) == {*events, "undefined"}


@pytest.mark.parametrize(("size", "given"), [("width", 1), ("depth", 201), ("draws", 0)])
def test_sizes_out_of_range_name_their_field(size: str, given: int) -> None:
    with pytest.raises(InvalidInput, match=f"{size}: {given} is not allowed") as error:
        explain({"relu": activation("relu")}, ["he"], **{size: given})
    assert error.value.field == size


def test_costs_in_any_language_and_for_programs() -> None:
    one, half = Reading(1.0, 0.9, 1.2), Reading(2.0, 1.9, 2.2)
    rows = tuple(
        Cost(name, dtype, which, one, half)
        for name in ("relu", "tanh")
        for dtype in ("float32", "bfloat16")
        for which in ("forward", "backward")
    )
    found = Costs("relu", rows, Reading(0.001, 0.0009, 0.002))
    document = costs_document(found)
    assert_all_is_text(document, NAMES)
    shown = terminal.render(document, "pt", width=50)
    assert max(map(len, shown.split("\n"))) <= 50
    content = plain(costs_record(found))
    assert list(content) == ["control", "costs", "step", "share"]
    assert list(content["costs"][0]) == ["activation", "dtype", "pass", "nanoseconds", "ratio"]
    assert content["share"]["tanh"] == pytest.approx(found.share("tanh"))
