"""Inputs, targets and the division of rows -> a Dataset whose arrays nobody can write into."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Num

from actlab.data.dataset import Dataset, Split, Splits
from actlab.data.prepare.split import Parts
from actlab.data.prepare.target import Target
from actlab.data.tasks import CLASSIFICATION, REGRESSION
from actlab.words import Text


def assembled(
    inputs: Num[np.ndarray, " n *shape"],
    goal: Target,
    parts: Parts,
    *,
    name: str,
    title: str,
    decisions: Sequence[Text],
    again: Callable[[int], Dataset] | None,
    unit: float = 1.0,
) -> Dataset:
    """Return the data set; amounts are standardised by the mean and the standard deviation of the training rows."""
    targets = goal.values if goal.classes else _standardised(goal.values, parts)
    splits = Splits(*(_frozen(inputs[rows], targets[rows]) for rows in parts.rows))
    task = CLASSIFICATION if goal.classes else REGRESSION
    return Dataset(name, title, "", task, unit, splits, tuple(decisions), again=again)


def _standardised(values: np.ndarray, parts: Parts) -> np.ndarray:
    train = values[parts.train]
    scaled: np.ndarray = (values - train.mean()) / (train.std() or 1.0)
    return scaled.astype(np.float32)


def _frozen(inputs: np.ndarray, targets: np.ndarray) -> Split:
    for array in (inputs, targets):
        array.setflags(write=False)
    return Split(inputs, targets)
