"""What networks are made of: products and convolutions with their weights, normalisation, gates."""

from __future__ import annotations

from typing import Literal, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jaxtyping import Float

from actlab.networks.weight import Pass, Weight, Weights

OUTPUT = "output"
EPSILON = 1e-5  # added to a variance before its root is taken, as in the papers' code
KERNEL = 3  # pixels of a convolution's side
Norm = Literal["", "batch", "layer"]


class Options(NamedTuple):
    """What may be added to a layer: a normalisation before the activation, dropout after it, the input itself."""

    norm: Norm = ""
    dropout: float = 0.0
    residual: bool = False
    gated: bool = False


def narrowed(width: int) -> int:
    """Return the width of a gated layer that has as many weights as a plain one: two thirds, rounded.

    A gated unit has two weights in and one out where a plain one has one and one. Source: Shazeer (2020).

    >>> narrowed(512)
    341
    """
    return max(1, round(width * 2 / 3))


def dense(name: str, i: int, o: int, follows: str = "", *, feeds: str = "", uses: int = 1) -> dict[str, Weight]:
    """Return weights [i, o] and bias [o] of a layer; its role is that of the output where it is called so."""
    role: Literal["output", "hidden"] = "output" if name == OUTPUT else "hidden"
    return {
        f"{name}/weight": Weight((i, o), i, o, role, follows, feeds, uses),
        f"{name}/bias": Weight((o,), i, o, "bias", follows, "", uses),
    }


def convolution(
    name: str, i: int, o: int, follows: str, *, feeds: str, uses: int, bias: bool = True
) -> dict[str, Weight]:
    """Return weights [3, 3, i, o] and, if wanted, bias [o] of a convolution."""
    ways = KERNEL * KERNEL
    found = {f"{name}/weight": Weight((KERNEL, KERNEL, i, o), ways * i, ways * o, "hidden", follows, feeds, uses)}
    if bias:
        found[f"{name}/bias"] = Weight((o,), ways * i, ways * o, "bias", follows, "", uses)
    return found


def normalisation(name: str, width: int) -> dict[str, Weight]:
    """Return scale and bias [width] of a normalisation."""
    return {
        f"{name}/scale": Weight((width,), width, width, "scale"),
        f"{name}/shift": Weight((width,), width, width, "bias"),
    }


def linear(weights: Weights, name: str, x: Float[Array, "n i"]) -> Float[Array, "n o"]:
    """Return x @ weight + bias."""
    return _product(x, weights[f"{name}/weight"]) + weights[f"{name}/bias"][None, :]


def everywhere(weights: Weights, name: str, x: Float[Array, "n places i"]) -> Float[Array, "n places o"]:
    """Return x @ weight + bias at every place."""
    flat = linear(weights, name, x.reshape(-1, x.shape[-1]))
    return flat.reshape(*x.shape[:-1], flat.shape[-1])


def convolved(weights: Weights, name: str, x: Float[Array, "n h w i"], stride: int = 1) -> Float[Array, "n h2 w2 o"]:
    """Return a convolution of images, with one pixel of zeros around them: at stride 1 they keep their size."""
    kernel = weights[f"{name}/weight"]
    layout = ("NHWC", "HWIO", "NHWC")
    border = [(KERNEL // 2, KERNEL // 2)] * 2  # on every side: at stride 2, "SAME" would look beside the skipped pixels
    z: Array = jax.lax.conv_general_dilated(x, kernel, (stride, stride), border, dimension_numbers=layout)
    bias = weights.get(f"{name}/bias")
    return z if bias is None else z + bias[None, None, None, :]


def normalised(weights: Weights, norm: Norm, name: str, z: Array, at: Pass) -> Array:
    """Return z [n, ..., width] normalised, scaled and shifted; z itself where there is no normalisation.

    Over the batch: Ioffe, Szegedy (2015). Over each example's units, at each place: Ba, Kiros, Hinton (2016).
    """
    if not norm:
        return z
    found = at.standardised(name, z) if norm == "batch" else standardised_units(z)
    along = (1,) * (z.ndim - 1) + (-1,)
    return found * weights[f"{name}/scale"].reshape(along) + weights[f"{name}/shift"].reshape(along)


def standardised_units(z: Array) -> Array:
    """Return z [n, ..., width] with mean 0 and variance 1 over the last axis."""
    mean = z.mean(axis=-1, keepdims=True)
    variance = ((z - mean) ** 2).mean(axis=-1, keepdims=True)
    return (z - mean) / jnp.sqrt(variance + EPSILON)


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
