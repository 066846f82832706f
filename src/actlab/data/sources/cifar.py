"""CIFAR-10 in its binary version: records of a label and 32x32 pixels, colour after colour."""

from __future__ import annotations

from functools import partial

import numpy as np

from actlab.data.dataset import Split, Splits
from actlab.data.sources.contents import contents
from actlab.data.sources.kept import DataFile, Kept
from actlab.data.sources.source import Source
from actlab.data.tasks import CLASSIFICATION
from actlab.words import _

SIDE, COLOURS = 32, 3
RECORD = 1 + COLOURS * SIDE * SIDE  # bytes
ROWS = (45_000, 5_000, 10_000)


def images(raw: bytes) -> Split:
    """Return the images [n, 32, 32, 3] and labels [n] of records: a label, then all of red, of green, of blue.

    >>> images(bytes(RECORD * 2)).inputs.shape
    (2, 32, 32, 3)
    """
    records = np.frombuffer(raw, np.uint8).reshape(-1, RECORD)
    colours = records[:, 1:].reshape(-1, COLOURS, SIDE, SIDE)
    return Split(np.ascontiguousarray(colours.transpose(0, 2, 3, 1)), records[:, 0].astype(np.int32))


def read_cifar(kept: Kept) -> Splits:
    """Read the five files for training and the one for testing; the last 5,000 of the former are for validation."""
    *training, test = map(images, contents(kept))
    inputs, targets = (np.concatenate(part) for part in zip(*training, strict=True))
    whole = Split(inputs, targets)
    return Splits(whole.first(ROWS[0]), whole.part(ROWS[0], sum(ROWS[:2])), test)


# The archive's MD5 stands on its authors' page, its SHA-256 and size in TensorFlow Datasets, url_checksums/cifar10.txt;
# the MD5 of its files in several programs that read them, such as MLModelScope's.
_CIFAR10 = Kept(
    "cifar-10",
    tuple(
        DataFile(name, RECORD * 10_000, f"md5:{checksum}")
        for name, checksum in (
            ("data_batch_1.bin", "5dd7e06a14cb22eb9f671a540d1b7c25"),
            ("data_batch_2.bin", "5ea93a67294ea407fff1d09f752e9692"),
            ("data_batch_3.bin", "942cd6a4bcdd0dd3c604fbe906cb4421"),
            ("data_batch_4.bin", "ae636b3ba5c66a11e91e8cb52e771fcb"),
            ("data_batch_5.bin", "53f37980c15c3d472c316c40844f3f0d"),
            ("test_batch.bin", "803d5f7f4d78ea53de84dbe85f74fb6d"),
        )
    ),
    page="https://www.cs.toronto.edu/~kriz/cifar.html",
    archive=DataFile(
        "cifar-10-binary.tar.gz",
        170_052_171,
        "sha256:c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
    ),
    inside="cifar-10-batches-bin",
)

CIFAR = Source(
    "cifar-10",
    _("CIFAR-10, 60,000 colour photographs of 32x32 pixels in 10 classes (Krizhevsky 2009)"),
    _("not stated"),
    CLASSIFICATION,
    unit=255.0,
    read=partial(read_cifar, _CIFAR10),
    decisions=(_("the last 5,000 training images are the validation data"),),
    image=(SIDE, SIDE, COLOURS),
    shape=(SIDE, SIDE, COLOURS),
    rows=ROWS,
    kept=_CIFAR10,
)
