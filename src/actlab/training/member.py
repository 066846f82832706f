"""One member: a network with its activation, learning rate and seed; its start, segment of steps and evaluation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from actlab.data.datasets import Data
from actlab.data.splits import Split
from actlab.functions.record import Activation
from actlab.networks.initialise import scale
from actlab.networks.network import Network
from actlab.training.batches import batch_rows
from actlab.training.optimizers import optimizer

WEIGHTS = 0  # tells this use of a seed's randomness from others
CHUNK = 1000  # examples evaluated at once


@dataclass(frozen=True)
class Member:
    """One network of the population."""

    activation: Activation
    learning_rate: float
    seed: int


@dataclass(frozen=True)
class Recipe:
    """What all members share."""

    data: Data
    network: Network
    initialisation: str
    optimizer: str
    batch: int
    steps: int
    evaluate_every: int  # steps in a segment
    curve_examples: int  # the curves are read on this many of the first examples
    curve_split: str = "test"  # of this split: test or validation
    read_test: bool = True  # whether the last state is evaluated on the test data at all
    probes: tuple[str, ...] = ()  # what is measured beside the curves; changes no bit of them

    def rows(self, seed: int) -> np.ndarray:
        """Return the rows of every batch of a seed, int32 [steps, batch]."""
        return batch_rows(len(self.data.splits.train), self.batch, self.steps, seed)


class Score(NamedTuple):
    """Means over examples."""

    metric: float
    loss: float


class State(NamedTuple):
    """What a segment hands to the next: weights, and what the optimiser remembers."""

    weights: Any
    memory: Any


class Program:
    """The compiled programs of one activation under a recipe. Pure: a state goes in, a state comes out."""

    def __init__(self, recipe: Recipe, activation: Activation) -> None:
        self.recipe, self.activation = recipe, activation
        self.direction: optax.GradientTransformation = optimizer(recipe.optimizer)
        self.train = jax.jit(self._train, donate_argnums=0)
        self.totals = jax.jit(self.totals_of)

    @cached_property
    def _layers(self) -> list[Any]:
        return self.recipe.network.layers(self.recipe.data.features, self.recipe.data.outputs)

    @cached_property
    def _scales(self) -> list[float]:
        return [scale(self.recipe.initialisation, layer, self.activation) for layer in self._layers]

    def start(self, seed: int) -> State:
        """Draw the initial weights of a seed: the same draws for every activation, each layer scaled."""
        generator = np.random.Generator(np.random.PCG64([seed, WEIGHTS]))
        weights = self.recipe.network.init(generator, self._layers, self._scales, self.activation.learnt)
        return State(weights, self.direction.init(weights))

    def evaluate(self, weights: Any, split: Split) -> Score:
        """Return the mean metric and loss over a split."""
        metric = loss = 0.0
        for begin in range(0, len(split), CHUNK):
            part = self.totals(weights, *(array[begin : begin + CHUNK] for array in split))
            metric, loss = metric + float(part[0]), loss + float(part[1])
        return Score(metric / len(split), loss / len(split))

    def totals_of(
        self, weights: Any, inputs: Array, targets: Array, see: Callable[[Array], object] | None = None
    ) -> tuple[Array, Array]:
        """Return the sums of metric and loss; ``see`` is shown what enters the activation, layer by layer."""
        task = self.recipe.data.record.task
        outputs = self.outputs(weights, inputs, see)
        return jnp.sum(task.metric(outputs, targets)), jnp.sum(task.loss(outputs, targets))

    def outputs(self, weights: Any, inputs: Array, see: Callable[[Array], object] | None = None) -> Array:
        """Return the outputs [n, k] of inputs [n, features] as stored."""
        x = inputs.astype(jnp.float32) / self.recipe.data.record.unit

        def seen(z: Array, *learnt: Array) -> Array:
            if see:
                see(z)
            return self.activation.function(z, *learnt)

        return self.recipe.network.apply(weights, x, seen)

    def step(self, state: State, learning_rate: Array, inputs: Array, targets: Array) -> tuple[State, Array, Any, Any]:
        """Take one step on a batch; return the state, the loss before it, its gradient and the direction taken."""
        task = self.recipe.data.record.task

        def loss(weights: Any) -> Array:
            return jnp.mean(task.loss(self.outputs(weights, inputs), targets))

        value, gradient = jax.value_and_grad(loss)(state.weights)
        direction, memory = self.direction.update(gradient, state.memory, state.weights)
        weights = jax.tree.map(lambda w, d: w - learning_rate * d, state.weights, direction)
        return State(weights, memory), value, gradient, direction

    def _train(self, state: State, learning_rate: Array, rows: Array, inputs: Array, targets: Array) -> Any:
        """Take one step per row of ``rows`` [steps, batch]; return the state and each step's loss [steps]."""

        def step(state: State, batch: Array) -> tuple[State, Array]:
            after, value, *_ = self.step(state, learning_rate, inputs[batch], targets[batch])
            return after, value

        return jax.lax.scan(step, state, rows)
