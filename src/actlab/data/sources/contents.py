"""The bytes of files, once it is sure that they are the right ones. Nothing is unpacked onto the disk."""

from __future__ import annotations

import gzip
import hashlib
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from actlab.data.sources.kept import DataFile, Kept
from actlab.errors import InvalidInput
from actlab.words import _

LARGEST = 2**28  # bytes of what is decompressed
_KINDS = {"md5": "MD5", "sha256": "SHA-256"}
_OPENERS: dict[str, Callable[[io.BytesIO], gzip.GzipFile | lzma.LZMAFile]] = {
    ".gz": lambda raw: gzip.GzipFile(fileobj=raw),
    ".xz": lzma.LZMAFile,
}


def contents(kept: Kept) -> tuple[bytes, ...]:
    """Return the decompressed bytes of each of the files of a data set, in their order.

    Raises InvalidInput where one is missing, damaged or another.
    """
    if kept.found:
        return tuple(verified(path, file) for path, file in zip(kept.found, kept.files, strict=True))
    if kept.found_archive:
        return _members(kept.found_archive, kept)
    raise missing(kept)


def missing(kept: Kept) -> InvalidInput:
    """Return the error that says which files go where."""
    files, one = [file.name for file in kept.missing], len(kept.missing) == 1
    text = _("{files} was not found. Put it into one of: {folders}. Where it comes from is said by: actlab data")
    several = _("{files} were not found. Put them into one of: {folders}. Where they come from is said by: actlab data")
    fields = {"files": ", ".join(files), "folders": ", ".join(map(str, kept.folders))}
    return InvalidInput((text if one else several).format(**fields))


def verified(path: Path, file: DataFile) -> bytes:
    """Return the decompressed bytes of a file.

    Raises InvalidInput where they are not those of its record, or cannot be decompressed.
    """
    if file.content:
        raw = decompressed(path.read_bytes(), path)
        refuse_others(raw, f"sha256:{file.content}", path)
        return raw
    if path.stat().st_size != file.size:
        message = _("{path} is damaged or another file: {found} bytes instead of {expected}. Replace it.")
        raise InvalidInput(message.format(path=path, found=path.stat().st_size, expected=file.size))
    raw = path.read_bytes()
    refuse_others(raw, file.checksum, path)
    return decompressed(raw, path)


def refuse_others(raw: bytes, checksum: str, path: Path) -> None:
    """Raise InvalidInput for bytes that have not a checksum, such as ``md5:d41d8cd98f00b204e9800998ecf8427e``.

    >>> refuse_others(b"", "md5:d41d8cd98f00b204e9800998ecf8427e", Path("empty"))
    """
    kind, _colon, expected = checksum.partition(":")
    found = hashlib.new(kind, raw, usedforsecurity=False).hexdigest()
    if found != expected:
        message = _("{path} is damaged or another file: {kind} {found} instead of {expected}. Replace it.")
        raise InvalidInput(message.format(path=path, kind=_KINDS[kind], found=found, expected=expected))


def decompressed(raw: bytes, path: Path) -> bytes:
    """Return bytes as they are, or decompressed where the name of their file ends in .gz or .xz.

    Raises InvalidInput for what cannot be decompressed, or would be larger than LARGEST.
    """
    if path.suffix not in _OPENERS:
        return raw
    try:
        with _OPENERS[path.suffix](io.BytesIO(raw)) as stream:
            found = stream.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise InvalidInput(_("{path} cannot be decompressed: {error}").format(path=path, error=error)) from None
    if len(found) > LARGEST:
        raise InvalidInput(
            _("{path} holds more than {most:,} bytes: it is another file.").format(path=path, most=LARGEST)
        )
    return found


def _members(path: Path, kept: Kept) -> tuple[bytes, ...]:
    """Return the decompressed bytes of the files that an archive holds, each of them verified."""
    try:
        raw = _of_zip(path, kept) if zipfile.is_zipfile(path) else _of_tar(path, kept)
    except (OSError, EOFError, KeyError, zlib.error, tarfile.TarError, zipfile.BadZipFile) as error:
        raise InvalidInput(_("{path} cannot be decompressed: {error}").format(path=path, error=error)) from None
    for one, file in zip(raw, kept.files, strict=True):
        refuse_others(one, file.checksum, path / file.name)
    return tuple(decompressed(one, path / file.name) for one, file in zip(raw, kept.files, strict=True))


def _of_zip(path: Path, kept: Kept) -> list[bytes]:
    """Return the bytes of files that a ZIP archive holds; of each as many as its record says."""
    with zipfile.ZipFile(path) as archive:
        found = []
        for file in kept.files:
            with archive.open(f"{kept.inside}/{file.name}") as member:
                found.append(member.read(file.size))
        return found


def _of_tar(path: Path, kept: Kept) -> list[bytes]:
    """Return the same of a TAR archive, which is read once from its beginning to its end."""
    wanted, found = {f"{kept.inside}/{file.name}": file for file in kept.files}, {}
    with tarfile.open(path, "r|*") as archive:
        for member in archive:
            if member.name in wanted and (stream := archive.extractfile(member)):
                found[member.name] = stream.read(wanted[member.name].size)
    return [found[name] for name in wanted]
