"""Images in IDX files: MNIST, its relatives, the small digits. What has not the expected bytes is refused."""

import gzip
import hashlib
import lzma
import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np

from actlab.data.dataset import Split, Splits
from actlab.data.sources.source import Source
from actlab.data.tasks import CLASSIFICATION
from actlab.errors import InvalidInput
from actlab.words import _

EMBEDDED = Path(__file__).parent.parent / "embedded"
SYSTEM = Path("/usr/share/datasets")  # where Debian's package dataset-fashion-mnist puts its files
VARIABLE = "ACTLAB_DATA"  # a folder of the user's, searched before the system's
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


def _read_mnist_like(folders: Callable[[], list[Path]], digests: Mapping[str, str]) -> Splits:
    """Read four IDX files and split as TensorFlow's tutorial loader did: 5,000 for validation come first."""
    arrays = [read_idx(_find(stem, folders()), digest) for stem, digest in digests.items()]
    images, labels, test_images, test_labels = arrays
    training = _split(images, labels)
    validation = training.first(5000)
    train = Split(training.inputs[5000:], training.targets[5000:])
    return Splits(train, validation, _split(test_images, test_labels))


def _read_digits() -> Splits:
    """Read the 1,797 digits; in the file's order, so that the last 400 were written by other people."""
    folder = EMBEDDED / "digits"
    images = read_idx(
        folder / "images-idx3-ubyte.xz", "359cd13f0f514122884198b78a131df597421cbf5e93a76678fa96fc548f0d96"
    )
    labels = read_idx(
        folder / "labels-idx1-ubyte.xz", "ce71631c1f31ce56fa54f31d1d498fafacff59b001e6c30c4a5e29508aa277ad"
    )
    everything = _split(images, labels)
    borders = (slice(0, 1197), slice(1197, 1397), slice(1397, 1797))
    return Splits(*(Split(everything.inputs[part], everything.targets[part]) for part in borders))


def _split(images: np.ndarray, labels: np.ndarray) -> Split:
    return Split(images.reshape(len(images), -1), labels.astype(np.int32))


def _find(stem: str, folders: list[Path]) -> Path:
    candidates = [folder / (stem + suffix) for folder in folders for suffix in (".xz", ".gz", "")]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    message = _("{stem} was not found. Put it (as it is, or under .gz or .xz) into one of: {folders}.")
    raise InvalidInput(message.format(stem=stem, folders=", ".join(str(folder) for folder in folders)))


def _fashion_folders() -> list[Path]:
    own = os.environ.get(VARIABLE)
    return [*([Path(own) / "fashion-mnist"] if own else []), SYSTEM / "fashion-mnist"]


IMAGES = (
    Source(
        "mnist",
        _("MNIST, 70,000 handwritten digits of 28x28 pixels (LeCun, Cortes, Burges)"),
        "CC BY-SA 3.0",
        CLASSIFICATION,
        unit=255.0,
        read=partial(
            _read_mnist_like,
            lambda: [EMBEDDED / "mnist"],
            {
                "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
            },
        ),
    ),
    Source(
        "digits",
        _("1,797 handwritten digits of 8x8 pixels (Alpaydin, Kaynak; scikit-learn's copy)"),
        "CC BY 4.0",
        CLASSIFICATION,
        unit=16.0,
        read=_read_digits,
    ),
    Source(
        "fashion-mnist",
        _("Fashion-MNIST, 70,000 articles of clothing of 28x28 pixels (Xiao, Rasul, Vollgraf 2017)"),
        "MIT",
        CLASSIFICATION,
        unit=255.0,
        read=partial(
            _read_mnist_like,
            _fashion_folders,
            {
                "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
                "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
                "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
                "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
            },
        ),
    ),
)
