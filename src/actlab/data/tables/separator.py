"""What stands between the cells of a text: a comma, a semicolon, a tab or a bar."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO
from itertools import islice
from typing import NamedTuple

from actlab.data.tables.cells import clean, short
from actlab.errors import InvalidInput
from actlab.words import _

NAMES = {",": ",", ";": ";", "\t": "tab", "|": "|"}
COMMENTS = ("#", "//")
_SAMPLE = 200  # records


class _Split(NamedTuple):
    """How a separator splits the first records: where the first of several cells is, its cells, and those below it."""

    separator: str
    place: int
    width: int
    even: bool


def separator_of(text: str) -> str:
    """Return the separator of a text's cells.

    Raises InvalidInput where there is none, or where two split the text equally well.

    >>> separator_of("arm;seed;accuracy\\nrelu;0;93,1\\n")
    ';'
    """
    splits = [split for split in (_split(text, separator) for separator in NAMES) if split.width > 1]
    if not splits:
        raise InvalidInput(_no_separator(text))
    best = _best(splits)
    if len(best) > 1:
        message = _("both {first} and {second} may separate its cells; put cells that hold one of them in quotes.")
        raise InvalidInput(message.format(first=NAMES[best[0].separator], second=NAMES[best[1].separator]))
    return best[0].separator


def is_comment(line: str, separator: str) -> bool:
    """Return whether a line is a comment; a first cell that is # alone is a heading of row numbers."""
    line = line.lstrip()
    return line.startswith(COMMENTS) and not line[1:].lstrip(" ").startswith(separator)


def _best(splits: list[_Split]) -> list[_Split]:
    """Return those that split the first line (another may be a title), all rows evenly, or into most cells."""
    first = min(split.place for split in splits)
    found = [split for split in splits if split.place == first]
    if not any(split.even for split in found):
        widest = max(split.width for split in found)
        return [split for split in found if split.width == widest]
    even = [split for split in found if split.even]
    return [split for split in even if split.separator == "\t"] or even


def _split(text: str, separator: str) -> _Split:
    lines = (line for line in StringIO(text, newline="") if not is_comment(line, separator))
    widths = list(islice(_widths(lines, separator), _SAMPLE))
    heading = next((place for place, width in enumerate(widths) if width > 1), None)
    if heading is None:
        return _Split(separator, 0, 0, False)
    return _Split(separator, heading, widths[heading], len(set(widths[heading:])) == 1)


def _widths(lines: Iterable[str], separator: str) -> Iterable[int]:
    try:
        for row in csv.reader(lines, delimiter=separator, skipinitialspace=True):
            if any(map(clean, row)):
                yield len(row)
    except csv.Error:
        yield -1


def _no_separator(text: str) -> str:
    line = next((line for line in StringIO(text) if clean(line)), "")
    message = _("its cells are not separated (the first line is '{line}'); use commas, semicolons, tabs or |.")
    return message.format(line=short([line]))
