"""Inputs, targets and the division of rows -> a Dataset whose arrays nobody can write into."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Float64, Num

from actlab.data.dataset import Dataset, Split, Splits
from actlab.data.prepare.split import Parts
from actlab.data.prepare.target import Target
from actlab.data.table_tasks import RARE, classification, regression, weighted
from actlab.data.tasks import Task
from actlab.words import Text, _, decimal, percent


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
    weights: Float64[np.ndarray, " n"] | None = None,
    image: tuple[int, ...] = (),
    centre: float = 0.0,
) -> Dataset:
    """Return the data set; amounts are standardised by the mean and the standard deviation of the training rows.

    With ``weights`` the targets are [n, 2], each with the weight of its row beside it. Where the rarest class has less
    than a fifth of the training rows, that balanced accuracy is judged is one of the decisions.
    """
    task, targets = _classes(goal, parts) if goal.classes else _amounts(goal, parts)
    if weights is not None:
        task, targets = weighted(task), np.stack([targets, weights], axis=1).astype(np.float32)
    splits = Splits(*(_frozen(inputs[rows], targets[rows]) for rows in parts.rows))
    said = (*decisions, *_judged(goal, parts))
    return Dataset(name, title, "", task, unit, splits, said, image=image, again=again, centre=centre)


def _classes(goal: Target, parts: Parts) -> tuple[Task, np.ndarray]:
    return classification(_shares(goal, parts)), goal.values


def _shares(goal: Target, parts: Parts) -> tuple[float, ...]:
    counts = np.bincount(goal.values[parts.train], minlength=len(goal.classes))
    return tuple(float(share) for share in counts / len(parts.train))


def _amounts(goal: Target, parts: Parts) -> tuple[Task, np.ndarray]:
    train = goal.values[parts.train]
    scale = float(train.std()) or 1.0
    return regression(scale), ((goal.values - train.mean()) / scale).astype(np.float32)


def _judged(goal: Target, parts: Parts) -> list[Text]:
    shares = _shares(goal, parts) if goal.classes else (1.0,)
    if min(shares) >= RARE:
        return []
    text = _(
        "The rarest class has {share} of the training rows: balanced accuracy is judged where no metric is chosen."
    )
    return [text.format(share=percent(decimal(f"{100 * min(shares):.1f}")))]


def _frozen(inputs: np.ndarray, targets: np.ndarray) -> Split:
    for array in (inputs, targets):
        array.setflags(write=False)
    return Split(inputs, targets)
