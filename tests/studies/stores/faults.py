"""A machine on which the n-th operation on files fails, once or from then on (as SQLite tests itself)."""

from __future__ import annotations

import builtins
import errno
import io
import os
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

FULL, BROKEN = errno.ENOSPC, errno.EIO
_SQLITE = {FULL: "database or disk is full", BROKEN: "disk I/O error"}
_CODES = {FULL: sqlite3.SQLITE_FULL, BROKEN: sqlite3.SQLITE_IOERR}


class Machine:
    """Counts operations, and lets the ``fails``-th fail, with ``why``; all after it, too, if it does so for ever."""

    def __init__(self, fails: int | None = None, why: int = FULL, *, for_ever: bool = False) -> None:
        self.done, self.fails, self.why, self.for_ever = 0, fails, why, for_ever
        self.failed: list[str] = []

    def breaks(self, what: str) -> bool:
        self.done += 1
        if self.fails is None or not (self.done == self.fails or (self.for_ever and self.done > self.fails)):
            return False
        self.failed.append(what)
        return True

    def check(self, what: str) -> None:
        if self.breaks(what):
            raise OSError(self.why, os.strerror(self.why))

    def check_sqlite(self, what: str) -> None:
        if self.breaks(what):
            error = sqlite3.OperationalError(_SQLITE[self.why])
            error.sqlite_errorcode = _CODES[self.why]
            raise error

    def install(self, patch: pytest.MonkeyPatch) -> None:
        """Put this machine in place of the sound one."""
        machine = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
                machine.check_sqlite(f"sqlite: {sql[:40]}")
                return super().execute(sql, *given)

            def executemany(self, sql: str, *given: Any) -> sqlite3.Cursor:
                machine.check_sqlite(f"sqlite: {sql[:40]}")
                return super().executemany(sql, *given)

        connect, opened = sqlite3.connect, builtins.open

        def connects(*given: Any, **named: Any) -> sqlite3.Connection:
            machine.check_sqlite("sqlite: connect")
            return connect(*given, **{**named, "factory": Connection})

        def opens(file: Any, mode: str = "r", *given: Any, **named: Any) -> Any:
            if set(mode) & set("wxa+"):
                machine.check(f"open {file}")
            return opened(file, mode, *given, **named)

        patch.setattr(sqlite3, "connect", connects)
        patch.setattr(builtins, "open", opens)
        patch.setattr(io, "open", opens)
        for name in ("link", "replace", "fsync", "mkdir", "unlink", "chmod"):
            patch.setattr(os, name, self._failing(name, getattr(os, name)))

    def _failing(self, name: str, sound: Callable[..., Any]) -> Callable[..., Any]:
        def function(*given: Any, **named: Any) -> Any:
            self.check(f"{name} {given[0]}")
            return sound(*given, **named)

        return function
