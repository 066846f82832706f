"""Tasks: what a network's outputs are compared with, and how. One record each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float, Float64, Int, Num

from actlab.data.metrics import MetricRecord, TaskRecord
from actlab.functions import engine
from actlab.words import _

engine.prepare()

PerExample = Callable[[Array, Array], Array]  # outputs [n, k] and targets [n] -> [n]
Linear = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]
View = Callable[[Callable[[Array], Array], Array], Array]  # the network and inputs [n, *shape] -> outputs [n, k]


@dataclass(frozen=True)
class Metric(MetricRecord):
    """A number of a network on examples, and how it is shown.

    By default it is the mean of ``per_example``, the sum over examples over the sum of their weights. ``per_example``
    takes outputs [n, k] and targets [n] and returns [n]; so does ``weight``, where examples do not all weigh 1, and the
    number is then multiplied by it. A metric that is no mean has ``statistics``, which returns [n, s], and ``finish``,
    which makes the number of their sums [s]: parts of a data set add up all the same. One that sees all examples at
    once, as the area under a curve does, has ``whole``, of all outputs and targets on the host, instead.
    ``linear`` makes of the values [n] of ``per_example``, targets and weights what each example adds to a metric that
    is no mean: their mean is the metric, and when examples are drawn anew both move alike, to first order.
    """

    per_example: PerExample
    weight: PerExample | None = None
    statistics: PerExample | None = None
    finish: Callable[[np.ndarray], float] | None = None
    whole: Callable[[np.ndarray, np.ndarray], float] | None = None
    linear: Linear | None = None

    @property
    def record(self) -> MetricRecord:
        """What is known of it without computing it."""
        known = {"higher_is_better": self.higher_is_better, "percent": self.percent, "counted": self.counted}
        return MetricRecord(self.name, self.title, **known)

    def sums(self, outputs: Num[Array, n * k], targets: Num[Array, n * places]) -> Float[Array, " s"]:
        """Return what adds up over parts of a data set: the weighted sum over examples and the sum of the weights.

        Of a metric that is no mean, the sums of its statistics.

        >>> accuracy = CLASSIFICATION.metric("accuracy")
        >>> accuracy.sums(jnp.eye(3), jnp.array([0, 1, 0])).tolist()
        [2.0, 3.0]
        """
        if self.statistics is not None:
            return jnp.sum(self.statistics(outputs, targets), axis=0, dtype=jnp.float32)
        total = jnp.sum(self.values(outputs, targets), dtype=jnp.float32)
        if self.weight is None:
            return jnp.stack([total, jnp.float32(len(targets))])
        return jnp.stack([total, jnp.sum(self.weight(outputs, targets), dtype=jnp.float32)])

    def of_sums(self, sums: Float64[np.ndarray, " s"]) -> float:
        """Return the number that sums over all examples give; NaN of none.

        >>> CLASSIFICATION.metric("accuracy").of_sums(np.array([2.0, 4.0]))
        0.5
        """
        if self.finish is not None:
            return self.finish(sums)
        total, weight = (float(part) for part in sums)
        return total / weight if weight else np.nan

    def contributions(
        self, examples: Float[np.ndarray, " n"], targets: Num[np.ndarray, n * places]
    ) -> Float64[np.ndarray, " n"] | None:
        """Return what each example adds to the number, from its value: their mean is the number; None where unknown.

        Of a mean with weights and of what is no mean by the delta method. Source: Cramér (1946), section 28.4.

        >>> CLASSIFICATION.metric("loss").contributions(np.array([1.0, 3.0]), np.array([0, 1])).tolist()
        [1.0, 3.0]
        """
        values = np.asarray(examples, np.float64)
        if self.linear is not None:
            return self.linear(values, targets, np.ones(len(values)))
        if self.statistics or self.finish or self.whole:
            return None
        if self.weight is None:
            return values
        weights = np.asarray(self.weight(jnp.asarray(examples), jnp.asarray(targets)), np.float64)
        middle = values.sum() / weights.sum()
        return np.asarray(middle + (values - middle * weights) / weights.mean())

    def values(self, outputs: Num[Array, n * k], targets: Num[Array, n * places]) -> Num[Array, " n"]:
        """Return the number of each example, times its weight."""
        found = self.per_example(outputs, targets)
        return found if self.weight is None else found * self.weight(outputs, targets)


@dataclass(frozen=True)
class Task(TaskRecord[Metric]):
    """A loss to train on, and metrics to report; the first is judged where nobody chooses.

    One of them may be the loss itself; it is evaluated in any case, to see whether a network still is sound.
    ``loss`` takes outputs [n, k] and targets [n] and returns [n]. ``width`` gives k from the training targets, and
    ``constant`` the outputs [k] that are best for all examples alike. ``view`` is how outputs come from the network
    where they are not just what it returns, its derivatives for example: it takes the network, a function of inputs,
    and inputs; it may differentiate in reverse mode only. ``constant`` then gives what the view shows. ``detail`` is
    what of the metrics is peculiar to a data set, such as the unit of its target, and part of the data's digest.
    ``everywhere`` says that outputs are wanted at every place of a sequence, ``outputs_predict`` that an output itself
    is the prediction, so that an activation may stand there; the logits of classes are not.
    """

    loss: PerExample
    width: Callable[[np.ndarray], int]
    constant: Callable[[np.ndarray, int], np.ndarray]  # training targets and k
    view: View | None = None
    everywhere: bool = False
    detail: str = ""
    outputs_predict: bool = False

    @property
    def record(self) -> TaskRecord[MetricRecord]:
        """What is known of it without computing anything."""
        return TaskRecord(self.name, tuple(metric.record for metric in self.metrics))

    @property
    def loss_metric(self) -> Metric:
        """The metric that is the loss itself; a nameless one where the task reports none."""
        own = (metric for metric in self.metrics if metric.name == "loss")
        return next(own, Metric("", _("loss"), self.loss, higher_is_better=False))

    @property
    def evaluated(self) -> tuple[Metric, ...]:
        """All that is computed of a network's outputs: the metrics, and the loss."""
        return tuple({metric.name: metric for metric in (*self.metrics, self.loss_metric)}.values())

    @property
    def compiled(self) -> tuple[object, ...]:
        """What of it a network's programs are made of: not how sums become numbers, or are called."""
        parts = ((one.name, one.per_example, one.weight, one.statistics, bool(one.whole)) for one in self.evaluated)
        return (self.loss, self.view, *parts)

    @property
    def sees_all(self) -> bool:
        """Whether a metric needs all outputs at once."""
        return any(metric.whole for metric in self.metrics)


