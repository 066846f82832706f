"""What a network declares of each of its arrays, and what happens around it while it computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, Protocol, runtime_checkable

from jax import Array

Role = Literal["hidden", "output", "bias", "scale", "embedding"]
Weights = Mapping[str, Array]  # by the names of parameters()
Activate = Callable[[str, Array], Array]  # activate(site, z) -> f(z), of the same shape


class Weight(NamedTuple):
    """One array of a network: its shape, and what the initialisation and the probes need to know of it.

    A bias starts at zero and a scale (of a normalisation) at one; all else is drawn. ``fan_in`` and ``fan_out`` count
    the numbers that enter a sum, and the sums that a number enters. ``follows`` is the site whose activation its inputs
    come from, empty where they are the data. ``feeds`` is the site that it leads to, where the probes look at it; empty
    for those that none looks at. ``uses`` counts how often an example uses it: once in a dense layer, once for every
    pixel in a convolution.
    """

    shape: tuple[int, ...]
    fan_in: int
    fan_out: int
    role: Role
    follows: str = ""
    feeds: str = ""
    uses: int = 1


@runtime_checkable
class Pass(Protocol):
    """One pass of examples through a network: all that is not the network's own business."""

    def activate(self, site: str, z: Array) -> Array:
        """Return f(z), of the same shape, of the activation that stands at a site."""

    def dropped(self, name: str, rate: float, x: Array) -> Array:
        """Return x; while training, each number is zero with a probability of ``rate``, else x / (1 - rate).

        Which ones are is a matter of the seed, the step and the name, not of the activation.
        Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov (2014).
        """

    def standardised(self, name: str, x: Array) -> Array:
        """Return x [n, ..., channels] with mean 0 and variance 1 in each channel, over all examples and positions.

        While training those of the batch, else those that were seen while training.
        Source: Ioffe, Szegedy (2015).
        """
