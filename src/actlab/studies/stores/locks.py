"""Files of one process beside those of a study: locked as long as it lives, so that others know what it left behind."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_BYTES = 8  # of randomness in a name
_LOOK = 0.1  # seconds between two looks at a lock that another process has


def fresh(prefix: Path) -> tuple[Path, int]:
    """Make a file whose name begins so, and return it open and locked."""
    while True:
        path = prefix.with_name(prefix.name + secrets.token_hex(_BYTES))
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        if lock(file) is not False and path.exists():  # else somebody has swept it away before it was locked
            return path, file
        os.close(file)


def sweep(prefix: Path) -> None:
    """Remove the files whose names begin so and that nobody holds any more."""
    for path in prefix.parent.glob(f"{prefix.name}*"):
        with opened(path) as file:
            if file is not None and lock(file):
                remove(path)


def remove(path: Path) -> None:
    """Remove a file that nobody needs; where that cannot be, the next one who passes does it."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[int | None]:
    """Open a file, or give None where that cannot be."""
    try:
        file = _open(path)
    except OSError:
        yield None
        return
    try:
        yield file
    finally:
        os.close(file)


@contextmanager
def turn(path: Path, waits: Callable[[], None]) -> Iterator[None]:
    """Hold a file's lock, for which processes wait in turn; ``waits`` is called once by one that has to.

    Where nothing can be said of locks nobody waits.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if lock(file) is False:
            waits()
            while lock(file) is False:
                time.sleep(_LOOK)
        yield
    finally:
        os.close(file)


def lock(file: int) -> bool | None:
    """Return whether this process has a file's lock now; None where nothing can be said of locks."""
    try:
        import fcntl
    except ImportError:  # on Windows
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR)  # some file systems lock only what is open for writing
    except PermissionError:  # that of another user
        return os.open(path, os.O_RDONLY)
