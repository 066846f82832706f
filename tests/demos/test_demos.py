"""Each demonstration shows what its sentence says."""

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


def test_an_unknown_demonstration() -> None:
    assert len(DEMOS) == 6
    with pytest.raises(InvalidInput, match=r"unknown demonstration 'leek'\. Did you mean leak"):
        demonstrate("leek")
