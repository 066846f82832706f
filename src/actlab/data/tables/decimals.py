"""Decimal commas -> points, column by column, where a column leaves no doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

from actlab.data.tables.cells import short
from actlab.data.tables.numbers import number
from actlab.words import Text, _

_COMMA = re.compile(r",(?=[0-9])")
_THOUSANDS = re.compile(r"(?<![0-9,])[1-9][0-9]{0,2},[0-9]{3}(?![0-9,])")
_POINTS = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")


class _Kind(Enum):
    """What the commas in a column are."""

    NONE = auto()  # there are none, or they are those of words
    DECIMAL = auto()
    EITHER = auto()  # of decimals or of thousands: every one stands before three digits
    MIXED = auto()  # beside numbers with a point


def with_points(columns: Sequence[str], rows: list[list[str | None]]) -> list[Text]:
    """Turn decimal commas into points, in place, and return what was done and what was left.

    A column in which every comma may as well stand between thousands is decimal only where another column of the
    table is so beyond doubt, and none has points; else it stays as it is, and none of its cells is a number.

    >>> rows = [["relu", "93,1"], ["gelu", "94"]]
    >>> with_points(["arm", "accuracy"], rows), rows
    (['Decimal commas in accuracy are read as points.'], [['relu', '93.1'], ['gelu', '94']])
    """
    kinds = {place: _kind([row[place] for row in rows]) for place in _with_commas(rows)}
    if _Kind.EITHER in kinds.values() and _Kind.DECIMAL in kinds.values() and not _has_points(rows):
        kinds = {place: _Kind.DECIMAL if kind is _Kind.EITHER else kind for place, kind in kinds.items()}
    decimal = [place for place, kind in kinds.items() if kind is _Kind.DECIMAL]
    remarks = [
        _told(short([columns[place]]), kind, rows, place) for place, kind in kinds.items() if kind is not _Kind.NONE
    ]
    remarks += _doubtful_points(columns, rows, kinds) if decimal else []
    for place in decimal:
        for row in rows:
            row[place] = _pointed(cell) if (cell := row[place]) else None
    return remarks


def _with_commas(rows: list[list[str | None]]) -> list[int]:
    found = {place for row in rows for place, cell in enumerate(row) if cell and "," in cell}
    return sorted(found)


def _kind(cells: Sequence[str | None]) -> _Kind:
    sure = False
    points = False
    for cell in cells:
        if cell is None:
            continue
        if "," in cell:
            if "." in cell or number(_pointed(cell)) is None:
                return _Kind.NONE
            sure = sure or "," in _THOUSANDS.sub("", cell)
        elif number(cell) is None and any(letter.isdigit() for letter in cell):
            return _Kind.NONE
        points = points or ("." in cell and number(cell) is not None)
    if points:
        return _Kind.MIXED
    return _Kind.DECIMAL if sure else _Kind.EITHER


def _pointed(cell: str) -> str:
    return _COMMA.sub(".", cell)


def _has_points(rows: list[list[str | None]]) -> bool:
    return any(cell and "." in cell and number(cell) for row in rows for cell in row)


def _told(column: str, kind: _Kind, rows: list[list[str | None]], place: int) -> Text:
    if kind is _Kind.DECIMAL:
        return _("Decimal commas in {column} are read as points.").format(column=column)
    if kind is _Kind.MIXED:
        return _("{column} has decimal points and commas; it is left as it is.").format(column=column)
    cell = next(cell for row in rows if (cell := row[place]) and "," in cell)
    message = _("{column} is left as it is: {cell} may have a decimal comma or a separator of thousands.")
    return message.format(column=column, cell=short([cell]))


def _doubtful_points(columns: Sequence[str], rows: list[list[str | None]], kinds: dict[int, _Kind]) -> list[Text]:
    """Say which other columns have points that may stand between thousands, as where decimals take a comma."""
    remarks = []
    for place, column in enumerate(columns):
        dotted = [cell for row in rows if (cell := row[place]) and "." in cell]
        if place not in kinds and dotted and all(map(_POINTS.fullmatch, dotted)):
            message = _("The points in {column} are read as decimal points: {cell} is {cell}, not {other}.")
            remarks.append(message.format(column=short([column]), cell=dotted[0], other=dotted[0].replace(".", "")))
    return remarks
