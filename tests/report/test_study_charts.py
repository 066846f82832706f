"""What the charts of studies hold is what the studies hold."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg

from actlab.errors import InvalidInput
from actlab.findings.findings import find
from actlab.findings.results import Measure, Results, Table
from actlab.report.document.charts import Chart, Interval, Intervals, Line, Points, Shade
from actlab.report.document.comparison import charts
from actlab.report.document.curves import curves
from actlab.report.document.forest import forest
from actlab.report.document.palette import styles
from actlab.report.document.probes import layer_values, probes
from actlab.report.document.tuning import expected, sensitivity
from actlab.report.document.unit import unit_of
from actlab.report.render.matplotlib import draw
from actlab.studies.study import Study
from actlab.training.probes import PROBES
from tests.report import made


@pytest.fixture(scope="module")
def full() -> Study:
    return made.full()


def lines(chart: Chart) -> list[Line]:
    return [mark for mark in chart.panels[0][0].marks if isinstance(mark, Line)]


def named(chart: Chart, start: str) -> Line:
    return next(line for line in lines(chart) if line.label.startswith(start))


def scores(study: Study, name: str) -> np.ndarray:
    """The metric [seeds, points] of the networks that finished, in percent."""
    return 100 * np.array([[p.scores["accuracy"] for p in trial.curve] for trial in study.of(name) if trial.test])


@pytest.mark.parametrize("name", ["elu", "relu", "mine.py:f"])
def test_lines_are_means_and_bands_are_sds(full: Study, name: str) -> None:
    line, values = named(curves(full), name), scores(full, name)
    mean, sd = values.mean(axis=0), values.std(axis=0, ddof=1)
    np.testing.assert_allclose(line.y, mean)
    np.testing.assert_allclose([line.low, line.high], [mean - sd, mean + sd])
    assert line.x == (0, 20, 40, 60, 80, 100)


def test_the_chart_says_what_it_shows(full: Study) -> None:
    chart = curves(full)
    panel = chart.panels[0][0]
    assert panel.x.label == "training steps (batches of 64)"
    assert panel.y.label == "accuracy on the first 200 validation examples (%)"
    assert chart.title == (
        "Identical networks but for the activation\ndigits, mlp(8,8), sgd lr tuned, matched initialisation\n"
        "line: mean of 8 seeds; band: ±1 SD"
    )
    assert (panel.x.low, panel.x.high) == (0, made.STEPS)
    labels = [line.label for line in lines(chart)]
    assert labels == ["elu", "mine.py:f (1 of 8 failed: with an error)", "relu (1 of 8 failed: diverged)"]  # best first


def test_the_zoom_holds_the_late_part_of_the_best(full: Study) -> None:
    zoom = curves(full, full.best(2), zoom=True)
    assert zoom.title.startswith("The best 2, enlarged\n")
    axis = zoom.panels[0][0].y
    assert axis.low is not None
    assert axis.high is not None
    for line in lines(zoom):
        late = [place for place, step in enumerate(line.x) if step >= 25]
        assert axis.low < min(line.low[place] for place in late)
        assert max(line.high[place] for place in late) < axis.high


def test_colours_are_the_same_everywhere(full: Study) -> None:
    look = styles(full.plan.names)
    for chart in (curves(full), curves(full, full.best(2), zoom=True), sensitivity(full), expected(full)):
        for line in lines(chart):
            assert not line.label or line.colour == look[line.label.split(" (")[0]].colour


def test_one_seed_has_no_band() -> None:
    study = made.study(made.draws({"relu": 0.0, "elu": 0.01}, seeds=1))
    assert curves(study).title.endswith("\none seed")
    assert all(line.low == line.y == line.high for line in lines(curves(study)))


def test_without_a_network_that_finished_there_is_an_empty_chart() -> None:
    study = made.study({"relu": [made.DIVERGED] * 3, "elu": [made.FAILED] * 3}, probed=True)
    study = replace(study, tuning=made.tuning(study.plan, study.metric))
    for one in charts(study):
        assert draw(one.chart, "en").axes
    assert lines(curves(study)) == []


def test_probes_are_means_over_networks_in_their_layer(full: Study) -> None:
    chart = probes(full)
    assert [panel.title for panel in chart.panels[0]] == ["hidden layer 1", "hidden layer 2"]
    labels = [row[0].y.label for row in chart.panels]
    assert labels == ["validation accuracy (%)", "value-dead units\n(%)", PROBES["gradient"].title]
    assert [row[0].y.scale for row in chart.panels] == ["linear", "linear", "log"]
    for layer, panel in enumerate(chart.panels[1]):
        line = next(mark for mark in panel.marks if isinstance(mark, Line) and mark.label == "relu")
        np.testing.assert_allclose(line.y, 100 * layer_values(full, "relu", "dead")[:, :, layer].mean(axis=0))
    gradient = next(mark for mark in chart.panels[2][1].marks if isinstance(mark, Line))
    np.testing.assert_allclose(gradient.y, [0.05] * 5 + [np.nan])


def test_nothing_of_the_probes_is_cut_off(full: Study) -> None:
    axes = draw(probes(full), "pt").axes
    assert len({axis.get_xlim() for axis in axes}) == 1
    assert axes[2].get_ylabel() == "unidades\nque só dão zero\n(%)"
    for axis in axes:
        shown = np.concatenate([np.asarray(line.get_ydata(), float) for line in axis.get_lines()])
        low, high = axis.get_ylim()
        assert low <= np.nanmin(shown) <= np.nanmax(shown) <= high


def test_shares_reach_one_percent_at_least() -> None:
    study = made.study(made.draws({"relu": 0.0, "elu": 0.0}), probed=True)
    none = {"dead": (0.0, 0.0), "gradient": (1.0, 1.0)}
    trials = [replace(t, curve=tuple(p._replace(probes=none) for p in t.curve)) for t in study.trials]
    axes: list[Axes] = draw(probes(replace(study, trials=tuple(trials))), "en").axes
    assert axes[2].get_ylim() == (0, 1)


def test_without_probes_there_is_no_chart_of_them() -> None:
    with pytest.raises(InvalidInput, match=r"no probes\. Try probes='all'"):
        probes(made.study(made.draws({"relu": 0.0, "elu": 0.0})))


def test_sensitivity_is_the_tuning(full: Study) -> None:
    chart = sensitivity(full)
    panel = chart.panels[0][0]
    assert panel.x.scale == "log"
    assert "line: grid, 1 seed; bars: range of 6 seeds around the best; ring: chosen" in chart.title
    assert "digits, mlp(8,8), sgd, matched initialisation" in chart.title
    assert named(chart, "elu").x == (0.01, 0.1, 1.0)
    tuning = full.tuning
    assert tuning is not None
    np.testing.assert_allclose(named(chart, "elu").y, [100 * mean for mean in tuning.means("elu")])
    assert named(chart, "relu").y[2] == 100 * made.CHANCE  # it diverged at 1
    near = list(tuning.refined("relu"))
    crosses = [mark for mark in panel.marks if isinstance(mark, Points) and mark.foot]
    assert [(mark.x, mark.marker) for mark in crosses] == [((near[2], 1.0), "x")]
    rings = [mark for mark in panel.marks if isinstance(mark, Points) and mark.hollow]
    assert [mark.x for mark in rings] == [(0.1,)] * 3


def test_expected_begins_at_the_mean_and_ends_at_the_best(full: Study) -> None:
    line = named(expected(full), "relu")
    assert line.x == (1, 2, 3)
    assert full.tuning is not None
    means = full.tuning.means("relu")
    assert (line.y[0], line.y[-1]) == pytest.approx((100 * sum(means) / 3, 100 * max(means)))


def test_the_forest_is_the_comparisons(full: Study) -> None:
    chart = forest(full.verdicts, unit_of(full.findings), full.metric.title)
    marks = chart.panels[0][0].marks
    rows = next(mark for mark in marks if isinstance(mark, Intervals)).rows
    for row, one in zip(rows, full.verdicts, strict=True):
        assert one.difference is not None
        assert one.interval is not None
        assert (row.name, row.word) == (one.arm, one.verdict)
        assert row.at == 100 * one.difference
        assert row.thick == (100 * one.interval[0], 100 * one.interval[1])
        assert row.thin is not None
        assert row.thin[0] <= row.thick[0] <= row.thick[1] <= row.thin[1]
    shade = next(mark for mark in marks if isinstance(mark, Shade))
    assert (shade.low, shade.high) == pytest.approx((-0.2, 0.2))
    assert chart.panels[0][0].x.label == "difference from relu in accuracy (points)"
    assert chart.title == "thick: 95 % interval of each; thin: all 2 together at 95 %; green: margin"


def test_an_arm_without_a_pair_has_a_row_without_numbers() -> None:
    table = Table("", {"relu": {str(n): 0.9 for n in range(8)}, "f": {"9": 0.9}})
    found = find(Results(Measure("accuracy", True), ("relu", "f"), "relu", (table,)))
    marks = forest(found.comparisons, unit_of(found), "accuracy").panels[0][0].marks
    assert isinstance(marks[0], Intervals)
    assert marks[0].rows == (Interval("f", None, None, None, "undecided", "#4D4D4D"),)


def test_the_charts_of_a_study_by_name(full: Study) -> None:
    names = [one.name for one in charts(full)]
    assert names == ["curves", "zoom", "probes", "sensitivity", "expected", "differences", "pairs"]
    assert [one.name for one in charts(made.study(made.draws({"relu": 0.0})))] == ["curves", "zoom"]


def test_many_names_get_distinct_styles() -> None:
    names = [f"activation_{number}" for number in range(20)]
    assert len(set(styles(names).values())) == 20
    assert styles(names) == styles(names[::-1])


@pytest.mark.parametrize("language", ["en", "pt"])
def test_no_title_is_wider_than_its_figure(full: Study, language: str) -> None:
    for named in charts(full):
        figure = draw(named.chart, language)
        renderer = FigureCanvasAgg(figure).get_renderer()
        figure.draw(renderer)  # lays it out
        titles = [*(axes.title for axes in figure.axes), *figure.texts]
        for title in titles:
            box = title.get_window_extent(renderer)
            assert box.x0 >= 0, (named.name, title.get_text())
            assert box.x1 <= figure.bbox.x1, (named.name, title.get_text())
