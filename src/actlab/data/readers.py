"""Reads files into arrays, and refuses those whose decompressed bytes are not the ones expected."""

import gzip
import hashlib
import lzma
from pathlib import Path

import numpy as np

from actlab.errors import InvalidInput
from actlab.words import _

_OPENERS = {".xz": lzma.decompress, ".gz": gzip.decompress}


def read_idx(path: Path, sha256: str) -> np.ndarray:
    """Read an IDX file of unsigned bytes (LeCun, Cortes, Burges), alone or under .gz or .xz.

    ``sha256`` is that of the decompressed bytes: the same data may be compressed in many ways.
    Raises InvalidInput when it differs.
    """
    raw = path.read_bytes()
    if path.suffix in _OPENERS:
        try:
            raw = _OPENERS[path.suffix](raw)
        except (OSError, EOFError, lzma.LZMAError) as error:
            raise InvalidInput(_("{path} cannot be decompressed: {error}").format(path=path, error=error)) from None
    found = hashlib.sha256(raw).hexdigest()
    if found != sha256:
        message = _("{path} is damaged or another file: SHA-256 {found} instead of {expected}. Replace it.")
        raise InvalidInput(message.format(path=path, found=found, expected=sha256))
    dimensions = raw[3]
    shape = np.frombuffer(raw, ">u4", dimensions, offset=4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * dimensions).reshape(shape)
