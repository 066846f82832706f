"""Charts in a page: marks lie where their numbers say, whatever the numbers, and ticks are round and on the axis."""

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actlab.report.document.charts import (
    Axis,
    Bars,
    Chart,
    HeatMap,
    Interval,
    Intervals,
    Line,
    Mark,
    Panel,
    Points,
    Rule,
    Shade,
    single,
)
from actlab.report.render.markup import together
from actlab.report.render.scale import Scale, reach
from actlab.report.render.svg_chart import legend, svg
from actlab.report.render.svg_heat import heat_map
from actlab.report.render.svg_marks import path, tidy
from tests.report.pages import Node, read
from tests.report.samples import CURVES, FOREST, GRID, MAP, RANKS

FINITE = st.floats(-1e280, 1e280, allow_nan=False)
ANY = st.floats(allow_nan=True, allow_infinity=True)


def picture(chart: Chart) -> Node:
    return read(svg(chart, "chart-x")).one("svg")


def paths(chart: Chart) -> list[str]:
    return [str(node.attributes["d"]) for node in picture(chart).all("path")]


def places(path: str) -> list[tuple[float, float]]:
    """Return the points of a path, whose steps go from each to the next."""
    found: list[tuple[float, float]] = []
    for letter, numbers in re.findall(r"([Ml])([^MlZ]*)", path):
        across, up = map(float, re.findall(r"-?\d*\.?\d+", numbers))
        start = (0.0, 0.0) if letter == "M" else found[-1]
        found.append((round(start[0] + across, 1), round(start[1] + up, 1)))
    return found


@given(FINITE, FINITE)
def test_an_axis_has_its_ends_at_its_ends_and_ticks_between(one: float, other: float) -> None:
    low, high = reach(Axis(), (Line((0.0, 1.0), (one, other)),), across=False)
    assert low < high
    scale = Scale(low, high, 200, 0)
    assert scale(low) == pytest.approx(200)
    assert scale(high) == pytest.approx(0)
    ticks = scale.ticks(6)
    assert len(ticks) <= 8
    assert ticks == sorted(set(ticks))
    if high - low > 1e-9 * max(abs(low), abs(high)):
        assert len(ticks) >= 2


@pytest.mark.parametrize("end", [math.inf, -math.inf, math.nan, 1e300])
def test_an_end_that_no_axis_can_have_is_none(end: float) -> None:
    marks = (Line((0.0, 1.0), (2.0, 4.0)),)
    assert reach(Axis(low=end, high=end), marks, across=False) == reach(Axis(), marks, across=False)


@given(st.floats(1e-250, 1e250), st.floats(1.01, 1e40))
def test_a_logarithmic_axis_as_well(low: float, factor: float) -> None:
    scale = Scale(low, low * factor, 0, 100, log=True)
    ticks = scale.ticks(6)
    assert len(ticks) <= 10
    assert all(0 <= scale(tick) <= 100 for tick in ticks if scale.holds(tick))
    assert math.isnan(scale(0.0))
    assert math.isnan(scale(-1.0))


@given(st.lists(st.tuples(ANY, ANY, ANY), min_size=1, max_size=6), st.sampled_from(["linear", "log"]))
def test_whatever_the_numbers_no_place_is_without_one(rows: list[tuple[float, float, float]], scale: str) -> None:
    x, y, z = (tuple(column) for column in zip(*rows, strict=True))
    marks: tuple[Mark, ...] = (
        Line(x, y, "a", low=z, high=y, marker="s"),
        Points(x, z, "b", marker="x"),
        Bars(x, y, 0.5, low=z, high=y),
        Rule(y[0]),
        Shade(x[0], z[0]),
    )
    axis = Axis("y", scale)  # type: ignore[arg-type]
    text = svg(single("t", Panel(marks, Axis("x"), axis)), "chart-x")
    for value in re.findall(r' (?:x|y|x1|x2|y1|y2|cx|cy|width|height|d|r|viewBox)="([^"]*)"', text):
        assert not re.search("nan|inf", value), value


def test_a_line_goes_through_its_points_and_ends_at_gaps() -> None:
    x, y = Scale(0, 4, 0, 400), Scale(0, 1, 100, 0)
    points = [(0.0, 0.0), (1.0, 0.5), (2.0, math.nan), (3.0, 1.0), (4.0, 0.25)]
    assert path(points, x, y) == "M0 100l100-50M300 0l100 75"


def test_a_band_is_cut_where_its_line_is() -> None:
    gap = (0.0, 1.0, math.nan, 3.0, 4.0)
    line = Line((0.0, 1.0, 2.0, 3.0, 4.0), gap, "a", low=gap, high=tuple(one + 1 for one in gap))
    band = paths(single("t", Panel((line,))))[0]
    assert band.count("M") == band.count("Z") == 2


def test_a_band_lies_around_its_line() -> None:
    line = Line((0.0, 1.0), (1.0, 2.0), "a", low=(0.5, 1.5), high=(1.5, 2.5))
    band, drawn = paths(single("t", Panel((line,))))
    corners, ends = places(band), places(drawn)
    for place, (across, up) in enumerate(ends):
        heights = [height for at, height in corners if at == across]
        assert up == pytest.approx(sum(heights) / 2, abs=0.11), place


def test_many_points_are_few_on_paper_and_the_ends_stay() -> None:
    x = tuple(float(place) for place in range(100_001))
    drawn = paths(single("t", Panel((Line(x, x, "a"),))))[0]
    assert len(drawn) < 20_000
    ends = places(drawn)
    assert ends[0][0] < ends[-1][0]
    assert ends[0][1] > ends[-1][1]


