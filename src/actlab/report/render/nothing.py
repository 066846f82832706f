"""The renderer that shows nothing: it walks through all of a document and says which words are there.

Source of the idea: arviz-plots' backend "none", with which a chart is tested without a drawing.
"""

from __future__ import annotations

from collections.abc import Iterator

from actlab.report.document.charts import (
    AnyChart,
    Axis,
    Bars,
    HeatMap,
    Intervals,
    Line,
    Mark,
    Note,
    Panel,
    Points,
    RankDiagram,
    Rule,
    Shade,
    Words,
)
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
from actlab.words import said


def render(document: Document, language: str) -> str:
    """Return the words of a document and of its charts in a language, one text after another."""
    return "\n".join(said(found, language) for found in words(document))


def words(document: Document) -> list[Words]:
    """Return everything that people read in a document, also what stands in its charts; code is not words.

    Raises an error where a part names a chart that the document does not have.

    >>> words(Document((Paragraph("one"), Table((), (), "two"))))
    ['one', 'two']
    """
    found = [one for part in flat(document.parts) for one in _part(part, document)]
    found += [one for named in document.charts for one in chart_words(named.chart)]
    return [one for one in found if one]


def chart_words(chart: AnyChart) -> list[Words]:
    """Return everything that people read in a chart."""
    if isinstance(chart, RankDiagram):
        return [chart.title, chart.caption, *(rank.name for rank in chart.ranks)]
    labels = (chart.x_label, chart.y_label)
    return [chart.title, *labels, *(one for row in chart.panels for panel in row for one in _panel(panel))]


def _part(part: Plain, document: Document) -> Iterator[Words]:
    match part:
        case Heading(found) | Lead(found) | Paragraph(found):
            yield found
        case Facts(rows):
            yield from (one for row in rows for one in row)
        case Table():
            yield part.title
            yield from (column.heading for column in part.columns)
            yield from (cell for row in part.rows for cell in row)
        case Picture(name):
            document.chart(name)
        case Code():
            yield part.title
        case Formula():
            pass


def _panel(panel: Panel) -> Iterator[Words]:
    yield panel.title
    for axis in (panel.x, panel.y):
        yield from _axis(axis)
    for mark in panel.marks:
        yield from _mark(mark)


def _axis(axis: Axis) -> Iterator[Words]:
    yield axis.label
    yield from (tick.words for tick in axis.ticks or ())


def _mark(mark: Mark) -> Iterator[Words]:
    match mark:
        case Line() | Points() | Shade() | Rule() | Bars() | HeatMap():
            yield mark.label
        case Intervals(rows):
            yield from (one for row in rows for one in (row.name, row.word))
        case Note(found):
            yield found
