"""Fetches the files of a data set, because somebody asked for it: whole, with the right checksum, or not at all.

A file is written beside its place under a name of its own and takes its place once its checksum is right; whatever ends
the download before that, Ctrl-C included, takes it away again.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from actlab.data.sources.kept import DataFile, Kept
from actlab.errors import ActlabError, InvalidInput, reason_of
from actlab.words import _

TIMEOUT = 30.0  # seconds without a byte
_PIECE = 2**18  # bytes
_AGENT = "actlab (https://pypi.org/project/actlab)"

Tell = Callable[[DataFile, int], None]  # a file, and how many of its bytes are there


def nobody(file: DataFile, done: int) -> None:
    """Tell nobody how far a download is."""


def fetch(kept: Kept, tell: Tell = nobody, schemes: tuple[str, ...] = ("https",)) -> tuple[Path, ...]:
    """Fetch what is missing of a data set's files into the first of its folders, and return the new files.

    Raises InvalidInput where nothing can be fetched, ActlabError for what goes wrong on the way; a file that is whole
    by then stays.
    """
    folder, found = kept.folders[0], []
    for file in kept.missing:
        if urlsplit(file.url).scheme not in schemes:
            message = _("{file} cannot be fetched: its address is not one of {schemes}. It is described at {page}.")
            raise InvalidInput(message.format(file=file.name, schemes=", ".join(schemes), page=kept.page))
        found.append(_fetched(file, folder, tell, schemes))
    return tuple(found)


def _fetched(file: DataFile, folder: Path, tell: Tell, schemes: tuple[str, ...]) -> Path:
    """Fetch one file."""
    folder.mkdir(parents=True, exist_ok=True)
    room = shutil.disk_usage(folder).free
    if room < file.size:
        message = _("{folder} has room for {room:,} bytes; {file} has {size:,}.")
        raise ActlabError(message.format(folder=folder, room=room, file=file.name, size=file.size))
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".part", dir=folder)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            _download(file, folder, stream, tell, schemes)
        part.chmod(0o644)
        part.replace(folder / file.name)
    finally:
        part.unlink(missing_ok=True)
    return folder / file.name


def _download(file: DataFile, folder: Path, stream: IO[bytes], tell: Tell, schemes: tuple[str, ...]) -> None:
    """Write what stands at a file's address, as long as it is no longer than the file; then compare the checksum."""
    kind, _colon, expected = file.checksum.partition(":")
    digest, done = hashlib.new(kind, usedforsecurity=False), 0
    request = urllib.request.Request(file.url, headers={"User-Agent": _AGENT})
    try:
        with _opener(schemes).open(request, timeout=TIMEOUT) as answer:
            while done <= file.size and (piece := answer.read(_PIECE)):
                stream.write(piece)
                digest.update(piece)
                done += len(piece)
                tell(file, done)
    except urllib.error.HTTPError as error:
        raise _unreachable(file, folder, f"{error.code} {error.reason}") from None
    except urllib.error.URLError as error:
        raise _unreachable(file, folder, _why(error.reason)) from None
    except (TimeoutError, ConnectionError, http.client.HTTPException) as error:
        raise _unreachable(file, folder, _why(error)) from None
    if done != file.size or digest.hexdigest() != expected:
        message = _("{url} gives another file than {file}: {done:,} bytes instead of {size:,}, or another checksum.")
        raise ActlabError(message.format(url=file.url, file=file.name, done=done, size=file.size))


def _opener(schemes: tuple[str, ...]) -> urllib.request.OpenerDirector:
    """Return what opens addresses of these kinds and no others, wherever they lead, by the environment's proxies."""
    known = {"https": urllib.request.HTTPSHandler, "http": urllib.request.HTTPHandler}
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.UnknownHandler,
        *(known[scheme] for scheme in schemes),
    ):
        opener.add_handler(handler())
    return opener


def _why(reason: object) -> str:
    if isinstance(reason, TimeoutError):
        return _("no answer within {seconds:.0f} s").format(seconds=TIMEOUT)
    return reason_of(reason) if isinstance(reason, OSError) else str(reason)


def _unreachable(file: DataFile, folder: Path, reason: str) -> ActlabError:
    message = _("{url} cannot be fetched: {reason}. Fetch it elsewhere, and put it into {folder}.")
    return ActlabError(message.format(url=file.url, reason=reason, folder=folder))
