"""The multilayer perceptron, for one network."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import jax
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from actlab.functions.records import Parameter
from actlab.networks.initialise import Layer, truncated_normal

# Per layer: weights [fan_in, fan_out], biases [fan_out], then the activation's learnt parameters, [] or [fan_out]
Weights = list[tuple[ArrayLike, ...]]


def layers(features: int, hidden: Sequence[int], outputs: int) -> list[Layer]:
    """Return the layers from the inputs to the outputs.

    >>> layers(4, [3], 2)
    [Layer(fan_in=4, fan_out=3, after_activation=False), Layer(fan_in=3, fan_out=2, after_activation=True)]
    """
    widths = [features, *hidden, outputs]
    return [Layer(i, o, after_activation=place > 0) for place, (i, o) in enumerate(pairwise(widths))]


def init(
    generator: np.random.Generator, shape: Sequence[Layer], scales: Sequence[float], learnt: Sequence[Parameter] = ()
) -> Weights:
    """Draw one network: truncated normal weights, each layer's times its scale, and zero biases.

    Each hidden layer also starts the learnt parameters of its activation at their values.
    """
    weights: Weights = [
        (
            truncated_normal(generator, (layer.fan_in, layer.fan_out)) * np.float32(s),
            np.zeros(layer.fan_out, np.float32),
        )
        for layer, s in zip(shape, scales, strict=True)
    ]
    started = [tuple(_start(parameter, layer) for parameter in learnt) for layer in shape[:-1]]
    return [own + extra for own, extra in zip(weights, [*started, ()], strict=True)]


def _start(parameter: Parameter, layer: Layer) -> np.ndarray:
    return np.full(layer.fan_out if parameter.learn == "unit" else (), parameter.value, np.float32)


def apply(weights: Weights, x: Array, activation: Callable[..., Array]) -> Array:
    """Return the outputs [n, k] of inputs [n, features]; the last layer is linear."""
    for w, b, *learnt in weights[:-1]:
        x = activation(_product(x, w) + b, *learnt)
    w, b = weights[-1]
    return _product(x, w) + b


@jax.custom_vjp
def _product(x: Array, w: ArrayLike) -> Array:
    """Return x @ w, of examples x [n, features]; differentiable in reverse mode only.

    Its gradient in w is taken through a transposed copy of x: XLA's programs for processors multiply by the copy faster
    than by x read across its rows (measured by ``benchmarks/products.py``; GPUs were not).
    """
    return x @ w


def _product_forwards(x: Array, w: Array) -> tuple[Array, tuple[Array, Array]]:
    return x @ w, (x, w)


def _product_backwards(kept: tuple[Array, Array], slope: Array) -> tuple[Array, Array]:
    x, w = kept
    return slope @ w.T, jax.lax.optimization_barrier(x.T) @ slope  # type: ignore[no-untyped-call]


_product.defvjp(_product_forwards, _product_backwards)
