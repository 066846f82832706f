"""The same work for every contestant: which networks, from which weights, on which batches, for how many steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import NamedTuple

import numpy as np

INPUTS, OUTPUTS = 784, 10  # MNIST's
BATCH, RATE = 64, 0.01  # plain SGD
FIVE = ("sigmoid", "tanh", "relu", "leaky_relu", "elu")


class Answer(NamedTuple):
    """What a turn took: seconds per network-step, compilation left out, and each seed's loss on the test examples."""

    seconds: float
    losses: dict[int, float]


Run = Callable[[str], Answer]  # trains an activation's networks, one of each of the task's seeds


@dataclass(frozen=True)
class Work:
    """A workload: the steps of a turn, or, of a ``population``, all steps of so many networks, start-up included."""

    name: str
    hidden: tuple[int, ...]
    activations: tuple[str, ...]
    steps: int
    population: int = 0

    @property
    def sizes(self) -> tuple[int, ...]:
        """The widths of all layers, inputs and outputs included."""
        return INPUTS, *self.hidden, OUTPUTS

    @property
    def flop(self) -> int:
        """Of one step: twice the multiplications, forwards, for weight gradients, for input gradients but the first.

        >>> WORKS["512-512"].flop
        205389824
        """
        products = [prod(pair) for pair in pairwise(self.sizes)]
        return 2 * BATCH * (3 * sum(products) - products[0])


WORKS = {
    work.name: work
    for work in (
        Work("512-512", (512, 512), FIVE, steps=300),
        Work("64-64", (64, 64), ("relu",), steps=500, population=40),
        Work("8x128", (128,) * 8, ("relu",), steps=300),
    )
}


@dataclass(frozen=True)
class Task:
    """What a worker has in hand: a workload, the seeds of its networks, and a folder with data and draws.

    ``actlab`` draws the weights and batches of each seed, ``material`` writes them down: a worker needs NumPy alone.
    """

    work: Work
    folder: Path
    seeds: tuple[int, ...]

    @cached_property
    def images(self) -> np.ndarray:
        """Training images, float32 [55000, 784] in [0, 1]."""
        return self._array("images")

    @cached_property
    def labels(self) -> np.ndarray:
        """Training labels, int32 [55000]."""
        return self._array("labels")

    @cached_property
    def test_images(self) -> np.ndarray:
        """Test images, float32 [10000, 784] in [0, 1]."""
        return self._array("test_images")

    @cached_property
    def test_labels(self) -> np.ndarray:
        """Test labels, int32 [10000]."""
        return self._array("test_labels")

    def rows(self, seed: int) -> np.ndarray:
        """Return the rows of each step's batch, int32 [steps, batch]."""
        return self._array(f"{seed}-rows")

    def weights(self, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return the initial weights [inputs, outputs] and biases of every layer, Glorot's scale: nothing overflows."""
        layers = range(len(self.work.sizes) - 1)
        return [(self._array(f"{seed}-{layer}-weight"), self._array(f"{seed}-{layer}-bias")) for layer in layers]

    def _array(self, name: str) -> np.ndarray:
        return np.asarray(np.load(self.folder / f"{name}.npy"))
