"""A store in one SQLite file. A trial is on the disk when ``put`` returns; damage is noticed, named and set aside.

Readers never write. Several processes may write at once: what one trains the others leave to it, and find.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Self

from actlab.errors import ActlabError, InvalidInput
from actlab.studies.stores import schema
from actlab.studies.stores.checkpoints import FORGET, SWEEP, Checkpoints
from actlab.studies.stores.file import (
    INSERT,
    INSERT_ENTRY,
    MALFORMED,
    PATIENCE,
    Loss,
    busy,
    check,
    connect,
    damaged,
    fill,
    gone_unless_done,
    malformed,
    put_in_place,
    set_aside,
    sync,
    transaction,
    written,
)
from actlab.studies.stores.leases import Leases
from actlab.studies.stores.remains import Remains, remains
from actlab.studies.stores.rows import ROW, Cell, Damaged, digest, row_of, same, trial_of
from actlab.studies.stores.store import Place, contradiction
from actlab.studies.stores.workers import Watch
from actlab.training.trial import Checkpoint, Key, Trial
from actlab.words import _


class AlreadyThere(InvalidInput):
    """A store is not made anew where there is one."""


class SqliteStore:
    """The trials of a study in ``study.sqlite``.

    ``losses`` are the trials that were found damaged on opening; a store that may be written has set them aside, so
    that they are trained again.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, losses: Sequence[Loss] = ()) -> None:
        self.path, self.losses = path, tuple(losses)
        self._connection = connection
        self._leases = Leases(path, lambda: connect(path, writable=True, threads=True))
        self._checkpoints = Checkpoints(lambda: connect(path, writable=True, threads=True))

    @classmethod
    def create(cls, path: Path, entries: Sequence[tuple[str, str, str]] = ()) -> Self:
        """Make a store with its first entries: kind, answer, content. The file is there whole, or not at all.

        Raises AlreadyThere where somebody else has just made one.
        """
        with _explained(path):
            beside = written(path, entries)
        try:
            os.link(beside, path)
        except FileExistsError:
            beside.unlink()
            raise AlreadyThere(schema.refused(path, _("another process has just made it")).text) from None
        except OSError:  # a file system without links
            with gone_unless_done(beside):
                os.replace(beside, path)
        with suppress(OSError):  # it stands there under its own name
            beside.unlink(missing_ok=True)
        sync(path.parent)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, *, writable: bool = True) -> Self:
        """Open a store.

        Where SQLite calls the file malformed, what is sound in it is taken over row by row; the file itself is kept
        under another name where a new one may be written. Raises InvalidInput for what is no store of this format,
        ActlabError for one that cannot be read.
        """
        schema.check_file(path)
        with _explained(path):
            connection = connect(path, writable=writable)
            try:
                schema.check_tables(connection, path)
                check(connection)
                losses = damaged(connection)
                if writable:
                    schema.migrate(connection)
                    set_aside(connection, losses)
                    connection.execute(SWEEP)
                    Watch(path).sweep()
                return cls(path, connection, losses)
            except (sqlite3.DatabaseError, UnicodeError) as error:
                if not malformed(error):
                    connection.close()
                    raise
                with closing(connection):
                    found = remains(connection)
                return cls._of_remains(path, found, writable=writable)
            except BaseException:
                connection.close()
                raise

    @classmethod
    def add(cls, path: Path, kind: str, answer: str, content: str) -> None:
        """Add an entry to a store that has been opened and found sound.

        Raises ActlabError where it cannot be written.
        """
        with _explained(path), closing(cls(path, connect(path, writable=True))) as store:
            store.write(kind, answer, content)

    @classmethod
    def _of_remains(cls, path: Path, found: Remains | None, *, writable: bool) -> Self:
        if found is None:
            raise sqlite3.DatabaseError(_("its plan is not what was written"))
        losses = [Loss(number) for number in found.lost]
        if not writable:
            connection = sqlite3.connect(":memory:", isolation_level=None)
            fill(connection, found.entries, found.rows)
            return cls(path, connection, losses)
        beside = written(path, found.entries, found.rows)
        put_in_place(beside, path)
        return cls(path, connect(path, writable=True), losses)

    def get(self, key: Key) -> Trial | None:
        """Return what became of a key; None where that is not known, or what was stored has been damaged."""
        with _explained(self.path):
            row = self._connection.execute(f"SELECT {ROW} FROM trial WHERE key = ?", (key.digest,)).fetchone()
        try:
            return None if row is None else trial_of(row)
        except Damaged:
            return None

    def put(self, trial: Trial, place: Place) -> None:
        """Keep a trial: when this returns, it is on the disk.

        Raises Contradiction where the key is known with other bits.
        """
        insert = INSERT + " ON CONFLICT DO NOTHING"
        with _explained(self.path):
            new = self._connection.execute(insert, row_of(trial, place)).rowcount
            self._connection.execute(FORGET, (trial.key.digest,))
            if new:
                return
        known = self.get(trial.key)
        if known is None or not same(known, trial):
            raise contradiction(trial.key)

    def claim(self, key: Key) -> bool:
        """Return whether a network is to be trained by this process, from any thread: nobody has, or is about to."""
        with _explained(self.path):
            return self._leases.claim(key)

    def others(self, keys: Iterable[Key]) -> Set[Key]:
        """Return those of some networks that other processes, which are alive, have claimed."""
        with _explained(self.path):
            return self._leases.others(keys)

    def checkpoint(self, key: Key) -> Checkpoint | None:
        """Return the latest checkpoint of a network under way, from any thread; None where there is none."""
        with _explained(self.path):
            return self._checkpoints.get(key)

    def keep(self, key: Key, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint in place of the one before, from any thread."""
        with _explained(self.path):
            self._checkpoints.keep(key, checkpoint)

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Yield the rows of all trials that are as they were written."""
        for row in self._connection.execute(f"SELECT {ROW} FROM trial NOT INDEXED ORDER BY number"):
            if digest(row[:-1]) == row[-1]:
                yield row

    def take_over(self, other: SqliteStore) -> None:
        """Keep all sound trials of another store as well: all of them, or, where one is contradicted, none.

        Raises Contradiction where a key is known with other bits.
        """
        insert = INSERT + " ON CONFLICT DO NOTHING"
        with _explained(self.path), transaction(self._connection):
            for row in other.rows():
                if not self._connection.execute(insert, row).rowcount:
                    self._agree(row)

    def _agree(self, row: tuple[Cell, ...]) -> None:
        known = self._connection.execute(f"SELECT {ROW} FROM trial WHERE key = ?", (row[0],)).fetchone()
        if known[-1] == row[-1]:  # the same row; of the same trial another machine may say that it took longer
            return
        if not same(trial_of(known), one := trial_of(row)):
            raise contradiction(one.key)

    def trials(self) -> Iterator[Trial]:
        """Yield all sound trials in the order in which they arrived."""
        with _explained(self.path):
            for row in self._connection.execute(f"SELECT {ROW} FROM trial ORDER BY number"):
                with suppress(Damaged):
                    yield trial_of(row)

    def write(self, kind: str, answer: str, content: str) -> None:
        """Add an entry to those of its kind and answer."""
        with _explained(self.path):
            self._connection.execute(INSERT_ENTRY, (kind, answer, content, digest((kind, answer, content))))

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
        self._leases.close()
        self._checkpoints.close()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say in one line what SQLite says of a file."""
    try:
        yield
    except (sqlite3.Error, UnicodeError) as error:
        if busy(error):
            text = _(
                "Another process has held {path} for {seconds:.0f} seconds: it is probably stopped (Ctrl-Z). "
                "Let it go on (fg) or end it, and try again."
            )
            raise ActlabError(text.format(path=path, seconds=PATIENCE)) from None
        reason = MALFORMED if isinstance(error, UnicodeError) else " ".join(str(error).split())
        text = _("{path} cannot be read or written: {reason}.")
        raise ActlabError(text.format(path=path, reason=reason)) from None
