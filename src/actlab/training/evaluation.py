"""Reads a network on examples, part by part, without training it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import jax
import numpy as np

from actlab.data.dataset import Split
from actlab.data.tasks import Metric
from actlab.training import programs
from actlab.training.member import Program, Scored, State
from actlab.training.observer import Observer, numbers
from actlab.training.trainer import Stopped
from actlab.training.trial import Scores, Values

MOST = 10_000  # examples of which a trial keeps a number each


class Evaluation(NamedTuple):
    """Every metric, the values [n] of the first, example by example, and what the probes saw."""

    scores: Scores
    examples: np.ndarray
    seen: Values

    def by_example(self, first: Metric, targets: np.ndarray) -> tuple[bytes | None, bytes | None]:
        """Return which examples are right, where the first metric counts them, or what each adds to it.

        As a trial keeps them; nothing of more than ``MOST`` examples that are not counted, which would be the largest
        part of a store.
        """
        if first.counted:
            return np.packbits(self.examples > 0).tobytes(), None
        found = first.contributions(self.examples, targets) if len(self.examples) <= MOST else None
        return None, None if found is None else found.astype("<f4").tobytes()


class _Read:
    """What was read of the parts so far; outputs and targets only where a metric needs all at once."""

    def __init__(self) -> None:
        self.sums: dict[str, np.ndarray] = {}
        self.examples: list[np.ndarray] = []
        self.outputs: list[np.ndarray] = []
        self.targets: list[np.ndarray] = []

    def add(self, scored: Scored, chunk: Split) -> None:
        """Add what was read of a part."""
        for name, part in scored.sums.items():
            self.sums[name] = self.sums.get(name, 0.0) + np.asarray(part, np.float64)
        self.examples.append(np.asarray(scored.examples))
        if scored.outputs is not None:
            self.outputs.append(np.asarray(scored.outputs))
            self.targets.append(np.asarray(chunk.targets))

    def evaluation(self, metrics: Sequence[Metric], seen: Values) -> Evaluation:
        """Return what the parts add up to."""
        if not self.examples:
            return Evaluation({metric.name: np.nan for metric in metrics}, np.empty(0), seen)
        scores = {metric.name: metric.of_sums(self.sums[metric.name]) for metric in metrics if metric.whole is None}
        wholes = [metric for metric in metrics if metric.whole]
        if wholes:
            outputs, targets = np.concatenate(self.outputs), np.concatenate(self.targets)
            scores |= {metric.name: metric.whole(outputs, targets) for metric in wholes if metric.whole}
        return Evaluation(scores, np.concatenate(self.examples), seen)


def evaluate(
    observer: Observer,
    state: State,
    chunks: Iterable[Split],
    stop: Callable[[], bool],
    device: jax.Device,
    *,
    look: bool = False,
) -> Evaluation:
    """Return every metric and the loss, and what the probes see of the first part where they look.

    Raises Stopped where ``stop`` says so.
    """
    read = _Read()
    values: Values = {}
    for chunk in chunks:
        if stop():
            raise Stopped
        if look and not read.examples:
            scored, seen = _scored(programs.LOOK, observer, observer.scored, state, chunk, device)
            values = numbers(seen)
        else:
            scored = _scored(programs.EVALUATE, observer, observer.program.scored, state, chunk, device)
        read.add(scored, chunk)
    return read.evaluation(observer.program.task.evaluated, values)


def evaluate_block(
    program: Program, states: State, chunks: Iterable[Split], stop: Callable[[], bool], device: jax.Device
) -> list[Evaluation]:
    """Return the same of each of the networks whose states are stacked, which are read side by side.

    Raises Stopped where ``stop`` says so.
    """
    states = states._replace(memory=())
    reads = [_Read() for _network in range(len(jax.tree.leaves(states)[0]))]
    for chunk in chunks:
        if stop():
            raise Stopped
        function = jax.vmap(program.scored, in_axes=(0, None, None))
        scored = programs.compiled(programs.EVALUATE_BLOCK, program, function, (states, *chunk), device)(states, *chunk)
        on_host = jax.tree.map(np.asarray, scored)
        for place, read in enumerate(reads):
            read.add(jax.tree.map(itemgetter(place), on_host), chunk)
    return [read.evaluation(program.task.evaluated, {}) for read in reads]


def _scored(
    purpose: str,
    observer: Observer,
    function: Callable[..., object],
    state: State,
    chunk: Split,
    device: jax.Device,
) -> Any:  # what the compiled function returns
    arguments = (state._replace(memory=()), *chunk)  # what the optimiser remembers is of no use here
    return programs.compiled(purpose, observer.program, function, arguments, device)(*arguments)
