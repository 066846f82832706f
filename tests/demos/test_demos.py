"""Each demonstration shows what its sentence says."""

from pathlib import Path

import numpy as np
import pytest

from actlab import InvalidInput
from actlab.demos.table import DEMOS, demonstrate


def test_a_network_without_activation_is_least_squares() -> None:
    outcome, files = demonstrate("linear-collapse", quick=True)
    assert outcome.numbers["largest_difference"]["identity"] < 1e-3
    assert outcome.numbers["coefficient_difference"] < 1e-3
    assert outcome.numbers["largest_difference"]["relu"] > 0.1
    assert files == []


def test_the_gradient_vanishes_towards_the_first_layer() -> None:
    outcome, _files = demonstrate("vanishing-gradient", quick=True)
    assert outcome.numbers["fourth_over_first"]["sigmoid"] >= 4
    assert outcome.numbers["fourth_over_first"]["relu"] < outcome.numbers["fourth_over_first"]["sigmoid"]


def test_squared_error_stops_at_saturation() -> None:
    outcome, _files = demonstrate("output-layer", quick=True)
    sigmoid = 1 / (1 + np.exp(10.0))
    gradient = outcome.numbers["gradient"]
    assert gradient["sigmoid, cross-entropy"] == pytest.approx(sigmoid - 1, rel=1e-5)
    assert gradient["sigmoid, squared error"] == pytest.approx(2 * (sigmoid - 1) * sigmoid * (1 - sigmoid), rel=1e-4)


def test_narrow_deep_relu_is_born_dead_and_a_leak_is_not() -> None:
    outcome, _files = demonstrate("dead-units", quick=True)
    born = {name: {w: row[-1] for w, row in by.items()} for name, by in outcome.numbers["born_dead_percent"].items()}
    assert born["relu"]["4"]["low"] > born["relu"]["64"]["high"]
    for name in ("leaky_relu", "elu"):
        assert all(layer["mean"] == 0 for layer in born[name].values())
    died = outcome.numbers["died_percent"]
    assert died["1.0"]["relu"]["mean"] > died["0.1"]["relu"]["mean"]


def test_the_leak_is_judged_like_any_comparison() -> None:
    outcome, _files = demonstrate("leak", quick=True)
    found = outcome.numbers["verdicts"]
    assert set(found) == {"0.0", "0.2"}
    for verdict in found.values():
        assert verdict["n"] == 8
        assert verdict["control"] == "leaky_relu"
        low, high = verdict["interval"]
        assert low < verdict["difference"] < high
    assert sum("leaky_relu(alpha=0.2)" in line for line in outcome.findings) == 1


def test_the_price_of_the_exponential_is_a_ratio() -> None:
    outcome, _files = demonstrate("elu-cost", quick=True)
    for what in ("forward", "backward", "training_step"):
        reading = outcome.numbers[what]
        assert 0 < reading["low"] <= reading["median"] <= reading["high"]


def test_figures_are_written_where_asked(tmp_path: Path) -> None:
    _outcome, files = demonstrate("output-layer", quick=True, out=tmp_path)
    assert {path.name for path in files} == {"output-layer.png", "output-layer.svg"}
    assert all(path.stat().st_size for path in files)


def test_an_unknown_demonstration() -> None:
    assert len(DEMOS) == 6
    with pytest.raises(InvalidInput, match=r"unknown demonstration 'leek'\. Did you mean leak"):
        demonstrate("leek")
