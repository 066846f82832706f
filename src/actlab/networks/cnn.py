"""Convolutional networks for images: ``cnn``, plain ones, each layer halving the image."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import prod

import jax.numpy as jnp
from jax import Array
from jaxtyping import Float

from actlab.data.dataset import Form
from actlab.networks.layers import OUTPUT, Options, convolution, convolved, dense, linear, normalisation, normalised
from actlab.networks.weight import Pass, Weight, Weights


def parameters(channels: Sequence[int], form: Form, options: Options) -> dict[str, Weight]:
    """Return the arrays: of each layer weights [3, 3, in, out] and bias [out], and those of the linear output layer.

    >>> {name: one.shape for name, one in parameters([4], Form((8, 8, 1), 3, image=(8, 8, 1)), Options()).items()}
    {'1/weight': (3, 3, 1, 4), '1/bias': (4,), 'output/weight': (64, 3), 'output/bias': (3,)}
    """
    places = sites(channels, form)
    names = ["", *places]
    found: dict[str, Weight] = {}
    for place, (i, o) in enumerate(pairwise([form.image[-1], *channels]), start=1):
        height, width, _channels = places[str(place)]
        found |= convolution(str(place), i, o, names[place - 1], feeds=str(place), uses=height * width)
        found |= normalisation(str(place), o) if options.norm else {}
    return found | dense(OUTPUT, prod(_pooled(places[names[-1]])), form.outputs, names[-1])


def sites(channels: Sequence[int], form: Form) -> dict[str, tuple[int, ...]]:
    """Return the site of each layer, with the height, width and channels of one example there.

    >>> sites([4, 8], Form((28, 28, 1), 10, image=(28, 28, 1)))
    {'1': (28, 28, 4), '2': (14, 14, 8)}
    """
    found: dict[str, tuple[int, ...]] = {}
    shape: tuple[int, ...] = form.image
    for place, o in enumerate(channels, start=1):
        found[str(place)] = (shape[0], shape[1], o)
        shape = _pooled(found[str(place)])
    return found


def running(channels: Sequence[int], options: Options) -> dict[str, int]:
    """Return the places of batch normalisation, with the number of channels there."""
    return {str(place): o for place, o in enumerate(channels, start=1)} if options.norm == "batch" else {}


def apply(
    channels: Sequence[int], options: Options, form: Form, weights: Weights, x: Float[Array, n * shape], at: Pass
) -> Float[Array, "n k"]:
    """Return the outputs [n, k] of images: convolution, activation, the largest of every 2 x 2 pixels; linear last."""
    x = x.reshape(len(x), *form.image)
    for site in sites(channels, form):
        x = at.activate(site, normalised(weights, options.norm, site, convolved(weights, site, x), at))
        x = largest(x)
        x = at.dropped(site, options.dropout, x) if options.dropout else x
    return linear(weights, OUTPUT, x.reshape(len(x), -1))


def largest(x: Float[Array, "n h w c"]) -> Float[Array, "n h2 w2 c"]:
    """Return the largest of every 2 x 2 pixels; a last odd row or column is left out."""
    height, width = x.shape[1] // 2, x.shape[2] // 2
    if not height or not width:  # nothing is left to halve
        return x
    x = x[:, : 2 * height, : 2 * width]
    rows = _larger(x[:, ::2], x[:, 1::2])
    return _larger(rows[:, :, ::2], rows[:, :, 1::2])


def _larger(a: Array, b: Array) -> Array:
    """Return the larger of two numbers, the first where they are equal; NaN where one is NaN.

    Chosen, not compared with their maximum afterwards: what a program computes twice may differ by rounding, and the
    gradient, which goes where a number equals the maximum, would be lost.
    """
    return jnp.where((a >= b) | jnp.isnan(a), a, b)


def _pooled(shape: tuple[int, ...]) -> tuple[int, ...]:
    height, width = shape[0] // 2, shape[1] // 2
    return (height, width, shape[2]) if height and width else shape
