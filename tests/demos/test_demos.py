"""Each demonstration shows what its sentence says."""

import numpy as np
import pytest

from actlab import InvalidInput
from actlab.demos import dead_units, elu_cost, leak, linear_collapse, output_layer, vanishing_gradient
from actlab.demos.outcome import Outcome
from actlab.demos.table import DEMOS, demonstrate
from actlab.report.render import nothing
from actlab.report.render.json import plain
from tests.report.portuguese import assert_numbers
from tests.report.pseudo import assert_all_is_text, assert_languages_differ_in_words_only

# of activations and initialisations, and the symbol of the loss: the same in every language
NAMES = [
    "identity",
    "relu",
    "leaky_relu",
    "elu",
    "sigmoid",
    "tanh",
    "tutorial",
    "lecun",
    "glorot",
    "he",
    "matched",
    "∂loss",
]


def check(outcome: Outcome[object], name: str) -> None:
    """Every word of an outcome can be translated, its numbers are plain and its chart is drawn in any language."""
    assert [named.name for named in outcome.document.charts] == [name]
    assert outcome.document.parts[0].words.startswith("The tutorial says: ")
    assert_all_is_text(outcome.document, NAMES)
    assert_languages_differ_in_words_only(outcome.document.charts[0].chart)
    assert_numbers(outcome.document)
    assert sum(words.startswith("So ") for words in nothing.words(outcome.document)) == 1  # what was seen
    assert plain(outcome.numbers)


def test_a_network_without_activation_is_least_squares() -> None:
    outcome = linear_collapse.run(quick=True)
    assert outcome.numbers.largest_difference["identity"] < 1e-3
    assert outcome.numbers.coefficient_difference < 1e-3
    assert outcome.numbers.largest_difference["relu"] > 0.1
    check(outcome, "linear-collapse")


def test_the_gradient_vanishes_towards_the_first_layer() -> None:
    outcome = vanishing_gradient.run(quick=True)
    assert outcome.numbers.fourth_over_first["sigmoid"] >= 4
    assert outcome.numbers.fourth_over_first["relu"] < outcome.numbers.fourth_over_first["sigmoid"]
    check(outcome, "vanishing-gradient")


def test_squared_error_stops_at_saturation() -> None:
    outcome = output_layer.run(quick=True)
    sigmoid = 1 / (1 + np.exp(10.0))
    gradient = outcome.numbers.gradient
    assert gradient["sigmoid, cross-entropy"] == pytest.approx(sigmoid - 1, rel=1e-5)
    assert gradient["sigmoid, squared error"] == pytest.approx(2 * (sigmoid - 1) * sigmoid * (1 - sigmoid), rel=1e-4)
    check(outcome, "output-layer")


def test_narrow_deep_relu_is_born_dead_and_a_leak_is_not() -> None:
    outcome = dead_units.run(quick=True)
    born = {name: {w: row[-1] for w, row in by.items()} for name, by in outcome.numbers.born_dead_percent.items()}
    assert born["relu"]["4"].low > born["relu"]["64"].high
    for name in ("leaky_relu", "elu"):
        assert all(layer.mean == 0 for layer in born[name].values())
    died = outcome.numbers.died_percent
    assert died["1.0"]["relu"].mean > died["0.1"]["relu"].mean
    check(outcome, "dead-units")


def test_the_leak_is_judged_like_any_comparison() -> None:
    outcome = leak.run(quick=True)
    found = outcome.numbers.verdicts
    assert set(found) == {"0.0", "0.2"}
    for verdict in found.values():
        assert verdict.n == 8
        assert verdict.control == "leaky_relu"
        low, high = verdict.interval
        assert low < verdict.difference < high
    lines = [part.words for part in outcome.document.parts]
    assert sum("leaky_relu(alpha=0.2)" in line for line in lines) == 1
    plain(outcome.numbers)


def test_the_price_of_the_exponential_is_a_ratio() -> None:
    outcome = elu_cost.run(quick=True)
    for reading in (outcome.numbers.forward, outcome.numbers.backward, outcome.numbers.training_step):
        assert 0 < reading.low <= reading.median <= reading.high
    check(outcome, "elu-cost")


def test_an_unknown_demonstration() -> None:
    assert len(DEMOS) == 6
    with pytest.raises(InvalidInput, match=r"unknown demonstration 'leek'\. Did you mean leak"):
        demonstrate("leek")
