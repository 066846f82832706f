"""What a document consists of: headings, paragraphs, tables, code, and charts that have names.

All of it is plain data, decided once: a renderer chooses how it looks and in which language, never what is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from actlab.functions.expression import Expression
from actlab.report.document.charts import AnyChart, Words


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is that of the document."""

    words: Words
    level: int = 1


@dataclass(frozen=True)
class Lead:
    """The finding in a few sentences, before everything that it rests on."""

    words: Words


@dataclass(frozen=True)
class Paragraph:
    """Sentences that stand together."""

    words: Words


@dataclass(frozen=True)
class Column:
    """A column of a table. Where room is scarce, ``fold`` breaks anywhere, ``words`` between words, ``never`` last."""

    heading: Words
    align: Literal["left", "right"] = "left"
    wrap: Literal["words", "fold", "never"] = "words"
    least: int = 0  # characters that it keeps where room is scarce


@dataclass(frozen=True)
class Table:
    """Rows of cells, one cell for each column; ``tight`` asks for as little room as possible."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Words, ...], ...]
    title: Words = ""
    tight: bool = False

    def __post_init__(self) -> None:
        assert all(len(row) == len(self.columns) for row in self.rows), "a row has a cell for each column"


@dataclass(frozen=True)
class Facts:
    """Lines of a name and what is to be said of it."""

    rows: tuple[tuple[Words, Words], ...]


@dataclass(frozen=True)
class Code:
    """A program or formula, word for word; ``file`` is the name under which a page offers it to be kept.

    With a ``title`` it is one of several of which a reader wants one: a page folds it, and offers to copy it.
    """

    text: str
    syntax: str = ""
    file: str = ""
    title: Words = ""


@dataclass(frozen=True)
class Formula:
    """A formula as it is typed, and its tree for whoever can set it as mathematics; ``left`` is what it equals."""

    left: str
    text: str
    tree: Expression


@dataclass(frozen=True)
class Picture:
    """The place of one of the document's charts, by its name."""

    name: str


Plain: TypeAlias = Heading | Lead | Paragraph | Table | Facts | Code | Formula | Picture


@dataclass(frozen=True)
class Card:
    """What belongs to one thing among several, under its name; ``open`` where there are few enough to be read."""

    name: Words
    parts: tuple[Plain, ...]
    open: bool = True


Part: TypeAlias = Plain | Card


def flat(parts: Iterable[Part]) -> Iterator[Plain]:
    """Yield parts one after another, a card as a heading and what is on it.

    >>> [type(part).__name__ for part in flat([Card("relu", (Paragraph("max(x, 0)"),))])]
    ['Heading', 'Paragraph']
    """
    for part in parts:
        if isinstance(part, Card):
            yield Heading(part.name, 3)
            yield from part.parts
        else:
            yield part


@dataclass(frozen=True)
class NamedChart:
    """A chart and its name, which is also that of its file, without an ending."""

    name: str
    chart: AnyChart


@dataclass(frozen=True)
class Document:
    """What is said, in its order, and the charts that belong to it.

    >>> Document((Heading("relu"), Paragraph("max(x, 0)"))).parts[1].words
    'max(x, 0)'
    """

    parts: tuple[Part, ...]
    charts: tuple[NamedChart, ...] = ()

    def chart(self, name: str) -> AnyChart:
        """Return the chart of that name."""
        return next(named.chart for named in self.charts if named.name == name)
