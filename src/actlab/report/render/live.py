"""The numbers of line charts for the page's script, which draws them again so that one can zoom, choose and compare.

They are those of the SVG, with as many digits as a chart shows; every row of numbers stands in the page once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeAlias, TypedDict

from actlab.report.document.charts import AnyChart, Axis, Chart, Line, Numbers, Panel, Points, Span, Words
from actlab.report.document.multiples import MANY, is_small_multiples
from actlab.report.document.palette import OTHER, STYLES, styles
from actlab.report.render.markup import visible
from actlab.report.render.packed import Packed, packed
from actlab.report.render.scale import reaches
from actlab.report.render.svg_marks import DASHES, colour
from actlab.words import LANGUAGES, said

_DIGITS, _SINGLE_DIGITS = 5, 4  # significant ones, of means and of single seeds
_POINTS = 400  # of a line, at most
_SINGLES = 120_000  # numbers of single seeds in a page, at most
PICKED = 7  # of many activations, those that have a colour at first

Said: TypeAlias = str | dict[str, str]  # the same in every language, or by language


class Look(TypedDict):
    """A colour and the lengths of dashes and gaps."""

    colour: str
    dash: list[int]


class LiveAxis(TypedDict):
    """An axis: its label, whether it is one of powers of ten, and its ends in the whole view."""

    label: Said
    log: bool
    ends: Span


class LiveLine(Look):
    """A line; its numbers are places in the pool, -1 for none."""

    arm: str
    x: int
    y: int
    low: int
    high: int
    singles: list[int]
    across: int
    width: float
    layer: int
    marker: str


class LivePoints(TypedDict):
    """Separate points; their numbers are places in the pool."""

    arm: str
    x: int
    y: int
    colour: str
    marker: str
    size: float
    hollow: bool
    foot: bool
    opacity: float


class LivePanel(TypedDict):
    """A panel."""

    title: Said
    x: LiveAxis
    y: LiveAxis
    lines: list[LiveLine]
    points: list[LivePoints]


class LiveChart(TypedDict):
    """The panels of a chart in so many columns; ``merged`` where small ones have become one."""

    columns: int
    merged: bool
    panels: list[LivePanel]


class LiveArm(Look):
    """An activation: the name under which marks bear it, what is shown of it, how it looks, and whether it is shown."""

    name: str
    label: Said
    picked: bool


class Live(TypedDict):
    """All of a page's line charts: by the name of their figure, on common rows of numbers."""

    pool: list[Packed]
    charts: dict[str, LiveChart]
    arms: list[LiveArm]
    many: bool
    looks: list[Look]
    other: Look


@dataclass
class _Pool:
    """Rows of numbers, of which none is kept twice; of single seeds one point in ``every``."""

    every: int
    rows: dict[tuple[Sequence[float], int], int] = field(default_factory=dict)

    def place(self, values: Sequence[float], digits: int = _DIGITS) -> int:
        """Return where these numbers stand; -1 without any."""
        if not values:
            return -1
        row = (tuple(_thinned(values, _step(values))), digits)
        return self.rows.setdefault(row, len(self.rows))

    def single(self, values: Numbers, digits: int = _SINGLE_DIGITS) -> int:
        """Return where these numbers of one seed stand."""
        return self.place(_thinned(_thinned(values, _step(values)), self.every), digits)


def live(charts: Sequence[tuple[str, AnyChart]]) -> Live:
    """Return what the script needs of those charts, given with the names of their figures, that consist of lines."""
    drawn = [(name, chart) for name, chart in charts if isinstance(chart, Chart) and _is_live(chart)]
    pool = _Pool(thinning([chart for _name, chart in drawn]))
    found = {name: _chart(chart, pool) for name, chart in drawn}
    arms = _arms([chart for _name, chart in drawn])
    rows = [packed(values, digits) for values, digits in pool.rows]
    looks = [_look(style.colour, style.dash) for style in STYLES]
    return {
        "pool": rows,
        "charts": found,
        "arms": arms,
        "many": len(arms) > MANY,
        "looks": looks,
        "other": _look(*OTHER),
    }


def thinning(charts: Sequence[AnyChart]) -> int:
    """Return of how many points of a single seed's line the page keeps one; 1 for all of them."""
    lines = {line.singles for chart in charts if isinstance(chart, Chart) for line in _lines(chart)}
    numbers = sum(len(_thinned(one, _step(one))) for singles in lines for one in singles)
    return max(1, math.ceil(numbers / _SINGLES))


