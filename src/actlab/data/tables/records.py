"""JSON -> a grid: records, lists, columns and lines, as pandas and trackers write them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from actlab.data.tables.cells import short
from actlab.data.tables.grid import Grid
from actlab.errors import InvalidInput
from actlab.words import Text, _

Value = object  # None, bool, str, or a list or object of values; numbers stay as they are written
Record = dict[str, str]

_HOW = _('write a list of records, such as [{{"activation": "relu", "seed": 0, "accuracy": 0.93}}].')


def records(text: str) -> Grid:
    """Return the grid of a JSON text: a list of records or of rows, an object of columns, or a record in every line.

    An object within a record becomes columns with dots (config.lr); a list in a cell stays JSON. Raises InvalidInput
    where it is no JSON, has another form, or names a field twice.
    """
    value, remarks = _value(text)
    found, more = _rows(value)
    grid = _grid(found)
    return Grid(grid.rows, grid.lines, [*remarks, *more])


def _value(text: str) -> tuple[Value, list[Text]]:
    """Return what a JSON text says; the values of several lines are a list."""
    try:
        return _parsed(text), []
    except json.JSONDecodeError as error:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        if len(lines) < 2 or not _stands_alone(lines[0][1]):
            raise _no_json(error.lineno, error.msg) from None
    found: list[Value] = []
    for number, line in lines:
        try:
            found.append(_parsed(line))
        except json.JSONDecodeError as error:
            raise _no_json(number, error.msg) from None
    return found, []


def _stands_alone(line: str) -> bool:
    try:
        return isinstance(_parsed(line), dict)
    except json.JSONDecodeError:
        return False


def _no_json(line: int, reason: str) -> InvalidInput:
    message = _("it is no valid JSON (line {line}: {reason}).")
    return InvalidInput(message.format(line=line, reason=reason))


def _parsed(text: str) -> Value:
    try:
        found: Value = json.loads(text, object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=str)
    except RecursionError:
        raise InvalidInput(_("it is nested too deeply; ") + _HOW.format()) from None
    return found


def _object(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    """Return an object; of a field that is there twice, JSON's own reader would keep the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidInput(_("a record has the field '{name}' twice.").format(name=short([twice])))
    return found


def _rows(value: Value) -> tuple[list[Record], list[Text]]:
    if isinstance(value, list):
        return _of_list(value), []
    if not isinstance(value, dict):
        raise InvalidInput(_("it holds a single value; ") + _HOW.format())
    columns, data = value.get("columns"), value.get("data")
    if isinstance(columns, list) and isinstance(data, list):  # pandas: orient="split"
        return _of_list([columns, *data]), []
    if "schema" in value and isinstance(data, list):  # pandas: orient="table"
        return _of_list(data), []
    if value and all(isinstance(column, list) for column in value.values()):
        return _of_columns({name: _list(column) for name, column in value.items()}), []
    if value and all(isinstance(column, dict) for column in value.values()):
        return _of_objects({name: _dict(column) for name, column in value.items()}), []
    return _within(value)


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _dict(value: Value) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}


def _within(value: dict[str, Value]) -> tuple[list[Record], list[Text]]:
    """Return the one list of records in an object, or the object as the one record."""
    inner = [name for name, one in value.items() if isinstance(one, list) and one and isinstance(one[0], dict)]
    if len(inner) > 1:
        message = _("it holds several lists of records ({names}); save one of them.")
        raise InvalidInput(message.format(names=short(inner)))
    if inner:
        remark = _("The records are those of '{name}'.").format(name=short(inner))
        return _of_list(_list(value[inner[0]])), [remark]
    return [_flat(value)], []


def _of_list(value: Sequence[Value]) -> list[Record]:
    """Return the records of a list of objects, or of a list of rows of which the first is the heading."""
    if all(isinstance(one, dict) for one in value):
        return [_flat(_dict(one)) for one in value]
    for place, one in enumerate(value):
        if not isinstance(one, list):
            raise InvalidInput(_("record {n} is no object; ").format(n=place + 1) + _HOW.format())
    names = [_cell(name) for name in _list(value[0])]
    if len(set(names)) < len(names):
        raise InvalidInput(_("a heading occurs twice ({names}).").format(names=short(names)))
    found = []
    for place, one in enumerate(value[1:], start=1):
        cells = [_cell(cell) for cell in _list(one)]
        if len(cells) != len(names):
            message = _("record {n} has not as many values as there are headings ({names}).")
            raise InvalidInput(message.format(n=place, names=short(names)))
        found.append(dict(zip(names, cells, strict=True)))
    return found


def _of_columns(columns: Mapping[str, Sequence[Value]]) -> list[Record]:
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise InvalidInput(_("its columns are not of the same length ({names}).").format(names=short([*columns])))
    rows = zip(*columns.values(), strict=True)
    return [_flat(dict(zip(columns, row, strict=True))) for row in rows]


def _of_objects(value: Mapping[str, dict[str, Value]]) -> list[Record]:
    """Return the records of an object of objects: of columns by row, or of rows by number.

    Which of the two is only clear by the numbers of the rows, which pandas writes.
    """
    inner = list(dict.fromkeys(name for one in value.values() for name in one))
    if all(map(str.isdecimal, inner)) and not all(map(str.isdecimal, value)):
        return [_flat({name: column.get(row) for name, column in value.items()}) for row in inner]
    if all(map(str.isdecimal, value)):
        return [_flat(row) for row in value.values()]
    raise InvalidInput(_("objects within an object may be rows or columns; ") + _HOW.format())


def _flat(record: Mapping[str, Value], before: str = "") -> Record:
    found: Record = {}
    for name, value in record.items():
        inner = _flat(value, f"{before}{name}.") if isinstance(value, dict) else {before + name: _cell(value)}
        if twice := next((one for one in inner if one in found), None):
            raise InvalidInput(_("a record has the field '{name}' twice.").format(name=short([twice])))
        found.update(inner)
    return found


def _cell(value: Value) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _grid(found: Iterable[Record]) -> Grid:
    """Return records as rows under all the fields that occur, in the order of their first occurrence."""
    rows = list(found)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    body = [[row.get(name, "") for name in columns] for row in rows]
    return Grid([columns, *body], list(range(len(rows) + 1)), [])
