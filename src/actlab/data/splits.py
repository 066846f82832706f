"""Examples, and their division into training, validation and test."""

from typing import NamedTuple

import numpy as np


class Split(NamedTuple):
    """Inputs [n, features] as stored, and targets [n]."""

    inputs: np.ndarray
    targets: np.ndarray

    def __len__(self) -> int:
        return len(self.targets)

    def first(self, n: int) -> "Split":
        """Return the first n examples."""
        return Split(self.inputs[:n], self.targets[:n])


class Splits(NamedTuple):
    """What is learnt from, what choices may look at, and what is read at the end."""

    train: Split
    validation: Split
    test: Split
