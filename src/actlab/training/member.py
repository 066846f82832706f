"""One network as pure functions: its start, its steps, its outputs and sums. Nothing is compiled or kept here."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from math import prod
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array
from jaxtyping import Float, Float32, Int, Num

from actlab.functions.record import Activation
from actlab.functions.records import Parameter
from actlab.networks.initialise import scale, truncated_normal
from actlab.networks.weight import Weight, Weights
from actlab.training.optimizers import optimizer
from actlab.training.recipe import Recipe

WEIGHTS = 0  # tells this use of a seed's randomness from others

See = Callable[[str, Array], object]  # is shown the site and what enters the activation there
Sums = dict[str, tuple[Array, Array]]  # metric -> sum over examples, sum of weights


class Scored(NamedTuple):
    """The sums of every metric over examples, and the values [n] of the task's first, example by example."""

    sums: Sums
    examples: Array


class State(NamedTuple):
    """What a step hands to the next: weights by name, and what the optimiser remembers."""

    weights: Weights
    memory: optax.OptState


class Taken(NamedTuple):
    """One step: the loss before it, its gradient and the direction taken, by the weights' names."""

    loss: Array
    gradient: Weights
    direction: Weights


class Program:
    """One activation under a recipe. Pure: a state goes in, a state comes out."""

    def __init__(self, recipe: Recipe, activation: Activation) -> None:
        self.recipe, self.activation = recipe, activation
        self.task, self.unit = recipe.data.task, recipe.data.unit
        self.direction: optax.GradientTransformation = optimizer(recipe.optimizer)

    def start(self, seed: int) -> State:
        """Draw the initial weights of a seed: the same draws for every activation, each weight scaled.

        Biases start at zero, and the learnt parameters of each site's activation at their values.
        """
        generator = np.random.Generator(np.random.PCG64([seed, WEIGHTS]))
        drawn = {}
        for name, weight in self.declared.items():
            if weight.role == "bias":
                drawn[name] = np.zeros(weight.shape, np.float32)
            else:
                factor = np.float32(scale(self.recipe.initialisation, weight, self.activation))
                drawn[name] = truncated_normal(generator, weight.shape) * factor
        for site, shape in self.recipe.network.sites(self.recipe.data.shape).items():
            drawn |= {learnt_name(site, p): _start(p, shape) for p in self.activation.learnt}
        weights = jax.device_put(drawn)
        return State(weights, self.direction.init(weights))

    @cached_property
    def declared(self) -> dict[str, Weight]:
        """The network's arrays, in the order in which they are drawn."""
        return self.recipe.network.parameters(self.recipe.data.shape, self.recipe.data.outputs)

    def unmoved(self, weights: Weights) -> tuple[str, ...]:
        """Return the learnt parameters that stand at every site where they began, to the last bit."""
        sites = self.recipe.network.sites(self.recipe.data.shape)
        return tuple(
            parameter.name
            for parameter in self.activation.learnt
            if all(np.all(weights[learnt_name(site, parameter)] == np.float32(parameter.value)) for site in sites)
        )

    def function(self, weights: Weights, site: str) -> Callable[[Array], Array]:
        """Return the activation of a site, at its learnt parameters."""
        learnt = [weights[learnt_name(site, parameter)] for parameter in self.activation.learnt]

        def f(z: Array) -> Array:
            return self.activation.function(z, *(jnp.broadcast_to(one, z.shape) for one in learnt))

        return f

    def outputs(self, weights: Weights, inputs: Num[Array, " n *shape"], see: See | None = None) -> Float[Array, "n k"]:
        """Return the outputs of inputs as stored; ``see`` is shown what enters the activation, site by site."""

        def activate(site: str, z: Array) -> Array:
            if see:
                see(site, z)
            return self.function(weights, site)(z)

        return self.recipe.network.apply(weights, inputs.astype(jnp.float32) / self.unit, activate)

    def scored(
        self, weights: Weights, inputs: Num[Array, " n *shape"], targets: Num[Array, " n"], see: See | None = None
    ) -> Scored:
        """Return the sums of every metric of the task and of its loss, and the examples' values of its first."""
        outputs = self.outputs(weights, inputs, see)
        sums = {metric.name: metric.sums(outputs, targets) for metric in self.task.evaluated}
        return Scored(sums, self.task.metrics[0].values(outputs, targets))

    def step(
        self,
        state: State,
        learning_rate: Float32[Array, ""],
        inputs: Num[Array, " n *shape"],
        targets: Num[Array, " n"],
    ) -> tuple[State, Taken]:
        """Take one step on a batch."""

        def loss(weights: Weights) -> Float[Array, ""]:
            return jnp.mean(self.task.loss(self.outputs(weights, inputs), targets))

        value, gradient = jax.value_and_grad(loss)(state.weights)
        with jax.numpy_dtype_promotion("standard"):  # as the optimisers are written
            direction, memory = self.direction.update(gradient, state.memory, state.weights)
        weights = jax.tree.map(lambda w, d: w - learning_rate * d, state.weights, direction)
        return State(weights, memory), Taken(value, gradient, direction)

    def train(
        self,
        state: State,
        learning_rate: Float32[Array, ""],
        rows: Int[Array, "steps batch"],
        inputs: Num[Array, " n *shape"],
        targets: Num[Array, " n"],
        begin: Int[Array, ""] | int = 0,
        end: Int[Array, ""] | int | None = None,
    ) -> tuple[State, Float32[Array, " steps"]]:
        """Take the steps of rows ``begin`` up to ``end``, by default all; return the state and each step's loss.

        How many there are is no part of the program; the losses of other rows are zero.
        """

        def step(place: Array, carried: tuple[State, Array]) -> tuple[State, Array]:
            state, losses = carried
            batch = rows[place]
            after, taken = self.step(state, learning_rate, inputs[batch], targets[batch])
            return after, losses.at[place].set(taken.loss)

        losses = jnp.zeros(len(rows), jnp.float32)
        taken: tuple[State, Array] = jax.lax.fori_loop(begin, len(rows) if end is None else end, step, (state, losses))
        return taken


def size(tree: object) -> int:
    """Return the bytes of all arrays in a tree, or of what describes them.

    >>> size(State({"1/weight": np.zeros((2, 3), np.float32)}, ()))
    24
    """
    return sum(prod(leaf.shape) * leaf.dtype.itemsize for leaf in jax.tree.leaves(tree))


def learnt_name(site: str, parameter: Parameter) -> str:
    """Return the name of a site's own copy of a learnt parameter; no weight of a network is called so.

    >>> learnt_name("1", Parameter("alpha", 0.25))
    '1.alpha'
    """
    return f"{site}.{parameter.name}"


def _start(parameter: Parameter, shape: tuple[int, ...]) -> Float32[np.ndarray, " ..."]:
    """Return one value per layer, or one per unit: along the last axis of the site."""
    return np.full(shape[-1:] if parameter.learn == "unit" else (), parameter.value, np.float32)
