"""The reason in one line why a network's program could not run, with the place in the user's code."""

from __future__ import annotations

import sysconfig
import traceback
from pathlib import Path

from actlab.errors import ActlabError
from actlab.words import _, joined

_OWN = Path(__file__).parent.parent
_LIBRARIES = tuple(Path(sysconfig.get_path(name)) for name in ("purelib", "platlib", "stdlib"))


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
        file = Path(frame.filename)
        if file.is_file() and not any(file.is_relative_to(folder) for folder in (_OWN, *_LIBRARIES)):
            return f"{frame.filename}:{frame.lineno}"
    return ""
