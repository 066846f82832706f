"""Makes of the lesson's text, one page of documentation for each language, what the live page shows, and notebooks.

``python web/lesson.py`` writes ``src/actlab/play/page/lesson.json`` and a notebook beside each page. The text is
Markdown with examples; a comment such as ``<!-- figure: function relu -->`` stands where a live figure is, and
``means`` draws the table above it. A test builds all of it again and compares, runs the examples, and looks for every
number in what they print.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

TOP = Path(__file__).parent.parent
PAGES = {"en": TOP / "docs/en/lesson.md", "pt": TOP / "docs/pt/aula.md"}
TARGET = TOP / "src/actlab/play/page/lesson.json"
QUESTION = {"en": "Question.", "pt": "Pergunta."}
LIVE = {
    "en": "*The figure that stands here is live: `actlab play`.*",
    "pt": "*A figura que fica aqui é viva: `actlab play`.*",
}
_COMMENT = re.compile(r"<!-- (\w+): (.*?) -->")
_DEMO = re.compile(r'actlab\.demo\("([\w-]+)", quick=True\)')
_READER = MarkdownIt("commonmark").enable("table")

Plain = str | float | None | list["Plain"] | dict[str, "Plain"]


@dataclass
class Figure:
    """A live figure: its name, what it shows, its settings, and the rows of the table that it draws."""

    name: str
    shown: list[str]
    settings: dict[str, str]
    rows: list[list[Plain]] = field(default_factory=list)

    def plain(self) -> dict[str, Plain]:
        """Return it for the page; what is empty is left out."""
        found: dict[str, Plain] = {"name": self.name, "shown": [*self.shown], "settings": {**self.settings}}
        found["rows"] = [*self.rows]
        return {key: value for key, value in found.items() if value}


@dataclass
class Section:
    """A step of the lesson: what is told about its figure, the question, what is said to that, and its source."""

    title: str
    before: Plain = None
    figure: Figure | None = None
    after: Plain = None
    question: Plain = None
    answer: Plain = None
    source: str = ""

    def plain(self) -> dict[str, Plain]:
        """Return it for the page."""
        found: dict[str, Plain] = {"title": self.title, "before": self.before, "after": self.after}
        found["figure"] = self.figure.plain() if self.figure else None
        source: dict[str, Plain] = {"source": self.source} if self.source else {}
        return {**found, "question": self.question, "answer": self.answer, **source}


def blocks(text: str) -> Iterator[list[Token]]:
    """Yield the tokens of each block of a text."""
    found: list[Token] = []
    for token in _READER.parse(text):
        found.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield found
            found = []


def sections(language: str) -> list[Section]:
    """Return the lesson; the first section is its head, and its title that of the lesson."""
    found: list[Section] = []
    pending: list[Token] = []
    table: list[list[Plain]] = []
    for block in blocks(PAGES[language].read_text(encoding="utf-8")):
        kind = block[0].type
        if kind == "heading_open":
            _close(found, pending, language)
            found.append(Section(block[1].content))
        elif kind == "html_block":
            for words in (words for what, words in _COMMENT.findall(block[0].content) if what == "figure"):
                found[-1].before, found[-1].figure = nodes(pending), _figure(words, table)
                pending.clear()
        elif kind == "fence":  # which the page does without, but for where its numbers come from
            for name in _DEMO.findall(block[0].content):
                found[-1].source = f"actlab demo {name} --quick"
        elif kind != "blockquote_open":
            pending += block
            table = _rows(block) if kind == "table_open" else table
    _close(found, pending, language)
    return found


def _close(found: Sequence[Section], pending: list[Token], language: str) -> None:
    """Give what has come since the last figure to the last section."""
    mark = f"**{QUESTION[language]}**"
    cut = next((at - 1 for at, token in enumerate(pending) if token.content.startswith(mark)), len(pending))
    if found:
        one = found[-1]
        one.after, one.question, one.answer = (
            nodes(part) for part in (pending[:cut], pending[cut : cut + 3], pending[cut + 3 :])
        )
    pending.clear()


def nodes(tokens: Sequence[Token]) -> Plain:
    """Return elements as the page puts them together: a text, or the name of an element with what is in it."""
    levels: list[list[Plain]] = [[""]]
    for token in chain.from_iterable(one.children or [one] for one in tokens):
        if token.nesting > 0:
            levels.append([token.tag])
        elif token.nesting < 0:
            done = levels.pop()
            levels[-1].append([*done])
        elif token.type in ("text", "softbreak"):
            _say(levels[-1], " " if token.type == "softbreak" else token.content)
        else:
            assert token.type == "code_inline", token.type
            levels[-1].append([token.tag, token.content])
    return levels[0][1:]


def _say(found: list[Plain], words: str) -> None:
    """Add a text to what is said before it."""
    if len(found) > 1 and isinstance(found[-1], str):
        found[-1] += words
    elif words:
        found.append(words)


def _figure(words: str, table: list[list[Plain]]) -> Figure:
    name, *rest = words.split()
    settings = [one.split("=", 1) for one in rest if re.match(r"[a-z]+=[\w.-]+$", one)]
    shown = [one for one in rest if not re.match(r"[a-z]+=[\w.-]+$", one)]
    return Figure(name, shown, dict(settings), table if name == "means" else [])


def _rows(block: Sequence[Token]) -> list[list[Plain]]:
    """Return the rows of a table: a name, and its last three numbers."""
    cells = [token.content for token in block if token.type == "inline"]
    width = sum(token.type == "th_open" for token in block)
    rows = [cells[start : start + width] for start in range(width, len(cells), width)]
    return [[row[0], *(float(cell.replace(",", ".")) for cell in row[-3:])] for row in rows]


def lesson() -> str:
    """Return the lesson in every language, as the page reads it."""
    found: dict[str, Plain] = {}
    for language in PAGES:
        head, *rest = sections(language)
        found[language] = {"title": head.title, "intro": head.after, "sections": [one.plain() for one in rest]}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def notebook(language: str) -> str:
    """Return the lesson as a notebook, with what its examples print."""
    text = _COMMENT.sub(
        lambda found: LIVE[language] if found[1] == "figure" else "", PAGES[language].read_text("utf-8")
    )
    cells: list[dict[str, Plain]] = [_code(f'import actlab\n\nactlab.language("{language}")\n')]
    for words, code, printed in re.findall(r"(.*?)(?:```python\n(.*?)```\n+```text\n(.*?)```|\Z)", text, re.DOTALL):
        if words.strip():
            cells.append({"cell_type": "markdown", "source": _lines(re.sub(r"\n{3,}", "\n\n", words).strip())})
        if code:
            cells.append(_code(code, printed))
    whole = {
        "cells": [{**cell, "id": f"cell-{n}", "metadata": {}} for n, cell in enumerate(cells)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _code(code: str, printed: str = "") -> dict[str, Plain]:
    """Return a cell with what it prints."""
    outputs: list[Plain] = [{"name": "stdout", "output_type": "stream", "text": _lines(printed)}] if printed else []
    return {"cell_type": "code", "execution_count": None, "outputs": outputs, "source": _lines(code.strip())}


def _lines(text: str) -> list[Plain]:
    return [*text.splitlines(keepends=True)]


def main() -> None:
    """Write everything."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(lesson(), encoding="utf-8")
    for language, path in PAGES.items():
        path.with_suffix(".ipynb").write_text(notebook(language), encoding="utf-8")


if __name__ == "__main__":
    main()
