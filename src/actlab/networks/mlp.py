"""The multilayer perceptron, for one network: sites ``1``, ``2``, ... and a linear output layer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import prod

import jax
from jax import Array
from jaxtyping import Float

from actlab.networks.weight import Activate, Weight, Weights

OUTPUT = "output"


def parameters(hidden: Sequence[int], shape: Sequence[int], outputs: int) -> dict[str, Weight]:
    """Return the arrays from the inputs to the outputs: of each layer weights [fan_in, fan_out] and bias [fan_out].

    >>> list(parameters([3], (2, 2), 5))
    ['1/weight', '1/bias', 'output/weight', 'output/bias']
    >>> parameters([3], (2, 2), 5)["output/weight"]
    Weight(shape=(3, 5), fan_in=3, fan_out=5, role='output', follows='1')
    """
    names = [*sites(hidden), OUTPUT]
    found = {}
    for place, (i, o) in enumerate(pairwise([prod(shape), *hidden, outputs])):
        follows = names[place - 1] if place else ""
        found[f"{names[place]}/weight"] = Weight(
            (i, o), i, o, "output" if names[place] == OUTPUT else "hidden", follows
        )
        found[f"{names[place]}/bias"] = Weight((o,), i, o, "bias", follows)
    return found


def sites(hidden: Sequence[int]) -> dict[str, tuple[int, ...]]:
    """Return the site of each hidden layer, with the shape of one example there.

    >>> sites([512, 256])
    {'1': (512,), '2': (256,)}
    """
    return {str(place): (width,) for place, width in enumerate(hidden, start=1)}


def apply(
    hidden: Sequence[int], weights: Weights, x: Float[Array, " n *shape"], activate: Activate
) -> Float[Array, "n k"]:
    """Return the outputs [n, k] of inputs [n, *shape]; the last layer is linear."""
    x = x.reshape(len(x), -1)
    for site in sites(hidden):
        x = activate(site, _layer(weights, site, x))
    return _layer(weights, OUTPUT, x)


def _layer(weights: Weights, name: str, x: Float[Array, "n i"]) -> Float[Array, "n o"]:
    return _product(x, weights[f"{name}/weight"]) + weights[f"{name}/bias"][None, :]


@jax.custom_vjp
def _product(x: Float[Array, "n i"], w: Float[Array, "i o"]) -> Float[Array, "n o"]:
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
