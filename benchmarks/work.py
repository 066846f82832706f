"""The same work for every contestant: which networks, which data, how many steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from actlab.data.datasets import load

from actlab.networks.mlp import init, layers

SIZES = (784, 512, 512, 10)
FLOP = 205.4e6  # of one step: forward, weight gradients, input gradients of layers 2 and 3; twice the multiplications
LEAD = 200  # steps that actlab takes besides: the network compiled first trains beside the other's compilation

# Trains one activation for ``steps`` steps and returns the seconds per network-step, compilation left out
Run = Callable[[str], float]


@dataclass(frozen=True)
class Work:
    """A round's work."""

    steps: int = 300
    batch: int = 64
    lr: float = 0.01

    @cached_property
    def images(self) -> np.ndarray:
        """Training images, float32 [55000, 784] in [0, 1]."""
        split = load("mnist").splits.train
        return split.inputs.astype(np.float32) / np.float32(255)

    @cached_property
    def labels(self) -> np.ndarray:
        """Training labels, int32 [55000]."""
        return load("mnist").splits.train.targets

    @cached_property
    def rows(self) -> np.ndarray:
        """The rows of each step's batch, int32 [steps, batch]."""
        order = np.random.default_rng(0).permutation(len(self.labels))
        return order[: self.steps * self.batch].astype(np.int32).reshape(self.steps, self.batch)

    def weights(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Draw initial weights and biases, Glorot's scale: no contestant meets infinities."""
        shape = layers(SIZES[0], SIZES[1:-1], SIZES[-1])
        scales = [(2 / (layer.fan_in + layer.fan_out)) ** 0.5 for layer in shape]
        return init(np.random.default_rng(0), shape, scales)  # type: ignore[return-value]