@given(st.lists(st.floats(0, 1), min_size=2, max_size=200))
def test_steps_of_a_path_do_not_add_up_to_another_place(heights: list[float]) -> None:
    x, y = Scale(0, len(heights) - 1, 58, 466), Scale(0, 1, 290, 12)
    found = places(path(list(enumerate(heights)), x, y))
    assert found[0] == (58.0, tidy(y(heights[0])))
    assert found[-1] == (466.0, tidy(y(heights[-1])))
    wanted = {tidy(x(place)): tidy(y(height)) for place, height in enumerate(heights)}
    assert all(wanted[across] == up for across, up in found)


def test_a_map_has_each_value_in_its_cell_with_its_colour() -> None:
    (panel,) = MAP.panels[0]
    heat = panel.marks[0]
    assert isinstance(heat, HeatMap)
    drawn_ = together(heat_map(heat, Scale(-0.5, 2.5, 0, 30), Scale(-0.25, 0.75, 20, 0)))
    nodes = read(f"<svg>{drawn_}</svg>").all("path")
    strokes = {str(node.attributes["stroke"]): str(node.attributes["d"]) for node in nodes}
    assert strokes["#0072B2"] == "M0.0 15.0H10.0"
    # 3 is the end of the scale, and 9 lies beyond it: they share a stroke
    assert strokes["#D55E00"] == "M10.0 5.0H30.0"
    assert len(strokes) == 4  # what is no number has none
    assert [node.text for node in read(legend(MAP)).all("li")] == ["cost, from 0 to 3custo, de 0 a 3"]


@given(st.lists(st.lists(ANY, min_size=3, max_size=3), min_size=1, max_size=4))
def test_cells_of_a_map_are_covered_once_each_unless_there_is_no_number(values: list[list[float]]) -> None:
    at = tuple(float(place) for place in range(len(values)))
    heat = HeatMap((0.0, 1.0, 2.0), at, tuple(map(tuple, values)), -1.0, 1.0)
    x, y = Scale(-0.5, 2.5, 0, 30), Scale(-0.5, len(values) - 0.5, 10 * len(values), 0)
    drawn_ = "".join(map(str, heat_map(heat, x, y)))
    wide = sum(float(right) - float(left) for left, right in re.findall(r"M([\d.]+) [\d.]+H([\d.]+)", drawn_))
    assert wide == 10 * sum(not math.isnan(value) for row in values for value in row)


def test_a_forest_has_its_rows_from_above_with_their_verdicts_at_their_numbers() -> None:
    rows = (
        Interval("gelu", 0.5, (0.1, 0.9), (-0.1, 1.1), "better", "#0072B2"),
        Interval("tanh", -0.5, (-0.9, -0.1), (-1.1, 0.1), "worse", "#D55E00"),
    )
    found = picture(single("t", Panel((Intervals(rows), Rule(0.0, "x"), Shade(-0.2, 0.2)), grid="x")))
    dots = list(found.all("circle"))
    assert [dot.attributes["fill"] for dot in dots] == ["#0072B2", "#D55E00"]
    assert float(dots[0].attributes["cy"] or 0) < float(dots[1].attributes["cy"] or 0)
    middle = (float(dots[0].attributes["cx"] or 0) + float(dots[1].attributes["cx"] or 0)) / 2
    lines = [node for node in found.all("line") if "class" not in node.attributes]
    rule = next(node for node in lines if node.attributes["x1"] == node.attributes["x2"])
    assert float(rule.attributes["x1"] or 0) == pytest.approx(middle, abs=0.11)
    shade = next(node for node in found.all("rect") if node.attributes.get("fill-opacity"))
    left = float(shade.attributes["x"] or 0)
    assert left + float(shade.attributes["width"] or 0) / 2 == pytest.approx(middle, abs=0.11)
    heights = {node.text: float(node.attributes["y"] or 0) for node in found.all("text")}
    assert heights["gelu"] == heights["better"] < heights["tanh"] == heights["worse"]


def test_panels_that_share_an_axis_show_all_marks() -> None:
    wide, narrow = Panel((Line((0.0, 100.0), (0.0, 1.0)),)), Panel((Line((0.0, 10.0), (0.0, 1.0)),))
    shared = Chart("", ((wide,), (narrow,)), (4.0, 4.0), share_x=True)
    apart = replace(shared, share_x=False)

    def right(chart: Chart) -> list[float]:
        return [places(one)[-1][0] for one in paths(chart)]

    assert right(shared)[1] < right(shared)[0] / 2 + 60
    assert right(apart)[1] == right(apart)[0]


@pytest.mark.parametrize("chart", [CURVES, GRID, FOREST, RANKS, MAP], ids=["curves", "grid", "forest", "ranks", "map"])
def test_every_mark_and_label_is_drawn(chart: Chart) -> None:
    found = read(svg(chart, "chart-x")).one("svg")
    assert len(list(found.all("text"))) > 3
    panels = [] if chart is RANKS else [panel for row in chart.panels for panel in row]
    labels = {mark.label for panel in panels for mark in panel.marks if isinstance(mark, Line | Points) and mark.label}
    if labels and (chart.legend or any(panel.legend for panel in panels)):
        shown = read(legend(chart))
        assert labels & {node.text for node in shown.all("span")}
