"""Documents as Markdown, in the dialect of GitHub: for reports, issues and papers' supplements."""

from __future__ import annotations

import re

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

_SPECIAL = re.compile(r"[\\`*|<\[\]$]|(?<!\w)_|_(?!\w)")


def render(document: Document, language: str, ending: str = ".svg") -> str:
    """Return a document as Markdown; its charts are looked for beside it, as files with ``ending``."""
    return "\n\n".join(_part(part, document, language, ending) for part in flat(document.parts)) + "\n"


def _say(words: str, language: str) -> str:
    """Return words in which nothing is taken for Markdown.

    >>> _say("where(x > 0, x, alpha * x) | leaky_relu", "en")
    'where(x > 0, x, alpha \\\\* x) \\\\| leaky_relu'
    """
    return _SPECIAL.sub(r"\\\g<0>", said(words, language))


def _part(part: Plain, document: Document, language: str, ending: str) -> str:
    match part:
        case Heading(words, level):
            return f"{'#' * level} {_cell(words, language)}"
        case Lead(words):
            return f"**{_cell(words, language)}**"
        case Paragraph(words):
            return _say(words, language)
        case Code(text, syntax, title=title):
            fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
            code = f"{fence}{syntax}\n{text.rstrip()}\n{fence}"
            return f"**{_cell(title, language)}**\n\n{code}" if title else code
        case Formula(left, text):
            return f"```\n{left} = {text}\n```"
        case Facts(rows):
            return _table([("", ""), *rows], ["---", "---"], language)
        case Table():
            rules = ["---:" if column.align == "right" else "---" for column in part.columns]
            table = _table([tuple(column.heading for column in part.columns), *part.rows], rules, language)
            return f"**{_cell(part.title, language)}**\n\n{table}" if part.title else table
        case Picture(name):
            return f"![{_cell(document.chart(name).title, language)}]({name}{ending})"


def _table(rows: list[tuple[str, ...]], rules: list[str], language: str) -> str:
    lines = ["| " + " | ".join(_cell(cell, language) for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "| " + " | ".join(rules) + " |", *lines[1:]])


def _cell(words: str, language: str) -> str:
    return _say(words, language).replace("\n", " ")
