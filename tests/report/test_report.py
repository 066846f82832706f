"""What is drawn and written is what the study holds."""

import numpy as np
import pytest
from actlab.report.figures import curves
from rich.console import Console

from actlab import Study, compare
from actlab.report.document.palette import styles
from actlab.report.progress import Display, sparkline


@pytest.fixture(scope="module")
def study() -> Study:
    return compare(["tanh", "relu", "elu"], quick=True, seeds=3, steps=60, network="mlp(16)", progress=False)


def test_lines_are_means_and_bands_are_sds(study: Study) -> None:
    axes = curves(study).axes[0]
    (line,) = [line for line in axes.lines if line.get_label() == "relu"]
    values = 100 * np.array([[point.score.metric for point in result.curve] for result in study.of("relu")])
    np.testing.assert_allclose(line.get_ydata(), values.mean(axis=0))
    band = axes.collections[list(axes.lines).index(line)].get_paths()[0].vertices
    for edge in (values.mean(axis=0) - values.std(axis=0, ddof=1), values.mean(axis=0) + values.std(axis=0, ddof=1)):
        assert all(np.isclose(band[:, 1], value).any() for value in edge)


def test_the_figure_says_what_it_shows(study: Study) -> None:
    axes = curves(study).axes[0]
    assert axes.get_xlabel() == "training steps (batches of 64)"
    assert axes.get_ylabel() == "accuracy on the first 400 test examples (%)"
    assert "band: ±1 SD" in axes.get_title()
    assert "mean of 3 seeds" in axes.get_title()


def test_colours_are_the_same_everywhere(study: Study) -> None:
    whole, zoom = curves(study).axes[0], curves(study, study.best(2), zoom=True).axes[0]
    colours = {line.get_label(): line.get_color() for line in whole.lines}
    assert len(set(colours.values())) == 3
    assert len(zoom.lines) == 2
    assert all(colours[line.get_label()] == line.get_color() for line in zoom.lines)
    assert colours["relu"] == styles(["relu", "gelu"])["relu"].colour


def test_many_names_get_distinct_styles() -> None:
    names = [f"activation_{number}" for number in range(20)]
    assert len(set(styles(names).values())) == 20
    assert styles(names) == styles(names[::-1])


def test_sparkline_keeps_the_last_value() -> None:
    assert sparkline(list(range(100)))[-1] == "█"
    assert len(sparkline(list(range(1000)))) <= 24
    assert sparkline([1.0, 1.0]) == "▁▁"


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_shows_every_activation_and_the_time_left(terminal: bool) -> None:
    display = Display()
    display.console = Console(force_terminal=terminal, record=True, width=100, quiet=False, stderr=True)
    compare(["relu", "tanh"], quick=True, seeds=2, steps=60, network="mlp(16)", progress=display)
    text = display.console.export_text()
    assert "4 networks of 60 steps: relu, tanh; seeds 0 to 1; digits, mlp(16)" in text.replace("\n", " ")
    assert ("left:" if terminal else "% done") in text
    # a plain line comes at once and then every few seconds: after so short a run, the first one only
    assert any(name in text.split("digits")[-1] for name in ("relu", "tanh"))
