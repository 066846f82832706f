"""A store in one SQLite file. A trial is on the disk when ``put`` returns; damage is noticed, named and set aside.

Readers never write. Two processes may write at once: what one has trained the other finds.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import quote

from actlab.errors import ActlabError
from actlab.studies.stores import schema
from actlab.studies.stores.rows import COLUMNS, Cell, Damaged, digest, row_of, same, trial_of
from actlab.studies.stores.store import Place, contradiction
from actlab.training.trial import Key, Trial
from actlab.words import _

FILE = "study.sqlite"
PATIENCE = 60.0  # seconds to wait for another process that writes
_SAFE = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA synchronous = FULL",
)
_ROW = ", ".join((*COLUMNS, "sha256"))
_PLACES = ", ".join("?" * (len(COLUMNS) + 1))


class Loss(NamedTuple):
    """A stored trial that is not what was written, as far as it can still be told which one it was."""

    number: int
    key: str
    seed: int | None


class SqliteStore:
    """The trials of a study in ``study.sqlite``.

    ``losses`` are the trials that were found damaged on opening; a store that may be written has set them aside, so
    that they are trained again.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, *, writable: bool) -> None:
        self.path, self.writable = path, writable
        self._connection = connection
        self.losses = tuple(self._inspect())

    @classmethod
    def create(cls, path: Path, entries: Sequence[tuple[str, str, str]] = ()) -> Self:
        """Make a store with its first entries: kind, answer, content. The file is there whole, or not at all."""
        beside = path.with_name(f".{path.name}.part")
        for old in (beside, *_companions(beside)):
            old.unlink(missing_ok=True)
        connection = sqlite3.connect(beside, isolation_level=None)
        schema.make(connection)
        made = cls(beside, connection, writable=True)
        for entry in entries:
            made.write(*entry)
        connection.execute("PRAGMA journal_mode = WAL")
        made.close()
        _sync(beside)
        os.replace(beside, path)
        _sync(path.parent)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, *, writable: bool = True) -> Self:
        """Open a store.

        Raises InvalidInput for what is no store of this format, ActlabError for one that is broken as a whole.
        """
        schema.check_file(path)
        with _explained(path):
            connection = _connect(path, writable=writable)
            try:
                schema.check_tables(connection, path)
                (state,) = connection.execute("PRAGMA quick_check(1)").fetchone()
                if state != "ok":
                    raise sqlite3.DatabaseError(state)
                return cls(path, connection, writable=writable)
            except BaseException:
                connection.close()
                raise

    def get(self, key: Key) -> Trial | None:
        """Return what became of a key; None where that is not known, or what was stored has been damaged."""
        row = self._connection.execute(f"SELECT {_ROW} FROM trial WHERE key = ?", (key.digest,)).fetchone()
        try:
            return None if row is None else trial_of(row)
        except Damaged:
            return None

    def put(self, trial: Trial, place: Place) -> None:
        """Keep a trial: when this returns, it is on the disk.

        Raises Contradiction where the key is known with other bits.
        """
        insert = f"INSERT INTO trial ({_ROW}) VALUES ({_PLACES}) ON CONFLICT DO NOTHING"
        with _explained(self.path):
            if self._connection.execute(insert, row_of(trial, place)).rowcount:
                return
        known = self.get(trial.key)
        if known is None or not same(known, trial):
            raise contradiction(trial.key)

    def trials(self) -> Iterator[Trial]:
        """Yield all sound trials in the order in which they arrived."""
        for row in self._connection.execute(f"SELECT {_ROW} FROM trial ORDER BY number"):
            try:
                yield trial_of(row)
            except Damaged:
                continue

    def write(self, kind: str, answer: str, content: str) -> None:
        """Add an entry to those of its kind and answer."""
        insert = "INSERT INTO entry (kind, answer, content, sha256) VALUES (?, ?, ?, ?)"
        with _explained(self.path):
            self._connection.execute(insert, (kind, answer, content, digest((kind, answer, content))))

    def read(self, kind: str, answer: str) -> str | None:
        """Return the latest entry of a kind and answer; None where there is none.

        Raises ActlabError where it has been damaged.
        """
        select = "SELECT kind, answer, content, sha256 FROM entry ORDER BY number"
        found = None
        with _explained(self.path):
            for *cells, written in self._connection.execute(select):
                if digest(cells) != written:
                    raise sqlite3.DatabaseError(_("its plan is not what was written"))
                if cells[:2] == [kind, answer]:
                    found = str(cells[2])
        return found

    def close(self) -> None:
        """Let go of the file, which then is one file again."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _inspect(self) -> Iterator[Loss]:
        """Yield what is not as it was written, and set it aside where this may be done."""
        numbers = dict(self._connection.execute("SELECT number, key FROM trial INDEXED BY trial_by_key"))
        broken: list[tuple[Loss, Sequence[Cell]]] = []
        for number, *row in self._connection.execute(f"SELECT number, {_ROW} FROM trial NOT INDEXED"):
            indexed = numbers.pop(number, None)
            try:
                sound = trial_of(row).key.digest == indexed
            except Damaged:
                sound = False
            if not sound:
                broken.append((_loss(number, row), row))
        broken += [(Loss(number, str(key), None), ()) for number, key in numbers.items()]
        for loss, row in broken:
            if self.writable:
                self._set_aside(loss, row)
            yield loss

    def _set_aside(self, loss: Loss, row: Sequence[Cell]) -> None:
        kept = json.dumps([cell.hex() if isinstance(cell, bytes) else cell for cell in row])
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO damaged (key, seed, row) VALUES (?, ?, ?)", (loss.key, loss.seed, kept))
        self._connection.execute("DELETE FROM trial WHERE number = ?", (loss.number,))
        self._connection.execute("REINDEX trial_by_key")
        self._connection.execute("COMMIT")


def _loss(number: int, row: Sequence[Cell]) -> Loss:
    seed = row[COLUMNS.index("seed")]
    return Loss(number, str(row[0]), seed if isinstance(seed, int) else None)


def _connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    mode = "rw" if writable else "ro"
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}", uri=True, timeout=PATIENCE, isolation_level=None
    )
    for pragma in _SAFE:
        connection.execute(pragma)
    return connection


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say in one line what SQLite says of a file."""
    try:
        yield
    except sqlite3.Error as error:
        reason = " ".join(str(error).split())
        text = _("{path} cannot be read or written: {reason}.")
        raise ActlabError(text.format(path=path, reason=reason)) from None


def _companions(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal"))


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
