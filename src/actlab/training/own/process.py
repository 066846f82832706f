"""One run of a command: started without a shell, listened to while it runs, ended where it must be."""

from __future__ import annotations

import os
import re
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from actlab.errors import ActlabError, reason_of
from actlab.training.own import janitor
from actlab.training.own.outcome import Outcome
from actlab.training.own.reported import Lines, NothingReported, Reported
from actlab.training.trainer import Stopped
from actlab.training.trial import CurvePoint
from actlab.words import Text, _

STDOUT, STDERR = "stdout.txt", "stderr.txt"  # in a run's folder: all that it printed
LOOK = 0.2  # seconds between looks at whether it should stop
GRACE = 1.0  # seconds for a program to end by itself, and for its last words to arrive
_TAIL = 2**14  # bytes of what was said on standard error that are looked through
_LONGEST = 300  # characters of a reason
_COLOUR = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")  # and whatever else terminals are told that way

Listener = Callable[[tuple[CurvePoint, ...], float], None]


class NotStarted(ActlabError):
    """A command could not be started, which says nothing of how it trains; ``why`` is no whole sentence."""

    def __init__(self, why: Text) -> None:
        super().__init__(why + ".")
        self.why = why


class Janitor:
    """Ends the programs that are under way if this process dies, however it dies; threads may share one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", janitor.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )

    def begun(self, group: int) -> None:
        """Note that a group of processes has begun."""
        self._write(f"+{group}\n")

    def ended(self, group: int) -> None:
        """Note that it has ended."""
        self._write(f"-{group}\n")

    def close(self) -> None:
        """Let it go."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def _write(self, line: str) -> None:
        assert self._process.stdin
        with self._lock:
            self._process.stdin.write(line)
            self._process.stdin.flush()


def carry_out(
    words: list[str],
    folder: Path,
    place: Path,
    guard: Janitor,
    *,
    limit: float | None,
    stop: Callable[[], bool],
    listen: Listener,
) -> Outcome:
    """Run a command and return what came of it.

    It runs in ``place``; what it prints is kept in ``folder``, and ``listen`` is told of every point of its curve.
    After ``limit`` seconds it is ended, and has failed. Raises Stopped as soon as ``stop`` says so; it is ended then.
    Raises NotStarted where it cannot be started.
    """
    begun, heard = time.perf_counter(), Reported()
    with open(folder / STDOUT, "wb") as out, open(folder / STDERR, "wb") as errors:
        try:
            process = subprocess.Popen(
                words,
                cwd=place,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        except OSError as error:
            text = _("{program} could not be started ({reason})")
            raise NotStarted(text.format(program=error.filename or words[0], reason=reason_of(error))) from None
        guard.begun(process.pid)
        try:
            timely = _followed(process, out, heard, begun, limit, stop, listen)
        finally:
            _end(process)
            guard.ended(process.pid)
    seconds = time.perf_counter() - begun
    reason = _reason(process.returncode, folder / STDERR)
    if not timely:
        reason = _("it had not ended after {limit:g} s").format(limit=limit)
    if not reason:
        try:
            heard.look(folder)
        except NothingReported as error:
            reason = error.args[0]
    return Outcome(heard.scores, tuple(heard.curve), seconds, reason)


def _followed(
    process: subprocess.Popen[bytes],
    out: IO[bytes],
    heard: Reported,
    begun: float,
    limit: float | None,
    stop: Callable[[], bool],
    listen: Listener,
) -> bool:
    """Listen to a program until it ends; whether it did so in time."""
    assert process.stdout
    lines, told, heeded, gone = Lines(), 0, begun, None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if stop():
                raise Stopped
            now = time.perf_counter()
            if limit is not None and now - begun > limit:
                return False
            if gone is None and process.poll() is not None:
                gone = now
            if gone is not None and now - gone > GRACE:
                break  # what it has started holds its output, and may run on for ever
            if selector.select(LOOK):
                piece = os.read(process.stdout.fileno(), 2**16)
                if not piece:
                    break
                out.write(piece)
                out.flush()
                for line in lines.more(piece):
                    heard.hear(line)
            if len(heard.curve) > told and now - heeded >= LOOK:  # all of it is handed on, which may be much
                told, heeded = len(heard.curve), now
                listen(tuple(heard.curve), now - begun)
    heard.hear(lines.rest())
    return _waited(process, begun, limit, stop)


def _waited(process: subprocess.Popen[bytes], begun: float, limit: float | None, stop: Callable[[], bool]) -> bool:
    """Wait for a program that prints no more; whether it ended in time."""
    while True:
        try:
            process.wait(LOOK)
        except subprocess.TimeoutExpired:
            if stop():
                raise Stopped from None
            if limit is not None and time.perf_counter() - begun > limit:
                return False
        else:
            return True


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it has started."""
    if process.poll() is None and janitor.tell(process.pid, signal.SIGTERM):
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
    janitor.tell(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()


def _reason(status: int, errors: Path) -> str:
    """Return why a program failed, empty where it did not: its status, and the last line on standard error."""
    if status == 0:
        return ""
    with open(errors, "rb") as file:
        file.seek(max(0, errors.stat().st_size - _TAIL))
        said = _COLOUR.sub("", file.read().decode("utf-8", "replace"))
    lines = ("".join(letter if letter.isprintable() else " " for letter in line) for line in re.split(r"[\r\n]", said))
    last = next((" ".join(line.split()) for line in reversed([*lines]) if line.strip()), "")
    found: Text = _("exit status {status}").format(status=status)
    if status < 0:
        found = _("ended by signal {number}").format(number=_signal(-status))
    return found + f": {last[:_LONGEST]}" if last else found


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # one of those of real time, most of which have none
        return str(number)
