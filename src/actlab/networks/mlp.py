"""The multilayer perceptron, for one network: sites ``1``, ``2``, ... and a linear output layer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import prod

import jax
from jax import Array
from jaxtyping import Float, Num

from actlab.data.dataset import Form
from actlab.networks.layers import OUTPUT, Options, dense, linear, narrowed, normalisation, normalised
from actlab.networks.weight import Pass, Weight, Weights

PLAIN = Options()


def parameters(hidden: Sequence[int], form: Form, options: Options = PLAIN) -> dict[str, Weight]:
    """Return the arrays from the inputs to the outputs: of each layer weights [fan_in, fan_out] and bias [fan_out].

    A gated layer has a second pair, whose outputs the activation's are multiplied by; a normalised one scale and shift.

    >>> list(parameters([3], Form((2, 2), 5)))
    ['1/weight', '1/bias', 'output/weight', 'output/bias']
    >>> parameters([3], Form((2, 2), 5))["output/weight"]
    Weight(shape=(3, 5), fan_in=3, fan_out=5, role='output', follows='1', feeds='', uses=1)
    """
    widths = list(sites(hidden, options).values())
    names = [*sites(hidden, options), OUTPUT]
    found: dict[str, Weight] = {}
    for place, (i, o) in enumerate(pairwise([_inputs(form), *(width for (width,) in widths), form.outputs])):
        name, follows = names[place], names[place - 1] if place else ""
        found |= dense(name, i, o, follows, feeds="" if name == OUTPUT else name)
        if name != OUTPUT:
            found |= dense(f"{name}/gate", i, o, follows) if options.gated else {}
            found |= normalisation(name, o) if options.norm else {}
    return found


def columns(hidden: Sequence[int], form: Form, options: Options = PLAIN) -> tuple[str, ...]:
    """Return the weights whose rows multiply the columns of the inputs; none where these are tokens, or added again.

    >>> columns([3], Form((4,), 5)), columns([4], Form((4,), 5), Options(residual=True))
    (('1/weight',), ())
    """
    again = options.residual and sites(hidden, options)["1"] == (_inputs(form),)
    if form.vocabulary or again:
        return ()
    return ("1/weight", "1/gate/weight") if options.gated else ("1/weight",)


def sites(hidden: Sequence[int], options: Options = PLAIN) -> dict[str, tuple[int, ...]]:
    """Return the site of each hidden layer, with the shape of one example there.

    >>> sites([512, 256])
    {'1': (512,), '2': (256,)}
    """
    widths = [narrowed(width) if options.gated else width for width in hidden]
    return {str(place): (width,) for place, width in enumerate(widths, start=1)}


def running(hidden: Sequence[int], options: Options) -> dict[str, int]:
    """Return the places of batch normalisation, with the number of channels there."""
    return {site: width for site, (width,) in sites(hidden, options).items()} if options.norm == "batch" else {}


def apply(
    hidden: Sequence[int], options: Options, form: Form, weights: Weights, x: Num[Array, " n *shape"], at: Pass
) -> Float[Array, "n k"]:
    """Return the outputs [n, k] of inputs [n, *shape]; the last layer is linear. Tokens become zeros and ones."""
    if form.vocabulary:
        x = jax.nn.one_hot(x, form.vocabulary)
    x = x.reshape(len(x), -1)
    for site in sites(hidden, options):
        before = x
        z = normalised(weights, options.norm, site, linear(weights, site, x), at)
        x = at.activate(site, z)
        if options.gated:
            x = x * linear(weights, f"{site}/gate", before)
        x = at.dropped(site, options.dropout, x) if options.dropout else x
        x = x + before if options.residual and x.shape == before.shape else x
    return linear(weights, OUTPUT, x)


def _inputs(form: Form) -> int:
    return prod(form.shape) * max(1, form.vocabulary)
