"""The output of a notebook's cell that is updated in place, so that a bar grows where it stands."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from html import escape
from typing import Protocol

EVERY = 0.25  # seconds between updates: each is a message to a browser


class Handle(Protocol):
    """What has been displayed, as IPython hands it back."""

    def update(self, obj: object, *, raw: bool) -> None:
        """Show something else in its place."""


class Screen(Protocol):
    """The function of IPython that displays."""

    def __call__(self, obj: object, *, raw: bool, display_id: bool) -> Handle:
        """Show the same content in several forms, and return what it is updated by."""


def notebook() -> Screen | None:
    """Return how something is displayed in a notebook; None where there is none, as in IPython's terminal.

    IPython is looked for among what is loaded: a notebook has loaded it, and nobody else needs it.
    """
    loaded, display = sys.modules.get("IPython"), sys.modules.get("IPython.display")
    shell = getattr(loaded, "get_ipython", lambda: None)()
    return getattr(display, "display", None) if hasattr(shell, "kernel") else None


class Cell:
    """One bar with words beside and below it, which stays where it is first shown."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._handle: Handle | None = None
        self._last = 0.0

    def show(self, completed: float, total: float, words: str, *, now: bool = False) -> None:
        """Show how far it is; less often than one is told, unless it must be ``now``."""
        if not now and time.monotonic() - self._last < EVERY:
            return
        self._last = time.monotonic()
        content = _content(completed, total, words)
        if self._handle is None:
            self._handle = self._screen(content, raw=True, display_id=True)
        else:
            self._handle.update(content, raw=True)


def _content(completed: float, total: float, words: str) -> Mapping[str, str]:
    """Return the bar as HTML, and the words alone for whoever shows no HTML."""
    bar = f'<progress value="{completed:g}" max="{total:g}" style="width:20em"></progress>'
    return {"text/html": f"<div>{bar} {escape(words)}</div>", "text/plain": words}
