"""The table of architectures: how a spec such as ``mlp(512,512)`` becomes a network."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from jax import Array

from actlab.calls import NamedCall, parse_call
from actlab.errors import InvalidInput, unknown
from actlab.functions.records import Parameter
from actlab.networks import mlp
from actlab.networks.initialise import Layer
from actlab.words import _

WIDEST = 100_000  # units of one layer; more is a slip of the keyboard


class Network(NamedTuple):
    """An architecture for one member: what to draw, and how outputs follow from weights and inputs.

    ``layers(features, outputs)`` lists the weight matrices; ``init(generator, layers, scales, learnt)`` draws
    them and starts the activation's learnt parameters; ``apply(weights, x, activation)`` maps inputs
    [n, features] to outputs [n, k].
    """

    spec: str
    layers: Callable[[int, int], list[Layer]]
    init: Callable[[np.random.Generator, Sequence[Layer], Sequence[float], Sequence[Parameter]], Any]
    apply: Callable[[Any, Array, Callable[..., Array]], Array]


def network(spec: str) -> Network:
    """Return the network of a spec.

    Raises InvalidInput for an unknown architecture or a width that is not a whole number from 1.

    >>> network("mlp( 512, 512 )").spec
    'mlp(512,512)'
    """
    call = parse_call(spec, _("network"), "mlp(512,512)")
    if call.name not in NETWORKS:
        raise unknown(_("network"), call.name, NETWORKS)
    return NETWORKS[call.name](call)


def _mlp(call: NamedCall) -> Network:
    widths = call.positional
    if call.keywords or not widths or not all(isinstance(w, int) and 1 <= w <= WIDEST for w in widths):
        message = _(
            "network: mlp takes the widths of its hidden layers, at least one, whole numbers from 1 to {most}; "
            "write, for example, mlp(512,512)."
        )
        raise InvalidInput(message.format(most=WIDEST))
    hidden = [int(width) for width in widths]
    spec = f"mlp({','.join(str(width) for width in hidden)})"
    return Network(spec, lambda features, outputs: mlp.layers(features, hidden, outputs), mlp.init, mlp.apply)


NETWORKS: dict[str, Callable[[NamedCall], Network]] = {"mlp": _mlp}
