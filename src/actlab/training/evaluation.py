"""Reads a network on examples, part by part, without training it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import jax
import numpy as np

from actlab.data.dataset import Split
from actlab.data.tasks import Metric
from actlab.training import programs
from actlab.training.member import State
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


class _Read(NamedTuple):
    """What was read of the parts so far; outputs and targets only where a metric needs all at once."""

    sums: dict[str, np.ndarray]
    examples: list[np.ndarray]
    outputs: list[np.ndarray]
    targets: list[np.ndarray]


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
    read = _Read({}, [], [], [])
    values: Values = {}
    for chunk in chunks:
        if stop():
            raise Stopped
        if look and not read.examples:
            scored, seen = _scored(programs.LOOK, observer, observer.scored, state, chunk, device)
            values = numbers(seen)
        else:
            scored = _scored(programs.EVALUATE, observer, observer.program.scored, state, chunk, device)
        for name, part in scored.sums.items():
            read.sums[name] = read.sums.get(name, 0.0) + np.asarray(part, np.float64)
        read.examples.append(np.asarray(scored.examples))
        if scored.outputs is not None:
            read.outputs.append(np.asarray(scored.outputs))
            read.targets.append(np.asarray(chunk.targets))
    return _evaluation(observer, read, values)


def _evaluation(observer: Observer, read: _Read, values: Values) -> Evaluation:
    metrics = observer.program.task.evaluated
    if not read.examples:
        return Evaluation({metric.name: np.nan for metric in metrics}, np.empty(0), values)
    scores = {metric.name: metric.of_sums(read.sums[metric.name]) for metric in metrics if metric.whole is None}
    wholes = [metric for metric in metrics if metric.whole]
    if wholes:
        outputs, targets = np.concatenate(read.outputs), np.concatenate(read.targets)
        scores |= {metric.name: metric.whole(outputs, targets) for metric in wholes if metric.whole}
    return Evaluation(scores, np.concatenate(read.examples), values)


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
