"""Runs what a user wrote so that it cannot harm this process: it may raise, print, exit or never end."""

from __future__ import annotations

import ctypes
import io
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Generic, TextIO, TypeVar

from actlab.errors import ActlabError
from actlab.functions.modules import installed
from actlab.words import Text, _

T = TypeVar("T")
_OF_ARRAYS = ("truth value of an array", "arrays can be converted to Python scalars")  # what if and math say of one
GRACE = 1.0  # seconds for a call that is out of time to notice

_lock = threading.Lock()
_open = 0  # calls that run now


class FunctionFault(ActlabError):
    """A user's function raised, exited, never ended, or asked for too much. Its text is one line, with the place."""


class _OutOfTime(BaseException):
    """Thrown into a call that has had its time; no ``except Exception`` catches it."""


class _Worker(threading.Thread, Generic[T]):
    """A thread for one call, which keeps what came of it."""

    def __init__(self, call: Callable[[], T]) -> None:
        super().__init__(daemon=True, name="actlab-limited")
        self.call = call
        self.result: list[T] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.result.append(self.call())
        except BaseException as error:  # SystemExit and KeyboardInterrupt are the user's here
            self.error = error


class _Aside(io.TextIOBase):
    """Standard output, except for a user's code: what that prints goes to standard error."""

    def __init__(self, real: TextIO) -> None:
        self.real = real

    def write(self, text: str) -> int:
        return self._target().write(text)

    def flush(self) -> None:
        self._target().flush()

    def __getattr__(self, name: str) -> object:
        return getattr(self._target(), name)

    def _target(self) -> TextIO:
        return sys.stderr if isinstance(threading.current_thread(), _Worker) else self.real


def limited(call: Callable[[], T], seconds: float, place: str = "") -> T:
    """Return what a call of a user's code returns.

    Raises FunctionFault, with the reason and the place in the user's file, when it raises anything (also SystemExit
    and KeyboardInterrupt) or has not answered in time: it is then stopped where Python can stop it, else abandoned.
    ``place`` is named where no line of the user's is being carried out, as in a loop of JAX's.

    >>> limited(lambda: 2 + 2, seconds=10.0)
    4
    >>> limited(lambda: sys.exit(3), seconds=10.0)
    Traceback (most recent call last):
    actlab.functions.limits.FunctionFault: it calls exit (...)
    """
    worker = _Worker(call)
    with _aside(worker):
        worker.start()
        worker.join(seconds)
        if worker.is_alive():
            frame = sys._current_frames().get(worker.ident or 0)
            place = (_place(_frames(frame)) if frame else "") or place
            _stop(worker)
            raise FunctionFault(_at(_("it has not answered within {n:g} s").format(n=round(seconds, 1)), place))
    if isinstance(worker.error, FunctionFault):  # its reason and place are known already
        raise worker.error
    if worker.error is not None:
        place = _place([(f, n) for f, n in traceback.walk_tb(worker.error.__traceback__)]) or place
        raise FunctionFault(_at(_reason(worker.error), place)) from worker.error
    return worker.result[0]


def _reason(error: BaseException) -> Text:
    if isinstance(error, SystemExit):
        return _("it calls exit")
    if isinstance(error, MemoryError):
        return _("it asks for more memory than there is")
    if _traced(error) or any(words in str(error) for words in _OF_ARRAYS):
        message = _("it raises {error}: JAX cannot follow NumPy, math, if or a cast to float; use jax.numpy, jnp.where")
        return message.format(error=type(error).__name__)
    shown = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}".rstrip(":. ")
    return _("it raises {error}").format(error=shown)


def _traced(error: BaseException) -> bool:
    """Return whether it is what JAX raises where it cannot follow."""
    if "jax" not in sys.modules:
        return False
    from jax.errors import ConcretizationTypeError, TracerArrayConversionError

    return isinstance(error, TracerArrayConversionError | ConcretizationTypeError)


def _at(reason: Text, place: str) -> Text:
    return reason + f" ({place})" if place else reason


def _frames(frame: FrameType | None) -> list[tuple[FrameType, int]]:
    """Return a stack as (frame, line), the innermost last."""
    found = list(traceback.walk_stack(frame))
    return found[::-1]


def _place(frames: list[tuple[FrameType, int]]) -> str:
    """Return file:line of the innermost frame that is the user's."""
    own = [f"{f.f_code.co_filename}:{line}" for f, line in frames if not installed(f.f_code.co_filename)]
    return own[-1] if own else ""


def _stop(worker: threading.Thread) -> None:
    ident = ctypes.c_ulong(worker.ident or 0)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, ctypes.py_object(_OutOfTime))
    worker.join(GRACE)


@contextmanager
def _aside(worker: threading.Thread) -> Iterator[None]:
    """Send what a thread prints to standard error: as long as it lives, where it had to be abandoned."""
    global _open
    with _lock:
        _open += 1
        if not isinstance(sys.stdout, _Aside):
            sys.stdout = _Aside(sys.stdout)
    try:
        yield
    finally:
        with _lock:
            _open -= not worker.is_alive()
            if not _open and isinstance(sys.stdout, _Aside):
                sys.stdout = sys.stdout.real
