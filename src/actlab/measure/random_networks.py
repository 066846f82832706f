"""Signal and gradient measured in random deep networks, where the mean-field maps only predict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from actlab.functions import engine
from actlab.functions.record import Activation
from actlab.networks.initialise import TRUNCATED, scale
from actlab.networks.weight import Weight

INPUTS = 8  # per network; they cost little more than one
NUMBER = 4  # bytes in single precision
NETWORKS = 2  # tells this use of a seed's randomness from others


class Measured(NamedTuple):
    """Mean squares over units: of z, and of the gradient in z, [draws, INPUTS, layers].

    A layer is z' = W f(z). The first sees standard normal inputs; at the last, the gradient of each input starts as
    an independent standard normal vector.
    """

    signal: np.ndarray
    gradient: np.ndarray


def weight_scale(initialisation: str, width: int, activation: Activation, *, first: bool = False) -> float:
    """Return the SD of a weight times the square root of the fan-in, in a network of equal widths.

    >>> from actlab.functions.find import find
    >>> round(weight_scale("he", 300, find("relu")) ** 2, 9)
    2.0
    """
    layer = Weight((width, width), width, width, "hidden", follows="" if first else "before")
    return float(scale(initialisation, layer, activation) * TRUNCATED * width**0.5)


def bytes_of(width: int, depth: int) -> int:
    """Return how many bytes one network takes: its weights, and four arrays of responses.

    >>> bytes_of(width=500, depth=30)
    31920000
    """
    return NUMBER * depth * width * (width + 4 * INPUTS)


def measure(
    cases: Sequence[tuple[Activation, str]], *, width: int, depth: int, draws: int, seed: int = 0
) -> list[Measured]:
    """Measure each (activation, initialisation) in the same random draws, scaled by the initialisation.

    Wide layers know of the weights' variance only, so that the draws are normal, which is quicker than truncated.
    """
    engine.require()
    found = [Measured(*np.empty((2, draws, INPUTS, depth))) for _case in cases]
    weights = np.empty((depth, width, width), np.float32)
    for draw in range(draws):
        generator = np.random.Generator(np.random.SFC64([seed, NETWORKS, draw]))
        for matrix in weights:  # one by one, so that Ctrl-C is heard between them
            generator.standard_normal(out=matrix, dtype=np.float32)
        ends = generator.standard_normal((2, width, INPUTS), dtype=np.float32)
        for (activation, initialisation), measured in zip(cases, found, strict=True):
            first, later = (weight_scale(initialisation, width, activation, first=place) for place in (True, False))
            scales = np.array([first] + [later] * (depth - 1), np.float32) / np.float32(width**0.5)
            measured.signal[draw], measured.gradient[draw] = _one(activation, weights, scales, *ends)
    return found


def _one(
    activation: Activation, weights: np.ndarray, scales: np.ndarray, inputs: np.ndarray, gradient: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Go forwards and backwards through one network; return both mean squares [INPUTS, layers]."""
    before, x = [], inputs
    # a signal that explodes in float32 is a finding, not a fault
    with np.errstate(over="ignore", invalid="ignore"):
        for matrix, factor in zip(weights, scales, strict=True):
            before.append(factor * (matrix @ x))
            x = activation(before[-1])
        backwards = [gradient]
        for layer in range(len(weights) - 2, -1, -1):
            gradient = scales[layer + 1] * (weights[layer + 1].T @ gradient) * activation.derivative(before[layer])
            backwards.append(gradient)
        return _mean_squares(before), _mean_squares(backwards[::-1])


def _mean_squares(vectors: Sequence[np.ndarray]) -> np.ndarray:
    return np.asarray(np.mean(np.square(np.stack(vectors).astype(np.float64)), axis=1)).T
