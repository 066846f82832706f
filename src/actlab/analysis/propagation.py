"""Signal and gradient through depth, in the limit of wide layers: the mean-field maps of one activation.

A layer computes z' = W f(z), its weights independent with mean 0 and variance scale^2 / width, its biases 0. In wide
layers z is normal; q is its variance, c the correlation of two inputs.
Sources: Poole, Lahiri, Raghu, Sohl-Dickstein, Ganguli (2016); Schoenholz, Gilmer, Ganguli, Sohl-Dickstein (2017).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np

from actlab.analysis.domain import domain
from actlab.analysis.gaussian import expectation, expectations
from actlab.analysis.numeric import Numeric
from actlab.functions.record import Activation

TERMS = 100  # of the Hermite series behind the correlation map
MARGIN = 1e-3  # within this of 1, a slope counts as 1

Function = Callable[[np.ndarray], np.ndarray]
Verdict: TypeAlias = Literal["stable", "marginal", "unstable", "none"]


def verdict(slope: float) -> Verdict:
    """Return what the variance map's slope at a fixed point means: the one place where that is decided.

    ``stable``: a deviation shrinks from layer to layer; ``unstable``: it grows; ``marginal``: it stays as it is;
    ``none``: there is no slope.

    >>> [verdict(slope) for slope in (0.46, 1.0001, 1.17, float("nan"))]
    ['stable', 'marginal', 'unstable', 'none']
    """
    size = abs(slope)
    if size != size:
        return "none"
    return "stable" if size < 1 - MARGIN else "marginal" if size <= 1 + MARGIN else "unstable"


@dataclass(frozen=True)
class Propagation:
    """The maps of an activation at a weight scale (SD of a weight times the square root of the width).

    Each is infinite where its expectation diverges, NaN where it is not defined.
    """

    activation: Activation
    scale: float

    def variance(self, q: float) -> float:
        """Return the next layer's variance, scale^2 E f(sqrt(q) z)^2, z ~ N(0, 1).

        >>> from actlab.functions.find import find
        >>> round(Propagation(find("relu"), 2**0.5).variance(3.0), 9)
        3.0
        """
        return self.scale**2 * self._mean_square(self._numeric.f, q)

    def gradient(self, q: float) -> float:
        """Return chi_1 = scale^2 E f'(sqrt(q) z)^2: the factor of the gradient's squared norm, layer by layer.

        >>> from actlab.functions.find import find
        >>> round(Propagation(find("relu"), 2**0.5).gradient(3.0), 9)
        1.0
        """
        return self.scale**2 * self._mean_square(self._numeric.slope, q)

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
        squares = self._hermite_squares(q)
        whole = squares.sum()
        return np.asarray(squares / whole) if 0 < whole < np.inf else np.full(TERMS + 1, np.nan)

    def stability(self, q: float) -> float:
        """Return d variance / d q, what ``verdict`` reads at a fixed point.

        Of the density, not of f: E f(u)^2 (u^2 / q - 1) / (2 q), u ~ N(0, q), which is right at jumps as well.
        """
        root, f = q**0.5, self._numeric.f
        change = expectation(lambda z: f(root * z) ** 2 * (z**2 - 1), self._borders_at(q))
        return self.scale**2 * change / (2 * q)

    def _mean_square(self, g: Function, q: float) -> float:
        return mean_square(g, self._borders, q)

    def _hermite_squares(self, q: float) -> np.ndarray:
        """Return a_n^2 for n below TERMS, a_n = E f(sqrt(q) z) h_n(z), h_n normalised Hermite, and what is left."""
        root, f = q**0.5, self._numeric.f
        whole = self._mean_square(f, q)
        if not np.isfinite(whole):
            return np.full(TERMS + 1, np.nan)
        coefficients = expectations(lambda z: f(root * z) * hermite(z), lambda z: f(root * z) ** 2, self._borders_at(q))
        squares = coefficients**2
        return np.append(squares, max(whole - squares.sum(), 0.0))

    def _borders_at(self, q: float) -> list[float]:
        return [at / q**0.5 for at in self._borders]

    @cached_property
    def _numeric(self) -> Numeric:
        return Numeric(self.activation)

    @cached_property
    def _borders(self) -> tuple[float, ...]:
        return domain(self.activation).borders


def mean_square(g: Function, borders: Sequence[float], q: float) -> float:
    """Return E g(sqrt(q) z)^2, z ~ N(0, 1); infinite where it diverges, NaN where it is not defined."""
    root = q**0.5
    return expectation(lambda z: g(root * z) ** 2, [at / root for at in borders])


def hermite(z: np.ndarray) -> np.ndarray:
    """Return the normalised probabilists' Hermite polynomials h_n(z), [TERMS, len(z)].

    >>> hermite(np.array([2.0]))[:3, 0].round(4).tolist()  # 1, z, (z^2 - 1) / sqrt(2)
    [1.0, 2.0, 2.1213]
    """
    rows = [np.ones_like(z), z]
    for n in range(1, TERMS - 1):
        rows.append((z * rows[n] - n**0.5 * rows[n - 1]) / (n + 1) ** 0.5)
    return np.stack(rows)
