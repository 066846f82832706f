"""Networks under way as a store keeps them: the latest of each, whole, with a digest over all of it.

Checkpoints carry no truth: one that is damaged or lost costs time, and changes no bit.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable

from actlab.studies.stores.rows import Cell, curve_of, curve_text, digest
from actlab.training.trial import Checkpoint, Key

_KEEP = "INSERT OR REPLACE INTO checkpoint (key, steps, seconds, curve, content, sha256) VALUES (?, ?, ?, ?, ?, ?)"
_READ = "SELECT key, steps, seconds, curve, content, sha256 FROM checkpoint WHERE key = ?"
FORGET = "DELETE FROM checkpoint WHERE key = ?"
SWEEP = "DELETE FROM checkpoint WHERE key IN (SELECT key FROM trial)"


class Checkpoints:
    """The checkpoints in a store's file, for any thread; ``connect`` opens the file anew."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._own: sqlite3.Connection | None = None
        self._closed = False
        self._lock = threading.Lock()

    def get(self, key: Key) -> Checkpoint | None:
        """Return the latest checkpoint of a network; None where there is none, or it is not what was written."""
        with self._lock:
            if self._closed:
                return None
            row = self._connection().execute(_READ, (key.digest,)).fetchone()
        if row is None or digest(row[:-1]) != row[-1]:
            return None
        _key, steps, seconds, curve, content, _sha256 = row
        try:
            return Checkpoint(steps, seconds, curve_of(json.loads(curve)), content)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):  # somebody has made it up
            return None

    def keep(self, key: Key, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint in place of the one before."""
        steps, seconds, curve, content = checkpoint
        cells: tuple[Cell, ...] = (key.digest, int(steps), float(seconds), curve_text(curve), content)
        with self._lock:
            if self._closed:  # asked by a thread that was left behind
                return
            self._connection().execute(_KEEP, (*cells, digest(cells)))  # one statement: all of it, or nothing

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._closed = True
            if self._own is not None:
                self._own.close()
                self._own = None

    def _connection(self) -> sqlite3.Connection:
        if self._own is None:
            self._own = self._connect()
        return self._own
