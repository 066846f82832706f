"""What a column is taken for: numbers, what is true or false, dates, or text; what is neither is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from re import compile as pattern

import numpy as np
from jaxtyping import Bool, Float64

from actlab.data.prepare.columns import Column, Raw, Sheet
from actlab.data.tables.cells import cells as in_cells
from actlab.data.tables.cells import short
from actlab.data.tables.numbers import number
from actlab.errors import InvalidInput
from actlab.words import Text, _

LARGEST = 1e100  # of a number: beyond it squares overflow
LEVELS = 20  # different numbers, up to which numbers among words are names of things
_MISSING = frozenset(("nan", "?", "<na>", "nat"))  # beside what stands for nothing in every table
_PLAIN = frozenset("0123456789.+-eE")
_BOOLEANS = ({"true": 1.0, "false": 0.0}, {"yes": 1.0, "no": 0.0}, {"sim": 1.0, "não": 0.0})
_DATE = pattern(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_DOUBTFUL = pattern(r"\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})(?: .*)?")


def understood(raw: Raw, sheet: Sheet) -> Column:
    """Return a column of a sheet as what it is taken for.

    Raises InvalidInput, with a row, for numbers among words, a number that is infinite or beyond 1e100, dates whose day
    and month cannot be told apart or that are no dates, and values that are none of all this.

    >>> sheet = Sheet("x.csv", (), [1, 2, 3])
    >>> understood(Raw("age", ["30", None, "41.5"]), sheet).values.tolist()
    [30.0, nan, 41.5]
    >>> understood(Raw("member", ["yes", "no", "Yes"]), sheet).kind
    'boolean'
    """
    if not isinstance(raw.cells, np.ndarray):
        return _of_texts(raw.name, raw.cells, sheet)
    if raw.cells.dtype.kind == "b":
        return Column(raw.name, "boolean", raw.cells.astype(np.float64), np.zeros(len(raw.cells), bool))
    if raw.cells.dtype.kind in "iuf":
        values = raw.cells.astype(np.float64)
        return _numbers(raw.name, values, np.isnan(values), sheet)
    if raw.cells.dtype.kind == "M":
        return _dates(raw.name, raw.cells, np.isnat(raw.cells), sheet)
    return _of_objects(raw.name, raw.cells.astype(object), sheet)


def _of_texts(name: str, cells: Sequence[str | None], sheet: Sheet) -> Column:
    missing = np.array([cell is None or cell.lower() in _MISSING for cell in cells], bool)
    present = [cell for cell, gone in zip(cells, missing, strict=True) if not gone and cell is not None]
    numbers = _read(present)
    if numbers is not None:
        return _numbers(name, _spread(numbers, missing, np.nan), missing, sheet)
    lowered = {cell.lower() for cell in set(present)}
    for words in _BOOLEANS:
        if lowered <= words.keys():
            values = np.array([words[cell.lower()] for cell in present])
            return Column(name, "boolean", _spread(values, missing, 0.0), missing)
    if all(map(_DATE.fullmatch, present)):
        return _dates(name, _moments(name, cells, missing, sheet), missing, sheet)
    _check_words(name, cells, missing, sheet)
    texts = np.array(["" if gone else cell for cell, gone in zip(cells, missing, strict=True)], object)
    return Column(name, "text", texts, missing)


def _read(cells: Sequence[str]) -> Float64[np.ndarray, " k"] | None:
    """Return the numbers of cells, or None where one is none, or has a spread, or percent signs are only on some."""
    if _PLAIN.issuperset("".join(set(cells))):  # nothing that float() alone would take for a number
        try:
            return np.array([float(cell) for cell in cells])
        except ValueError:
            return None
    found = [number(cell) for cell in cells]
    kept = [one for one in found if one is not None and one.spread is None]
    if len(kept) < len(found) or len({one.percent for one in kept}) > 1:
        return None
    return np.array([one.value for one in kept])


def _spread(values: np.ndarray, missing: Bool[np.ndarray, " n"], filling: float) -> Float64[np.ndarray, " n"]:
    whole = np.full(len(missing), filling)
    whole[~missing] = values
    return whole


def _numbers(name: str, values: np.ndarray, missing: np.ndarray, sheet: Sheet) -> Column:
    beyond = np.flatnonzero(~missing & ~(np.abs(values) <= LARGEST))
    if len(beyond):
        text = _("{column} is infinite or beyond 1e100 in {rows}; correct it, or leave the column out.")
        raise InvalidInput(text.format(column=short([name]), rows=sheet.rows(beyond)), "drop", name)
    return Column(name, "number", values, missing)


def _dates(name: str, values: np.ndarray, missing: np.ndarray, sheet: Sheet) -> Column:
    moments = values.astype("datetime64[us]")
    years = moments[~missing].astype("datetime64[Y]").astype(np.int64) + 1970
    if len(years) and not (years.min() >= 1 and years.max() <= 9999):
        raise _no_date(name, sheet.rows(np.flatnonzero(~missing)[(years < 1) | (years > 9999)]))
    return Column(name, "date", moments, missing)


def _moments(name: str, cells: Sequence[str | None], missing: np.ndarray, sheet: Sheet) -> np.ndarray:
    found = np.full(len(cells), np.datetime64("NaT"), "datetime64[us]")
    for place in np.flatnonzero(~missing).tolist():
        try:
            found[place] = _moment(datetime.fromisoformat(cells[place] or ""))
        except (ValueError, OverflowError):
            raise _no_date(name, sheet.rows([place])) from None
    return found


def _moment(value: date) -> np.datetime64:
    """Return a date, or a moment in coordinated universal time where it says its zone."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC).replace(tzinfo=None)
    return np.datetime64(value.isoformat(), "us")


