"""The table of demonstrations."""

from __future__ import annotations

from typing import Protocol

from actlab.demos import (
    cost_surface,
    dead_units,
    elu_cost,
    leak,
    linear_collapse,
    output_layer,
    same_start,
    vanishing_gradient,
)
from actlab.demos.names import LISTED, in_english
from actlab.demos.outcome import Outcome
from actlab.errors import unknown
from actlab.functions import engine
from actlab.words import _


class Demonstration(Protocol):
    """Shows what a sentence means; ``quick`` asks for a smaller one, in seconds."""

    def __call__(self, *, quick: bool) -> Outcome[object]: ...


DEMOS: dict[str, Demonstration] = {
    "linear-collapse": linear_collapse.run,
    "vanishing-gradient": vanishing_gradient.run,
    "dead-units": dead_units.run,
    "leak": leak.run,
    "elu-cost": elu_cost.run,
    "output-layer": output_layer.run,
    "cost-surface": cost_surface.run,
    "same-start": same_start.run,
}


def demonstrate(name: str, *, quick: bool = False) -> Outcome[object]:
    """Run a demonstration.

    Raises InvalidInput for an unknown name.
    """
    known = in_english(name)
    if known not in DEMOS:
        raise unknown(_("demonstration"), name, DEMOS, LISTED)
    engine.require()
    return DEMOS[known](quick=quick)
