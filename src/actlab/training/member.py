"""One network as pure functions: its start, a step, its outputs. Nothing is compiled or kept here."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from math import prod
from typing import NamedTuple, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array
from jaxtyping import Float, Float32, Int32, Num

from actlab.data.dataset import Form
from actlab.functions.layered import Arrangement, activations, output_of
from actlab.functions.record import Activation
from actlab.functions.records import Parameter
from actlab.networks.initialise import scale, truncated_normal
from actlab.networks.layers import OUTPUT, rounded_name
from actlab.networks.network import Network
from actlab.networks.weight import Activate, Weight, Weights
from actlab.training.augment import AUGMENTATIONS
from actlab.training.columns import narrowed, widened
from actlab.training.optimizers import optimizer
from actlab.training.passing import DRAWS, Evaluating, See, Training, drawing, mean_of, variance_of
from actlab.training.placed import placed
from actlab.training.precision import PRECISIONS
from actlab.training.recipe import Recipe

WEIGHTS = 0  # tells this use of a seed's randomness from others
CONSTANT = {"bias": 0.0, "scale": 1.0}  # roles that are not drawn, and where they start
MULTIPLIED = ("hidden", "output")  # roles of weights that products are taken with

Running = dict[str, Array]
T = TypeVar("T")


class State(NamedTuple):
    """What a step hands to the next: weights by name, and what the optimiser remembers.

    ``running`` is what the network itself remembers: the means and variances of batches, and its seed and how many
    steps it has taken where it draws while training. Of most networks it is empty.
    """

    weights: Weights
    memory: optax.OptState
    running: Running


class Taken(NamedTuple):
    """One step: the loss before it, its gradient and the direction taken, by the weights' names."""

    loss: Array
    gradient: Weights
    direction: Weights


