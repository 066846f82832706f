"""The record of a probe, and the two things a probe can look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from jax import Array


class Responses(NamedTuple):
    """A hidden layer on the probe set of n examples: z, f(z) and f'(z), each [n, units]."""

    before: Array
    after: Array
    slope: Array


class Step(NamedTuple):
    """A hidden layer's weight matrix in one step, which adds -learning_rate times the direction to it."""

    weights: Array
    gradient: Array
    direction: Array
    learning_rate: Array


@dataclass(frozen=True)
class Probe:
    """One number per hidden layer and point of the curve.

    ``sees`` is Responses (taken from the evaluation's forward pass) or Step (the step that begins at the point, so
    that the last point has none). ``share`` says that people read it in percent, ``logarithmic`` that it spans
    powers of ten.
    """

    name: str
    title: str
    sees: type[Responses] | type[Step]
    measure: Callable[[Any], Array]
    share: bool = False
    logarithmic: bool = False
