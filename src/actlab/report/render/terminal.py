"""Documents for a terminal, as plain text: tables by rich, curves with braille dots by plotille."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from functools import partial

import plotille
from rich import box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.table import Table as Grid
from rich.text import Text as Styled

from actlab.report.document.charts import AnyChart, Axis, Chart, HeatMap, Line, Span
from actlab.report.document.parts import (
    Code,
    Document,
    Facts,
    Formula,
    Heading,
    Lead,
    Paragraph,
    Picture,
    Plain,
    Table,
    flat,
)
from actlab.report.render.folding import blocks, cells, fitted
from actlab.report.render.shades import shaded
from actlab.words import decimal, said

_WIDEST = 10_000  # characters
WIDTH = 80  # of a terminal that does not say it
_COLOURS = ("cyan", "yellow", "magenta", "green", "red", "blue", "white")
_MARKS = (None, "o", "x", "+", "*", "#", "%")
_MARKED = 25  # marks on a curve that is drawn with them
_LEAST, _MOST, _BESIDE = (
    20,
    60,
    21,
)  # fewest and most columns of a drawing, and what its axes take beside it and the label of x


def render(document: Document, language: str, width: int | None = None, colour: bool = False) -> str:
    """Return a document as text; it fits into ``width`` columns, where that is given.

    Without a width, tables take that of the terminal, and paragraphs are one line each, for the terminal to break.
    """
    written = []
    for part in flat(document.parts):
        text = _write(_part(part, document, language, width, colour), width, colour)
        written.append(f"\n{text}\n" if isinstance(part, Heading) else text)
    return "\n".join(text for text in written if text).strip("\n")


def drawing(chart: AnyChart, language: str, width: int = WIDTH, colour: bool = False) -> str:
    """Draw the lines or the map of a chart's first panel; an empty text where it has none or there is no room."""
    if not isinstance(chart, Chart):
        return ""
    panel = chart.panels[0][0]
    for heat in panel.marks:
        if isinstance(heat, HeatMap):
            return shaded(panel, heat, language, width)
    lines = [mark for mark in panel.marks if isinstance(mark, Line)]
    if not lines:
        return ""
    name = said(panel.x.label, language)
    across = min(_MOST, width - _BESIDE - len(name))
    if across < _LEAST:
        return ""
    plot = plotille.Figure()
    plot.width, plot.height, plot.with_colors = across, 15 if len(lines) <= 2 else 18, colour
    plot.register_label_formatter(float, partial(_tick, language))
    low, high = _heights(panel.y, lines)
    left, right = _reach([x for line in lines for x, y in zip(line.x, line.y, strict=True) if y == y], share=0.0)
    plot.set_x_limits(left if panel.x.low is None else panel.x.low, right if panel.x.high is None else panel.x.high)
    plot.set_y_limits(low, high)
    plot.x_label, plot.y_label = name, "y"
    legend = []
    for place, line in enumerate(lines):
        shade, mark = _COLOURS[place % len(_COLOURS)] if colour else None, _MARKS[place % len(_MARKS)]
        for x, y in _pieces(line, low, high):
            plot.plot(x, y, lc=shade)
        if mark:  # so that curves differ without colours
            plot.scatter(*_marked(line, place, low, high), lc=shade, marker=mark)
        legend.append(plotille.color(f"⠤{mark or ''}⠤ ", fg=shade, no_color=not colour) + said(line.label, language))
    return "\n".join([str(plot.show()), "", *legend])


def _tick(language: str, value: float, chars: int, **_ignored: object) -> str:
    """Return a number of an axis in so many characters, in powers of ten where it is too large or small for digits."""
    plain = f"{value:{chars}.2f}"
    readable = len(plain) <= chars and (abs(value) >= 0.01 or value == 0)
    return said(decimal(plain if readable else f"{value:{chars}.1e}"[:chars]), language)


def _heights(axis: Axis, lines: Sequence[Line]) -> Span:
    low, high = _reach([y for line in lines for y in line.y if math.isfinite(y)])
    return low if axis.low is None else axis.low, high if axis.high is None else axis.high


