"""A data set: examples of any shape, divided into training, validation and test, and what is asked of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from jax import Array

from actlab.data.tasks import Task
from actlab.errors import InvalidInput
from actlab.words import _


class Split(NamedTuple):
    """Inputs [n, *shape] as stored, and targets [n]; on the host or on a device."""

    inputs: np.ndarray | Array
    targets: np.ndarray | Array

    def __len__(self) -> int:
        return len(self.targets)

    def part(self, begin: int, end: int) -> Split:
        """Return the examples from ``begin`` up to ``end``."""
        return Split(self.inputs[begin:end], self.targets[begin:end])

    def first(self, n: int) -> Split:
        """Return the first n examples."""
        return self.part(0, n)


class Splits(NamedTuple):
    """What is learnt from, what choices may look at, and what is read at the end."""

    train: Split
    validation: Split
    test: Split

    def named(self, name: str) -> Split:
        """Return ``train``, ``validation`` or ``test``.

        >>> one = Split(np.zeros((1, 2)), np.zeros(1))
        >>> Splits(one, one.first(0), one).named("validation").inputs.shape
        (0, 2)
        """
        return self[self._fields.index(name)]


class Form(NamedTuple):
    """What a network is told of the data: the shape of an input, how many outputs are wanted, and of what kind.

    ``vocabulary``, ``image`` as in a Dataset; ``everywhere`` says that outputs are wanted at every place of a sequence,
    each from what stands there and before; ``differentiated`` that derivatives in the inputs are, so that no example's
    outputs may depend on another's input.
    """

    shape: tuple[int, ...]
    outputs: int
    vocabulary: int = 0
    image: tuple[int, ...] = ()
    everywhere: bool = False
    differentiated: bool = False


@dataclass(frozen=True, eq=False)
class Dataset:
    """A data set that has been read. A stored input of ``unit`` stands for 1.0; inputs are divided by it.

    Then ``centre`` is taken off.

    ``decisions`` says in words what was decided about the data on the way: columns left out, rows dropped.
    ``vocabulary`` above 0 says that inputs are tokens, whole numbers below it, which are not divided. ``image`` is the
    height, width and channels of inputs that are images, however they are stored. ``again`` gives the same data under
    the split of a seed; it is None where the split belongs to the data.
    """

    name: str
    title: str
    licence: str
    task: Task
    unit: float
    splits: Splits
    decisions: tuple[str, ...] = ()
    vocabulary: int = 0
    image: tuple[int, ...] = ()
    again: Callable[[int], Dataset] | None = None
    centre: float = 0.0

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one input."""
        return tuple(int(size) for size in self.splits.train.inputs.shape[1:])

    @property
    def outputs(self) -> int:
        """The width of the outputs that the task needs."""
        return self.task.width(np.asarray(self.splits.train.targets))

    def fewer(self, n: int) -> Dataset:
        """Return the same data with n training examples, drawn at random, always the same ones.

        Raises InvalidInput where there are not so many.
        """
        train = self.splits.train
        if n > len(train):
            text = _("examples: {n} is more than the {all} training examples of {data}.")
            raise InvalidInput(text.format(n=n, all=len(train), data=self.name), "examples", str(len(train)))
        rows = np.sort(np.random.Generator(np.random.PCG64([0, n])).permutation(len(train))[:n])
        drawn = Split(np.asarray(train.inputs)[rows], np.asarray(train.targets)[rows])
        again, outputs = self.again, self.outputs
        said = _("{n} of the {all} training examples are used, drawn at random").format(n=n, all=len(train))
        return replace(
            self,
            task=replace(self.task, width=lambda _targets: outputs),  # a rare class may not be among those drawn
            splits=self.splits._replace(train=drawn),
            decisions=(*self.decisions, said),
            again=None if again is None else lambda seed: again(seed).fewer(n),
        )

    @property
    def form(self) -> Form:
        """What a network is told of it."""
        kind = (self.task.everywhere, self.task.view is not None)
        return Form(self.shape, self.outputs, self.vocabulary, self.image, *kind)

    @cached_property
    def digest(self) -> str:
        """The SHA-256, in hexadecimal, of all that training can see: the numbers, their unit and the task."""
        peculiar = f" {self.task.detail}" if self.task.detail else ""
        off = f" centre {self.centre!r}" if self.centre else ""
        found = hashlib.sha256(f"{self.task.name} {float(self.unit)!r}{peculiar}{off}".encode())
        for split in self.splits:
            for array in map(np.asarray, split):
                portable = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"), copy=False))
                found.update(f" {portable.dtype.str} {portable.shape} ".encode())
                found.update(portable.data)
        return found.hexdigest()
