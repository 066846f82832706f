"""Each demonstration shows what its sentence says."""

import hashlib
import re
from collections.abc import Sequence
from functools import partial

import jax
import numpy as np
import pytest

from actlab import InvalidInput
from actlab.data.sources import load
from actlab.demos import (
    cost_surface,
    dead_units,
    elu_cost,
    leak,
    linear_collapse,
    output_layer,
    same_start,
    vanishing_gradient,
)
from actlab.demos.outcome import Outcome
from actlab.demos.table import DEMOS, demonstrate
from actlab.report.document.charts import Chart, HeatMap
from actlab.report.render import nothing
from actlab.report.render.json import plain
from actlab.statistics.paired import estimate
from actlab.training.steps import train
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


def check(outcome: Outcome[object], name: str, names: Sequence[str] = ()) -> None:
    """Every word of an outcome can be translated, its numbers are plain and its chart is drawn in any language."""
    assert [named.name for named in outcome.document.charts] == [name]
    assert outcome.document.parts[0].words.startswith("The tutorial says: ")
    assert_all_is_text(outcome.document, [*NAMES, *names])
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
    ratios = outcome.numbers.fourth_over_first
    assert list(ratios) == ["glorot", "N(0, 1)"]  # first the weights with which the sentence shows
    assert ratios["glorot"]["sigmoid"] > ratios["N(0, 1)"]["sigmoid"] >= 4
    for of_start in ratios.values():
        assert of_start["relu"] < of_start["sigmoid"]
    norms = outcome.numbers.norms_at_birth["sigmoid"]["glorot"]
    assert norms[0] < norms[1] < norms[2] < norms[3]
    words = [str(one) for one in nothing.words(outcome.document)]
    assert words.index("With glorot weights:") < words.index("With N(0, 1) weights:")
    assert any("it is relu whose gradient explodes" in one for one in words)
    assert any("√128 = 11" in one for one in words)
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
    words = " ".join(nothing.words(outcome.document))
    assert ("Units of ELU die too" in words) == (died["1.0"]["elu"] is not None and died["1.0"]["elu"].mean > 0)
    check(outcome, "dead-units")


def test_what_is_said_of_elu_follows_from_its_numbers() -> None:
    none, some = estimate([0.0, 0.0]), estimate([100.0])
    assert not [*dead_units._of_elu({0.1: None}, 3)]  # all diverged: nothing is claimed
    (alive,) = dead_units._of_elu({0.1: none, 1.0: None}, 3)
    assert alive.startswith("Units of ELU did not die here")
    first, why = dead_units._of_elu({0.1: none, 1.0: some}, 3)
    assert "at a learning rate of 1, unlike in the tutorial: 100.0 %" in first
    assert "(1 of 3)" in first
    assert "below x = -13.8" in why


def test_the_leak_is_judged_like_any_comparison() -> None:
    outcome = leak.run(quick=True)
    found = outcome.numbers.verdicts
    assert set(found) == {"0.0", "0.2"}
    for verdict in found.values():
        assert verdict.n == leak.QUICK_SEEDS
        assert verdict.control == "leaky_relu"
        low, high = verdict.interval
        assert low < verdict.difference < high
    assert found["0.2"].verdict == "better"  # also the quick one has seeds enough to decide
    lines = [part.words for part in outcome.document.parts]
    assert sum("leaky_relu(alpha=0.2)" in line for line in lines) == 1
    plain(outcome.numbers)


def test_networks_begin_alike_and_part_after_one_step() -> None:
    outcome = same_start.run(quick=True)
    found = outcome.numbers
    assert list(found.initial_weights) == ["sigmoid", "tanh", "relu", "leaky_relu", "elu"]
    assert len(set(found.initial_weights.values())) == len(set(found.batches.values())) == 1
    assert len(set(found.after_one_step.values())) == 5
    assert found.of_another_seed not in found.initial_weights.values()
    assert len(set(found.batches["relu"])) == same_start.BATCHES
    # the digest is that of what the program itself draws
    program = same_start._program("tanh")
    arrays = [np.asarray(array) for array in program.start(0).weights.values()]
    digest = hashlib.sha256(b"".join(np.ascontiguousarray(one).tobytes() for one in arrays)).hexdigest()
    assert found.initial_weights["elu"] == digest
    assert sum(one.size for one in arrays) == 784 * 512 + 512 + 512 * 512 + 512 + 512 * 10 + 10 == 669_706
    chart = outcome.document.charts[0].chart
    assert isinstance(chart, Chart)
    rows = chart.panels
    assert len(rows) == 6
    pictures = [[mark.values for panel in row for mark in panel.marks if isinstance(mark, HeatMap)] for row in rows]
    assert [len(row) for row in pictures] == [same_start.QUICK_UNITS] * 6
    assert pictures[0] == pictures[1] == pictures[2] == pictures[3] == pictures[4] != pictures[5]
    column = np.asarray(program.start(0).weights["1/weight"])[:, 1].reshape(28, 28)
    np.testing.assert_array_equal(np.array(pictures[0][1])[::-1], column)  # the first row of an image is on top
    digests = [*found.initial_weights.values(), *found.after_one_step.values(), found.of_another_seed]
    digests += [digest for row in found.batches.values() for digest in row]
    letters = [word for digest in digests for word in re.findall(r"[a-f]\w{2,}", digest[: same_start._LETTERS])]
    check(outcome, "same-start", letters)


