"""What one prediction for all examples scores: a network that ends no better has failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float, Shaped

from actlab.data.dataset import Dataset
from actlab.data.tasks import Metric, Task

ERRORS = 2.0  # standard errors within which a network is no better than chance
PART = 10_000  # examples scored at once


@dataclass(frozen=True, eq=False)
class Chance:
    """The best constant prediction on a split: the commonest class, or the mean, of the training data.

    ``scores`` has the mean of every metric of the task, ``examples`` [n] the values of the first, example by example.
    """

    metric: Metric
    scores: Mapping[str, float]
    examples: Float[np.ndarray, " n"]

    def beaten_by(self, examples: Shaped[np.ndarray, " n"]) -> bool:
        """Return whether values [n] of the first metric are better than chance beyond the sampling of the examples.

        The gain is taken example by example; its mean must exceed two standard errors.

        >>> from actlab.data.tasks import CLASSIFICATION
        >>> right, half = np.ones(100), np.arange(100) % 2.0
        >>> one = Chance(CLASSIFICATION.metric("accuracy"), {}, half)
        >>> one.beaten_by(right), one.beaten_by(half)
        (True, False)
        """
        gain = np.asarray(examples, np.float64) - self.examples
        gain = gain if self.metric.higher_is_better else -gain
        spread = float(gain.std(ddof=1)) if len(gain) > 1 else 0.0
        return bool(gain.mean() > ERRORS * spread / len(gain) ** 0.5)


@lru_cache(maxsize=8)
def chance(data: Dataset, split: str) -> Chance:
    """Return what the best constant prediction scores on ``train``, ``validation`` or ``test``."""
    task, targets = data.task, np.asarray(data.splits.named(split).targets)
    outputs = task.constant(np.asarray(data.splits.train.targets), data.outputs)
    parts = [_scored(task, outputs, targets[begin : begin + PART]) for begin in range(0, len(targets), PART)]
    scores = {metric.name: _mean([sums[metric.name] for sums, _examples in parts]) for metric in task.metrics}
    return Chance(task.metrics[0], scores, np.concatenate([np.asarray(one, np.float64) for _sums, one in parts]))


@partial(jax.jit, static_argnums=0)  # one program, where each operation by itself would be compiled
def _scored(task: Task, outputs: Array, targets: Array) -> tuple[dict[str, tuple[Array, Array]], Array]:
    """Return the sums of every metric, and the examples' values of the first, of one prediction for all."""
    repeated = jnp.broadcast_to(outputs, (len(targets), len(outputs)))
    sums = {metric.name: metric.sums(repeated, targets) for metric in task.metrics}
    return sums, task.metrics[0].values(repeated, targets)


def _mean(sums: list[tuple[Array, Array]]) -> float:
    return sum(float(total) for total, _weight in sums) / sum(float(weight) for _total, weight in sums)
