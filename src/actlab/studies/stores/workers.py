"""Who is alive among the processes that share a study, told by locks that a kernel frees at the instant of a death.

A worker holds a lock on a small hidden file of its own beside the store, and writes a number into it that grows while
it runs. Others take it for dead when its file is gone or its lock is free, or when the number has stood still for
LEASE seconds of their own clock: it is stopped, or its file system knows no locks. No clock is ever compared with
another process's, and none is the wall's. The files carry no truth: without them work is done twice, no more.
"""

from __future__ import annotations

import os
import re
import threading
import time
from pathlib import Path

from actlab.studies.stores import locks

LEASE = 60.0  # seconds after which a worker that does not move is passed over
_BEATS = 6  # so often it moves in that time
_DIGITS = 20
_NAME = re.compile(r"[0-9a-f]{16}")


class Worker:
    """This process as others see it: alive until ``close``, or until it dies."""

    def __init__(self, store: Path) -> None:
        self._path, self._file = locks.fresh(_path(store, ""))
        self.name = self._path.name.removeprefix(_path(store, "").name)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Be gone."""
        self._ended.set()
        self._thread.join()  # its next beat might go into another file of the same number
        os.close(self._file)
        locks.remove(self._path)

    def _beat(self) -> None:
        count = 0
        while not self._ended.wait(LEASE / _BEATS):
            count += 1
            try:
                os.lseek(self._file, 0, os.SEEK_SET)
                os.write(self._file, b"%0*d" % (_DIGITS, count))
            except OSError:  # such as a full disk, which others may have mended by the next beat
                continue


class Watch:
    """What a worker knows of the others of its store."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._seen: dict[str, tuple[bytes, float]] = {}  # a worker's number, and since when it has stood

    def alive(self, name: str) -> bool:
        """Return whether another worker is at work, as far as one can know; the file of a dead one is removed."""
        if not _NAME.fullmatch(name):  # a damaged one, or of a stranger, who may mean another file
            return False
        with locks.opened(_path(self._store, name)) as file:
            if file is None:
                return False
            if locks.lock(file):
                locks.remove(_path(self._store, name))
                return False
            number, now = os.read(file, _DIGITS), time.monotonic()
        before, since = self._seen.get(name, (b"", now))
        if number != before:
            since = now
        self._seen[name] = number, since
        return now - since < LEASE

    def sweep(self) -> None:
        """Remove the files of all the dead."""
        locks.sweep(_path(self._store, ""))


def _path(store: Path, name: str) -> Path:
    return store.with_name(f".{store.name}.worker-{name}")
