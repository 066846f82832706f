"""The record of a source: all that is known of a data set before it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from actlab.data.dataset import Dataset, Splits
from actlab.data.sources.kept import Kept
from actlab.data.tasks import Task


@dataclass(frozen=True)
class Source:
    """Where a data set comes from. A stored value of ``unit`` stands for 1.0.

    ``decisions`` says in words what reading it decides: columns left out, rows dropped. ``vocabulary`` and ``image``
    are those of a Dataset. ``shape`` is that of one input and ``rows`` has the numbers of training, validation and test
    examples, where they are known before it is read. ``kept`` says which files it has, where it is in files that do
    not come with the package.
    """

    name: str
    title: str
    licence: str
    task: Task
    unit: float
    read: Callable[[], Splits]
    decisions: tuple[str, ...] = ()
    vocabulary: int = 0
    image: tuple[int, ...] = ()
    shape: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()
    kept: Kept | None = None

    def dataset(self) -> Dataset:
        """Read it; nobody can write into its arrays.

        Raises InvalidInput when a file is missing or damaged.
        """
        splits = self.read()
        for split in splits:
            for array in map(np.asarray, split):
                array.setflags(write=False)
        about = (self.name, self.title, self.licence, self.task, self.unit)
        return Dataset(*about, splits, self.decisions, self.vocabulary, self.image)
