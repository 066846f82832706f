"""Reads a network on examples, part by part, without training it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import itemgetter
from typing import NamedTuple

import jax
import numpy as np
from jax import Array
from jaxtyping import Num

from actlab.data.dataset import Split
from actlab.data.tasks import Metric, Task
from actlab.training import programs
from actlab.training.member import Program, State
from actlab.training.observer import Observer, numbers
from actlab.training.trainer import Stopped
from actlab.training.trial import Scores, Values

MOST = 10_000  # examples of which a trial keeps a number each

Sums = dict[str, Array]  # metric -> what adds up over parts of a data set


class Scored(NamedTuple):
    """The sums of every metric over examples, and the values [n] of the task's first, example by example.

    ``outputs`` [n, k] are there where a metric needs all of them at once.
    """

    sums: Sums
    examples: Array
    outputs: Array | None = None


def scored(task: Task, outputs: Num[Array, " rows *k"], targets: Num[Array, " n *places"]) -> Scored:
    """Return the sums of every metric of a task and of its loss, and the examples' values of its first.

    There may be more outputs than targets, of inputs that only fill up.
    """
    outputs = outputs[: len(targets)]
    sums = {metric.name: metric.sums(outputs, targets) for metric in task.evaluated if metric.whole is None}
    return Scored(sums, task.metrics[0].values(outputs, targets), outputs if task.sees_all else None)


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
    program, read = observer.program, _Read()
    values: Values = {}
    bare = state._replace(memory=())  # what the optimiser remembers is of no use here
    for chunk in chunks:
        if stop():
            raise Stopped
        if look and not read.examples:
            looking = programs.compiled(programs.LOOK, program, observer.outputs, (bare, chunk.inputs), device)
            outputs, seen = looking(bare, chunk.inputs)
            values = numbers(seen)
        else:
            reading = programs.compiled(programs.EVALUATE, program, program.outputs, (bare, chunk.inputs), device)
            outputs = reading(bare, chunk.inputs)
        pair = (outputs, chunk.targets)
        scoring = programs.of_task(programs.SCORE, program.task, partial(scored, program.task), pair, device)
        read.add(scoring(*pair), chunk)
    return read.evaluation(program.task.evaluated, values)


def evaluate_block(
    program: Program, states: State, chunks: Iterable[Split], stop: Callable[[], bool], device: jax.Device
) -> list[Evaluation]:
    """Return the same of each of the networks whose states are stacked, which are read side by side.

    Raises Stopped where ``stop`` says so.
    """

    def of_one(state: State, inputs: Array, targets: Array) -> Scored:
        return scored(program.task, program.outputs(state, inputs), targets)

    states = states._replace(memory=())
    reads = [_Read() for _network in range(len(jax.tree.leaves(states)[0]))]
    for chunk in chunks:
        if stop():
            raise Stopped
        function = jax.vmap(of_one, in_axes=(0, None, None))
        reading = programs.compiled(programs.EVALUATE_BLOCK, program, function, (states, *chunk), device)
        on_host = jax.tree.map(np.asarray, reading(states, *chunk))
        for place, read in enumerate(reads):
            read.add(jax.tree.map(itemgetter(place), on_host), chunk)
    return [read.evaluation(program.task.evaluated, {}) for read in reads]
