"""The end of the process, where a thread is still deep in a step that nobody can cut short.

Python ends daemon threads while they run; one that returns from JAX in that moment takes the process down with an abort
(SIGABRT), although all is stored and said.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterable

_left: list[threading.Thread] = []


def leave_behind(threads: Iterable[threading.Thread]) -> None:
    """Remember threads that were not waited for until their end."""
    _left[:] = [thread for thread in (*_left, *threads) if thread.is_alive()]


def end(status: int) -> None:
    """End the process with a status: at once where threads are left behind, else as Python does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C changes no status any more
    if any(thread.is_alive() for thread in _left):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)