class Program:
    """One activation, or those of each layer, under a recipe. Pure: a state goes in, a state comes out."""

    def __init__(self, recipe: Recipe, activation: Arrangement) -> None:
        self.recipe, self.activation = recipe, activation
        self.task, self.unit = recipe.data.task, recipe.data.unit
        self.form: Form = recipe.data.form
        self.network: Network = recipe.network_of(activation)
        self.direction: optax.GradientTransformation = optimizer(recipe.optimizer)

    def start(self, seed: int) -> State:
        """Draw the initial weights of a seed: the same draws for every activation, each weight scaled.

        Biases start at zero, scales at one, and the learnt parameters of each site's activation at their values.
        """
        generator = np.random.Generator(np.random.PCG64([seed, WEIGHTS]))
        drawn = {}
        for name, weight in self.declared.items():
            if weight.role in CONSTANT:
                drawn[name] = np.full(weight.shape, CONSTANT[weight.role], np.float32)
            else:
                factor = np.float32(scale(self.recipe.initialisation, weight, self._before(weight)))
                drawn[name] = truncated_normal(generator, weight.shape) * factor
        shapes = {OUTPUT: (self.form.outputs,), **self.sites}
        for site, found in self.placed.items():
            drawn |= {learnt_name(site, p): _start(p, shapes[site]) for p in found.learnt}
        weights = jax.device_put(drawn)
        return State(weights, self.direction.init(weights), jax.device_put(self._remembered(seed)))

    @cached_property
    def declared(self) -> dict[str, Weight]:
        """The network's arrays, in the order in which they are drawn."""
        return self.network.parameters(self.form)

    @cached_property
    def sites(self) -> dict[str, tuple[int, ...]]:
        """The places of hidden layers where an activation stands, with the shape that one example has there."""
        return self.network.sites(self.form)

    @cached_property
    def placed(self) -> dict[str, Activation]:
        """The activation of each of these places, and of the output where one stands there."""
        return placed(self.recipe, self.activation)

    def _before(self, weight: Weight) -> Activation:
        """Return the activation whose values a weight multiplies; any, where those are the data."""
        anyone = next(iter(self.placed.values()), activations(self.activation)[0])  # a regression has no place for one
        return self.placed.get(weight.follows, anyone)

    def narrowed(self, tree: T, columns: Int32[Array, " columns"] | None) -> T:
        """Return a state, or weights, for inputs of which only some columns are there; itself where all are."""
        return narrowed(tree, self.network.columns(self.form), columns)

    def widened(self, tree: T, full: T, columns: Int32[Array, " columns"] | None) -> T:
        """Return such a state, or weights, with those of all columns again: the others are as they are in ``full``."""
        return widened(tree, full, self.network.columns(self.form), columns)

    @property
    def sources(self) -> list[Callable[..., Array]]:
        """The user's own functions in it: activations, a network."""
        own = [one.source for one in activations(self.activation)]
        return [one for one in (*own, self.network.source) if one is not None]

    @property
    def draws(self) -> bool:
        """Whether a step draws: dropout's masks, changes of images."""
        return self.network.drawing or bool(self.recipe.augment)

    def _remembered(self, seed: int) -> dict[str, np.ndarray]:
        """Return what the network remembers before its first step."""
        found = {DRAWS: np.array([seed, 0], np.uint32)} if self.draws else {}
        for place, channels in self.network.running(self.form).items():
            found[mean_of(place)] = np.zeros(channels, np.float32)
            found[variance_of(place)] = np.ones(channels, np.float32)
        return found

    def unmoved(self, weights: Weights) -> tuple[str, ...]:
        """Return the learnt parameters that stand at every site where they began, to the last bit."""
        moved: dict[str, bool] = {}
        for site, found in self.placed.items():
            for one in found.learnt:
                stays = bool(np.all(weights[learnt_name(site, one)] == np.float32(one.value)))
                moved[one.name] = moved.get(one.name, False) or not stays
        return tuple(name for name, ever in moved.items() if not ever)

    def function(self, weights: Weights, site: str) -> Callable[[Array], Array]:
        """Return the activation of a site, at its learnt parameters."""
        found = self.placed[site]
        learnt = [weights[learnt_name(site, parameter)] for parameter in found.learnt]

        def f(z: Array) -> Array:
            return found.function(z, *(jnp.broadcast_to(one, z.shape) for one in learnt))

        return f

    def outputs(self, state: State, inputs: Num[Array, " n *shape"], see: See | None = None) -> Float[Array, n * k]:
        """Return the outputs of inputs as stored; ``see`` is shown what enters the activation, site by site."""
        return self._looked(lambda activate: Evaluating(activate, state.running), state.weights, inputs, see)

    def outputs_of_step(
        self, state: State, inputs: Num[Array, " n *shape"], see: See | None = None
    ) -> Float[Array, n * k]:
        """Return the outputs of a batch as its step has them: changed at random, standardised, some dropped."""
        inputs = self.augmented(state, inputs)
        weights = {**state.weights, **self.rounded(state.weights)}
        return self._looked(lambda activate: Training(activate, state.running), weights, inputs, see)

    def _looked(
        self, around: Callable[[Activate], Evaluating | Training], weights: Weights, inputs: Array, see: See | None
    ) -> Array:
        if see and self.task.view:  # which calls the network within derivatives, where nobody can look
            self._net(around(self._activate(weights, see)), weights)(self._divided(inputs))
            see = None
        return self._through(around(self._activate(weights, see)), weights, inputs)

    def _activate(self, weights: Weights, see: See | None) -> Activate:
        def activate(site: str, z: Array) -> Array:
            if see:
                see(site, z)
            return self.function(weights, site)(z)

        return activate

    def _through(self, at: Evaluating | Training, weights: Weights, inputs: Array) -> Array:
        net, x = self._net(at, weights), self._divided(inputs)
        return self.task.view(net, x) if self.task.view else net(x)

    def _net(self, at: Evaluating | Training, weights: Weights) -> Callable[[Array], Array]:
        def net(x: Array) -> Array:
            outputs = self.network.apply(self.form, weights, x, at)
            return at.activate(OUTPUT, outputs) if output_of(self.activation) else outputs

        return net

    def _divided(self, inputs: Array) -> Array:
        if self.form.vocabulary:
            return inputs
        x = inputs.astype(jnp.float32) / self.unit
        return x - self.recipe.data.centre if self.recipe.data.centre else x

    def step(
        self,
        state: State,
        learning_rate: Float32[Array, ""],
        inputs: Num[Array, " n *shape"],
        targets: Num[Array, " n *places"],
        rounded: Weights | None = None,
    ) -> tuple[State, Taken]:
        """Take one step on a batch; ``rounded`` are the rounded copies of the state's weights, where they are there."""
        inputs = self.augmented(state, inputs)
        copies = self.rounded(state.weights) if rounded is None else rounded

        def loss(weights: Weights) -> tuple[Float[Array, ""], Running]:
            at = Training(self._activate(weights, None), state.running)
            return jnp.mean(self.task.loss(self._through(at, {**weights, **copies}, inputs), targets)), at.after

        (value, after), gradient = jax.value_and_grad(loss, has_aux=True)(state.weights)
        with jax.numpy_dtype_promotion("standard"):  # as the optimisers are written
            direction, memory = self.direction.update(gradient, state.memory, state.weights)
        weights = jax.tree.map(lambda w, d: w - learning_rate * d, state.weights, direction)
        if self.draws:
            after[DRAWS] = after[DRAWS] + jnp.array([0, 1], jnp.uint32)
        return State(weights, memory, after), Taken(value, gradient, direction)

    def rounded(self, weights: Weights) -> dict[str, Array]:
        """Return the copies of weights that a step multiplies by; none where these are the weights themselves."""
        coarse = PRECISIONS[self.recipe.precision]
        if coarse is None:
            return {}
        matrices = [name for name, weight in self.declared.items() if weight.role in MULTIPLIED]
        return {rounded_name(name): weights[name].astype(coarse) for name in matrices}

    def augmented(self, state: State, inputs: Array) -> Array:
        """Return a batch as a step changes it at random, where it does: the same whatever the activation is."""
        if not self.recipe.augment:
            return inputs
        images = inputs.reshape(len(inputs), *self.form.image)
        for name in self.recipe.augment:
            images = AUGMENTATIONS[name](drawing(state.running, name), images)
        return images.reshape(inputs.shape)


def size(tree: object) -> int:
    """Return the bytes of all arrays in a tree, or of what describes them.

    >>> size(State({"1/weight": np.zeros((2, 3), np.float32)}, (), {}))
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
