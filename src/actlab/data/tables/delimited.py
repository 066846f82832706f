"""CSV and its relatives -> a grid: quotes, comments, and lines of any kind."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from actlab.data.tables.cells import at_lines, clean, is_blank
from actlab.data.tables.grid import Grid
from actlab.data.tables.numbers import number
from actlab.data.tables.separator import COMMENTS, NAMES, is_comment, separator_of
from actlab.errors import InvalidInput
from actlab.words import Text, _


class _Lines:
    """The lines of a text without its comments; within quotes nothing is a comment."""

    def __init__(self, text: str, separator: str) -> None:
        self.text, self.separator = text, separator
        self.comments: list[tuple[int, str]] = []
        self.line = 0  # read last
        self.start = 0  # of the record that is being read; 0 between two records

    def __iter__(self) -> Iterator[str]:
        for line in StringIO(self.text, newline=""):
            self.line += 1
            if not self.start:
                if is_comment(line, self.separator):
                    self.comments.append((self.line, line))
                    continue
                self.start = self.line
            yield line


def delimited(text: str, ending: str) -> Grid:
    """Return the rows of a text whose cells are separated by one of NAMES; blank lines are left out.

    Raises InvalidInput where the separator is not clear or a quote is not closed.
    """
    text, separator = _told(text)
    separator = separator or separator_of(text)
    lines = _Lines(text, separator)
    rows, starts = _records(lines)
    remarks = [] if separator == ("\t" if ending == ".tsv" else ",") else [_separated(separator)]
    if _heading_in_comment(lines, rows, starts):
        remarks.append(_("The heading is taken from a comment ({lines}).").format(lines=at_lines(starts[:1])))
    if lines.comments:
        where = at_lines([line for line, _text in lines.comments])
        remarks.append(_("Comments are left out ({lines}).").format(lines=where))
    return Grid([*rows], starts, remarks)


def _told(text: str) -> tuple[str, str]:
    """Return what follows a first line such as ``sep=;``, by which spreadsheets tell the separator, and that."""
    first, _end, rest = text.partition("\n")
    told = first.strip('\r\n "').lower().removeprefix("sep=")
    if first.lower().lstrip('"').startswith("sep=") and told in NAMES:
        return "\n" + rest, told  # the line stays, so that lines keep their numbers
    return text, ""


def _records(lines: _Lines) -> tuple[list[list[str]], list[int]]:
    rows, starts = [], []
    try:
        for row in csv.reader(lines, delimiter=lines.separator, skipinitialspace=True, strict=True):
            if any(row) and not is_blank(row):
                rows.append(row)
                starts.append(lines.start)
            lines.start = 0
    except csv.Error as error:
        message = _("line {line} cannot be split into cells ({reason}); are its quotes closed, and doubled within?")
        raise InvalidInput(message.format(line=lines.start, reason=clean(str(error)))) from None
    return rows, starts


def _separated(separator: str) -> Text:
    return _("Cells are separated by {separator}.").format(separator=NAMES[separator])


def _heading_in_comment(lines: _Lines, rows: list[list[str]], starts: list[int]) -> bool:
    """Take a comment right above a first row of numbers for the heading, as NumPy's savetxt writes it."""
    line, comment = max((one for one in lines.comments if not starts or one[0] < starts[0]), default=(0, ""))
    cells = next(csv.reader([comment.strip().lstrip("".join(COMMENTS)).strip()], delimiter=lines.separator), [])
    if not rows or len(cells) != len(rows[0]) or any(number(clean(cell)) for cell in cells):
        return False
    values = [number(clean(cell)) for cell in rows[0]]
    if not (all(values) or any(value and not value.value.is_integer() for value in values)):
        return False
    lines.comments.remove((line, comment))
    rows.insert(0, cells)
    starts.insert(0, line)
    return True