def _no_date(name: str, rows: Text) -> InvalidInput:
    text = _("{column} holds no date in {rows}; correct it, or leave the column out.")
    return InvalidInput(text.format(column=short([name]), rows=rows), "drop", name)


def _check_words(name: str, cells: Sequence[str | None], missing: np.ndarray, sheet: Sheet) -> None:
    """Refuse dates that can be read in two ways, and words among numbers that are measured."""
    present = {place: cells[place] or "" for place in np.flatnonzero(~missing).tolist()}
    first = next(iter(present.values()))
    if all(map(_DOUBTFUL.fullmatch, present.values())):
        text = _("{column} has dates such as {cell}, whose day and month may change places; write 2024-12-31.")
        raise InvalidInput(text.format(column=short([name]), cell=short([first])), "drop", name)
    is_number = {cell: number(cell) is not None for cell in set(present.values())}
    words = [place for place, cell in present.items() if not is_number[cell]]
    if sum(is_number.values()) > LEVELS and 2 * len(words) < len(present):
        text = _("{column} mixes numbers and words ('{cell}' in {rows}); correct it, or leave the column out.")
        where = words or list(present)[:1]
        cell = short([present[where[0]]])
        raise InvalidInput(text.format(column=short([name]), cell=cell, rows=sheet.rows(where)), "drop", name)


def _of_objects(name: str, cells: np.ndarray, sheet: Sheet) -> Column:
    """Return what objects of Python's are; what is missing is None, not a number, or says that it is not there."""
    missing = np.array([_is_missing(cell) for cell in cells], bool)
    kinds = {_kind(cell) for cell in cells[~missing]}
    if kinds <= {"text"}:
        texts = ["" if gone else str(one) for one, gone in zip(cells, missing, strict=True)]
        return _of_texts(name, in_cells(texts), sheet)
    if kinds == {"boolean"}:
        return Column(name, "boolean", _spread(cells[~missing].astype(np.float64), missing, 0.0), missing)
    if kinds == {"number"}:
        return _numbers(
            name, _spread(np.array([float(one) for one in cells[~missing]]), missing, np.nan), missing, sheet
        )
    if kinds == {"date"}:
        moments = np.full(len(cells), np.datetime64("NaT"), "datetime64[us]")
        moments[~missing] = [_moment(one) for one in cells[~missing]]
        return _dates(name, moments, missing, sheet)
    types = sorted({type(one).__name__ for one in cells[~missing]})
    text = _("{column} holds values of the types {types}; one of text, numbers, dates or bool is taken.")
    raise InvalidInput(text.format(column=short([name]), types=short(types)), "drop", name)


def _is_missing(cell: object) -> bool:
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(cell, float | np.floating | Decimal) and bool(cell != cell)


def _kind(cell: object) -> str:
    if isinstance(cell, str):
        return "text"
    if isinstance(cell, bool | np.bool_):
        return "boolean"
    if isinstance(cell, int | float | np.integer | np.floating | Decimal):
        return "number"
    return "date" if isinstance(cell, date) else "other"
