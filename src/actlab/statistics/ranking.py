"""Average ranks of arms across data sets, as in Demšar (2006).

Ranks depend on which arms take part, so that an arm of no interest can turn a ranking about. They describe;
the verdicts rest on comparisons of two arms at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, fdtrc, ndtr

_TAIL = 9.0  # standard deviations beyond which nothing is left of a normal law
FEWEST = 6  # data sets: with fewer no comparison of two arms can be significant


class Ranking(NamedTuple):
    """Mean ranks (1 is best) with Friedman's chi square and the F of Iman and Davenport."""

    mean_ranks: tuple[float, ...]
    datasets: int
    chi2: float
    chi2_p: float
    f: float | None
    f_p: float


def rank_rows(scores: ArrayLike, *, higher_is_better: bool = True) -> np.ndarray:
    """Return ranks [data sets, arms], 1 for the best of a row; ties share their mean rank.

    >>> rank_rows([[0.9, 0.8, 0.8]]).tolist()
    [[1.0, 2.5, 2.5]]
    """
    values = np.asarray(scores, np.float64) * (-1 if higher_is_better else 1)
    below = (values[:, None, :] < values[:, :, None]).sum(axis=2)
    equal = (values[:, None, :] == values[:, :, None]).sum(axis=2)
    return np.asarray(below + (equal + 1) / 2, np.float64)


def ranking(ranks: ArrayLike) -> Ranking:
    """Return mean ranks and the tests that all arms are alike, from ranks [data sets, arms].

    chi2 = 12N / (k(k + 1)) (sum R^2 - k(k + 1)^2 / 4); F = (N - 1) chi2 / (N(k - 1) - chi2). No correction for
    ties. F is None where every row has the same order. Sources: Friedman (1937); Iman, Davenport (1980).
    """
    array = np.asarray(ranks, np.float64)
    rows, arms = array.shape
    means = array.mean(axis=0)
    chi2 = float(12 * rows / (arms * (arms + 1)) * (np.sum(means**2) - arms * (arms + 1) ** 2 / 4))
    rest = rows * (arms - 1) - chi2
    f = (rows - 1) * chi2 / rest if rest > 1e-9 else None
    f_p = float(fdtrc(arms - 1, (arms - 1) * (rows - 1), max(f, 0.0))) if f is not None else 0.0
    return Ranking(tuple(float(m) for m in means), rows, chi2, float(chdtrc(arms - 1, max(chi2, 0.0))), f, f_p)


def nemenyi_q(arms: int, alpha: float = 0.05) -> float:
    """Return the range of so many normal values that is exceeded with probability alpha, over sqrt(2).

    P(range <= q) = k integral phi(z) (Phi(z) - Phi(z - q))^(k - 1) dz, by the trapezoidal rule, which is as good as
    exact here. SciPy has it too, in a part that takes half a second to import. Source: Nemenyi (1963).

    >>> round(nemenyi_q(4), 3)
    2.569
    """
    z = np.linspace(-_TAIL, _TAIL, 2001)
    density, below = np.exp(-(z**2) / 2) / (2 * np.pi) ** 0.5, ndtr(z)
    low, high = 0.0, 2 * _TAIL
    for _step in range(60):
        middle = (low + high) / 2
        within = arms * float(np.sum(density * (below - ndtr(z - middle)) ** (arms - 1))) * (z[1] - z[0])
        low, high = (middle, high) if within < 1 - alpha else (low, middle)
    return float(high / 2**0.5)


def critical_difference(q: float, arms: int, datasets: int) -> float:
    """Return the difference of mean ranks that is significant: q sqrt(k(k + 1) / (6N)).

    >>> round(critical_difference(nemenyi_q(4), 4, 14), 4)
    1.2536
    """
    return float(q * (arms * (arms + 1) / (6 * datasets)) ** 0.5)


def groups(mean_ranks: Sequence[float], distance: float) -> list[tuple[int, ...]]:
    """Return the largest sets of arms whose mean ranks lie within the critical difference, best first.

    >>> groups([3.14, 2.0, 2.89, 1.96], 1.1181)
    [(3, 1, 2), (2, 0)]
    """
    order = sorted(range(len(mean_ranks)), key=lambda arm: (mean_ranks[arm], arm))
    found: list[tuple[int, ...]] = []
    for start, first in enumerate(order):
        near = tuple(arm for arm in order[start:] if mean_ranks[arm] - mean_ranks[first] <= distance)
        if len(near) > 1 and not any(set(near) <= set(other) for other in found):
            found.append(near)
    return found
