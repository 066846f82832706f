"""Expected validation performance: how good the best of n random trials is."""

from collections.abc import Sequence
from math import comb

import numpy as np


def expected_best(values: Sequence[float], n: int, *, higher_is_better: bool = True) -> float:
    """Return the mean of the best of n values over all subsets of size n (U-statistic, unbiased).

    E = sum_i C(i - 1, n - 1) / C(N, n) v_(i), v sorted from the worst. Source: Tang et al. (2020).
    Raises ValueError when n is not between 1 and the number of values.

    >>> [round(expected_best([0.70, 0.72, 0.75, 0.80, 0.90], n), 3) for n in (1, 2, 3, 5)]
    [0.774, 0.822, 0.855, 0.9]
    """
    if not 1 <= n <= len(values):
        raise ValueError(f"n must be from 1 to {len(values)}, not {n}")
    ordered = sorted(values, reverse=not higher_is_better)
    weights = [comb(i, n - 1) / comb(len(values), n) for i in range(len(values))]
    return float(np.dot(weights, ordered))
