"""The bytes of a file, of standard input or of something to read from, once."""

from __future__ import annotations

import gzip
import re
import sys
import zlib
from io import BytesIO
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from actlab.data.tables.cells import clean
from actlab.errors import InvalidInput, reason_of
from actlab.words import Text, _

STANDARD_INPUT = "-"
ENDINGS = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx")
LIMIT = 2**30  # bytes, unpacked
_GZIP = b"\x1f\x8b"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")  # of two letters and more: a drive has one


@runtime_checkable
class Readable(Protocol):
    """What can be read from, such as an open file."""

    def read(self) -> bytes | str:
        """Return all that is left of it."""


class Contents(NamedTuple):
    """Bytes, the name of what they come from, and its ending without ``.gz``; the ending may be empty."""

    source: str
    ending: str
    data: bytes


def name_of(source: str | Path | Readable) -> str:
    """Return what a source is called in messages.

    >>> name_of("-"), name_of("results.csv")
    ('standard input', 'results.csv')
    """
    if source == STANDARD_INPUT:
        return _("standard input")
    if isinstance(source, str | Path):
        return clean(str(source))
    name = getattr(source, "name", None)
    return clean(name) if isinstance(name, str) else _("the open file")


def contents(source: str | Path | Readable, stdin: Readable | None) -> Contents:
    """Read a source to its end, and unpack it where it is packed by gzip.

    Raises InvalidInput, without the source's name, when it cannot be read, has the ending of something else, or is
    larger than LIMIT.
    """
    if source == STANDARD_INPUT:
        data, ending = _read(stdin or _standard_input()), ""
    elif isinstance(source, str | Path):
        data, ending = _file(Path(source))
    else:
        name = getattr(source, "name", "")
        data, ending = _read(source), _known(Path(name)) if isinstance(name, str) else ""
    return Contents(name_of(source), ending, _unpacked(data) if data.startswith(_GZIP) else data)


def _file(path: Path) -> tuple[bytes, str]:
    """Return a file's bytes and its ending; what is no regular file, such as a pipe, needs none."""
    try:
        if path.is_dir():
            raise InvalidInput(_("this is a folder; name the file with the table in it."))
        ending = _known(path)
        if not ending and path.is_file() and path.suffix.lower() != ".gz":
            message = _("the ending of a table's file is one of {endings}, or one of these and .gz.")
            raise InvalidInput(message.format(endings=", ".join(ENDINGS)))
        with path.open("rb") as opened:
            return _within_limit(opened.read(LIMIT + 1)), ending
    except FileNotFoundError:
        raise InvalidInput(_fetched() if _ADDRESS.match(str(path)) else _("there is no such file.")) from None
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else clean(str(error))
        raise InvalidInput(_("it cannot be opened ({reason}).").format(reason=reason)) from None


def _fetched() -> Text:
    return _("nothing is fetched from anywhere; download the file, and name it.")


def _read(source: Readable) -> bytes:
    try:
        data = source.read()
    except (OSError, ValueError) as error:
        raise InvalidInput(_("it cannot be read ({reason}).").format(reason=clean(str(error)))) from None
    return _within_limit(data.encode("utf-8", "replace") if isinstance(data, str) else data)


def _standard_input() -> Readable:
    if sys.stdin is None:
        raise InvalidInput(_("there is none; name a file."))
    found: Readable = getattr(sys.stdin, "buffer", sys.stdin)
    return found


def _unpacked(data: bytes) -> bytes:
    try:
        with gzip.open(BytesIO(data)) as packed:
            return _within_limit(packed.read(LIMIT + 1))
    except (OSError, EOFError, zlib.error):
        raise InvalidInput(_("it is packed by gzip, and damaged or not complete; write it again.")) from None


def _within_limit(data: bytes) -> bytes:
    if len(data) > LIMIT:
        message = _("it holds more than {n} MB; keep only the columns and rows that are needed.")
        raise InvalidInput(message.format(n=LIMIT // 2**20))
    return data


def _known(path: Path) -> str:
    ending = path.suffix.lower()
    ending = path.with_suffix("").suffix.lower() if ending == ".gz" else ending
    return ending if ending in ENDINGS else ""
