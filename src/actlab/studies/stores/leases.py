"""Which networks are under way, so that processes that share a study double nothing.

A lease says which worker trains a network; it holds as long as that worker is alive. Leases carry no truth: they may be
lost, and what two processes have trained nevertheless is the same to the last bit.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from actlab.studies.stores.file import transaction
from actlab.studies.stores.rows import ROW, Damaged, trial_of
from actlab.studies.stores.workers import Watch, Worker
from actlab.training.trial import Key

_TAKE = "INSERT INTO lease (key, worker) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET worker = excluded.worker"


class Leases:
    """The leases of a store's file as one worker has them, from whichever of its threads.

    ``connect`` opens the file anew: leases have a connection of their own, which need not wait for the disk.
    """

    def __init__(self, path: Path, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect, self._path = connect, path
        self._watch = Watch(path)
        self._own: tuple[Worker, sqlite3.Connection] | None = None
        self._closed = False
        self._lock = threading.Lock()

    def claim(self, key: Key) -> bool:
        """Return whether a network is this worker's to train: nobody has trained it, or is alive and trains it."""
        with self._lock:
            if self._closed:  # asked by a thread that was left behind
                return False
            worker, connection = self._ready()
            if not self._free(worker, connection, key):
                return False
            with transaction(connection):  # in which nobody else claims
                free = self._free(worker, connection, key)
                if free:
                    connection.execute(_TAKE, (key.digest, worker.name))
            return free

    def others(self, keys: Iterable[Key]) -> set[Key]:
        """Return those of some networks that somebody else is training, who is alive."""
        with self._lock:
            worker, connection = self._ready()
            holders = {key: _holder(connection, key) for key in keys}
            others = {holder for holder in holders.values() if holder is not None} - {worker.name}
            alive = {holder for holder in others if self._watch.alive(holder)}
            return {key for key, holder in holders.items() if holder in alive}

    def close(self) -> None:
        """Give all up."""
        with self._lock:
            self._closed = True
            if self._own is None:
                return
            (worker, connection), self._own = self._own, None
            with suppress(sqlite3.Error):  # such as a full disk; leases of a worker that is gone are void anyway
                connection.execute("DELETE FROM lease WHERE worker = ?", (worker.name,))
            connection.close()
            worker.close()
            self._watch.sweep()

    def _ready(self) -> tuple[Worker, sqlite3.Connection]:
        """Return the worker and its connection; with the first claim come both, and the dead are forgotten."""
        if self._own is None:
            connection = self._connect()
            try:
                connection.execute("PRAGMA synchronous = NORMAL")  # what a crash takes away here nobody needs
                self._own = Worker(self._path), connection
            except BaseException:
                connection.close()
                raise
            self._forget(connection)
        return self._own

    def _forget(self, connection: sqlite3.Connection) -> None:
        for (holder,) in connection.execute("SELECT DISTINCT worker FROM lease").fetchall():
            if not self._watch.alive(holder):
                connection.execute("DELETE FROM lease WHERE worker = ?", (holder,))

    def _free(self, worker: Worker, connection: sqlite3.Connection, key: Key) -> bool:
        if _trained(connection, key):
            return False
        holder = _holder(connection, key)
        return holder is None or holder == worker.name or not self._watch.alive(holder)


def _trained(connection: sqlite3.Connection, key: Key) -> bool:
    row = connection.execute(f"SELECT {ROW} FROM trial WHERE key = ?", (key.digest,)).fetchone()
    try:
        return row is not None and trial_of(row).key == key
    except Damaged:
        return False


def _holder(connection: sqlite3.Connection, key: Key) -> str | None:
    row = connection.execute("SELECT worker FROM lease WHERE key = ?", (key.digest,)).fetchone()
    return None if row is None else str(row[0])
