"""Documents as one self-contained page: every language in it, charts drawn, nothing loaded, nothing that runs but ours.

A content policy allows the one style sheet and the one script that the package brings, by their digests; no network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files

from actlab.report.document.charts import AnyChart, Chart
from actlab.report.document.parts import (
    Card,
    Code,
    Document,
    Facts,
    Formula,
    Heading,
    Lead,
    NamedChart,
    Paragraph,
    Part,
    Picture,
    Table,
    flat,
)
from actlab.report.render import cards
from actlab.report.render.chart_numbers import sentence, tables
from actlab.report.render.live import live, thinning
from actlab.report.render.markup import Markup, data, digest, element, escaped, spoken, together
from actlab.report.render.svg_chart import legend, svg
from actlab.report.render.tools import tools
from actlab.words import LANGUAGES, Text, _, said

_PAGE = "actlab.report.render"
_LONGEST = 20_000  # characters of a file that is shown in the page, and not only offered
_THEMES: tuple[tuple[str, Text], ...] = (("auto", _("as the system")), ("light", _("light")), ("dark", _("dark")))
_NAMES = {"en": "English", "pt": "Português"}


def render(document: Document, language: str) -> str:
    """Return a document as a page that shows ``language`` first; charts that no part places stand at the end."""
    style, script = _asset("report.css") + _asset("charts.css"), _asset("report.js")
    title = next((part.words for part in document.parts if isinstance(part, Heading) and part.level == 1), "actlab")
    head = [
        Markup('<meta charset="utf-8">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="color-scheme" content="light dark">'),
        element("title", escaped(said(title, language))),
        Markup(f"<style>{style}</style>"),
    ]
    main = element("main", together(_body(document), "\n"))
    stored = data(_stored(document, title), "actlab-data")
    every = thinning([named.chart for named in document.charts])
    body = together([_controls(language), main, tools(every), stored, Markup(f"<script>{script}</script>")], "\n")
    page = [element("head", together(head, "\n")), element("body", body)]
    return f"<!DOCTYPE html>\n{element('html', together(page), lang=language, data_theme='auto')}\n"


def _asset(name: str) -> str:
    """Return the style sheet or the script, which hold nothing that would end their element."""
    return files(_PAGE).joinpath("page", name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {digest(style)}; script-src {digest(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _stored(document: Document, title: str) -> dict[str, object]:
    """Return what the script needs: the title in every language, the files that are offered, and charts' numbers."""
    offered = {part.file: part.text for part in document.parts if isinstance(part, Code) and part.file}
    titles = {language: said(title, language) for language in LANGUAGES}
    charts = live([(_figure_name(named), named.chart) for named in document.charts])
    return {"title": titles, "files": offered, "live": charts}


def _controls(language: str) -> Markup:
    """Return the choice of language and of light or dark; hidden until the script can serve it."""
    languages = [
        element(
            "button",
            escaped(_NAMES[one]),
            type="button",
            lang=one,
            data_language=one,
            aria_pressed=_is(one == language),
        )
        for one in LANGUAGES
    ]
    themes = [
        element("button", spoken(words), type="button", data_theme_choice=one, aria_pressed=_is(one == "auto"))
        for one, words in _THEMES
    ]
    groups = [_group(_("Language"), languages, "language"), _group(_("Colours"), themes, "colours")]
    return element("header", together(groups), hidden="", class_="controls")


def _group(words: Text, buttons: list[Markup], name: str) -> Markup:
    label = element("span", spoken(words), id=f"choice-{name}", class_="label")
    return element("div", together([label, *buttons]), role="group", aria_labelledby=f"choice-{name}")


def _is(true: bool) -> str:
    return "true" if true else "false"


def _body(document: Document) -> Iterator[Markup]:
    placed = {part.name for part in flat(document.parts) if isinstance(part, Picture)}
    for part in document.parts:
        yield _part(part, document)
    for named in document.charts:
        if named.name not in placed:
            yield figure(named)


def _part(part: Part, document: Document) -> Markup:
    match part:
        case Heading(words, level):
            return element(f"h{min(level, 6)}", spoken(words))
        case Lead(words):
            return element("p", spoken(words), class_="lead")
        case Paragraph(words):
            return element("p", spoken(words))
        case Code():
            return cards.snippet(part) if part.title else _code(part)
        case Formula():
            return cards.formula(part)
        case Card():
            return cards.card(part, [_part(one, document) for one in part.parts])
        case Facts(rows):
            pairs = [
                element("div", together([element("dt", spoken(name)), element("dd", spoken(words))]))
                for name, words in rows
            ]
            return element("dl", together(pairs))
        case Table():
            return table(part)
        case Picture(name):
            return figure(NamedChart(name, document.chart(name)))


def table(part: Table) -> Markup:
    """Return a table that scrolls by itself where there is no room; the first cell of a row is its heading."""
    kinds = ["number" if column.align == "right" else None for column in part.columns]
    columns = zip(part.columns, kinds, strict=True)
    headings = [element("th", spoken(column.heading), scope="col", class_=kind) for column, kind in columns]
    rows = [_row(row, kinds) for row in part.rows]
    parts = [
        *([element("caption", spoken(part.title))] if part.title else []),
        element("thead", element("tr", together(headings))),
        element("tbody", together(rows)),
    ]
    return _scrolling(element("table", together(parts)), part.title or _("Table"))


def _row(row: tuple[str, ...], kinds: list[str | None]) -> Markup:
    first, *others = [spoken(cell) for cell in row]
    cells = [element("td", cell, class_=kind) for cell, kind in zip(others, kinds[1:], strict=True)]
    return element("tr", together([element("th", first, scope="row", class_=kinds[0]), *cells]))


def _scrolling(content: Markup, words: str) -> Markup:
    """Return what may be wider than the page; one who has only a keyboard can move it."""
    name = element("span", spoken(words), class_="unseen")
    return element("div", together([name, content]), class_="scroll", tabindex="0")


def figure(named: NamedChart) -> Markup:
    """Return a chart with its title, its legend, what it shows in a sentence and the numbers behind it."""
    chart, name = named.chart, _figure_name(named)
    numbers = [element("summary", spoken(_("The numbers of this chart"))), *map(table, tables(chart))]
    parts = [
        element("figcaption", spoken(chart.title or named.name), id=f"{name}-title"),
        element("div", svg(chart, name), class_="scroll drawn", tabindex="0" if _is_wide(chart) else None),
        legend(chart),
        element("p", spoken(sentence(chart)), id=f"{name}-sentence", class_="unseen"),
        element("details", together(numbers)),
    ]
    return element("figure", together(parts, "\n"), id=name)


def _figure_name(named: NamedChart) -> str:
    return "chart-" + re.sub(r"[^\w-]", "-", named.name)


def _is_wide(chart: AnyChart) -> bool:
    """Return whether a chart keeps a width of its own, where the page has less."""
    return isinstance(chart, Chart) and len(chart.panels[0]) > 1


def _code(part: Code) -> Markup:
    """Return a program word for word, or a file: folded, and offered to be kept."""
    shown = element("pre", element("code", escaped(part.text.rstrip("\n"))), tabindex="0")
    if not part.file:
        return shown
    keep = element("button", spoken(_("Save as a file")), type="button", data_file=part.file, hidden="")
    name = element("summary", element("code", escaped(part.file)))
    inside = [shown] if len(part.text) <= _LONGEST else []
    return element("details", together([name, keep, *inside]), class_="file")
