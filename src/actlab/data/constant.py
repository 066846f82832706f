"""Finds the best constant prediction, and what it scores."""

from __future__ import annotations

from functools import lru_cache

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.stages import Wrapped

from actlab.data.chance import Chance
from actlab.data.dataset import Dataset
from actlab.data.tasks import Task
from actlab.functions.executables import Executable

PART = 10_000  # examples scored at once

Scored = tuple[dict[str, Array], Array]


@lru_cache(maxsize=8)
def chance(data: Dataset, split: str) -> Chance:
    """Return what the best constant prediction scores on ``train``, ``validation`` or ``test``."""
    task, targets = data.task, np.asarray(data.splits.named(split).targets)
    outputs = task.constant(np.asarray(data.splits.train.targets), data.outputs)
    parts = [_scored(task, outputs, targets[begin : begin + PART]) for begin in range(0, len(targets), PART)]
    scores = {
        metric.name: metric.of_sums(np.sum([np.asarray(sums[metric.name], np.float64) for sums, _one in parts], axis=0))
        for metric in task.metrics
        if metric.whole is None
    }
    repeated = np.broadcast_to(outputs, (len(targets), *np.shape(outputs)))
    scores |= {metric.name: metric.whole(repeated, targets) for metric in task.metrics if metric.whole}
    values, first = np.concatenate([np.asarray(one, np.float64) for _sums, one in parts]), task.metrics[0]
    return Chance(first.record, scores, values, None if first.counted else first.contributions(values, targets))


def _scored(task: Task, outputs: np.ndarray, targets: np.ndarray) -> Scored:
    """Return the sums of every metric, and the examples' values of the first, of one prediction for all."""
    arguments = jax.device_put((outputs, targets))  # for which nothing is compiled
    function, program = _program(task, *((one.shape, one.dtype) for one in arguments))
    scored: Scored = program.run(function, *arguments)
    return scored


@lru_cache(maxsize=32)
def _program(task: Task, *shapes: tuple[tuple[int, ...], np.dtype]) -> tuple[Wrapped, Executable]:
    """Return what computes that: one program, where each operation by itself would be compiled."""

    def scored(outputs: Array, targets: Array) -> Scored:
        repeated = jnp.broadcast_to(outputs, (len(targets), *jnp.shape(outputs)))
        sums = {metric.name: metric.sums(repeated, targets) for metric in task.metrics if metric.whole is None}
        return sums, task.metrics[0].values(repeated, targets)

    return jax.jit(scored), Executable()
