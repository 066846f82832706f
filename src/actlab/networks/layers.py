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
    """Return x @ weight + bias; of rounded numbers where there is a rounded copy of the weight."""
    matrix = f"{name}/weight"
    return _affine(x, weights[matrix], weights[f"{name}/bias"], weights.get(rounded_name(matrix)))


def rounded_name(weight: str) -> str:
    """Return the name of a weight's copy with fewer digits, in which products are taken; no weight is called so.

    >>> rounded_name("1/weight")
    '1/weight, rounded'
    """
    return f"{weight}, rounded"


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
def _affine(
    x: Float[Array, "n i"], w: Float[Array, "i o"], bias: Float[Array, " o"], rounded: Float[Array, "i o"] | None
) -> Float[Array, "n o"]:
    """Return x @ w + bias, of examples x [n, features]; differentiable in reverse mode only.

    With a rounded copy of w, factors are rounded like it in every product with it, forwards and backwards, and sums
    keep single precision; what is differentiated is w. Source: Micikevicius et al. (2018).

    Its gradient in w is taken through a transposed copy of x: XLA's programs for processors multiply by the copy faster
    than by x read across its rows (measured by ``benchmarks/products.py``; GPUs were not). That in the bias is a
    product with ones, which compiles sooner than a sum.
    """
    return _times(x, w if rounded is None else rounded) + bias[None, :]


def _affine_forwards(x: Array, w: Array, bias: Array, rounded: Array | None) -> tuple[Array, tuple[Array, Array]]:
    factor = w if rounded is None else rounded
    return _times(x, factor) + bias[None, :], (x.astype(factor.dtype), factor)


def _affine_backwards(kept: tuple[Array, Array], slope: Array) -> tuple[Array, Array, Array, Array | None]:
    x, factor = kept
    if factor.dtype == slope.dtype:
        return slope @ factor.T, _copied(x.T) @ slope, (jnp.ones((1, len(slope)), slope.dtype) @ slope)[0], None
    small = slope.astype(factor.dtype)
    of_weight = _contracted(_copied(x.T), small, 1, 0)
    return _contracted(small, factor, 1, 1), of_weight, slope.sum(axis=0), jnp.zeros_like(factor)


def _copied(x: Array) -> Array:
    copied: Array = jax.lax.optimization_barrier(x)  # type: ignore[no-untyped-call]
    return copied


def _times(x: Array, factor: Array) -> Array:
    """Return x @ factor; where they differ, x is rounded like the factor, and the sums are not."""
    return x @ factor if x.dtype == factor.dtype else _contracted(x.astype(factor.dtype), factor, 1, 0)


def _contracted(a: Array, b: Array, of_a: int, of_b: int) -> Array:
    """Return the product of rounded matrices over an axis of each, summed in single precision."""
    axes = (((of_a,), (of_b,)), ((), ()))
    found: Array = jax.lax.dot_general(a, b, axes, preferred_element_type=jnp.float32)
    return found


_affine.defvjp(_affine_forwards, _affine_backwards)
