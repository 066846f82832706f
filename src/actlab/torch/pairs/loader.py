"""Batches that depend on the seed and the epoch alone: not on workers, nor on what else is drawn."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass
from itertools import islice
from typing import Any

import torch
from torch.utils.data import DataLoader, IterableDataset

from actlab.errors import InvalidInput
from actlab.torch.pairs.randomness import kept, number, start
from actlab.words import _

OURS = ("batch_size", "batch_sampler", "generator", "num_workers")  # options of DataLoader that are set here


@dataclass(frozen=True)
class Stream:
    """The batches of one purpose in a run. ``epochs`` counts how often they have been gone through, from 0.

    ``arrive(epoch, step, batch)`` is called as each batch is handed over; ``begin(epoch)`` before the first of them,
    and returns how many there may be at most, None for all.
    """

    seed: int
    purpose: str
    epochs: Iterator[int]
    begin: Callable[[int], int | None]
    arrive: Callable[[int, int, object], None]


@dataclass(frozen=True)
class _Asked:
    """A batch that is asked for: which examples, and what the random numbers that change them come from."""

    key: tuple[int, str, int, int]
    indices: tuple[Any, ...]


class Loader:
    """Goes through a data set in batches, as often as it is iterated, as ``torch.utils.data.DataLoader`` does.

    The order comes from the seed, the purpose and the epoch; what ``__getitem__`` draws, in Python, NumPy and PyTorch,
    from those and the batch, so that the batches are the same with any number of workers. As a batch is handed over,
    the generators of the process are set from its place. Made by ``trial.loader``.

    Raises InvalidInput for a data set without a length and indices, and for options that are set here.
    """

    def __init__(
        self,
        dataset: Any,
        batch: int | None,
        stream: Stream,
        *,
        shuffle: bool = True,
        drop_last: bool = False,
        workers: int = 0,
        sampler: Iterable[Any] | None = None,
        **options: Any,
    ) -> None:
        _refuse(dataset, sampler, options)
        self.dataset, self.batch_size, self.drop_last, self.sampler = dataset, _size(batch), drop_last, sampler
        self._stream, self._shuffle, self._asked = stream, shuffle and sampler is None, _Epoch()
        self._workers = torch.Generator()  # from which they are seeded, for what they draw before the first batch
        options |= {"generator": self._workers, "num_workers": workers}
        self._loader = DataLoader(_Drawn(dataset), batch_sampler=self._asked, **options)

    def __len__(self) -> int:
        """Return how many batches an epoch has."""
        examples = len(self.dataset if self.sampler is None else self.sampler)  # type: ignore[arg-type]
        return examples // self.batch_size if self.drop_last else -(-examples // self.batch_size)

    def __iter__(self) -> Iterator[Any]:
        """Go through the data set once more, in the next epoch's order."""
        epoch = next(self._stream.epochs)
        most = self._stream.begin(epoch)
        self._asked.batches = list(islice(self._batches(epoch), most))
        self._workers.manual_seed(number(self._stream.seed, self._stream.purpose, epoch, "workers"))
        for step, batch in enumerate(self._running()):
            self._stream.arrive(epoch, step, batch)
            yield batch

    def _running(self) -> Iterator[Any]:
        with warnings.catch_warnings():
            # JAX is loaded, and warns of processes that are forked; these compute with PyTorch and NumPy alone
            warnings.filterwarnings("ignore", r".*fork\(\)", RuntimeWarning)
            warnings.filterwarnings("ignore", r".*fork\(\)", DeprecationWarning)
            return iter(self._loader)

    def _batches(self, epoch: int) -> Iterator[_Asked]:
        order = self._order(epoch)
        for step in range(len(self)):
            at = step * self.batch_size
            key = (self._stream.seed, self._stream.purpose, epoch, step)
            yield _Asked(key, tuple(order[at : at + self.batch_size]))

    def _order(self, epoch: int) -> list[Any]:
        key = (self._stream.seed, self._stream.purpose, epoch)
        if self.sampler is not None:
            with kept():
                start(*key, "order")
                return list(self.sampler)
        if not self._shuffle:
            return list(range(len(self.dataset)))
        generator = torch.Generator().manual_seed(number(*key, "order"))
        order: list[int] = torch.randperm(len(self.dataset), generator=generator).tolist()
        return order


class _Epoch:
    """The batches of the epoch that is about to begin, as DataLoader asks for them."""

    def __init__(self) -> None:
        self.batches: list[_Asked] = []

    def __iter__(self) -> Iterator[_Asked]:
        return iter(self.batches)


class _Drawn:
    """A data set whose examples are drawn a batch at a time, each with generators of its own place."""

    def __init__(self, dataset: Any) -> None:
        self.dataset = dataset

    def __getitems__(self, asked: _Asked) -> list[Any]:  # PyTorch's name, for whole batches
        start(*asked.key, "examples")
        together = getattr(self.dataset, "__getitems__", None)
        found: list[Any] = together(list(asked.indices)) if together else [self.dataset[one] for one in asked.indices]
        return found


def _size(batch: int | None) -> int:
    if isinstance(batch, bool) or not isinstance(batch, int) or batch < 1:
        raise InvalidInput(_("batch: {given} is no number of examples.").format(given=batch), "batch", "32")
    return batch


def _refuse(dataset: Any, sampler: object, options: dict[str, Any]) -> None:
    if isinstance(dataset, IterableDataset) or not (hasattr(dataset, "__getitem__") and isinstance(dataset, Sized)):
        text = _(
            "{kind} has no length and indices, so that its order cannot be shared. Give a data set with both, or go "
            "through it yourself and call trial.step(n) before each batch."
        )
        raise InvalidInput(text.format(kind=type(dataset).__name__), "dataset")
    if sampler is not None and not isinstance(sampler, Sized):
        text = _("the sampler {kind} has no length: give it __len__, the number of examples of an epoch.")
        raise InvalidInput(text.format(kind=type(sampler).__name__), "sampler")
    for name in options.keys() & OURS:
        text = _(
            "{name} is set by trial.loader: leave it out. It takes batch, workers, shuffle, drop_last and sampler."
        )
        raise InvalidInput(text.format(name=name), name)
