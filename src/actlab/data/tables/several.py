"""Several tables -> one: the same columns, joined, each row with the file from which it comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from actlab.data.tables.cells import short
from actlab.data.tables.table import Table
from actlab.errors import InvalidInput
from actlab.words import Text, _, joined


def together(tables: Sequence[Table]) -> Table:
    """Return the rows of all tables under the columns of the first, with a column ``file`` as the last.

    Raises InvalidInput where their columns differ or two have the same rows.
    """
    if len(tables) == 1:
        return tables[0]
    first = tables[0]
    for one in tables[1:]:
        _check_columns(first, one)
    names = _names(tables)
    added = next(name for name in ("file", *(f"file_{n}" for n in range(2, 99))) if name not in first.columns)
    rows = []
    joined_rows: list[list[list[str | None]]] = []
    for one, name in zip(tables, names, strict=True):
        order = [one.columns.index(column) for column in first.columns]
        below = [[row[place] for place in order] for row in one.rows]
        if below in joined_rows:
            same = tables[joined_rows.index(below)].source
            raise InvalidInput(_("{file} has the same rows as {other}.").format(file=one.source, other=same))
        joined_rows.append(below)
        rows += [[*row, name] for row in below]
    remarks = [_remark(one, remark) for one in tables for remark in one.remarks]
    remarks.append(_("{n} files are read as one; the column {name} says which.").format(n=len(tables), name=added))
    lines = [line for one in tables for line in one.lines]
    return Table(joined([one.source for one in tables], ", "), [*first.columns, added], rows, lines, tuple(remarks))


def _remark(one: Table, remark: Text) -> Text:
    return _("{file}: {remark}").format(file=one.source, remark=remark)


def _names(tables: Sequence[Table]) -> list[str]:
    """Return the names of the files, with their folders where two have the same."""
    short_names = [PurePath(one.source).name for one in tables]
    times = Counter(short_names)
    return [name if times[name] == 1 else one.source for name, one in zip(short_names, tables, strict=True)]


def _check_columns(first: Table, other: Table) -> None:
    missing = [name for name in first.columns if name not in other.columns]
    more = [name for name in other.columns if name not in first.columns]
    if missing or more:
        message = _("{other} has other columns than {first} (only in {first}: {missing}; only in {other}: {more}).")
        none = _("none")
        raise InvalidInput(
            message.format(
                first=first.source,
                other=other.source,
                missing=short(missing) or none,
                more=short(more) or none,
            )
        )
