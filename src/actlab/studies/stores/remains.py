"""What can still be read of a file that SQLite calls malformed: every row by itself, and only if its digest holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from actlab.studies.stores.rows import ROW, Cell, digest

_ENTRY = "kind, answer, content, sha256"
_PASSING = (
    *(sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM),
    *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_INTERRUPT),
)
_WAYS = ("NOT INDEXED", "NOT INDEXED ORDER BY number DESC", "INDEXED BY trial_by_key")


@dataclass(frozen=True)
class Remains:
    """Entries and rows that are as they were written, with the numbers of those that are not."""

    entries: tuple[tuple[str, str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    lost: tuple[int, ...]


def remains(connection: sqlite3.Connection) -> Remains | None:
    """Return what can be read of a study; None where not all entries can, so that nobody knows what was planned."""
    entries = []
    for number in range(1, _last(connection, "entry", _WAYS[:2]) + 1):
        row = _row(connection, f"SELECT {_ENTRY} FROM entry NOT INDEXED WHERE number = ?", number)
        if row is None:
            return None
        entries.append((str(row[0]), str(row[1]), str(row[2])))
    found = {
        number: _row(connection, f"SELECT {ROW} FROM trial NOT INDEXED WHERE number = ?", number)
        for number in range(1, _last(connection, "trial", _WAYS) + 1)
    }
    rows = tuple(row for row in found.values() if row is not None)
    return Remains(tuple(entries), rows, tuple(number for number, row in found.items() if row is None))


def _last(connection: sqlite3.Connection, table: str, ways: Sequence[str]) -> int:
    """Return the largest number that any way through a table still shows."""
    return max(
        (number for way in ways for number in _numbers(connection, f"SELECT number FROM {table} {way}")), default=0
    )


def _numbers(connection: sqlite3.Connection, select: str) -> Iterator[int]:
    try:
        for (number,) in connection.execute(select):
            if isinstance(number, int) and number < 2**31:
                yield number
    except sqlite3.Error as error:
        _raise_what_passes(error)


def _row(connection: sqlite3.Connection, select: str, number: int) -> tuple[Cell, ...] | None:
    try:
        row: tuple[Cell, ...] | None = connection.execute(select, (number,)).fetchone()
    except (OverflowError, UnicodeError):
        return None
    except sqlite3.Error as error:
        _raise_what_passes(error)
        return None
    return row if row is not None and digest(row[:-1]) == row[-1] else None


def _raise_what_passes(error: sqlite3.Error) -> None:
    """Raise an error again that says nothing of what stands in the file: its rows are not lost, they are to be had."""
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING:
        raise error
