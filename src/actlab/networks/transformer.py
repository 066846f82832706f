"""Transformers for text and sequences, normalised before each part.

Sources: Vaswani et al. (2017); Xiong et al. (2020), for where the normalisation stands.
"""

from __future__ import annotations

from math import prod
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jaxtyping import Float, Num

from actlab.data.dataset import Form
from actlab.networks.layers import OUTPUT, dense, everywhere, linear, narrowed, normalisation, normalised
from actlab.networks.weight import Pass, Weight, Weights

WIDER = 4  # times the width has a block's hidden layer, as in the paper


class Sizes(NamedTuple):
    """Blocks, width of what flows through them, heads of attention, and whether hidden layers are gated."""

    layers: int
    width: int
    heads: int
    dropout: float = 0.0
    gated: bool = False

    @property
    def hidden(self) -> int:
        """The units of a block's hidden layer; of a gated one two thirds, so that it has as many weights."""
        return narrowed(WIDER * self.width) if self.gated else WIDER * self.width


def parameters(sizes: Sizes, form: Form) -> dict[str, Weight]:
    """Return the arrays: embeddings, and of each block attention's four products and the hidden layer's two or three.

    >>> [n for n in parameters(Sizes(1, 8, 2), Form((4,), 5, 5, everywhere=True)) if n.startswith("1/out")]
    ['1/out/weight', '1/out/bias']
    """
    places, width = form.shape[0], sizes.width
    found = {"places": Weight((places, width), 1, width, "embedding", uses=0)}  # added, not multiplied
    if form.vocabulary:
        found["tokens"] = Weight((form.vocabulary, width), 1, width, "embedding", uses=0)  # picked, not multiplied
    else:
        found |= dense("tokens", prod(form.shape[1:]), width, uses=places)
    for block in sites(sizes, form):
        found |= normalisation(f"{block}/attention", width)
        for part in ("query", "key", "value", "joined"):
            found |= dense(f"{block}/{part}", width, width, uses=places)
        found |= normalisation(f"{block}/hidden", width)
        found |= dense(f"{block}/in", width, sizes.hidden, feeds=block, uses=places)
        found |= dense(f"{block}/gate", width, sizes.hidden, uses=places) if sizes.gated else {}
        found |= dense(f"{block}/out", sizes.hidden, width, block, uses=places)
    found |= normalisation("last", width)
    return found | dense(OUTPUT, width, form.outputs, uses=places if form.everywhere else 1)


def sites(sizes: Sizes, form: Form) -> dict[str, tuple[int, ...]]:
    """Return the site of each block's hidden layer, with the places and units of one example there."""
    return {str(block): (form.shape[0], sizes.hidden) for block in range(1, sizes.layers + 1)}


def apply(sizes: Sizes, form: Form, weights: Weights, x: Num[Array, n * shape], at: Pass) -> Float[Array, n * k]:
    """Return outputs [n, places, k], each from what stands there and before, or [n, k] from the mean over places."""
    if form.vocabulary:
        found = weights["tokens"][x]
    else:
        found = everywhere(weights, "tokens", x.reshape(len(x), form.shape[0], -1))
    found = found + weights["places"][None, :, :]
    for block in sites(sizes, form):
        found = found + _dropped(at, f"{block}/attention", sizes, _attention(sizes, form, weights, block, found, at))
        found = found + _dropped(at, f"{block}/hidden", sizes, _hidden(sizes, weights, block, found, at))
    found = normalised(weights, "layer", "last", found, at)
    return everywhere(weights, OUTPUT, found) if form.everywhere else linear(weights, OUTPUT, found.mean(axis=1))


def _dropped(at: Pass, name: str, sizes: Sizes, x: Array) -> Array:
    """Return what a part adds, some of it dropped while training."""
    return at.dropped(name, sizes.dropout, x) if sizes.dropout else x


def _attention(sizes: Sizes, form: Form, weights: Weights, block: str, x: Array, at: Pass) -> Array:
    z = normalised(weights, "layer", f"{block}/attention", x, at)
    query, key, value = (
        everywhere(weights, f"{block}/{part}", z).reshape(*z.shape[:2], sizes.heads, -1)
        for part in ("query", "key", "value")
    )
    scores = jnp.einsum("nqhd,nkhd->nhqk", query, key) / (sizes.width / sizes.heads) ** 0.5
    if form.everywhere:  # nobody looks ahead
        places = form.shape[0]
        seen = jnp.tril(jnp.ones((places, places), bool))
        scores = jnp.where(seen[None, None], scores, -jnp.inf)
    found = jnp.einsum("nhqk,nkhd->nqhd", jax.nn.softmax(scores, axis=-1), value)
    return everywhere(weights, f"{block}/joined", found.reshape(z.shape))


def _hidden(sizes: Sizes, weights: Weights, block: str, x: Array, at: Pass) -> Array:
    z = normalised(weights, "layer", f"{block}/hidden", x, at)
    found = at.activate(block, everywhere(weights, f"{block}/in", z))
    if sizes.gated:
        found = found * everywhere(weights, f"{block}/gate", z)
    return everywhere(weights, f"{block}/out", found)
