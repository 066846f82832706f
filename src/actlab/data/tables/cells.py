"""What stands in a cell: one line of visible characters, or nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from actlab.words import Text, _

# What stands in a cell without a value
EMPTY = frozenset(("", "na", "n/a", "null", "none", "-"))
_SHIELDED = ("'=", "'+", "'-", "'@")  # how files that are safe to open in a spreadsheet write =, +, - and @
_LONG = 40

# Commands to terminals (ECMA-48): ESC or CSI and what belongs to it, with its text where that is ended properly
_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\n]{0,400}(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]?"
)
_SPACES = "\t\n\v\f\r"
_UNSEEN = "C"  # control, format (also what turns the direction of writing), halves of a pair, what is no letter yet


def clean(text: str) -> str:
    """Return a text as one line, without escapes, control characters and spaces around.

    >>> clean("\\x1b[31mre\\x00lu\\x1b[0m \\n(big)")
    'relu  (big)'
    """
    return text.strip() if text.isprintable() else _visible(_ESCAPE.sub("", text)).strip()


def hides(text: str) -> bool:
    """Return whether a text holds more than what can be seen of it: escapes or control characters.

    >>> hides("a\\tb"), hides("a\\u202eb")
    (False, True)
    """
    return not text.isprintable() and any(
        letter not in _SPACES and unicodedata.category(letter).startswith(_UNSEEN) for letter in text
    )


def cells(row: Sequence[str]) -> list[str | None]:
    """Return what stands in the cells of a row; None where nothing does."""
    if not "".join(row).isprintable():
        row = [clean(cell) for cell in row]
    return [None if (text := _meant(cell.strip())).lower() in EMPTY else text for cell in row]


def _meant(text: str) -> str:
    """Return a text without the apostrophe that keeps a spreadsheet from computing it."""
    return text[1:] if text.startswith(_SHIELDED) else text


def is_blank(row: Sequence[str]) -> bool:
    """Return whether no cell of a row holds anything."""
    return not any(row) or not any(map(clean, row))


def short(texts: Sequence[str]) -> str:
    """Return cells as they are quoted in a message."""
    line = ", ".join(clean(text) for text in texts)
    return line if len(line) <= 2 * _LONG else line[: 2 * _LONG - 3] + "..."


def at_lines(lines: Sequence[int]) -> Text:
    """Return where something is in a file, the first few lines by their numbers.

    >>> at_lines([4]), at_lines([4, 7, 8, 9, 12])
    ('line 4', 'lines 4, 7, 8 and 2 more')
    """
    first = ", ".join(map(str, lines[:3]))
    if len(lines) == 1:
        return _("line {lines}").format(lines=first)
    if len(lines) <= 3:
        return _("lines {lines}").format(lines=first)
    return _("lines {lines} and {n} more").format(lines=first, n=len(lines) - 3)


def _visible(text: str) -> str:
    found = []
    for letter in text:
        kind = unicodedata.category(letter)
        if letter in _SPACES or kind.startswith("Z"):
            found.append(" ")
        elif not kind.startswith(_UNSEEN):
            found.append(letter)
    return "".join(found)
