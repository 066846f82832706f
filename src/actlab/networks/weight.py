"""What a network declares of each of its arrays, and the types in which it computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from jax import Array

Role = Literal["hidden", "output", "bias"]
Weights = Mapping[str, Array]  # by the names of parameters()
Activate = Callable[[str, Array], Array]  # activate(site, z) -> f(z), of the same shape


class Weight(NamedTuple):
    """One array of a network: its shape, and what the initialisation and the probes need to know of it.

    A bias starts at zero; all else is drawn. ``fan_in`` and ``fan_out`` count the numbers that enter a sum, and the
    sums that a number enters. ``follows`` is the site whose activation its inputs come from, empty where they are
    the data.
    """

    shape: tuple[int, ...]
    fan_in: int
    fan_out: int
    role: Role
    follows: str = ""
