"""The sign-flip test of paired differences, exact for few pairs, and how many pairs it needs at least."""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from scipy.special import ndtr

from actlab.statistics.sample import Numbers

EXACT_TO = 16  # differences other than zero: 2^15 sums up to the common sign
DRAWN_TO = 512  # above, all but the largest are taken together as normal
DRAWS = 99_999  # Monte Carlo draws between the two
_SEED = 20061031  # of the Monte Carlo draws: the same data give the same p
_CHUNK = 1 << 22  # sums held at once
_ROUNDING = 1e-10  # sums that differ by less, in shares of the sizes, are equal


def sign_flip_p(differences: Numbers) -> float:
    """Return the two-sided p value of the mean difference under random signs.

    Exact when, within a pair, the two labels could have been exchanged. Zeros take no part. Up to 16 others all sign
    vectors are counted; up to 512, p = (b + 1) / (B + 1) with B random ones; above, the signs of the 16 largest are
    counted and the sum of the others is normal, less one smallest size for its steps. The signs act on the sizes
    in their order, so that no order of the pairs changes p. Sources: Fisher (1935); Phipson, Smyth (2010).

    >>> sign_flip_p([6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75])
    0.05267333984375
    """
    return sign_flip_p_of_rows([differences])[0]


def sign_flip_p_of_rows(rows: Sequence[Numbers]) -> list[float]:
    """Return the p value of each row of differences; rows of one length share the random signs."""
    arrays = [np.asarray(row, np.float64) for row in rows]
    found = np.ones(len(arrays))
    alike: dict[int, list[int]] = {}  # how many are not zero -> the rows with so many
    for place, row in enumerate(arrays):
        alike.setdefault(int(np.count_nonzero(row)), []).append(place)
    for n, places in alike.items():
        if n:
            found[places] = _of_length(n, [arrays[place] for place in places])
    return [float(p) for p in found]


def smallest_n(comparisons: int, alpha: float = 0.05) -> int:
    """Return the number of pairs below which no result whatever is significant among so many comparisons.

    The smallest p of n pairs is 2 / 2^n; Holm's first step asks for alpha / comparisons.

    >>> [smallest_n(m) for m in (1, 2, 4, 9, 19, 45)]
    [6, 7, 8, 9, 10, 11]
    """
    return math.ceil(math.log2(2 * comparisons / alpha))


def _of_length(n: int, rows: Sequence[np.ndarray]) -> np.ndarray:
    sizes = np.array([np.sort(np.abs(row[row != 0])) for row in rows])
    sums = np.array([[abs(math.fsum(row)), math.fsum(size)] for row, size in zip(rows, sizes, strict=True)])
    reached = sums[:, 0] - _ROUNDING * sums[:, 1]
    if n <= EXACT_TO:
        return _hits(sizes, reached) / 2.0 ** (n - 1)
    if n <= DRAWN_TO:
        return (_hits(sizes, reached) + 1) / (DRAWS + 1)
    return np.array([_nearly_normal(row, goal) for row, goal in zip(sizes, reached, strict=True)])


def _hits(sizes: np.ndarray, reached: np.ndarray) -> np.ndarray:
    """Return how many sign vectors bring the sums of sizes [k, n] as far as ``reached`` [k]."""
    counts = np.zeros(len(sizes))
    for signs in _signs(sizes.shape[1]):
        part = max(1, _CHUNK // len(signs))
        for start in range(0, len(sizes), part):
            rows = slice(start, start + part)
            counts[rows] += np.count_nonzero(np.abs(sizes[rows] @ signs.T) >= reached[rows, None], axis=1)
    return counts


def _signs(n: int) -> Iterator[np.ndarray]:
    """Yield sign vectors [part, n]: all, or random ones."""
    if n <= EXACT_TO:
        yield _all_signs(n)
        return
    generator, part = np.random.default_rng(_SEED), max(1, _CHUNK // n)
    for start in range(0, DRAWS, part):
        yield 2.0 * generator.integers(0, 2, (min(part, DRAWS - start), n), np.int8) - 1


@lru_cache(maxsize=4)
def _all_signs(n: int) -> np.ndarray:
    """Return all signs [2^(n-1), n]; the last stays +, since |sum| does not see a common one."""
    numbers = np.arange(2 ** (n - 1))[:, None]
    return np.asarray(1.0 - 2.0 * ((numbers >> np.arange(n)) & 1))


def _nearly_normal(sizes: np.ndarray, reached: float) -> float:
    large, small = sizes[-EXACT_TO:], sizes[:-EXACT_TO]
    spread, goal = math.sqrt(math.fsum((small**2).tolist())), max(0.0, reached - float(small[0]))
    sums = np.abs(_all_signs(EXACT_TO) @ large)
    return min(1.0, float(np.mean(ndtr((sums - goal) / spread) + ndtr((-sums - goal) / spread))))
