"""Anytime-valid evidence for paired differences: one may look after every seed and stop when one likes.

The mixture of Gaussian effect sizes N(0, c^2) against the hypothesis of no effect, with the scale unknown.
Sources: Lai (1976); Wang, Ramdas (2025), "Anytime-valid t-tests and confidence sequences". Differences that are whole
numbers of test examples can all be equal by chance, which would look like certainty: one looks from 8 pairs on,
and the variance is never taken for less than that of one example (``Sample.step``).
"""

import math
from functools import lru_cache

import numpy as np

from actlab.statistics.paired import Interval
from actlab.statistics.power import dz_beyond
from actlab.statistics.sample import Sample, shrunk

SPREAD = 1.0  # c^2, the variance of the effect sizes that are thought of
FIRST_LOOK = 8  # pairs


def log_e_values(sample: Sample, mean: float = 0.0) -> np.ndarray:
    """Return the logarithms [n] of the e-values of the first 1, 2, ... differences against a true ``mean``.

    log e = -log(g)/2 + n/2 (log(1 + t^2/v) - log(1 + t^2/(v g))), v = n - 1, g = 1 + n c^2; 0 for the first.

    >>> darwin = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]
    >>> [round(math.exp(log_e_values(Sample.of(darwin))[n - 1]), 8) for n in (5, 10, 15)]
    [7.76106952, 1.25968184, 1.81694777]
    """
    # a mean in question far above the values, or far below, is no reason to overflow or to vanish
    exponent = int(np.frexp(max(abs(mean), float(np.abs(sample.values).max(initial=0.0)), sample.step))[1])
    values, step = shrunk(sample.values, exponent), float(shrunk(np.asarray(sample.step), exponent))
    n = np.arange(1, sample.n + 1)
    means, squares = _running(values, step)
    # t^2 / v = n mean^2 / sum of squares about the mean
    level = n * (means - shrunk(np.asarray(mean), exponent)) ** 2
    g = 1 + n * SPREAD
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(squares <= 1e-24 * level, np.inf, level / squares)
        evidence = np.log1p(np.minimum(ratio, 1e300)) - np.log1p(np.minimum(ratio, 1e300) / g)
    evidence = np.where(np.isinf(ratio), np.log(g), evidence)
    found = np.where(level > 0, -0.5 * np.log(g) + 0.5 * n * evidence, -0.5 * np.log(g))
    return np.asarray(np.where(n < 2, 0.0, found))


def anytime_p(sample: Sample) -> float:
    """Return min(1, 1 / max e) over the looks, from 8 differences on, at which the mean had the sign it has now.

    >>> anytime_p(Sample.of([1.0] * 7)), anytime_p(Sample.of([1.0] * 8)) < 0.001
    (1.0, True)
    """
    if sample.n < FIRST_LOOK:
        return 1.0
    same = np.sign(_running(sample.values, sample.step)[0]) == np.sign(sample.mean)
    looks = np.where(same, log_e_values(sample), 0.0)[FIRST_LOOK - 1 :]
    return min(1.0, math.exp(-float(np.max(looks))))


def beyond_p(sample: Sample, margin: float) -> float | None:
    """Return the larger 1 / e, of all the differences, that the mean is one of ±margin; 1 where it lies outside.

    None before the first look.
    """
    if sample.n < FIRST_LOOK:
        return None
    if abs(sample.mean) >= margin:
        return 1.0
    if math.isinf(margin):
        return 0.0
    nearer = margin if sample.mean > 0 else -margin
    return min(1.0, math.exp(-float(log_e_values(sample, nearer)[-1])))


def anytime_interval(sample: Sample, alpha: float = 0.05) -> Interval | None:
    """Return the interval that holds the mean at all looks at once with probability 1 - alpha.

    mean ± sd sqrt(u v / n), u = (k - 1) / (1 - k / g), k = (g / alpha^2)^(1/n); None while it is infinite.
    """
    if sample.n < FIRST_LOOK or sample.sd is None:
        return None
    half = half_width(sample.n, alpha)
    reach = None if half is None else max(sample.sd, sample.step) * half
    return None if reach is None else (sample.mean - reach, sample.mean + reach)


def half_width(n: int, alpha: float) -> float | None:
    """Return half the interval's width in standard deviations; None where it is infinite.

    >>> round(half_width(10, 0.05), 4)
    1.2237
    """
    g = 1 + n * SPREAD
    k = (g / alpha**2) ** (1 / n)
    return None if k >= g else float(((k - 1) / (1 - k / g) * (n - 1) / n) ** 0.5)


@lru_cache(maxsize=4096)
def detectable(n: int, alpha: float) -> float | None:
    """Return the effect size whose interval excludes zero at n pairs with probability 0.8; earlier looks add to that.

    >>> round(detectable(16, 0.05), 3), detectable(7, 0.05)
    (1.111, None)
    """
    half = half_width(n, alpha) if n >= FIRST_LOOK else None
    return None if half is None else dz_beyond(n, half * n**0.5)


def smallest_n(comparisons: int, alpha: float = 0.05) -> int:
    """Return the smallest n, from 8 on, whose largest e-value, (1 + n)^((n - 1) / 2), reaches comparisons / alpha."""
    n = FIRST_LOOK
    while (n - 1) / 2 * math.log1p(n) < math.log(comparisons / alpha):
        n += 1
    return n


def _running(values: np.ndarray, step: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the means and the sums of squares about them of the first 1, 2, ... values, with their floor."""
    n, first = np.arange(1, len(values) + 1), values[:1].sum()
    shifted = values - first  # lest squares of a common level cancel
    sums = np.cumsum(shifted)
    squares = np.maximum(np.cumsum(shifted**2) - sums**2 / n, 0.0)
    return sums / n + first, np.maximum(squares, (n - 1) * step**2)
