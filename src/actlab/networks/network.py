"""The table of architectures: how a spec such as ``mlp(512,512)`` becomes a network."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

from jax import Array

from actlab.calls import NamedCall, parse_call
from actlab.errors import InvalidInput, unknown
from actlab.networks import mlp
from actlab.networks.weight import Activate, Weights
from actlab.networks.weight import Weight as Weight
from actlab.words import _

WIDEST = 100_000  # units of one layer; more is a slip of the keyboard


class Network(NamedTuple):
    """An architecture for one member, which declares and computes; it draws nothing.

    ``parameters(shape, outputs)`` names its arrays in the order in which they are drawn, for inputs of that shape;
    ``sites(shape)`` names the places where an activation stands, with the shape that one example has there;
    ``apply(weights, x, activate)`` maps inputs [n, *shape] to outputs [n, k], and calls ``activate(site, z)`` at each.
    """

    spec: str
    parameters: Callable[[tuple[int, ...], int], dict[str, Weight]]
    sites: Callable[[tuple[int, ...]], dict[str, tuple[int, ...]]]
    apply: Callable[[Weights, Array, Activate], Array]

    def __reduce__(self) -> tuple[Callable[[str], Network], tuple[str]]:
        """Be the same object in another process whenever it is sent there: its compiled programs are known by it."""
        return network, (self.spec,)


def network(spec: str) -> Network:
    """Return the network of a spec; the same words give the same object.

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
    return _perceptron(tuple(int(width) for width in widths))


@cache
def _perceptron(hidden: tuple[int, ...]) -> Network:
    spec = f"mlp({','.join(str(width) for width in hidden)})"
    return Network(spec, partial(mlp.parameters, hidden), lambda shape: mlp.sites(hidden), partial(mlp.apply, hidden))


NETWORKS: dict[str, Callable[[NamedCall], Network]] = {"mlp": _mlp}
