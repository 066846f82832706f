"""Residual networks for small images, of depth 6n + 2. Source: He, Zhang, Ren, Sun (2016), section 4.2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array
from jaxtyping import Float

from actlab.data.dataset import Form
from actlab.networks.layers import OUTPUT, convolution, convolved, dense, linear, normalisation, normalised
from actlab.networks.weight import Pass, Weight, Weights

WIDTHS = (16, 32, 64)  # channels of the three stages; the second and the third begin by halving the image


class _Layer(NamedTuple):
    """A convolution with batch normalisation and the site behind it; ``last`` is the second of a block, which adds."""

    site: str
    i: int
    o: int
    stride: int
    size: tuple[int, int]
    last: bool


def parameters(depth: int, form: Form) -> dict[str, Weight]:
    """Return the arrays: of each layer weights [3, 3, in, out], scale and shift [out]; a linear output layer.

    >>> len([name for name in parameters(20, Form((32, 32, 3), 10, image=(32, 32, 3))) if name.endswith("/weight")])
    20
    """
    found: dict[str, Weight] = {}
    follows = ""
    for layer in _layers(depth, form):
        uses = layer.size[0] * layer.size[1]
        found |= convolution(layer.site, layer.i, layer.o, follows, feeds=layer.site, uses=uses, bias=False)
        found |= normalisation(layer.site, layer.o)
        follows = layer.site
    return found | dense(OUTPUT, WIDTHS[-1], form.outputs, follows)


def sites(depth: int, form: Form) -> dict[str, tuple[int, ...]]:
    """Return the site behind each layer, with the height, width and channels there; a block's second adds before it."""
    return {layer.site: (*layer.size, layer.o) for layer in _layers(depth, form)}


def running(depth: int, form: Form) -> dict[str, int]:
    """Return the places of batch normalisation, with the number of channels there."""
    return {layer.site: layer.o for layer in _layers(depth, form)}


def apply(depth: int, form: Form, weights: Weights, x: Float[Array, n * shape], at: Pass) -> Float[Array, "n k"]:
    """Return the outputs [n, k] of images; skips have no weights: channels that are new begin at zero."""
    x = kept = x.reshape(len(x), *form.image)
    for layer in _layers(depth, form):
        z = normalised(weights, "batch", layer.site, convolved(weights, layer.site, x, layer.stride), at)
        z = z + _fitted(kept, z) if layer.last else z
        x = at.activate(layer.site, z)
        kept = x if layer.last or layer.site == "0" else kept
    return linear(weights, OUTPUT, x.mean(axis=(1, 2)))


def _layers(depth: int, form: Form) -> Iterator[_Layer]:
    height, width, channels = form.image
    yield _Layer("0", channels, WIDTHS[0], 1, (height, width), last=False)
    before = WIDTHS[0]
    for stage, o in enumerate(WIDTHS, start=1):
        for block in range(1, (depth - 2) // 6 + 1):
            stride = 2 if stage > 1 and block == 1 else 1
            height, width = -(-height // stride), -(-width // stride)
            yield _Layer(f"{stage}.{block}a", before, o, stride, (height, width), last=False)
            yield _Layer(f"{stage}.{block}b", o, o, 1, (height, width), last=True)
            before = o


def _fitted(kept: Array, z: Array) -> Array:
    """Return what skips a block as large as what comes out of it: every other pixel, zeros for new channels."""
    if kept.shape == z.shape:
        return kept
    return jnp.pad(kept[:, ::2, ::2], [(0, 0), (0, 0), (0, 0), (0, z.shape[-1] - kept.shape[-1])])