def _is_live(chart: Chart) -> bool:
    marks = [mark for row in chart.panels for panel in row for mark in panel.marks]
    return all(isinstance(mark, Line | Points) for mark in marks) and any(line.arm for line in _lines(chart))


def _lines(chart: Chart) -> Iterator[Line]:
    for panel in chain.from_iterable(chart.panels):
        yield from (mark for mark in panel.marks if isinstance(mark, Line))


def _arms(charts: Sequence[Chart]) -> list[LiveArm]:
    """Return the activations in the order of the charts; of many only some have a look at first."""
    labels: dict[str, Words] = {}
    for chart in charts:
        for panel in chain.from_iterable(chart.panels):
            for mark in panel.marks:
                if isinstance(mark, Line) and mark.arm:
                    labels.setdefault(mark.arm, mark.label or panel.title if is_small_multiples(chart) else mark.label)
                    labels[mark.arm] = labels[mark.arm] or mark.arm
    picked = list(labels)[: PICKED if len(labels) > MANY else None]
    look = styles(picked)
    return [
        {
            "name": visible(name),
            "label": _said(label),
            "picked": name in look,
            **_look(*look.get(name, OTHER)),
        }
        for name, label in labels.items()
    ]


def _chart(chart: Chart, pool: _Pool) -> LiveChart:
    ends = [one for row in reaches(chart) for one in row]
    panels = list(chain.from_iterable(chart.panels))
    if is_small_multiples(chart):
        marks = tuple(dict.fromkeys(mark for panel in panels for mark in panel.marks))
        one = Panel(marks, panels[0].x, panels[0].y)
        return {"columns": 1, "merged": True, "panels": [_panel(one, ends[0], chart.x_label, chart.y_label, pool)]}
    across = chart.panels[-1][0].x.label
    up = [row[0].y.label for row in chart.panels for _panel in row]
    found = [
        _panel(panel, one, panel.x.label or across, panel.y.label or label, pool)
        for panel, one, label in zip(panels, ends, up, strict=True)
    ]
    titles = list(chart.panels[0]) * len(chart.panels)
    for made, panel in zip(found, titles, strict=True):
        made["title"] = _said(panel.title)
    return {"columns": len(chart.panels[0]), "merged": False, "panels": found}


def _panel(panel: Panel, ends: tuple[Span, Span], across: Words, up: Words, pool: _Pool) -> LivePanel:
    return {
        "title": _said(panel.title),
        "x": _axis(panel.x, across, ends[0]),
        "y": _axis(panel.y, up, ends[1]),
        "lines": [_line(mark, pool) for mark in panel.marks if isinstance(mark, Line)],
        "points": [_points(mark, pool) for mark in panel.marks if isinstance(mark, Points)],
    }


def _axis(axis: Axis, label: Words, ends: Span) -> LiveAxis:
    return {"label": _said(label), "log": axis.scale == "log", "ends": ends}


def _line(line: Line, pool: _Pool) -> LiveLine:
    return {
        "arm": visible(line.arm),
        "x": pool.place(line.x),
        "y": pool.place(line.y),
        "low": pool.place(line.low),
        "high": pool.place(line.high),
        "singles": [pool.single(one) for one in line.singles],
        "across": pool.single(line.x, _DIGITS) if line.singles else -1,
        "width": round(line.width, 2),
        "layer": line.layer,
        "marker": line.marker,
        **_look(line.colour, line.dash),
    }


def _points(points: Points, pool: _Pool) -> LivePoints:
    return {
        "arm": visible(points.arm),
        "x": pool.place(points.x),
        "y": pool.place(points.y),
        "colour": colour(points.colour),
        "marker": points.marker,
        "size": points.size,
        "hollow": points.hollow,
        "foot": points.foot,
        "opacity": points.opacity,
    }


def _look(paint: str, dash: str) -> Look:
    return {"colour": colour(paint), "dash": [int(length) for length in DASHES.get(dash, "").split()]}


def _said(words: Words) -> Said:
    texts = {language: visible(" ".join(said(words, language).split())) for language in LANGUAGES}
    return next(iter(texts.values())) if len(set(texts.values())) == 1 else texts


def _step(values: Sequence[float]) -> int:
    return math.ceil(len(values) / _POINTS)


def _thinned(values: Sequence[float], every: int) -> Sequence[float]:
    """Return one value in so many, and the last one.

    >>> _thinned((0.0, 1.0, 2.0, 3.0, 4.0, 5.0), 2)
    (0.0, 2.0, 4.0, 5.0)
    """
    if every <= 1 or len(values) < 2:
        return values
    return (*values[:-1][::every], values[-1])