def cross_entropy(outputs: Float[Array, "n k"], targets: Int[Array, " n"]) -> Float[Array, " n"]:
    """Return -log softmax(outputs)[target] for each example.

    The target is chosen by comparing, not by its place: the gradient of that would be a scatter, which takes long to
    compile and to run.

    >>> round(float(cross_entropy(jnp.zeros((1, 4)), jnp.array([2]))[0]), 4)
    1.3863
    """
    chosen = jnp.arange(outputs.shape[-1], dtype=targets.dtype)[None, :] == targets[:, None]
    return jax.nn.logsumexp(outputs, axis=-1) - jnp.sum(outputs, axis=-1, where=chosen)


def correct(outputs: Float[Array, "n k"], targets: Int[Array, " n"]) -> Float[Array, " n"]:
    """Return 1 where the largest output is the target, else 0; NaN is never correct."""
    hit = (jnp.argmax(outputs, axis=-1) == targets) & jnp.all(jnp.isfinite(outputs), axis=-1)
    return hit.astype(jnp.float32)


def squared_error(outputs: Float[Array, "n 1"], targets: Float[Array, " n"]) -> Float[Array, " n"]:
    """Return (output - target)^2 for each example; the one output stands in a column.

    >>> squared_error(jnp.array([[3.0]]), jnp.array([1.0])).tolist()
    [4.0]
    """
    return (outputs[:, 0] - targets) ** 2


def _one(targets: np.ndarray) -> int:
    return 1


def _classes(targets: np.ndarray) -> int:
    return int(targets.max()) + 1


def _mean(targets: np.ndarray, outputs: int) -> np.ndarray:
    return np.full(outputs, targets.mean(dtype=np.float64), np.float32)


def _frequencies(targets: np.ndarray, outputs: int) -> np.ndarray:
    """Return the logarithms of the classes' frequencies; a class that never occurs counts as one example."""
    counts = np.bincount(targets, minlength=outputs)
    return np.log(np.maximum(counts, 1) / len(targets)).astype(np.float32)


REGRESSION = Task(
    name="regression",
    loss=squared_error,
    metrics=(
        Metric("squared_error", _("squared error"), squared_error, higher_is_better=False),
        Metric("loss", _("loss"), squared_error, higher_is_better=False),
    ),
    width=_one,
    constant=_mean,
    outputs_predict=True,
)

CLASSIFICATION = Task(
    name="classification",
    loss=cross_entropy,
    metrics=(
        Metric("accuracy", _("accuracy"), correct, higher_is_better=True, percent=True, counted=True),
        Metric("loss", _("loss"), cross_entropy, higher_is_better=False),
    ),
    width=_classes,
    constant=_frequencies,
)


def _of_sequences(per_example: PerExample) -> PerExample:
    """Return the mean over the places of a sequence: of outputs [n, places, k] and targets [n, places]."""

    def mean(outputs: Array, targets: Array) -> Array:
        every = per_example(outputs.reshape(-1, outputs.shape[-1]), targets.reshape(-1))
        return every.reshape(targets.shape).mean(axis=1)

    return mean


def _frequencies_everywhere(targets: np.ndarray, outputs: int) -> np.ndarray:
    return np.broadcast_to(_frequencies(targets.ravel(), outputs), (targets.shape[1], outputs))


_loss_of_sequences = _of_sequences(cross_entropy)

# The next token at every place of a sequence: outputs [n, places, k], targets [n, places]
SEQUENCE = Task(
    name="sequence",
    loss=_loss_of_sequences,
    metrics=(
        Metric("loss", _("loss per token"), _loss_of_sequences, higher_is_better=False),
        Metric("accuracy", _("accuracy"), _of_sequences(correct), higher_is_better=True, percent=True),
    ),
    width=_classes,
    constant=_frequencies_everywhere,
    everywhere=True,
)
