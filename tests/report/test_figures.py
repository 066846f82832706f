"""Every kind of figure, for few and for many activations: whatever lies on each other is seen, 40 are readable."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import actlab
from actlab import InvalidInput
from actlab.facade.figures import KINDS, chart
from actlab.facade.study import Study
from actlab.report.document.apart import apart
from actlab.report.document.charts import Axis, Chart, Line, Panel, single
from actlab.report.document.multiples import COLOUR, CONTROL, MANY
from actlab.report.render.matplotlib import draw
from actlab.studies.arm_records import ArmRecord, ParameterRecord
from tests.report import made

FORTY = ["relu", *[name for name in actlab.CATALOGUE if name != "relu"][:39]]


def in_full(arm: ArmRecord) -> ArmRecord:
    """Write an arm of the catalogue in full."""
    found = actlab.CATALOGUE[arm.name]
    parameters = tuple(ParameterRecord(one.name, one.value, one.learn) for one in found.parameters)
    return replace(arm, formula=found.formula, computed_as=found.computed_as, parameters=parameters)


def study(names: list[str]) -> Study:
    generator = np.random.default_rng(0)
    plan = made.plan(names, name="fair")
    plan = replace(plan, arms=tuple(map(in_full, plan.arms)))
    found = made.study(made.draws({name: float(generator.normal(0, 0.02)) for name in names}), plan, probed=True)
    return Study.over(replace(found, tuning=made.tuning(found.plan, found.metric)))


@pytest.fixture(scope="module")
def few() -> Study:
    return study(["relu", "elu", "tanh"])


@pytest.fixture(scope="module")
def many() -> Study:
    return study(FORTY)


def lines(one: Chart) -> list[Line]:
    return [mark for row in one.panels for panel in row for mark in panel.marks if isinstance(mark, Line)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_every_kind_is_written_in_every_format(few: Study, kind: str, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"figure{ending}"
    few.plot(kind, path=path)
    start = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[ending]
    assert path.read_bytes().startswith(start)


@pytest.mark.parametrize("kind", KINDS)
def test_a_few_activations_can_be_chosen(few: Study, kind: str) -> None:
    whole, part = chart(few, kind), chart(few, kind, ["elu"])
    assert few.plot(kind, ["elu"]).axes
    assert part != whole
    named = [str(line.label) for line in lines(part) if line.label]
    assert not any("tanh" in name for name in named)


def test_a_name_with_an_ending_is_a_file_and_anything_else_is_refused(few: Study, tmp_path: Path) -> None:
    few.plot(str(tmp_path / "curves.svg"))
    few.plot(tmp_path / "more.png")
    few.plot("differences", path=tmp_path / "forest.pdf")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["curves.svg", "forest.pdf", "more.png"]
    with pytest.raises(InvalidInput, match=r"unknown kind of figure 'diferences'\. Did you mean differences.*\.svg"):
        few.plot("diferences")
    with pytest.raises(InvalidInput, match=r"kind of figure 'curves\.gif'.*zoom, differences.*\.png, \.svg, \.pdf"):
        few.plot("curves.gif")
    with pytest.raises(InvalidInput, match=r"unknown activation 'rellu'\. Did you mean relu"):
        few.plot("curves", ["rellu"])


def test_what_a_study_does_not_have_is_refused() -> None:
    bare = Study.over(made.study(made.draws({"relu": 0.0, "mine.py:f": 0.0})))
    with pytest.raises(InvalidInput, match="no probes"):
        bare.plot("probes")
    for kind in ("sensitivity", "expected"):
        with pytest.raises(InvalidInput, match=r"none was tuned\. Try lr='tune'"):
            bare.plot(kind)
    python = replace(bare.plan, arms=tuple(replace(arm, formula="") for arm in bare.plan.arms))
    with pytest.raises(InvalidInput, match="function in Python"):
        replace(bare, plan=python).plot("functions")
    with pytest.raises(InvalidInput, match="nothing to compare with relu"):
        bare.plot("differences", ["relu"])


def test_functions_are_those_of_the_formulas(few: Study) -> None:
    left, right = chart(few, "functions").panels[0]
    for panel, expected in ((left, np.tanh), (right, lambda x: 1 - np.tanh(x) ** 2)):
        line = next(mark for mark in panel.marks if isinstance(mark, Line) and mark.label == "tanh")
        np.testing.assert_allclose(line.y, expected(np.array(line.x)), atol=1e-12)


def test_functions_in_python_are_named_where_they_are_not_drawn(few: Study) -> None:
    arms = tuple(replace(arm, formula="") if arm.name == "elu" else arm for arm in few.plan.arms)
    found = chart(replace(few, plan=replace(few.plan, arms=arms)), "functions")
    assert "functions in Python: elu" in found.title
    assert {line.label for line in lines(found)} == {"relu", "tanh"}


@pytest.mark.parametrize("kind", ["curves", "functions", "sensitivity", "expected"])
def test_forty_activations_have_a_panel_each_on_the_same_axes(many: Study, kind: str) -> None:
    found = chart(many, kind)
    panels = [panel for row in found.panels for panel in row if panel.frame != "none"]
    assert sorted(str(panel.title) for panel in panels) == sorted(FORTY)
    assert len(panels) == 40
    assert len({(panel.y.low, panel.y.high, panel.x.low, panel.x.high) for panel in panels}) == 1
    assert {line.colour for line in lines(found)} == {COLOUR, CONTROL}
    axes = [one for one in draw(found, "en").axes if one.axison]
    assert len({(*one.get_xlim(), *one.get_ylim()) for one in axes}) == 1


def test_probes_of_forty_have_few_colours(many: Study) -> None:
    found = chart(many, "probes")
    assert "grey: the other 3" in found.title
    first = [mark for mark in found.panels[0][0].marks if isinstance(mark, Line)]
    assert len(first) == 40
    named = [str(line.label) for line in first if line.label]
    assert "relu" in named
    assert set(many.best(7)) <= set(named)
    assert len(named) <= 8


def test_the_differences_of_forty_are_rows_that_do_not_touch(many: Study) -> None:
    for kind in ("differences", "pairs"):
        figure = draw(chart(many, kind), "en")
        axes = figure.axes[0]
        ticks = axes.get_yticks()
        figure.canvas.draw()
        inches = axes.get_window_extent().height / figure.dpi / (axes.get_ylim()[1] - axes.get_ylim()[0])
        assert min(abs(b - a) for a, b in pairwise(ticks)) * inches > 0.16  # letters are 0.14 high


def test_up_to_a_dozen_share_a_panel() -> None:
    assert len(chart(study(FORTY[:MANY]), "curves").panels) == 1
    assert len(chart(study(FORTY[: MANY + 1]), "curves").panels) > 1


@pytest.mark.parametrize("count", [2, 3, 5, 9])
def test_lines_on_each_other_are_all_seen(count: int) -> None:
    x = tuple(np.linspace(0, 1, 50).tolist())
    found = apart([Line(x, x, f"line {place}") for place in range(count)])
    order = sorted(found, key=lambda line: line.layer)
    assert [line.layer for line in order] == list(range(count))
    assert all(above.width < below.width <= 6.5 for below, above in pairwise(order))
    assert order[0].dash == "-"
    assert all(above.dash != "-" and above.dash != below.dash for below, above in pairwise(order))


def test_the_hidden_line_is_in_the_picture() -> None:
    """Pixels of both colours, where one line lies exactly on the other for half of the axis."""
    x = np.linspace(-5, 5, 101)
    both = [Line(tuple(x), tuple(np.maximum(x, 0)), "relu", "#ff0000")]
    both.append(Line(tuple(x), tuple(np.where(x > 0, x, np.expm1(x))), "elu", "#0000ff"))
    shown = apart(both)
    assert shown[0].width > shown[1].width
    figure = draw(single("", Panel(shown, Axis(low=1.0, high=5.0), Axis(low=1.0, high=5.0))), "en")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[:, :, :3].astype(int)
    for colour in ((255, 0, 0), (0, 0, 255)):
        assert (np.abs(pixels - colour).sum(axis=2) < 30).sum() > 500


def test_lines_that_lie_apart_stay_as_they_are() -> None:
    x = tuple(np.linspace(0, 1, 50).tolist())
    given = [Line(x, tuple(y + place for y in x), str(place)) for place in range(3)]
    assert apart(given) == tuple(given)
    assert apart([]) == ()
