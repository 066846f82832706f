"""Shares of pairs or of networks, with intervals."""

from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv, ndtri

from actlab.statistics.sample import Numbers


class Share(NamedTuple):
    """A share between 0 and 1 with its interval."""

    value: float
    low: float
    high: float


def wilson(successes: float, n: int, confidence: float = 0.95) -> Share:
    """Return a share with the score interval of Wilson (1927); half a success (a tie) is allowed.

    >>> [round(value, 3) for value in wilson(24, 32)]
    [0.75, 0.579, 0.867]
    """
    share, z = successes / n, float(ndtri((1 + confidence) / 2))
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5 / (1 + z * z / n)
    return Share(share, max(0.0, centre - half), min(1.0, centre + half))


def clopper_pearson(successes: int, n: int, confidence: float = 0.95) -> Share:
    """Return a share with the exact interval of Clopper and Pearson (1934).

    >>> [round(value, 3) for value in clopper_pearson(24, 32)]
    [0.75, 0.566, 0.885]
    """
    tail = (1 - confidence) / 2
    low = float(betaincinv(successes, n - successes + 1, tail)) if successes > 0 else 0.0
    high = float(betaincinv(successes + 1, n - successes, 1 - tail)) if successes < n else 1.0
    return Share(successes / n, low, high)


def probability_of_improvement(improvements: Numbers) -> Share:
    """Return the share of pairs that improve, a tie counting half, with Wilson's interval.

    Source: Bouthillier et al. (2021), P(A > B), here over pairs.

    >>> probability_of_improvement([1.0, 2.0, 0.0, -1.0]).value
    0.625
    """
    array = np.asarray(improvements, np.float64)
    return wilson(float(np.sum(array > 0) + np.sum(array == 0) / 2), len(array))