def test_other_beginnings_are_not_called_the_same() -> None:
    found = same_start.SameStart({"a": "1", "b": "2"}, {"a": ("3",), "b": ("3",)}, {"a": "4", "b": "5"}, "6")
    (words,) = same_start._closing(found, 10)
    assert "do not begin alike" in words


def test_the_cost_is_convex_without_a_hidden_layer_only() -> None:
    outcome = cost_surface.run(quick=True)
    cuts = outcome.numbers.cuts
    assert cuts["regression"].convex
    assert cuts["regression"].convex_of_random == outcome.numbers.random_cuts  # a theorem
    assert cuts["regression"].above_the_chord <= 1e-6
    for name in ("identity", "tanh"):  # a deep linear network is not convex either
        assert not cuts[name].convex
        assert cuts[name].above_the_chord > 0.1
        assert cuts[name].convex_of_random < outcome.numbers.random_cuts
    words = " ".join(nothing.words(outcome.document))
    assert "it is not the activation alone" in words
    check(outcome, "cost-surface")


def test_a_cut_has_the_costs_of_numpy_in_double_precision() -> None:
    program = cost_surface._program(cost_surface.MODELS["tanh"])
    data = load("digits").splits.train
    x, y = np.asarray(data.inputs, np.float64).reshape(len(data), -1) / program.unit, np.asarray(data.targets)
    seen = cost_surface._see(program, np.linspace(*cost_surface.REACH, 3), 1)
    arrays = [jax.numpy.asarray(array) for array in data]
    rows, rate = program.recipe.rows, np.float32(cost_surface.RATE)
    ends = [jax.jit(partial(train, program))(program.start(s), rate, rows(s), *arrays)[0].weights for s in range(2)]

    def cost(at: float) -> float:
        w = {k: (1 - at) * np.asarray(ends[0][k], float) + at * np.asarray(ends[1][k], float) for k in ends[0]}
        z = np.tanh(x @ w["1/weight"] + w["1/bias"]) @ w["output/weight"] + w["output/bias"]
        return float(np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y]))

    expected = [cost(at) for at in cost_surface.AT]
    np.testing.assert_allclose(seen.cut.cost, expected, rtol=1e-5)
    assert seen.cut.smallest_second_difference == pytest.approx(np.diff(expected, 2).min(), rel=1e-2)


@pytest.mark.parametrize(("scale", "bends"), [(0.0, True), (1e-7, True), (1e-2, False)])
def test_rounding_is_not_taken_for_a_hill(scale: float, bends: bool) -> None:
    t = np.linspace(-1, 1, 41)
    assert cost_surface.convex(1 + scale * np.cos(20 * t)) is bends
    assert cost_surface.convex(t**2 + 1e-7 * np.cos(20 * t))


def test_convex_cuts_are_not_taken_for_a_proof() -> None:
    flat = cost_surface.Cut((1.0, 0.0, 1.0), 2.0, 0.0, True, 1)
    (words,) = cost_surface._closing({"regression": flat, "identity": flat, "tanh": flat})
    assert "a convex cut does not prove a convex surface" in words


def test_the_price_of_the_exponential_is_a_ratio() -> None:
    outcome = elu_cost.run(quick=True)
    for reading in (outcome.numbers.forward, outcome.numbers.backward, outcome.numbers.training_step):
        assert 0 < reading.low <= reading.median <= reading.high
    check(outcome, "elu-cost")


def test_an_unknown_demonstration() -> None:
    assert len(DEMOS) == 8
    with pytest.raises(InvalidInput, match=r"unknown demonstration 'leek'\. Did you mean leak"):
        demonstrate("leek")
