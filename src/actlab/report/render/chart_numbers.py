"""The numbers behind a chart as tables, and what it shows in a sentence: for whoever does not see it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeVar

from actlab.report.document.charts import (
    AnyChart,
    Axis,
    Bars,
    Chart,
    HeatMap,
    Intervals,
    Line,
    Numbers,
    Panel,
    Points,
    RankDiagram,
    Words,
)
from actlab.report.document.parts import Column, Table
from actlab.words import _, decimal, joined

_Value = TypeVar("_Value")

MOST = 12  # points of a line in a table


def tables(chart: AnyChart) -> list[Table]:
    """Return what a chart shows as tables, panel by panel; of a long line some points, the first and the last too."""
    if isinstance(chart, RankDiagram):
        columns = (Column(""), Column(_("mean"), align="right"))
        return [Table(columns, tuple((rank.name, shown(rank.mean)) for rank in chart.ranks))]
    return [table for row in chart.panels for place, panel in enumerate(row) for table in _panel(chart, panel, row)]


def sentence(chart: AnyChart) -> Words:
    """Return what a chart shows in a sentence or two."""
    if isinstance(chart, RankDiagram):
        ends: list[Words] = [joined([rank.name, shown(rank.mean)]) for rank in chart.ranks]
        return joined([chart.caption, joined(ends, ", ")], ". ")
    panel = chart.panels[0][0]
    found = [words for mark in panel.marks if isinstance(mark, Intervals) for words in _rows(mark)]
    if found:
        return joined([panel.x.label, joined(found, "; ")], ": ")
    lines = [mark for mark in panel.marks if isinstance(mark, Line) and mark.label]
    maps = [scale_of(mark) for mark in panel.marks if isinstance(mark, HeatMap)]
    if maps:
        return joined([panel.title, joined(maps, "; ")], ": ") if panel.title else joined(maps, "; ")
    axes = _("{y} against {x}.").format(y=panel.y.label, x=_across(chart, panel).label)
    last = [(line.label, _last(line)) for line in lines]
    ended: list[Words] = [joined([label, shown(value)]) for label, value in last if math.isfinite(value)]
    if not ended:
        return axes
    return axes + " " + _("At the right end: {values}.").format(values=joined(ended, "; "))


def shown(value: float | None) -> Words:
    """Return a number to four digits; a dash for none.

    >>> shown(0.123456), shown(float("nan"))
    ('0.1235', '-')
    """
    return "-" if value is None or math.isnan(value) else decimal(f"{value:.4g}")


def scale_of(heat: HeatMap) -> Words:
    """Return what the colours of a map say, and from which value to which."""
    text = _("{label}, from {low} to {high}")
    return text.format(label=heat.label or _("value"), low=shown(heat.low), high=shown(heat.high))


def _rows(intervals: Intervals) -> Iterator[Words]:
    for row in intervals.rows:
        yield joined([row.name, shown(row.at), joined(["(", row.word, ")"], "")])


def _last(line: Line) -> float:
    finite = [y for y in line.y if math.isfinite(y)]
    return finite[-1] if finite else math.nan


def _across(chart: Chart, panel: Panel) -> Axis:
    """Return the x axis with a label: that of the lowest panel where all of them share it."""
    return panel.x if panel.x.label else chart.panels[-1][0].x


def _panel(chart: Chart, panel: Panel, row: Sequence[Panel]) -> Iterator[Table]:
    title = joined([words for words in (panel.title, panel.y.label or row[0].y.label) if words], ": ")
    for mark in panel.marks:
        if isinstance(mark, Intervals):
            yield _intervals(mark, panel)
        if isinstance(mark, HeatMap):
            yield _map(mark, panel, title)
    lines = [mark for mark in panel.marks if isinstance(mark, Line) and mark.label]
    if lines:
        yield _lines(lines, _across(chart, panel).label, title)
    for mark in panel.marks:
        if isinstance(mark, Points | Bars) and len(mark.x) > 1 and not (isinstance(mark, Points) and mark.foot):
            heights = mark.y if isinstance(mark, Points) else mark.heights
            yield _points(mark.x, heights, _across(chart, panel).label, mark.label or title)


def _map(heat: HeatMap, panel: Panel, title: Words) -> Table:
    """Return values of a map, spread evenly, with those at its corners; y in the first column."""
    across, up = _some(range(len(heat.x))), _some(range(len(heat.y)))
    columns = (Column(panel.y.label, align="right"), *(Column(shown(heat.x[at]), align="right") for at in across))
    rows = tuple((shown(heat.y[row]), *(shown(heat.values[row][at]) for at in across)) for row in reversed(up))
    return Table(columns, rows, title or heat.label)


def _intervals(mark: Intervals, panel: Panel) -> Table:
    single, together = _("95 % interval"), _("all together")
    columns = (Column(""), Column(_("difference"), align="right"), Column(single), Column(together), Column(""))
    rows = tuple((row.name, shown(row.at), _ends(row.thick), _ends(row.thin), row.word) for row in mark.rows)
    return Table(columns, rows, panel.x.label)


def _ends(ends: tuple[float, float] | None) -> Words:
    return joined(["[", shown(ends[0]), "; ", shown(ends[1]), "]"], "") if ends else "-"


def _lines(lines: Sequence[Line], across: Words, title: Words) -> Table:
    """Return lines in columns where they have the same x, else each point of the first one's x that another has."""
    places = _some(sorted({x for line in lines for x in line.x}))
    heights = [dict(zip(line.x, line.y, strict=True)) for line in lines]
    columns = (Column(across, align="right"), *(Column(line.label, align="right") for line in lines))
    rows = tuple((shown(x), *(shown(height.get(x)) for height in heights)) for x in places)
    return Table(columns, rows, title)


def _points(x: Numbers, y: Numbers, across: Words, title: Words) -> Table:
    chosen = _some(range(len(x)))
    columns = (Column(across, align="right"), Column(title, align="right"))
    return Table(columns, tuple((shown(x[place]), shown(y[place])) for place in chosen))


def _some(values: Sequence[_Value]) -> list[_Value]:
    """Return values that are spread evenly, with both ends."""
    if len(values) <= MOST:
        return list(values)
    return [values[round(place * (len(values) - 1) / (MOST - 1))] for place in range(MOST)]
