"""Signal and gradient through depth, in the limit of wide layers: the mean-field maps of one activation.

A layer computes z' = W f(z), its weights independent with mean 0 and variance scale^2 / width, its biases 0. In wide
layers z is normal; q is its variance, c the correlation of two inputs.
Sources: Poole, Lahiri, Raghu, Sohl-Dickstein, Ganguli (2016); Schoenholz, Gilmer, Ganguli, Sohl-Dickstein (2017).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from actlab.analysis.gaussian import expectation, expectations
from actlab.functions.record import Activation

TERMS = 100  # of the Hermite series behind the correlation map
STEP = 1e-4  # relative step in q of the numerical slope


@dataclass(frozen=True)
class Propagation:
    """The maps of an activation at a weight scale (SD of a weight times the square root of the width)."""

    activation: Activation
    scale: float

    def variance(self, q: float) -> float:
        """Return the next layer's variance, scale^2 E f(sqrt(q) z)^2, z ~ N(0, 1).

        >>> from actlab.functions.find import find
        >>> round(Propagation(find("relu"), 2**0.5).variance(3.0), 9)
        3.0
        """
        return self.scale**2 * self._mean_square(self.activation, q)

    def gradient(self, q: float) -> float:
        """Return chi_1 = scale^2 E f'(sqrt(q) z)^2: the factor of the gradient's squared norm, layer by layer.

        >>> from actlab.functions.find import find
        >>> round(Propagation(find("relu"), 2**0.5).gradient(3.0), 9)
        1.0
        """
        return self.scale**2 * self._mean_square(self.activation.derivative, q)

    def correlation(self, c: float, q: float) -> float:
        """Return the next layer's correlation of two inputs whose correlation here is c.

        >>> from actlab.functions.find import find
        >>> round(Propagation(find("relu"), 2**0.5).correlation(0.0, 1.0), 4)  # 1 / pi
        0.3183
        """
        return float(np.polynomial.polynomial.polyval(c, self.kernel(q)))

    def kernel(self, q: float) -> np.ndarray:
        """Return the correlation map's power series, a_n^2 / sum a_n^2, from E f(u) f(v) = sum a_n^2 c^n.

        Source: Daniely, Frostig, Singer (2016). What the first TERMS leave out counts as the next power.
        """
        squares = _hermite_squares(self.activation, q)
        return np.asarray(squares / squares.sum())

    def stability(self, q: float) -> float:
        """Return d variance / d q: at a fixed point, above 1 means that every deviation grows with depth."""
        low, high = (self.variance(q * (1 + side * STEP)) for side in (-1, 1))
        return (high - low) / (2 * STEP * q)

    def _mean_square(self, g: Callable[[np.ndarray], np.ndarray], q: float) -> float:
        return mean_square(g, self._kinks, q)

    @cached_property
    def _kinks(self) -> list[float]:
        return [at for at, _slope in self.activation.kinks]


def mean_square(g: Callable[[np.ndarray], np.ndarray], kinks: list[float], q: float) -> float:
    """Return E g(sqrt(q) z)^2, z ~ N(0, 1); infinite where g is too large to be squared."""
    root = q**0.5
    # far tails of a fast-growing function overflow; their mean square is infinite, and that is the answer
    with np.errstate(over="ignore", invalid="ignore"):
        value = expectation(lambda z: g(root * z) ** 2, [at / root for at in kinks])
    return value if np.isfinite(value) else np.inf


def _hermite_squares(activation: Activation, q: float) -> np.ndarray:
    """Return a_n^2 for n below TERMS, a_n = E f(sqrt(q) z) h_n(z) with normalised Hermite h_n, and the remainder."""
    root = q**0.5
    kinks = [at for at, _slope in activation.kinks]
    coefficients = expectations(lambda z: activation(root * z) * hermite(z), [at / root for at in kinks])
    squares = coefficients**2
    whole = mean_square(activation, kinks, q)
    return np.append(squares, max(whole - squares.sum(), 0.0))


def hermite(z: np.ndarray) -> np.ndarray:
    """Return the normalised probabilists' Hermite polynomials h_n(z), [TERMS, len(z)].

    >>> hermite(np.array([2.0]))[:3, 0].round(4).tolist()  # 1, z, (z^2 - 1) / sqrt(2)
    [1.0, 2.0, 2.1213]
    """
    rows = [np.ones_like(z), z]
    for n in range(1, TERMS - 1):
        rows.append((z * rows[n] - n**0.5 * rows[n - 1]) / (n + 1) ** 0.5)
    return np.stack(rows)
