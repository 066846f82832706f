"""Expectations under a normal distribution, by quadrature split at the kinks."""

from collections.abc import Callable, Iterable

import numpy as np

from actlab.functions.record import Activation

REACH = 12.0  # standard deviations; the mass beyond is 4e-33
PIECE = 2.0  # longest piece, in standard deviations
NODES = 32  # per piece; smooth integrands are then exact to rounding


def expectation(g: Callable[[np.ndarray], np.ndarray], kinks: Iterable[float] = ()) -> float:
    """Return E g(z) for z ~ N(0, 1), by Gauss-Legendre quadrature on pieces between the kinks of g.

    A rule that does not know of a kink loses ten digits at it; with the kinks as borders none is lost.

    >>> round(expectation(lambda z: np.maximum(z, 0) ** 2, kinks=[0.0]), 12)
    0.5
    """
    z, weights = _rule(kinks)
    return float(np.sum(weights * g(z)))


def expectations(g: Callable[[np.ndarray], np.ndarray], kinks: Iterable[float] = ()) -> np.ndarray:
    """Return E g(z) for a g that returns several rows [k, n] for z [n]."""
    z, weights = _rule(kinks)
    return np.asarray(g(z) @ weights)


def _rule(kinks: Iterable[float]) -> tuple[np.ndarray, np.ndarray]:
    """Return nodes z, and weights that hold the density of N(0, 1)."""
    borders = np.unique([*np.arange(-REACH, REACH + PIECE, PIECE), *kinks])
    borders = borders[np.abs(borders) <= REACH]
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    half = np.diff(borders)[:, None] / 2
    z = (borders[:-1, None] + half + half * nodes).ravel()
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return z, (half * weights).ravel() * density


def gain(activation: Activation) -> float:
    """Return the gain E[f(z)^2]^(-1/2), z ~ N(0, 1): weights scaled by it keep a layer's second moment at 1.

    Source: He, Zhang, Ren, Sun (2015), equation 10, for relu; the same argument holds for any activation.

    >>> from actlab.functions.find import find
    >>> round(gain(find("tanh")), 4), round(gain(find("relu")) ** 2, 6)
    (1.5925, 2.0)
    """
    kinks = [at for at, _slope in activation.kinks]
    return float(expectation(lambda z: activation(z) ** 2, kinks) ** -0.5)
