"""Tasks: what a network's outputs are compared with, and how. One record each."""

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from actlab.words import _


@dataclass(frozen=True)
class Task:
    """A loss to train on and a metric to report, both per example.

    ``loss`` and ``metric`` take outputs [n, k] and targets [n] and return [n]. ``width`` gives k from the
    training targets. ``metric_name`` is what people read, ``column`` what files say; ``percent`` says that people
    read it in percent (in files it stays a fraction).
    """

    name: str
    loss: Callable[[Array, Array], Array]
    metric: Callable[[Array, Array], Array]
    metric_name: str
    percent: bool
    higher_is_better: bool
    width: Callable[[np.ndarray], int]

    @property
    def column(self) -> str:
        """The metric's name in the head of a file."""
        return self.metric_name.replace(" ", "_")


def cross_entropy(outputs: Array, targets: Array) -> Array:
    """Return -log softmax(outputs)[target] for each example.

    >>> round(float(cross_entropy(jnp.zeros((1, 4)), jnp.array([2]))[0]), 4)
    1.3863
    """
    chosen = jnp.take_along_axis(outputs, targets[:, None], axis=-1)[:, 0]
    return jax.nn.logsumexp(outputs, axis=-1) - chosen


def correct(outputs: Array, targets: Array) -> Array:
    """Return 1 where the largest output is the target, else 0; NaN is never correct."""
    return (jnp.argmax(outputs, axis=-1) == targets) & jnp.all(jnp.isfinite(outputs), axis=-1)


def squared_error(outputs: Array, targets: Array) -> Array:
    """Return (output - target)^2 for each example; the one output stands in a column.

    >>> squared_error(jnp.array([[3.0]]), jnp.array([1.0])).tolist()
    [4.0]
    """
    return (outputs[:, 0] - targets) ** 2


REGRESSION = Task(
    name="regression",
    loss=squared_error,
    metric=squared_error,
    metric_name=_("squared error"),
    percent=False,
    higher_is_better=False,
    width=lambda targets: 1,
)

CLASSIFICATION = Task(
    name="classification",
    loss=cross_entropy,
    metric=correct,
    metric_name=_("accuracy"),
    percent=True,
    higher_is_better=True,
    width=lambda targets: int(targets.max()) + 1,
)
