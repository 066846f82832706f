"""The table of data sets: one record each, and nothing else to edit."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from actlab.data.made import friedman
from actlab.data.readers import read_idx
from actlab.data.splits import Split, Splits
from actlab.data.tasks import CLASSIFICATION, REGRESSION, Task
from actlab.errors import InvalidInput, unknown
from actlab.words import _

EMBEDDED = Path(__file__).parent / "embedded"
SYSTEM = Path("/usr/share/datasets")  # where Debian's package dataset-fashion-mnist puts its files
VARIABLE = "ACTLAB_DATA"  # a folder of the user's, searched before the system's


@dataclass(frozen=True)
class Dataset:
    """One record of the table. A stored value of ``unit`` stands for 1.0; inputs are divided by it."""

    name: str
    title: str
    licence: str
    task: Task
    unit: float
    read: Callable[[], Splits]


@dataclass(frozen=True)
class Data:
    """A data set that has been read."""

    record: Dataset
    splits: Splits

    @property
    def features(self) -> int:
        """The width of the inputs."""
        return int(self.splits.train.inputs.shape[1])

    @property
    def outputs(self) -> int:
        """The width of the outputs that the task needs."""
        return self.record.task.width(self.splits.train.targets)


def load(name: str) -> Data:
    """Read a data set of the table.

    Raises InvalidInput for an unknown name, a missing file or a damaged one.

    >>> [len(split) for split in load("digits").splits]
    [1197, 200, 400]
    """
    if name not in DATASETS:
        raise unknown(_("data set"), name, DATASETS)
    return Data(DATASETS[name], DATASETS[name].read())


def _read_mnist_like(folders: Callable[[], list[Path]], digests: dict[str, str]) -> Splits:
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


_RECORDS = (
    Dataset(
        "mnist",
        "MNIST, 70,000 handwritten digits of 28x28 pixels (LeCun, Cortes, Burges)",
        "CC BY-SA 3.0",
        CLASSIFICATION,
        unit=255,
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
    Dataset(
        "digits",
        "1,797 handwritten digits of 8x8 pixels (Alpaydin, Kaynak; scikit-learn's copy)",
        "CC BY 4.0",
        CLASSIFICATION,
        unit=16,
        read=_read_digits,
    ),
    Dataset(
        "fashion-mnist",
        "Fashion-MNIST, 70,000 articles of clothing of 28x28 pixels (Xiao, Rasul, Vollgraf 2017)",
        "MIT",
        CLASSIFICATION,
        unit=255,
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
    Dataset(
        "friedman",
        "Friedman's first regression, 1,600 rows of 10 standardised columns made from a seed (Friedman 1991)",
        "CC0 1.0",
        REGRESSION,
        unit=1,
        read=friedman,
    ),
)

DATASETS = {record.name: record for record in _RECORDS}
