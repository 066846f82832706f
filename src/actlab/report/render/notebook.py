"""Documents for a notebook's cell, as a piece of HTML: words, tables and figures.

Nothing is loaded from anywhere, and nothing that a user has named is taken for HTML.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

from actlab.report.document.charts import AnyChart
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
from actlab.report.render.matplotlib import png
from actlab.words import said


def shown(document: Document, language: str) -> str:
    """Return a document as HTML; charts that have no place in it are below."""
    placed = [part.name for part in flat(document.parts) if isinstance(part, Picture)]
    return _page(document, language, [named.name for named in document.charts if named.name not in placed])


def brief(document: Document, language: str, charts: Sequence[str]) -> str:
    """Return the headline, what to type next, the tables and some charts of a document as HTML."""
    parts = tuple(part for part in flat(document.parts) if isinstance(part, Lead | Code | Table))
    return _page(Document(parts, document.charts), language, charts)


def _page(document: Document, language: str, below: Sequence[str]) -> str:
    parts = [_part(part, document, language) for part in flat(document.parts)]
    pictures = [_picture(named.chart, language) for named in document.charts if named.name in below]
    return f"<div>{''.join(parts)}{''.join(pictures)}</div>"


def _part(part: Plain, document: Document, language: str) -> str:
    match part:
        case Heading(words, level):
            return f"<h{level + 2}>{_say(words, language)}</h{level + 2}>"
        case Lead(words):
            return f"<p><strong>{_say(words, language)}</strong></p>"
        case Paragraph(words):
            return f"<p>{_say(words, language)}</p>"
        case Code(text, title=title):
            return (f"<p>{_say(title, language)}</p>" if title else "") + f"<pre>{escape(text)}</pre>"
        case Formula(left, text):
            return f"<p><code>{escape(f'{left} = {text}')}</code></p>"
        case Facts(rows):
            return facts(rows, language)
        case Table():
            return _table(part, language)
        case Picture(name):
            return _picture(document.chart(name), language)


def _table(table: Table, language: str) -> str:
    sides = [column.align for column in table.columns]
    head = _row("th", [column.heading for column in table.columns], sides, language)
    body = "".join(_row("td", row, sides, language) for row in table.rows)
    caption = f"<caption>{_say(table.title, language)}</caption>" if table.title else ""
    return f"<table>{caption}<thead>{head}</thead><tbody>{body}</tbody></table>"


def _row(tag: str, cells: Iterable[str], sides: Iterable[str], language: str) -> str:
    texts = ((_say(cell, language), side) for cell, side in zip(cells, sides, strict=True))
    return "<tr>" + "".join(f'<{tag} style="text-align:{side}">{text}</{tag}>' for text, side in texts) + "</tr>"


def facts(rows: Iterable[tuple[str, str]], language: str) -> str:
    """Return lines of a name and what is to be said of it as a table."""
    cells = ((_say(what, language), _say(words, language)) for what, words in rows)
    return "<table>" + "".join(f"<tr><th>{what}</th><td>{words}</td></tr>" for what, words in cells) + "</table>"


def _picture(chart: AnyChart, language: str) -> str:
    """Return a chart as a PNG within the page: what is drawn twice in a notebook would share the names of an SVG."""
    data, words = b64encode(png(chart, language)).decode(), _say(chart.title, language)
    return f'<img alt="{words}" style="max-width:100%" src="data:image/png;base64,{data}">'


def _say(words: str, language: str) -> str:
    return escape(said(words, language))
