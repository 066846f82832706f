"""NPZ archives of NumPy -> arrays; nothing is unpickled, nothing unpacked that is not as large as it says."""

from __future__ import annotations

import zipfile
import zlib
from math import prod
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.lib import format as npy

from actlab.data.prepare.split import PARTS, Parts
from actlab.data.tables.cells import clean, short
from actlab.errors import InvalidInput
from actlab.words import Text, _

LIMIT = 2**30  # bytes of an array
_ALLOWED = "biufUSM"  # kinds of types: truth values, numbers, texts, dates
_NAMES = {"train": 0, "0": 0, "validation": 1, "valid": 1, "val": 1, "1": 1, "test": 2, "2": 2}


class Archive(NamedTuple):
    """Inputs x [n, *shape], targets y, and which rows are for what where it says so."""

    x: np.ndarray
    y: np.ndarray
    parts: Parts | None


def archive(path: Path, name: str) -> Archive:
    """Read the arrays x, y and, where it is there, split of an archive.

    ``split`` says of each row train, validation or test (or 0, 1, 2). Raises InvalidInput for what is no such archive,
    an array of objects, one that is larger than LIMIT or than its header says.
    """
    try:
        with zipfile.ZipFile(path) as opened:
            there = {one.filename.removesuffix(".npy"): one for one in opened.infolist()}
            if "x" not in there or "y" not in there:
                text = _("{source}: it holds {names}; the arrays x and y are needed, and split where rows are divided.")
                raise InvalidInput(text.format(source=name, names=short(sorted(there)) or _("nothing")))
            x, y = (_array(opened, there[one], name) for one in ("x", "y"))
            parts = _parts(_array(opened, there["split"], name), len(y), name) if "split" in there else None
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        text = _("{source}: it cannot be read as NPZ ({reason}).")
        raise InvalidInput(text.format(source=name, reason=clean(str(error))[:100])) from None
    return Archive(x, y, parts)


def _array(opened: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> np.ndarray:
    member = clean(info.filename)
    if info.file_size > LIMIT:
        raise _refused(name, member, _("it unpacks to more than {n} MB").format(n=LIMIT // 2**20))
    with opened.open(info) as stream:
        assert isinstance(stream, zipfile.ZipExtFile)
        shape, is_fortran, kind = _header(stream, name, member)
        size = prod(shape) * kind.itemsize
        if kind.hasobject or kind.kind not in _ALLOWED:
            reason = _("it holds objects of Python, which are not unpickled; numbers or texts are needed")
            raise _refused(name, member, reason if kind.hasobject else _("its type is {kind}").format(kind=str(kind)))
        if size > info.file_size:
            raise _refused(name, member, _("it says that it is larger than it is ({n} MB)").format(n=size // 2**20))
        data = stream.read(size)
    if len(data) < size:
        raise _refused(name, member, _("it is cut off"))
    found = np.frombuffer(data, kind).reshape(shape, order="F" if is_fortran else "C")
    return np.char.decode(found, "utf-8", "replace") if kind.kind == "S" else found


def _header(stream: zipfile.ZipExtFile, name: str, member: str) -> tuple[tuple[int, ...], bool, np.dtype]:
    try:
        version = npy.read_magic(stream)
        read = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}[version]
        shape, is_fortran, kind = read(stream)
    except (ValueError, KeyError, SyntaxError, TypeError):
        raise _refused(name, member, _("it is no array of NumPy")) from None
    if any(size < 0 for size in shape):
        raise _refused(name, member, _("it is no array of NumPy"))
    return shape, is_fortran, kind


def _refused(name: str, member: str, reason: Text) -> InvalidInput:
    text = _("{source}: {member} is not read: {reason}.")
    return InvalidInput(text.format(source=name, member=member, reason=reason))


def _parts(split: np.ndarray, rows: int, name: str) -> Parts:
    words = [one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one) for one in split.ravel().tolist()]
    unknown = [word for word in words if word not in _NAMES]
    if split.shape != (rows,) or unknown:
        text = _("{source}: split needs one of train, validation and test (or 0, 1, 2) for each of the {n} rows.")
        raise InvalidInput(text.format(source=name, n=rows))
    part = np.array([_NAMES[word] for word in words])
    train, validation, test = (np.flatnonzero(part == one) for one in range(3))
    for found, called in zip((train, validation, test), PARTS, strict=True):
        if not len(found):
            raise InvalidInput(_("{source}: split leaves no row for {part}.").format(source=name, part=called))
    return Parts(train, validation, test, _("as the archive says"))