def _pieces(line: Line, low: float, high: float) -> Iterator[tuple[list[float], list[float]]]:
    """Yield the runs of a line that an axis shows; it ends at gaps, and at the border of the picture."""
    x: list[float] = []
    y: list[float] = []
    for across, up in zip((*line.x, math.nan), (*line.y, math.nan), strict=True):
        if low <= up <= high:
            x.append(across)
            y.append(up)
        elif x:
            yield x, y
            x, y = [], []


def _marked(line: Line, place: int, low: float, high: float) -> tuple[list[float], list[float]]:
    """Return the points of a line at which its mark stands."""
    every = max(len(line.x) // _MARKED, 1)
    dots = slice(place * every // 4, None, every)
    points = [(x, y) for x, y in zip(line.x[dots], line.y[dots], strict=True) if low <= y <= high]
    return [x for x, _y in points], [y for _x, y in points]


def _reach(values: Sequence[float], share: float = 0.05) -> tuple[float, float]:
    """Return the ends of an axis with room on both sides."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    room = share * (high - low) if high > low else 1.0
    return low - room, high + room


def _part(part: Plain, document: Document, language: str, width: int | None, colour: bool) -> RenderableType:
    match part:
        case Heading(words):
            return Styled(said(words, language), style="bold")
        case Lead(words):
            return Styled(said(words, language) + "\n", style="bold")
        case Paragraph(words):
            return Styled(said(words, language))
        case Code(text, title=title):
            code = Styled(text, no_wrap=True, overflow="ignore")
            return Group(Styled(said(title, language), style="bold"), code) if title else code
        case Formula(left, text):
            return Styled(f"{left} = {text}")
        case Facts():
            return _facts(part, language)
        case Table():
            grid = _table(part, language, width, colour)
            # a title of the grid's own is broken at the width of a narrow table
            return Group(Styled(said(part.title, language), style="bold"), grid) if part.title else grid
        case Picture(name):
            return drawing(document.chart(name), language, width or WIDTH, colour)


def _facts(facts: Facts, language: str) -> Grid:
    grid = Grid.grid(padding=(0, 2))
    grid.add_column(style="bold", overflow="fold")
    grid.add_column(overflow="fold", ratio=1)
    for name, words in facts.rows:
        grid.add_row(Styled(said(name, language)), Styled(said(words, language)))
    return grid


def _table(table: Table, language: str, width: int | None, colour: bool) -> RenderableType:
    """Return the table as it is meant to be, or, where that does not fit, in blocks of columns, or broken anywhere."""
    console = _console(width, colour)
    meant = _grid(table, language)
    # rich never tells of more than it is allowed
    asked = Measurement.get(console, console.options.update(max_width=_WIDEST), meant)
    if asked.maximum <= console.width:
        return meant
    if asked.minimum <= console.width:  # rich would narrow a column beyond its words, and cut another off
        return _grid(table, language, fitted(table, language, console.width))
    found = [_grid(block.table, language, block.widths) for block in blocks(table, language, console.width)]
    return Group(*found) if found else _grid(table, language, breaks=True)


def _grid(table: Table, language: str, widths: Sequence[int] = (), *, breaks: bool = False) -> Grid:
    """Return a grid, whose columns are as wide as given, else as their cells ask for."""
    grid = Grid(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=0 if table.tight else (0, 1),
    )
    for place, column in enumerate(table.columns):
        never = column.wrap == "never" and not breaks and not widths
        grid.add_column(
            Styled(said(column.heading, language)),
            justify=column.align,
            overflow="fold",  # a digit that is cut off would be a lie
            no_wrap=never,
            width=widths[place] if widths else None,
            min_width=None if breaks or widths else _least(table, place, language) if never else column.least or None,
        )
    for row in table.rows:
        grid.add_row(*(Styled(said(cell, language)) for cell in row))
    return grid


def _least(table: Table, place: int, language: str) -> int:
    """Return how wide a column is whose cells are never broken."""
    return max(map(cell_len, cells(table, place, language)))


def _write(content: RenderableType, width: int | None, colour: bool) -> str:
    if isinstance(content, str):  # a drawing, which has its own colours
        return content
    console = _console(width, colour)
    console.print(content, soft_wrap=isinstance(content, Styled) and width is None)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().rstrip("\n").split("\n"))


def _console(width: int | None, colour: bool) -> Console:
    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        force_jupyter=False,  # else a notebook is shown what is to be returned
    )
