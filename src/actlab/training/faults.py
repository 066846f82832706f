"""The reason in one line why a network's program could not run, with the place in the user's code."""

from __future__ import annotations

import traceback
from pathlib import Path

from actlab.errors import ActlabError
from actlab.functions.modules import installed
from actlab.words import _, joined


def reason(error: BaseException) -> str:
    """Return one line: an error of ours as it is; of others their kind and text, and the user's file and line.

    >>> reason(ValueError("wrong"))
    'ValueError: wrong'
    """
    if isinstance(error, ActlabError):
        return error.text
    text = " ".join(str(error).split())[:200]
    known = f"{type(error).__name__}: {text}" if text else type(error).__name__
    if isinstance(error, MemoryError) or "RESOURCE_EXHAUSTED" in text:
        known = _("there is not enough memory ({error})").format(error=known)
    place = _place(error)
    return joined([known, f"({place})"]) if place else known


def _place(error: BaseException) -> str:
    """Return file and line of the innermost call that is neither ours nor a library's, empty where there is none."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if Path(frame.filename).is_file() and not installed(frame.filename):
            return f"{frame.filename}:{frame.lineno}"
    return ""
