"""The same work for every contestant: which networks, which data, how many steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from actlab.data.sources import load
from actlab.networks.initialise import truncated_normal
from actlab.networks.network import network

DATA, NETWORK = "mnist", "mlp(512,512)"
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
        data = load(DATA)
        return np.asarray(data.splits.train.inputs, np.float32) / np.float32(data.unit)

    @cached_property
    def labels(self) -> np.ndarray:
        """Training labels, int32 [55000]."""
        return np.asarray(load(DATA).splits.train.targets)

    @cached_property
    def rows(self) -> np.ndarray:
        """The rows of each step's batch, int32 [steps, batch]."""
        order = np.random.default_rng(0).permutation(len(self.labels))
        return order[: self.steps * self.batch].astype(np.int32).reshape(self.steps, self.batch)

    def weights(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Draw initial weights and biases, Glorot's scale: no contestant meets infinities."""
        generator = np.random.default_rng(0)
        declared = network(NETWORK).parameters(SIZES[:1], SIZES[-1]).values()
        found = []
        for weight in (weight for weight in declared if weight.role != "bias"):
            scale = np.float32((2 / (weight.fan_in + weight.fan_out)) ** 0.5)
            found.append((truncated_normal(generator, weight.shape) * scale, np.zeros(weight.fan_out, np.float32)))
        return found
