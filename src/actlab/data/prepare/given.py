"""What somebody hands over as data: a name of the table, a file, a folder, or what is held in memory."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path
from typing import NamedTuple

from actlab.data import sources
from actlab.data.prepare.asked import ARRAYS, FRAME
from actlab.data.prepare.frames import is_frame
from actlab.data.tables.cells import clean
from actlab.data.tables.contents import ENDINGS
from actlab.errors import InvalidInput
from actlab.words import _, joined

ARCHIVE = ".npz"


class Given(NamedTuple):
    """Data as they were handed over: the name by which a plan calls them, and where they are, or what they are.

    A name of the table of data sets has neither; a file is called by its name, a folder with a slash behind it.
    """

    name: str
    place: Path | None = None
    held: object = None


def given(data: object) -> Given:
    """Return what is meant by data.

    Raises InvalidInput for words that are no data set, no file of a table and no folder, and for what is no data.

    >>> given("digits").name, given(([[1.0]], [0])).name
    ('digits', 'arrays')
    """
    if isinstance(data, Given):
        return data
    if isinstance(data, str) and data in sources.names():
        return Given(data)
    if isinstance(data, str | os.PathLike):
        return _placed(os.fspath(data))
    if is_frame(data):
        return Given(FRAME, held=data)
    if isinstance(data, tuple | list) and len(data) == 2:
        return Given(ARRAYS, held=data)
    message = _("{field}: {given} is not allowed; it must be {allowed}.")
    allowed = _("the name of a data set, a file, a folder, a frame or a pair (x, y) of arrays")
    text = message.format(field="data", given=" ".join(str(data).split())[:60], allowed=allowed)
    raise InvalidInput(text, "data", "digits")


def stored(name: str, place: str) -> Given:
    """Return the data of a stored plan by their name and where they were, as far as that is known.

    Raises InvalidInput for what was held in memory, and what is not there any more.
    """
    if name in sources.names():
        return Given(name)
    if place:
        return _placed(place)
    text = _("the data of this study were held in memory ({name}); hand them over again, in Python: resume(data=...).")
    raise InvalidInput(text.format(name=name))


def stem(name: str) -> str:
    """Return what a folder may be called that is named after data.

    >>> stem("my houses.csv"), stem("photos/"), stem("mnist")
    ('my-houses', 'photos', 'mnist')
    """
    words = re.findall(r"[\w-]+", name.rpartition(".")[0] or name.rstrip("/"))
    return "-".join(words)[:40] or "data"


def _placed(typed: str | bytes) -> Given:
    path = Path(os.fsdecode(typed))
    try:
        if path.is_dir():
            return Given(f"{path.resolve().name}/", path.resolve())
        if path.is_file():
            return Given(clean(path.name), path.resolve())
        there = os.path.lexists(path)
    except (OSError, ValueError, RuntimeError):
        there = False
    shown = clean(str(path))
    if there:
        text = _("{path} is neither a file nor a folder that can be read; write the table as CSV.")
        raise InvalidInput(text.format(path=shown), "data", "table.csv")
    raise _unknown(shown)


def _unknown(shown: str) -> InvalidInput:
    names = sorted(sources.names())
    near = difflib.get_close_matches(shown.lower(), names, n=2, cutoff=0.6)
    message = _("unknown data set '{given}', and there is no such file or folder.").format(given=shown)
    if near:
        message += " " + _("Did you mean {names}?").format(names=joined(near, _(" or ")))
    text = _(" Allowed: {names}; a table ({endings}), arrays ({archive}), or a folder of images by class.")
    return InvalidInput(message + text.format(names=", ".join(names), endings=", ".join(ENDINGS), archive=ARCHIVE))
