"""Initialisations: the scale of each weight matrix. One row each; the draws are the same for all.

Every weight starts as a draw from a standard normal truncated at +-2, whose standard deviation is TRUNCATED.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from jaxtyping import Float32
from scipy.special import ndtr, ndtri

from actlab.analysis.gaussian import gain
from actlab.errors import unknown
from actlab.functions.record import Activation
from actlab.networks.weight import Weight
from actlab.words import _

# The standard deviation of a standard normal truncated at +-2, sqrt(1 - 4 pdf(2) / (2 cdf(2) - 1))
TRUNCATED = 0.8796256610342398


def _tutorial(weight: Weight, activation: Activation) -> float:
    return TRUNCATED  # the draws as they are


def _glorot(weight: Weight, activation: Activation) -> float:
    return float((2 / (weight.fan_in + weight.fan_out)) ** 0.5)


def _he(weight: Weight, activation: Activation) -> float:
    return float((2 / weight.fan_in) ** 0.5)


def _lecun(weight: Weight, activation: Activation) -> float:
    return float((1 / weight.fan_in) ** 0.5)


def _matched(weight: Weight, activation: Activation) -> float:
    # the first layer sees the data, not the activation, so that no gain is due to it
    scale = gain(activation) if weight.follows else 1.0
    return float(scale / weight.fan_in**0.5)


# Name -> the standard deviation of a layer's weights.
#   tutorial  0.88 whatever the layer's width, as in the tutorial
#   glorot    sqrt(2 / (fan_in + fan_out))        Glorot, Bengio (2010)
#   he        sqrt(2 / fan_in)                    He, Zhang, Ren, Sun (2015)
#   lecun     sqrt(1 / fan_in)                    LeCun, Bottou, Orr, Müller (1998)
#   matched   gain / sqrt(fan_in), the gain computed for that activation (1 for the first layer); a gated unit's is that
#             of its activation, whose other factor has mean square 1. What pooling, dropout or a skip does to the
#             numbers on their way is not reckoned with: without a normalisation they grow along skips
INITIALISATIONS: dict[str, Callable[[Weight, Activation], float]] = {
    "tutorial": _tutorial,
    "glorot": _glorot,
    "he": _he,
    "lecun": _lecun,
    "matched": _matched,
}


def truncated_normal(generator: np.random.Generator, shape: tuple[int, ...]) -> Float32[np.ndarray, " ..."]:
    """Draw float32 values from a standard normal truncated at +-2.

    Drawn on the host, by inversion of uniform numbers: the same values whatever the device and its compiler.
    """
    uniform = generator.random(shape)
    return np.asarray(ndtri(ndtr(-2) + uniform * (ndtr(2) - ndtr(-2))), np.float32)


def scale(initialisation: str, weight: Weight, activation: Activation) -> float:
    """Return the factor by which a weight's truncated draws are multiplied.

    Raises InvalidInput for an unknown initialisation.

    >>> from actlab.functions.find import find
    >>> round(scale("he", Weight((800, 10), 800, 10, "hidden", "1"), find("relu")) * TRUNCATED, 12)
    0.05
    """
    if initialisation not in INITIALISATIONS:
        raise unknown(_("initialisation"), initialisation, INITIALISATIONS)
    return INITIALISATIONS[initialisation](weight, activation) / TRUNCATED
