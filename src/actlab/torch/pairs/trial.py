"""A training run of a user's own, as ``train(model, trial)`` sees it: its seed, its batches, its random numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from torch import nn

from actlab.torch.pairs.draws import Draws
from actlab.torch.pairs.loader import Loader, Stream
from actlab.torch.pairs.recorder import Recorder
from actlab.torch.pairs.weights import groups
from actlab.training.own.given import Given

TRAIN, EVALUATE = "train", "evaluate"  # what batches are for, where nobody says


@dataclass(frozen=True)
class Limits:
    """How short a rehearsal is: batches of an epoch, epochs of training, and steps without a loader."""

    batches: int = 8
    epochs: int = 3
    steps: int = 24


class Cut(BaseException):
    """A rehearsal has seen enough. No Exception, so that a user's own handlers let it through."""


class TorchTrial:
    """What ``train(model, trial)`` is given beside the model.

    ``activation``, ``name``, ``seed`` and ``lr`` say which run it is. Batches come from ``loader``; who makes batches
    himself calls ``step`` before each. ``evaluating`` leaves training's random numbers alone, ``groups`` spares learnt
    slopes weight decay; ``rng``, ``report``, ``folder`` and ``checkpoint`` are those of ``actlab.experiment``.
    """

    def __init__(self, given: Given, draws: Draws, recorder: Recorder, limits: Limits | None = None) -> None:
        self.activation, self.name, self.seed, self.lr = given.activation, given.name, given.seed, given.lr
        self.folder = given.folder
        self._given, self._draws, self._recorder, self._limits = given, draws, recorder, limits
        self._epochs: dict[str, Iterator[int]] = {}
        self._steps = 0

    def loader(
        self,
        dataset: Any,
        batch: int | None = None,
        *,
        shuffle: bool = True,
        drop_last: bool = False,
        workers: int = 0,
        sampler: Iterable[Any] | None = None,
        purpose: str | None = None,
        **options: Any,
    ) -> Loader:
        """Return a data set's batches, the same in every run of the seed, whatever else is drawn.

        ``batch`` is how many examples one has; the last one may have fewer, unless ``drop_last``. ``workers`` are
        processes that load them, which changes no batch. ``sampler`` is an order of your own, drawn anew every epoch
        with the generators set from the seed. ``purpose`` (``train``, or ``evaluate`` without ``shuffle``) and the
        epoch, counted through all loaders of the purpose, are what the order comes from. ``options`` go to
        ``torch.utils.data.DataLoader``: ``collate_fn``, ``pin_memory``, ``persistent_workers``.

        Raises InvalidInput for a data set without a length and indices, without ``batch``, and for options of
        DataLoader that are set here.
        """
        meant = purpose or (TRAIN if shuffle or sampler is not None else EVALUATE)
        stream = Stream(
            self.seed,
            meant,
            self._epochs.setdefault(meant, count()),
            lambda epoch: self._begin(meant, epoch),
            lambda epoch, step, content: self._arrive(meant, epoch, step, content),
        )
        return Loader(
            dataset,
            batch,
            stream,
            shuffle=shuffle,
            drop_last=drop_last,
            workers=workers,
            sampler=sampler,
            **options,
        )

    def step(self, number: int) -> None:
        """Set all generators of the process from the seed and a step: for whoever makes batches without ``loader``."""
        if self._limits and self._steps >= self._limits.steps:
            raise Cut
        self._steps += 1
        self._draws.arrive("step", number)
        self._recorder.fresh()

    @contextmanager
    def evaluating(self, model: nn.Module) -> Iterator[None]:
        """Evaluate a model within, in ``eval`` mode; afterwards all its modules and all generators are as they were."""
        held, standing = self._draws.hold(), self._recorder.standing
        training = [(module, module.training) for module in model.modules()]
        model.eval()
        try:
            yield
        finally:
            for module, flag in training:
                module.training = flag
            self._draws.back(held)
            self._recorder.standing = standing

    def groups(self, model: nn.Module, weight_decay: float, **options: Any) -> list[dict[str, Any]]:
        """Return the model's trainable parameters for an optimiser: weights, and learnt slopes, which do not decay.

        ``options`` go to both groups. There are always two, so that schedules are the same for all activations.
        """
        return groups(model, weight_decay, **options)

    def rng(self, purpose: str) -> np.random.Generator:
        """Return a generator of NumPy that depends on the seed and the purpose alone."""
        return self._given.rng(purpose)

    def report(self, step: int, **metrics: float) -> None:
        """Report numbers on the way, such as ``trial.report(100, loss=0.3)``."""
        self._given.report(step, **metrics)
        self._recorder.report(step, metrics)

    def checkpoint(self) -> Path:
        """Return a folder for what is needed to go on."""
        return self._given.checkpoint()

    def _begin(self, purpose: str, epoch: int) -> int | None:
        if self._limits is None:
            return None
        if purpose != EVALUATE and epoch >= self._limits.epochs:
            raise Cut
        return self._limits.batches

    def _arrive(self, purpose: str, epoch: int, step: int, batch: object) -> None:
        self._draws.arrive(purpose, epoch, step)
        self._recorder.fresh(purpose if purpose != EVALUATE else "", epoch + 1)
        self._recorder.batch(purpose, epoch + 1, step + 1, batch)
