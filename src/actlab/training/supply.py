"""A recipe's data as its networks are given them on a device: for steps, for the curve, for the end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import jax
import numpy as np

from actlab.data.chance import Chance
from actlab.data.constant import chance
from actlab.data.dataset import Split
from actlab.training.columns import Columns, kept
from actlab.training.recipe import Recipe

CHUNK = 1000  # examples evaluated at once


class Supply:
    """The data of a recipe on a device; brought there when they are first asked for, and then kept."""

    def __init__(self, recipe: Recipe, device: jax.Device) -> None:
        self.recipe, self.device = recipe, device

    @cached_property
    def columns(self) -> Columns | None:
        """The columns of the inputs that steps are given; None where they are given all."""
        return kept(self.recipe)

    @cached_property
    def train(self) -> Split:
        """The training examples, with those columns."""
        inputs, targets = self.recipe.data.splits.train
        if self.columns is not None:
            inputs = np.asarray(inputs).reshape(len(targets), -1)[:, self.columns]
        return Split(*jax.device_put((inputs, targets), self.device))

    @cached_property
    def curve(self) -> list[Split]:
        """The examples on which the curves are read, part by part."""
        split = self.recipe.data.splits.named(self.recipe.curve_split)
        return list(self.parts(split.first(self.recipe.curve_examples)))

    def parts(self, split: Split) -> Iterator[Split]:
        """Yield the parts of a split, the inputs filled up with zeros where that saves a program of their size.

        That is the size of the curve's parts, or of the split's other ones. The examples of a network of the user's may
        depend on each other: its inputs are left alone.
        """
        curve = min(self.recipe.curve_examples, len(self.recipe.data.splits.named(self.recipe.curve_split)))
        fill = min(CHUNK, max(len(split), curve)) if self.recipe.network.source is None else 0
        for begin in range(0, len(split), CHUNK):
            inputs, targets = split.part(begin, begin + CHUNK)
            lacking = max(0, fill - len(targets))
            if lacking:
                inputs = np.concatenate([np.asarray(inputs), np.zeros((lacking, *inputs.shape[1:]), inputs.dtype)])
            yield Split(*jax.device_put((inputs, targets), self.device))

    @cached_property
    def chance(self) -> Chance:
        """What one prediction for all scores on all the examples that a network is read on at its end."""
        splits = ("validation", "test") if self.recipe.read_test else ("validation",)
        found = [chance(self.recipe.data, split) for split in splits]
        return Chance(found[-1].metric, found[-1].scores, np.concatenate([one.examples for one in found]))
