"""The sign-flip test of paired differences, exact for few pairs, and how many pairs it needs at least."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

EXACT_TO = 16  # pairs: 2^15 sums up to the common sign
DRAWS = 99_999  # Monte Carlo draws above that
_SEED = 20061031  # of the Monte Carlo draws: the same data give the same p
_CHUNK = 1 << 21  # numbers held at once while drawing


def sign_flip_p(differences: Sequence[float]) -> float:
    """Return the two-sided p value of the mean difference under random signs.

    Exact when, within a pair, the two labels could have been exchanged. Up to 16 pairs all sign vectors are
    counted; above, p = (b + 1) / (B + 1) with B random ones. The signs act on the sizes of the differences in
    their order, so that no order of the pairs changes p. Sources: Fisher (1935); Phipson, Smyth (2010).

    >>> sign_flip_p([6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75])
    0.05267333984375
    """
    return sign_flip_p_of_rows([differences])[0]


def sign_flip_p_of_rows(rows: Sequence[Sequence[float]]) -> list[float]:
    """Return the p value of each row of differences [k, n]; above 16 pairs the rows share the random signs."""
    array = np.asarray(rows, np.float64)
    sizes = np.sort(np.abs(array), axis=1)
    # sums that differ by rounding are equal
    reached = np.array([abs(math.fsum(row)) - 1e-10 * math.fsum(size) for row, size in zip(array, sizes, strict=True)])
    if sizes.shape[1] <= EXACT_TO:
        return [float(np.mean(np.abs(_all_sums(row)) >= goal)) for row, goal in zip(sizes, reached, strict=True)]
    hits = sum(np.sum(np.abs(signs @ sizes.T) >= reached, axis=0) for signs in _random_signs(*sizes.shape))
    return [(int(count) + 1) / (DRAWS + 1) for count in np.atleast_1d(hits)]


def smallest_n(comparisons: int, alpha: float = 0.05) -> int:
    """Return the number of pairs below which no result whatever is significant among so many comparisons.

    The smallest p of n pairs is 2 / 2^n; Holm's first step asks for alpha / comparisons.

    >>> [smallest_n(m) for m in (1, 2, 4, 9, 19, 45)]
    [6, 7, 8, 9, 10, 11]
    """
    return math.ceil(math.log2(2 * comparisons / alpha))


def _all_sums(sizes: np.ndarray) -> np.ndarray:
    """Return the sums [2^(n-1)] under all signs; the last sign stays +, since |sum| does not see a common one."""
    sums = sizes[-1:].copy()
    for size in sizes[:-1]:
        sums = np.concatenate([sums + size, sums - size])
    return sums


def _random_signs(rows: int, n: int) -> Iterator[np.ndarray]:
    """Yield the random signs [draws, n] in parts small enough to be held beside their sums with so many rows."""
    generator = np.random.default_rng(_SEED)
    part = max(1, _CHUNK // max(rows, n))
    for start in range(0, DRAWS, part):
        yield 2.0 * generator.integers(0, 2, (min(part, DRAWS - start), n), np.int8) - 1
