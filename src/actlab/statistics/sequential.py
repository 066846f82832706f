"""Anytime-valid evidence for paired differences: one may look after every seed and stop when one likes.

The mixture of Gaussian effect sizes N(0, c^2) against the hypothesis of no effect, with the scale unknown.
Sources: Lai (1976); Wang, Ramdas (2025), "Anytime-valid t-tests and confidence sequences".
"""

import math
from collections.abc import Sequence

import numpy as np

from actlab.statistics.paired import Estimate

SPREAD = 1.0  # c^2, the variance of the effect sizes that are thought of


def log_e_value(differences: Sequence[float]) -> float:
    """Return the logarithm of the e-value of n differences; 0 with fewer than two.

    log e = -log(g)/2 + n/2 (log(1 + t^2/v) - log(1 + t^2/(v g))), v = n - 1, g = 1 + n c^2.

    >>> darwin = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]
    >>> [round(math.exp(log_e_value(darwin[:n])), 8) for n in (5, 10, 15)]
    [7.76106952, 1.25968184, 1.81694777]
    """
    array = np.asarray(differences, np.float64)
    n = len(array)
    if n < 2:
        return 0.0
    g = 1 + n * SPREAD
    # t^2 / v = n mean^2 / sum of squares about the mean
    squares, level = float(np.sum((array - array.mean()) ** 2)), n * float(array.mean()) ** 2
    if not level:
        return -0.5 * math.log(g)
    if squares <= 1e-24 * level:
        return 0.5 * (n - 1) * math.log(g)
    return -0.5 * math.log(g) + 0.5 * n * (math.log1p(level / squares) - math.log1p(level / squares / g))


def anytime_p(differences: Sequence[float]) -> float:
    """Return min(1, 1 / max e) over the first 1, 2, ..., n differences, in the order in which they came.

    >>> anytime_p([1.0])
    1.0
    """
    highest = max((log_e_value(differences[:n]) for n in range(1, len(differences) + 1)), default=0.0)
    return min(1.0, math.exp(-highest))


def anytime_interval(difference: Estimate, alpha: float = 0.05) -> tuple[float, float] | None:
    """Return the interval that holds the mean at all times at once with probability 1 - alpha.

    mean ± sd sqrt(u v / n), u = (k - 1) / (1 - k / g), k = (g / alpha^2)^(1/n); None while it is infinite.

    >>> [round(end, 4) for end in anytime_interval(Estimate(10, 0.0, 1.0, None, None))]
    [-1.2237, 1.2237]
    """
    n = difference.n
    if difference.sd is None:
        return None
    g = 1 + n * SPREAD
    k = (g / alpha**2) ** (1 / n)
    if k >= g:
        return None
    half = difference.sd * ((k - 1) / (1 - k / g) * (n - 1) / n) ** 0.5
    return difference.mean - half, difference.mean + half
