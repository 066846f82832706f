"""Tasks of people's own tables: the metrics that suit their targets, and examples that do not all weigh the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float, Float64, Int, Num

from actlab.data.tasks import CLASSIFICATION, REGRESSION, Linear, Metric, PerExample, Task, squared_error
from actlab.words import _

RARE = 0.2  # share of the rarest class below which accuracy says little


@cache
def classification(shares: tuple[float, ...]) -> Task:
    """Return the task of classes with these shares in the training data.

    Balanced accuracy, the mean over classes of the share that is right, comes first where the rarest has less than
    ``RARE``; else accuracy. Source: Brodersen, Ong, Stephan, Buhmann (2010).

    >>> [metric.name for metric in classification((0.9, 0.1)).metrics]
    ['balanced_accuracy', 'accuracy', 'loss', 'auc']
    """
    accuracy, loss = CLASSIFICATION.metrics
    balanced = Metric(
        "balanced_accuracy",
        _("balanced accuracy"),
        _even(shares),
        higher_is_better=True,
        percent=True,
        statistics=_right_by_class,
        finish=_mean_of_classes,
        linear=_about_mean_of_classes,
    )
    area = Metric(
        "auc", _("area under the ROC curve"), accuracy.per_example, higher_is_better=True, whole=area_under_the_curve
    )
    ordered = (balanced, accuracy, loss, area) if min(shares) < RARE else (accuracy, loss, balanced, area)
    # one class more than the largest that is there may be declared by the shares
    return replace(CLASSIFICATION, metrics=ordered, width=lambda targets: len(shares))


@cache
def _even(shares: tuple[float, ...]) -> PerExample:
    """Return what every example adds to balanced accuracy where classes have these shares."""

    def per_example(outputs: Array, targets: Array) -> Array:
        each = 1 / (len(shares) * jnp.maximum(jnp.array(shares, jnp.float32), 1e-9))
        return CLASSIFICATION.metrics[0].per_example(outputs, targets) * each[targets]

    return per_example


def _right_by_class(outputs: Float[Array, "n k"], targets: Int[Array, " n"]) -> Float[Array, "n twice"]:
    """Return of each example, class by class, whether it is of that class and right, and whether it is of it."""
    of_class = jax.nn.one_hot(targets, outputs.shape[-1])
    right = CLASSIFICATION.metrics[0].per_example(outputs, targets)
    return jnp.concatenate([of_class * right[:, None], of_class], axis=1)


def _mean_of_classes(sums: Float64[np.ndarray, " twice"]) -> float:
    """Return the mean share that is right, over the classes that are there.

    >>> _mean_of_classes(np.array([1.0, 3.0, 2.0, 3.0]))
    0.75
    """
    right, there = np.split(sums, 2)
    return float(np.mean(right[there > 0] / there[there > 0]))


def _about_mean_of_classes(values: np.ndarray, targets: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Expand the mean over classes of the weighted share that is right.

    >>> _about_mean_of_classes(np.array([2.0, 0.0, 2.0]), np.array([0, 0, 1]), np.ones(3)).tolist()
    [1.125, 0.375, 0.75]
    """
    right, classes = (values > 0).astype(np.float64), np.asarray(targets, np.int64)
    of_class = np.bincount(classes, weights)
    shares = np.bincount(classes, weights * right) / np.where(of_class > 0, of_class, 1)
    there = of_class > 0
    moved = len(values) * weights / of_class[classes] * (right - shares[classes])
    return np.asarray(shares[there].mean() + moved / there.sum())


def area_under_the_curve(outputs: Float[np.ndarray, "n k"], targets: Num[np.ndarray, n * two]) -> float:
    """Return the area under the ROC curve; of several classes the mean of each one's against the rest.

    By ranks, ties counting one half; classes that are not there, or alone, are left out. Targets [n, 2] are classes and
    weights. Sources: Mann, Whitney (1947); Hanley, McNeil (1982); against the rest: Provost, Domingos (2000).

    >>> area_under_the_curve(np.array([[0, 0.1], [0, 0.4], [0, 0.35], [0, 0.8]]), np.array([0, 0, 1, 1]))
    0.75
    """
    classes = targets[:, 0] if targets.ndim == 2 else targets
    weights = targets[:, 1] if targets.ndim == 2 else np.ones(len(targets))
    logits = np.asarray(outputs, np.float64)
    if not np.isfinite(logits).all():
        return float("nan")
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares = shifted / shifted.sum(axis=1, keepdims=True)
    wanted = [1] if outputs.shape[1] == 2 else range(outputs.shape[1])
    # of two classes the difference of the outputs has the order of the probability, and no two of it round to one
    scores = {1: logits[:, 1] - logits[:, 0]} if outputs.shape[1] == 2 else dict(enumerate(shares.T))
    areas = [_area(scores[one], classes == one, np.asarray(weights, np.float64)) for one in wanted]
    known = [area for area in areas if area is not None]
    return float(np.mean(known)) if known else float("nan")


def _area(scores: np.ndarray, positive: np.ndarray, weights: np.ndarray) -> float | None:
    if np.all(weights == weights[0]) and weights[0]:
        weights = np.ones(len(weights))  # counted, without rounding
    for_, against = weights[positive].sum(), weights[~positive].sum()
    if not for_ or not against:
        return None
    levels, places = np.unique(scores, return_inverse=True)
    below = np.bincount(places, np.where(positive, 0.0, weights), len(levels))
    before = np.cumsum(below) - below / 2
    return float((weights[positive] * before[places[positive]]).sum() / (for_ * against))


