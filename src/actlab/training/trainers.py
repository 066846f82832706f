"""The table of trainers; other packages add theirs by entry points of the group ``actlab.trainers``.

Such an entry point has the trainer's name, and leads to what makes a Trainer of a recipe and a device.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import jax

from actlab.errors import unknown
from actlab.installed import entry_points
from actlab.training.jax_trainer import JaxTrainer
from actlab.training.member import State
from actlab.training.recipe import Recipe
from actlab.training.trainer import Trainer
from actlab.words import _

GROUP = "actlab.trainers"

Maker: TypeAlias = Callable[[Recipe, jax.Device], Trainer[State]]

TRAINERS: dict[str, Maker] = {"jax": JaxTrainer}


def names() -> tuple[str, ...]:
    """Return the names of all trainers: ours, then those of other packages.

    >>> names()[0]
    'jax'
    """
    return tuple(dict.fromkeys([*TRAINERS, *entry_points(group=GROUP).names]))


def trainer(name: str) -> Maker:
    """Return what makes the trainers of that name.

    Raises InvalidInput for an unknown name.
    """
    if name in TRAINERS:
        return TRAINERS[name]
    if name not in names():
        raise unknown(_("trainer"), name, names())
    found: Maker = next(iter(entry_points(group=GROUP, name=name))).load()
    return found
