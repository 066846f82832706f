"""The folder of a study: a fresh one, or one that holds a study already."""

from __future__ import annotations

import os
import shlex
import tempfile
from datetime import datetime
from pathlib import Path

from actlab.errors import InvalidInput, reason_of
from actlab.studies.shards import Shard, shards_in
from actlab.studies.stores.file import FILE
from actlab.words import _

RUNS = "runs"  # in a study's folder: what each run of the user's own training printed and wrote
HOME = Path("actlab-studies")  # fresh folders appear here, below the current folder


def folder_of(wanted: object, name: str, shard: Shard | None = None) -> Path:
    """Return the folder of a study, made where it was not there: the wanted one, or a fresh one named after now.

    That of a shard is within the wanted one. Raises InvalidInput when it is no path, holds anything but a study, or
    cannot be written.
    """
    if wanted is not None:
        if not isinstance(wanted, str | os.PathLike):
            message = _("{field}: {given} is not allowed; it must be {allowed}.")
            text = message.format(field="out", given=wanted, allowed=_("the path of a folder"))
            raise InvalidInput(text, "out", "my-study")
        return _usable(Path(wanted)) if shard is None else _usable(shard_folder(Path(wanted), shard))
    stem = f"{datetime.now():%Y-%m-%d-%H%M%S}-{name}"
    for number in range(1, 1000):
        candidate = HOME / (stem if number == 1 else f"{stem}-{number}")
        if not candidate.exists():
            return _usable(candidate)
    raise InvalidInput(
        _("out: no fresh name is left below {home}; choose a folder.").format(home=HOME), "out", "my-study"
    )


def holds_study(folder: Path) -> bool:
    """Return whether a folder holds a study."""
    return os.path.lexists(folder / FILE)


def shard_folder(folder: Path, shard: Shard) -> Path:
    """Return the folder of a shard within that of its study.

    Raises InvalidInput where the study is already divided into another number of shards, and they are not merged.
    """
    counts = {other.of for other, _place in shards_in(folder)} - {shard.of}
    if counts and not holds_study(folder):
        text = _("shard: {given} is not allowed; {folder} holds shards of {n}. Merge them first: actlab merge {place}")
        place = shlex.quote(str(folder))
        raise InvalidInput(text.format(given=str(shard), folder=str(folder), n=max(counts), place=place))
    return folder / shard.folder


def merge_folder(wanted: str | Path) -> Path:
    """Return the folder into which shards are merged, made where it was not there; they may be in it.

    Raises InvalidInput when it holds anything but a study and its shards, or cannot be written.
    """
    return _usable(Path(wanted), shards=True)


def inner(folder: Path, name: str) -> Path:
    """Return a folder in a study's, made where it was not there."""
    found = folder / name
    found.mkdir(exist_ok=True)
    return found


def _usable(folder: Path, *, shards: bool = False) -> Path:
    made = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        parts = {place for _shard, place in shards_in(folder)}
        if parts and not shards and not holds_study(folder):
            text = _("{folder} holds shards of a study. Merge them first: actlab merge {place}")
            raise InvalidInput(text.format(folder=str(folder), place=shlex.quote(str(folder))))
        others = (path for path in folder.iterdir() if path not in parts)
        if not holds_study(folder) and any(not _left_behind(path) for path in others):
            message = _("out: {folder} is not empty, and nothing is overwritten; choose another folder.")
            raise InvalidInput(message.format(folder=folder), "out", "my-study")
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        for parent in made:
            if parent.is_dir():
                parent.rmdir()
        message = _("out: {folder} cannot be written ({reason}); choose a folder of yours.")
        raise InvalidInput(message.format(folder=folder, reason=reason_of(error)), "out", "my-study") from None
    return folder


def _left_behind(path: Path) -> bool:
    """Return whether a file is the beginning of a store whose making was cut off, or holds runs from before one."""
    return path.name.startswith(f".{FILE}.part-") or (path.name == RUNS and path.is_dir())