@cache
def regression(scale: float) -> Task:
    """Return the task of a target that was divided by ``scale``: errors are reported in its own unit.

    >>> mae = regression(2.0).metric("mae")
    >>> mae.of_sums(np.asarray(mae.sums(jnp.array([[3.0]]), jnp.array([1.0])), np.float64))
    4.0
    """
    loss = REGRESSION.metric("loss")

    def root(sums: np.ndarray) -> float:
        return scale * float(np.sqrt(sums[0] / sums[1]))

    def about_root(squares: np.ndarray, _targets: np.ndarray, weights: np.ndarray) -> np.ndarray:
        middle = np.average(squares, weights=weights)
        moved = weights / weights.mean() * (squares - middle)
        return scale * (middle + moved / 2) / np.sqrt(middle) if middle else np.zeros_like(squares)

    def mean(sums: np.ndarray) -> float:
        return scale * float(sums[0] / sums[1])

    return replace(
        REGRESSION,
        metrics=(
            Metric(
                "rmse",
                _("root mean squared error"),
                squared_error,
                higher_is_better=False,
                statistics=_squares,
                finish=root,
                linear=about_root,
            ),
            Metric("mae", _("mean absolute error"), _absolute, higher_is_better=False, finish=mean),
            Metric(
                "r2", _("R²"), squared_error, higher_is_better=True, statistics=_squares_of_both, finish=_determination
            ),
            loss,
        ),
        detail=f"scale {scale!r}",
    )


def _absolute(outputs: Float[Array, "n 1"], targets: Float[Array, " n"]) -> Float[Array, " n"]:
    return jnp.abs(outputs[:, 0] - targets)


def _squares(outputs: Float[Array, "n 1"], targets: Float[Array, " n"]) -> Float[Array, "n 2"]:
    errors = squared_error(outputs, targets)
    return jnp.stack([errors, jnp.ones_like(errors)], axis=1)


def _squares_of_both(outputs: Float[Array, "n 1"], targets: Float[Array, " n"]) -> Float[Array, "n 4"]:
    errors = squared_error(outputs, targets)
    return jnp.stack([errors, targets**2, targets, jnp.ones_like(errors)], axis=1)


def _determination(sums: Float64[np.ndarray, " 4"]) -> float:
    """Return 1 - (sum of squared errors) / (sum of squares about the targets' mean); NaN where that is zero.

    >>> _determination(np.array([0.5, 10.0, 4.0, 2.0]))
    0.75
    """
    errors, squares, total, n = sums
    spread = squares - total**2 / n
    return float(1 - errors / spread) if spread > 0 else float("nan")


@cache
def weighted(task: Task) -> Task:
    """Return a task whose targets [n, 2] are the value and how much the example weighs, in training and in metrics.

    >>> task = weighted(REGRESSION)
    >>> task.loss(jnp.array([[3.0]]), jnp.array([[1.0, 0.5]])).tolist()
    [2.0]
    """
    whole = task.name == CLASSIFICATION.name

    def metric(one: Metric) -> Metric:
        known = replace(one, per_example=_of_value(one.per_example, whole=whole), counted=False)
        if one.statistics is not None:
            linear = one.linear and _of_weights(one.linear, whole=whole)
            return replace(known, statistics=_times(one.statistics, whole=whole), linear=linear)
        return replace(known, weight=_weight)

    return replace(
        task,
        loss=_times(task.loss, whole=whole),
        metrics=tuple(metric(one) for one in task.metrics),
        width=lambda targets: task.width(_values(targets, whole=whole)),
        constant=_best(whole=whole),
        detail=f"{task.detail} weighted".strip(),
    )


@cache  # so that the same function gives the same programs
def _times(per_example: PerExample, *, whole: bool) -> PerExample:
    """Return a function of targets [n, 2] whose numbers are multiplied by the weights."""
    of_value = _of_value(per_example, whole=whole)

    def multiplied(outputs: Array, targets: Array) -> Array:
        found = of_value(outputs, targets)
        return found * (targets[:, 1] if found.ndim == 1 else targets[:, 1:])

    return multiplied


@cache
def _of_value(per_example: PerExample, *, whole: bool) -> PerExample:
    """Return a function of targets [n, 2] that does not look at the weights."""

    def of_value(outputs: Array, targets: Array) -> Array:
        return per_example(outputs, targets[:, 0].astype(jnp.int32) if whole else targets[:, 0])

    return of_value


@cache
def _of_weights(linear: Linear, *, whole: bool) -> Linear:
    """Return a function of targets [n, 2], whose weights are those in them."""

    def of_weights(values: np.ndarray, targets: np.ndarray, _ones: np.ndarray) -> np.ndarray:
        return linear(values, _values(targets, whole=whole), targets[:, 1].astype(np.float64))

    return of_weights


def _weight(outputs: Array, targets: Array) -> Array:
    return targets[:, 1]


def _values(targets: np.ndarray, *, whole: bool) -> np.ndarray:
    return targets[:, 0].astype(np.int32) if whole else targets[:, 0]


def _best(*, whole: bool) -> Callable[[np.ndarray, int], np.ndarray]:
    """Return what is best for all examples alike: the logarithms of the classes' weights, or the weighted mean."""

    def best(targets: np.ndarray, outputs: int) -> np.ndarray:
        values, weights = _values(targets, whole=whole), targets[:, 1].astype(np.float64)
        if whole:
            counts = np.bincount(values, weights, outputs)
            least = weights[weights > 0].min()  # a class that never occurs counts as the least example
            return np.asarray(np.log(np.maximum(counts, least) / weights.sum()), np.float32)
        return np.full(outputs, np.average(values, weights=weights), np.float32)

    return best
