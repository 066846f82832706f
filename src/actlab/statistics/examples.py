"""The interval of a difference of accuracies over test examples and seeds together."""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from actlab.statistics.paired import Interval


def examples_interval(right: np.ndarray, control_right: np.ndarray, alpha: float = 0.05) -> Interval | None:
    """Return the interval of the mean difference when both seeds and test examples are draws, at level 1 - alpha.

    ``right`` and ``control_right`` [seeds, examples] say what the networks of each seed get right. With the mean
    squares of seeds S, examples E and their interaction I, the variance of the mean is (S + E - I) / (seeds examples),
    and at least what the larger of S and E gives alone; degrees of freedom by Satterthwaite. The effects are crossed:
    all seeds meet the same examples. Sources: Cornfield, Tukey (1956); Satterthwaite (1946). None with fewer than two
    of either.

    >>> right, other = np.eye(2, 4), np.zeros((2, 4))
    >>> [round(end, 2) for end in examples_interval(right, other)]
    [-1.58, 2.08]
    """
    gaps = right.astype(np.float64) - control_right
    seeds, examples = gaps.shape
    if seeds < 2 or examples < 2:
        return None
    mean, of_seeds, of_examples = gaps.mean(), gaps.mean(axis=1), gaps.mean(axis=0)
    s = examples * float(np.sum((of_seeds - mean) ** 2)) / (seeds - 1)
    e = seeds * float(np.sum((of_examples - mean) ** 2)) / (examples - 1)
    total = float(np.sum((gaps - mean) ** 2))
    freedom = (seeds - 1) * (examples - 1)
    i = max(0.0, total - s * (seeds - 1) - e * (examples - 1)) / freedom
    variance = max(s + e - i, s, e)
    if not variance:
        return float(mean), float(mean)
    found = variance**2 / (s**2 / (seeds - 1) + e**2 / (examples - 1) + i**2 / freedom)
    half = float(stdtrit(max(found, 1.0), 1 - alpha / 2)) * (variance / (seeds * examples)) ** 0.5
    return float(mean) - half, float(mean) + half
