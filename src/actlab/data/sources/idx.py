"""Images in IDX files: MNIST, its relatives, the small digits. What has not the expected bytes is refused."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from actlab.data.dataset import Split, Splits
from actlab.data.sources.contents import contents, decompressed, refuse_others
from actlab.data.sources.kept import Kept
from actlab.errors import InvalidInput
from actlab.words import _

EMBEDDED = Path(__file__).parent.parent / "embedded"
BYTES = 8  # the mark of unsigned bytes


def read_idx(path: Path, sha256: str) -> np.ndarray:
    """Read an IDX file of unsigned bytes (LeCun, Cortes, Burges), alone or under .gz or .xz.

    ``sha256`` is that of the decompressed bytes: the same data may be compressed in many ways.
    Raises InvalidInput when it differs.
    """
    raw = decompressed(path.read_bytes(), path)
    refuse_others(raw, f"sha256:{sha256}", path)
    return array(raw, path.name)


def array(raw: bytes, name: str) -> np.ndarray:
    """Return what the bytes of an IDX file say.

    Raises InvalidInput for any others.

    >>> array(bytes([0, 0, 8, 1, 0, 0, 0, 2, 5, 6]), "two").tolist()
    [5, 6]
    """
    dimensions = raw[3] if raw[:3] == bytes([0, 0, BYTES]) and len(raw) > 3 else 0
    begin = 4 + 4 * dimensions
    if not 0 < dimensions <= 4 or len(raw) < begin:
        raise InvalidInput(_("{name} is no IDX file of bytes.").format(name=name))
    shape = [int(size) for size in np.frombuffer(raw, ">u4", dimensions, offset=4)]
    if len(raw) - begin != math.prod(shape):
        raise InvalidInput(_("{name} is no IDX file of bytes.").format(name=name))
    return np.frombuffer(raw, np.uint8, offset=begin).reshape(shape)


def read_embedded(digests: Mapping[str, str]) -> Splits:
    """Read MNIST's four files and split as TensorFlow's tutorial loader did: 5,000 for validation come first."""
    arrays = [read_idx(EMBEDDED / "mnist" / f"{stem}.xz", digest) for stem, digest in digests.items()]
    return first_for_validation(flat(*arrays[:2]), flat(*arrays[2:]))


def read_kept(kept: Kept, *, pixels: bool = False) -> Splits:
    """Read the four files of a relative of MNIST, and split as MNIST is."""
    arrays = [array(raw, file.name) for raw, file in zip(contents(kept), kept.files, strict=True)]
    form = flat if pixels else _upright
    return first_for_validation(form(*arrays[:2]), form(*arrays[2:]))


def read_emnist(kept: Kept, first: int) -> Splits:
    """Read four files of EMNIST: its images are stored on their sides, its letters are counted from ``first``.

    The last of the training images, as many as are for testing, are for validation, as its authors say.
    """
    arrays = [array(raw, file.name) for raw, file in zip(contents(kept), kept.files, strict=True)]
    images, labels, test_images, test_labels = arrays
    training = _upright(images.swapaxes(1, 2), labels - first)
    test = _upright(test_images.swapaxes(1, 2), test_labels - first)
    border = len(training) - len(test)
    return Splits(training.first(border), training.part(border, len(training)), test)


def first_for_validation(training: Split, test: Split, number: int = 5000) -> Splits:
    """Return the splits in which the first training images are those for validation."""
    rest = training.part(number, len(training))
    return Splits(rest, training.first(number), test)


def flat(images: np.ndarray, labels: np.ndarray) -> Split:
    """Return images as rows of pixels [n, pixels]."""
    return Split(images.reshape(len(images), -1), labels.astype(np.int32))


def _upright(images: np.ndarray, labels: np.ndarray) -> Split:
    """Return images [n, height, width] with their one channel [n, height, width, 1]."""
    return Split(np.ascontiguousarray(images)[..., None], labels.astype(np.int32))


def read_digits() -> Splits:
    """Read the 1,797 digits; in the file's order, so that the last 400 were written by other people."""
    folder = EMBEDDED / "digits"
    images = read_idx(
        folder / "images-idx3-ubyte.xz", "359cd13f0f514122884198b78a131df597421cbf5e93a76678fa96fc548f0d96"
    )
    labels = read_idx(
        folder / "labels-idx1-ubyte.xz", "ce71631c1f31ce56fa54f31d1d498fafacff59b001e6c30c4a5e29508aa277ad"
    )
    everything = flat(images, labels)
    borders = (slice(0, 1197), slice(1197, 1397), slice(1397, 1797))
    return Splits(*(Split(everything.inputs[part], everything.targets[part]) for part in borders))
