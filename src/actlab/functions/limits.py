"""Runs a user's code for a limited time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from actlab.errors import ActlabError
from actlab.words import _

T = TypeVar("T")


class FunctionFault(ActlabError):
    """A user's function did not do what was asked of it."""


def limited(call: Callable[[], T], seconds: float) -> T:
    """Return what a call returns.

    Raises FunctionFault when it raises anything, or takes longer.
    """
    found: list[T] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            found.append(call())
        except BaseException as error:
            faults.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if faults:
        raise FunctionFault(_("it raises {error}").format(error=f"{type(faults[0]).__name__}: {faults[0]}"))
    if not found:
        raise FunctionFault(_("it has not answered within {n:g} s").format(n=seconds))
    return found[0]
