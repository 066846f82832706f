"""What a terminal can show: colours, and letters that it does not have spelt in those that it has."""

from __future__ import annotations

import codecs
import io
import json
import unicodedata
from collections.abc import Mapping
from typing import TextIO

ERRORS = "actlab.spelt"  # the name of how letters are spelt, as streams call it

_PLAIN = {
    "±": "+-", "×": "x", "·": "*", "−": "-", "–": "-", "—": "-", "…": "...", "≈": "~", "≥": ">=", "≤": "<=", "≠": "!=",
    "∞": "inf", "∂": "d", "√": "sqrt", "→": "->", "↑": "^", "↓": "v", "›": ">", "′": "'", "″": "''", "‴": "'''",
    "‘": "'", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"', "§": "section ", "°": " degrees", "\u2208": "in",
    "∫": "integral", "•": "*", "●": "*", "○": "o", "✓": "ok", "■": "#", "█": "#", "▇": "#", "▆": "*", "▅": "*",
    "✗": "x", "▄": "=", "▃": "-", "▂": "_", "▁": "_", "╸": "-", "╺": "-", "ø": "o", "ł": "l", "æ": "ae", "ß": "ss",
}  # fmt: skip
_LINES = {"─": "-", "━": "-", "═": "=", "│": "|", "┃": "|", "║": "|"}
_BRAILLE, _UPPER = range(0x2800, 0x2900), 0b00011011  # the dots of the upper half of a cell


def coloured(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Return whether a stream is shown in colours: a terminal that has them, to someone who wants them.

    Source: https://no-color.org, any value that is not empty.
    """
    wanted = not environment.get("NO_COLOR") and environment.get("TERM", "").lower() not in ("dumb", "unknown")
    return wanted and stream.isatty()


def legible(*streams: TextIO) -> None:
    """Let streams spell what their encoding does not have, so that writing never fails."""
    codecs.register_error(ERRORS, _spell)
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ERRORS)


def escaped(text: str, encoding: str) -> str:
    """Return JSON as it is, or, where an encoding does not have its letters, with escapes: data are never spelt.

    >>> print(escaped('{"arm": "müller"}', "ascii"))
    {"arm": "m\\u00fcller"}
    """
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(letter if letter.isascii() else json.dumps(letter)[1:-1] for letter in text)
    return text


def spelt(letter: str) -> str:
    """Return a letter in those of ASCII, or a question mark.

    >>> [spelt(letter) for letter in "±ç₁β─⡇語"]
    ['+-', 'c', '1', 'beta', '-', ':', '?']
    """
    if letter in _PLAIN or letter in _LINES:
        return _PLAIN.get(letter) or _LINES[letter]
    if ord(letter) in _BRAILLE:
        return _dots(ord(letter) - _BRAILLE.start)
    name = unicodedata.name(letter, "")
    if name.startswith("BOX DRAWINGS"):
        return "+"
    if name.startswith("GREEK SMALL LETTER ") and " WITH " not in name:
        return name.removeprefix("GREEK SMALL LETTER ").lower()
    return unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode() or _nothing(letter)


def _dots(dots: int) -> str:
    """Return a cell of a drawing: where its dots are."""
    if not dots:
        return " "
    upper, lower = bool(dots & _UPPER), bool(dots & ~_UPPER)
    return ":" if upper and lower else "'" if upper else "."


def _nothing(letter: str) -> str:
    """Return nothing for what has no width of its own, such as an accent, else a question mark."""
    return "" if unicodedata.category(letter) in ("Mn", "Cf") else "?"


def _spell(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(spelt, error.object[error.start : error.end])), error.end
