"""Signed ranks of differences: Wilcoxon's test, and how probable better, equivalent and worse are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

EXACT_TO = 50  # differences; above, the normal approximation
_DRAWS = 20_000
_SEED = 2017


class SignedRank(NamedTuple):
    """Wilcoxon's signed-rank test; a difference of zero gives half its rank to either side (zsplit)."""

    n: int
    plus: float
    minus: float
    z: float
    p: float
    p_normal: float


def wilcoxon(differences: Sequence[float]) -> SignedRank:
    """Test that the differences are symmetric about zero: two-sided, exact up to 50 of them.

    z = (min(R+, R-) - n(n + 1)/4) / sqrt(n(n + 1)(2n + 1)/24), without continuity correction, and its p are
    those of Demšar (2006). Differences are rounded to 12 digits, so that ties are ties. Source: Wilcoxon (1945).

    >>> found = wilcoxon([6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75])
    >>> found.minus, found.p
    (24.0, 0.041259765625)
    """
    from scipy import stats  # takes more than a second to import

    rounded = np.array([float(f"{value:.12g}") for value in differences])
    n, signs = len(rounded), np.sign(rounded)
    ranks = stats.rankdata(np.abs(rounded))
    plus = float(np.sum(ranks * (signs + 1) / 2))
    minus = float(np.sum(ranks)) - plus
    z = (min(plus, minus) - n * (n + 1) / 4) / (n * (n + 1) * (2 * n + 1) / 24) ** 0.5
    p_normal = min(1.0, 2 * float(ndtr(z)))
    if not signs.any():
        return SignedRank(n, plus, minus, 0.0, 1.0, 1.0)
    method = "exact" if n <= EXACT_TO else "approx"
    p = float(stats.wilcoxon(rounded, zero_method="zsplit", method=method).pvalue)
    return SignedRank(n, plus, minus, float(z), p, p_normal)


class Rope(NamedTuple):
    """The probabilities that the next difference tends below, inside and above a region of no importance."""

    worse: float
    equivalent: float
    better: float


def signed_rank_rope(differences: Sequence[float], margin: float) -> Rope:
    """Return the posterior of the Bayesian signed-rank test with a region ±margin of practical equivalence.

    Dirichlet weights over the differences and one pseudo-difference of 0 with weight 1/2; a draw belongs to the
    region with the most mass of the pairwise means. Monte Carlo with fixed draws, good to about ±0.01. Source:
    Benavoli, Corani, Demšar, Zaffalon (2017).

    >>> signed_rank_rope([0.2] * 8, margin=0.1).better > 0.95
    True
    """
    values = np.array([0.0, *np.sort(np.asarray(differences, np.float64))])
    means = (values[:, None] + values) / 2
    weights = np.random.default_rng(_SEED).dirichlet([0.5, *[1.0] * (len(values) - 1)], _DRAWS)
    below = np.einsum("bi,ij,bj->b", weights, (means < -margin).astype(float), weights, optimize=True)
    above = np.einsum("bi,ij,bj->b", weights, (means > margin).astype(float), weights, optimize=True)
    inside = 1 - below - above
    winner = np.argmax([below, inside, above], axis=0)
    worse, equivalent, better = (float(np.mean(winner == region)) for region in range(3))
    return Rope(worse, equivalent, better)
