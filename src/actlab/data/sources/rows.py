"""Rows made from a seed: how many, how they are divided, and how they are standardised, by the training rows alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from actlab.data.dataset import Split, Splits

ROWS = (1000, 200, 400)  # training, validation, test


def drawing(seed: int) -> np.random.Generator:
    """Return the generator of a seed; its stream of numbers is the same on every machine."""
    return np.random.Generator(np.random.PCG64(seed))


def standardised(values: np.ndarray, training: int = ROWS[0]) -> np.ndarray:
    """Return numbers [n] or [n, columns] less the mean of the first ``training`` rows, over their deviation.

    >>> standardised(np.array([1.0, 3.0, 5.0]), 2).tolist()
    [-1.0, 1.0, 3.0]
    """
    train = values[:training]
    return np.asarray((values - train.mean(axis=0)) / train.std(axis=0), np.float32)


def divided(inputs: np.ndarray, targets: np.ndarray, rows: Sequence[int] = ROWS) -> Splits:
    """Return rows in their order as training, validation and test.

    >>> [len(part) for part in divided(np.zeros((6, 2)), np.zeros(6), (3, 1, 2))]
    [3, 1, 2]
    """
    borders = np.cumsum(rows)[:-1]
    parts = zip(np.split(inputs, borders), np.split(targets, borders), strict=True)
    return Splits(*(Split(part, wanted) for part, wanted in parts))
