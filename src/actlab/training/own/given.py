"""What a function that trains is given for each network."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np

from actlab.errors import InvalidInput
from actlab.functions.record import Activation
from actlab.training.own.reported import Reported
from actlab.words import _

_CHECKPOINT = "checkpoint"


class Given:
    """One network of an experiment: which activation, which seed, which learning rate.

    ``activation`` is called on arrays of NumPy or JAX, ``name`` is what it is called in tables; ``lr`` is None where
    no learning rates are given. ``folder`` is the network's own, for whatever is to be kept of it.
    """

    def __init__(self, activation: Activation, name: str, seed: int, lr: float | None, folder: Path) -> None:
        self.activation, self.name, self.seed, self.lr, self.folder = activation, name, seed, lr, folder
        self.told = Reported()

    def __repr__(self) -> str:
        rate = "" if self.lr is None else f", lr={self.lr:g}"
        return f"<{self.name}, seed {self.seed}{rate}>"

    def rng(self, purpose: str) -> np.random.Generator:
        """Return a random generator for a purpose, such as ``"weights"``: the same for every activation of a seed.

        What is drawn for one purpose does not change what is drawn for another.

        >>> from actlab.functions.find import find
        >>> one, other = (Given(find(name), name, 3, None, Path()) for name in ("relu", "elu"))
        >>> one.rng("weights").random() == other.rng("weights").random() != one.rng("batches").random()
        True
        """
        words = hashlib.sha256(purpose.encode()).digest()
        return np.random.default_rng([self.seed, *np.frombuffer(words, "<u4").tolist()])

    def report(self, step: int, **metrics: float) -> None:
        """Tell a point of the curve: the numbers after so many steps.

        Raises InvalidInput for steps that do not grow, or no numbers.
        """
        before = self.told.curve[-1].step if self.told.curve else -1
        scores = {name: float(value) for name, value in metrics.items()}
        if not self.told.take({"step": float(step), **scores}):
            text = _("a point of a curve needs numbers, and a step above the one before, {before}; given were {given}.")
            raise InvalidInput(text.format(before=before, given={"step": step, **scores}))

    def checkpoint(self) -> Path:
        """Return a folder for what is needed to go on: what an interrupted run of this network left is still in it."""
        place = self.folder / _CHECKPOINT
        place.mkdir(exist_ok=True)
        return place


def clear(folder: Path) -> None:
    """Empty the folder of a network, but for what it needs to go on."""
    for path in folder.iterdir():
        if path.name != _CHECKPOINT:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
