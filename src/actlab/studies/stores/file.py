"""The file of a store: made whole or not at all, opened with care, checked before anything in it is believed."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from actlab.studies.stores import schema
from actlab.studies.stores.rows import COLUMNS, ROW, Cell, digest, sound

FILE = "study.sqlite"
PATIENCE = 60.0  # seconds to wait for another process that writes
_SAFE = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA synchronous = FULL",
)
INSERT = f"INSERT INTO trial ({ROW}) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"
INSERT_ENTRY = "INSERT INTO entry (kind, answer, content, sha256) VALUES (?, ?, ?, ?)"
MALFORMED = "database disk image is malformed"


class Loss(NamedTuple):
    """A stored trial that is not what was written: the number of its row, and what can still be read of it."""

    number: int
    key: str = "?"
    seed: int | None = None


def check(connection: sqlite3.Connection) -> None:
    """Raise DatabaseError where pages or trees are not sound, or an index is not that of its table."""
    with _at_one_moment(connection):  # or what another process adds meanwhile would look like damage
        (state,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if state != "ok":
            raise sqlite3.DatabaseError(MALFORMED)
        index = connection.execute("SELECT number, key FROM trial INDEXED BY trial_by_key ORDER BY key").fetchall()
        table = connection.execute("SELECT number, key FROM trial NOT INDEXED").fetchall()
    if sorted(index) != sorted(table):
        raise sqlite3.DatabaseError(MALFORMED)


@contextmanager
def _at_one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """Read several times, and see the same each time."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def damaged(connection: sqlite3.Connection) -> list[Loss]:
    """Return the trials that are not what was written."""
    texts, connection.text_factory = connection.text_factory, bytes
    try:
        rows = connection.execute(f"SELECT number, {ROW} FROM trial NOT INDEXED")
        return [_loss(number, row) for number, *row in rows if not sound(row)]
    finally:
        connection.text_factory = texts


def _loss(number: int, row: Sequence[Cell]) -> Loss:
    key, seed = row[0], row[COLUMNS.index("seed")]
    return Loss(number, _text(key) if isinstance(key, bytes) else "?", seed if isinstance(seed, int) else None)


def set_aside(connection: sqlite3.Connection, losses: Sequence[Loss]) -> None:
    """Move damaged trials out of the way, with what can be read of them."""
    for loss in losses:
        with transaction(connection):
            row = connection.execute(f"SELECT {ROW} FROM trial NOT INDEXED WHERE number = ?", (loss.number,)).fetchone()
            if row is not None and digest(row[:-1]) != row[-1]:  # or another process has seen to it
                kept = json.dumps([cell.hex() if isinstance(cell, bytes) else cell for cell in row])
                connection.execute("INSERT INTO damaged (key, seed, row) VALUES (?, ?, ?)", (loss.key, loss.seed, kept))
                connection.execute("DELETE FROM trial WHERE number = ?", (loss.number,))


def written(path: Path, entries: Sequence[tuple[str, str, str]], rows: Sequence[Sequence[Cell]] = ()) -> Path:
    """Return a whole store beside a path, on the disk, under a name that nobody else has."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.part-", dir=path.parent)
    os.close(number)
    beside = Path(name)
    with gone_unless_done(beside):
        with closing(sqlite3.connect(beside, isolation_level=None)) as connection:
            fill(connection, entries, rows)
            connection.execute("PRAGMA journal_mode = WAL")
        beside.chmod(0o666 & ~_umask())
        sync(beside)
    return beside


@contextmanager
def gone_unless_done(beside: Path) -> Iterator[None]:
    """Take away a file that is not used in the end, and what SQLite keeps beside it."""
    try:
        yield
    except BaseException:
        for path in (beside, *companions(beside)):
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise


def fill(
    connection: sqlite3.Connection, entries: Sequence[tuple[str, str, str]], rows: Sequence[Sequence[Cell]]
) -> None:
    """Make the tables and what stands in them."""
    connection.execute("PRAGMA page_size = 4096")
    connection.execute("BEGIN")
    schema.make(connection)
    connection.executemany(INSERT_ENTRY, [(*entry, digest(entry)) for entry in entries])
    connection.executemany(INSERT, rows)
    connection.execute("COMMIT")


def put_in_place(beside: Path, path: Path) -> None:
    """Put a store in place of a malformed one, which is kept under another name; at any moment one of them is there."""
    kept = free(path)
    try:
        os.link(path, kept)
    except OSError:  # a file system without links
        shutil.copy2(path, kept)
    for old in companions(path):
        old.unlink(missing_ok=True)
    os.replace(beside, path)
    sync(path.parent)


def free(path: Path) -> Path:
    """Return a name for a damaged file that nobody has."""
    names = (path.with_name(f"{path.stem}-damaged-{number}{path.suffix}") for number in count(1))
    return next(name for name in names if not name.exists())


def malformed(error: sqlite3.Error | UnicodeError) -> bool:
    """Return whether an error says that a file is not sound."""
    codes = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    return (
        isinstance(error, UnicodeError)
        or str(error) == MALFORMED
        or getattr(error, "sqlite_errorcode", 0) & 0xFF in codes
    )


def busy(error: sqlite3.Error | UnicodeError) -> bool:
    """Return whether an error says that another process held the file for longer than PATIENCE."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def connect(path: Path, *, writable: bool, threads: bool = False) -> sqlite3.Connection:
    """Open a file. To leave nothing behind, a reader opens it as a writer does, who may not write.

    With ``threads`` any thread may use the connection, one at a time.
    """
    address = f"file:{quote(str(path.absolute()))}"
    pragmas = _SAFE if writable else (*_SAFE, "PRAGMA query_only = ON")
    unfinished = any(map(_has_content, companions(path)))
    try:
        return _opened(f"{address}?mode=rw", pragmas, threads=threads)
    except sqlite3.OperationalError:
        if writable or unfinished:
            raise
        return _opened(f"{address}?immutable=1", pragmas)  # nobody can write there, not even a lock


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all or nothing, alone."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _has_content(companion: Path) -> bool:
    """Return whether a log beside a file holds what the file does not; the index of a log (-shm) does not count."""
    try:
        return not companion.name.endswith("-shm") and companion.stat().st_size > 0
    except OSError:
        return False


def _text(content: bytes) -> str:
    return content.decode(errors="replace")  # whose digest then does not hold


def _opened(address: str, pragmas: Sequence[str], *, threads: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(
        address, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=not threads
    )
    connection.text_factory = _text
    try:
        for pragma in pragmas:
            connection.execute(pragma)
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _umask() -> int:
    found = os.umask(0)
    os.umask(found)
    return found


def companions(path: Path) -> tuple[Path, ...]:
    """Return what SQLite keeps beside a file while it is open."""
    return tuple(path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal"))


def sync(path: Path) -> None:
    """Have a file, or a folder's list of names, on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError as error:  # which does not know of which file it speaks
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        os.close(number)
