"""Metrics of people's tables against scikit-learn, in parts and whole, with weights and without."""

import jax.numpy as jnp
import numpy as np
import pytest
from sklearn import metrics as oracle

from actlab.data.table_tasks import classification, regression, weighted
from actlab.data.tasks import CLASSIFICATION, REGRESSION, Metric, Task

pytestmark = pytest.mark.usefixtures("hasty")


def draw(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def number(task: Task, name: str, outputs: np.ndarray, targets: np.ndarray, parts: int = 3) -> float:
    """Return a metric as a trainer takes it: part by part."""
    metric: Metric = task.metric(name)
    if metric.whole:
        return metric.whole(outputs, targets)
    pairs = zip(np.array_split(outputs, parts), np.array_split(targets, parts), strict=True)
    sums = [np.asarray(metric.sums(jnp.asarray(o), jnp.asarray(t)), np.float64) for o, t in pairs]
    return metric.of_sums(np.sum(sums, axis=0))


@pytest.mark.parametrize("classes", [2, 3, 7])
@pytest.mark.parametrize("weighs", [False, True])
def test_classification_against_scikit_learn(classes: int, *, weighs: bool) -> None:
    d = draw(classes)
    outputs = np.round(d.normal(size=(300, classes)), 1).astype(np.float32)  # rounded, so that there are ties
    targets = np.minimum(d.integers(0, classes * 2, 300), classes - 1).astype(np.int32)
    weights = d.integers(1, 5, 300).astype(np.float32) if weighs else np.ones(300, np.float32)
    task = classification(tuple(np.bincount(targets, minlength=classes) / 300))
    given = np.stack([targets, weights], axis=1).astype(np.float32) if weighs else targets
    task = weighted(task) if weighs else task
    guessed = outputs.argmax(axis=1)
    shares = np.exp(outputs.astype(np.float64))
    shares /= shares.sum(axis=1, keepdims=True)
    score = outputs[:, 1].astype(np.float64) - outputs[:, 0] if classes == 2 else shares
    area = (
        oracle.roc_auc_score(targets, score, sample_weight=weights)
        if classes == 2
        else np.mean([oracle.roc_auc_score(targets == k, shares[:, k], sample_weight=weights) for k in range(classes)])
    )
    wanted = {
        "accuracy": oracle.accuracy_score(targets, guessed, sample_weight=weights),
        "balanced_accuracy": oracle.balanced_accuracy_score(targets, guessed, sample_weight=weights),
        "loss": oracle.log_loss(targets, shares, sample_weight=weights, labels=range(classes)),
        "auc": area,
    }
    assert wanted.keys() == {metric.name for metric in task.metrics}
    for name, value in wanted.items():
        assert number(task, name, outputs, given) == pytest.approx(value, rel=2e-6), name


@pytest.mark.parametrize("scale", [1.0, 250.0])
@pytest.mark.parametrize("weighs", [False, True])
def test_regression_against_scikit_learn(scale: float, *, weighs: bool) -> None:
    d = draw(1)
    targets = d.normal(size=200).astype(np.float32)
    outputs = (targets + 0.3 * d.normal(size=200)).astype(np.float32)[:, None]
    weights = d.integers(1, 5, 200).astype(np.float32) if weighs else np.ones(200, np.float32)
    task = weighted(regression(scale)) if weighs else regression(scale)
    given = np.stack([targets, weights], axis=1) if weighs else targets
    true, guessed = targets.astype(np.float64) * scale, outputs[:, 0].astype(np.float64) * scale
    wanted = {
        "rmse": oracle.mean_squared_error(true, guessed, sample_weight=weights) ** 0.5,
        "mae": oracle.mean_absolute_error(true, guessed, sample_weight=weights),
        "r2": oracle.r2_score(true, guessed, sample_weight=weights),
    }
    for name, value in wanted.items():
        assert number(task, name, outputs, given) == pytest.approx(value, rel=1e-5), name


def test_what_is_judged_where_a_class_is_rare() -> None:
    assert classification((0.81, 0.19)).metric().name == "balanced_accuracy"
    assert classification((0.8, 0.2)).metric().name == "accuracy"


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.95, 0.05), (0.6, 0.3, 0.1)])
def test_one_prediction_for_all_has_balanced_accuracy_of_one_class_in_all(shares: tuple[float, ...]) -> None:
    targets = np.repeat(np.arange(len(shares)), np.round(np.array(shares) * 100).astype(int)).astype(np.int32)
    task = classification(shares)
    outputs = np.broadcast_to(task.constant(targets, len(shares)), (len(targets), len(shares)))
    assert number(task, "balanced_accuracy", outputs, targets) == pytest.approx(1 / len(shares))
    assert number(task, "auc", outputs, targets) == pytest.approx(0.5)
    if task.metric().name == "balanced_accuracy":  # the examples' values, of which the mean is the same here
        values = task.metric().values(jnp.asarray(outputs), jnp.asarray(targets))
        assert float(values.mean()) == pytest.approx(1 / len(shares), rel=1e-5)


def test_a_class_that_is_not_there_is_left_out() -> None:
    outputs = np.eye(3, dtype=np.float32)[[0, 1, 0]]
    targets = np.array([0, 1, 0], np.int32)
    task = classification((0.5, 0.4, 0.1))
    assert number(task, "balanced_accuracy", outputs, targets, parts=1) == 1.0
    assert number(task, "auc", outputs, targets) == 1.0


@pytest.mark.parametrize("task", [classification((0.7, 0.3)), regression(1.0)], ids=lambda task: task.name)
def test_doubling_an_example_is_weighing_it_twice(task: Task) -> None:
    d = draw(3)
    outputs = d.normal(size=(40, 2 if task.name == "classification" else 1)).astype(np.float32)
    targets = d.integers(0, 2, 40).astype(np.int32 if task.name == "classification" else np.float32)
    twice = np.concatenate([np.arange(40), np.arange(10)])
    weights = np.where(np.arange(40) < 10, 2.0, 1.0).astype(np.float32)
    given = np.stack([targets.astype(np.float32), weights], axis=1)
    for metric in task.metrics:
        doubled = number(task, metric.name, outputs[twice], targets[twice])
        assert number(weighted(task), metric.name, outputs, given) == pytest.approx(doubled, rel=1e-5), metric.name
    constant = weighted(task).constant(given, outputs.shape[1])
    np.testing.assert_allclose(constant, task.constant(targets[twice], outputs.shape[1]), rtol=1e-5)


def _examples(task: Task) -> tuple[np.ndarray, np.ndarray]:
    """Return outputs and targets of 40 examples, with weights where the task has them."""
    d, whole = draw(7), "classification" in task.name
    outputs = d.normal(size=(40, 3 if whole else 1)).astype(np.float32)
    targets = np.arange(40) % 3 if whole else d.normal(size=40)
    weights = d.integers(1, 5, 40)
    given = np.stack([targets, weights], axis=1) if "weighted" in task.detail else targets
    return outputs, given.astype(np.float32 if given.ndim == 2 or not whole else np.int32)


PLAIN = [REGRESSION, CLASSIFICATION, regression(1.0), regression(250.0), classification((0.1, 0.2, 0.7))]


@pytest.mark.parametrize(
    "task", [*PLAIN, *map(weighted, PLAIN)], ids=lambda task: f"{task.metrics[0].name} {task.detail}"
)
def test_contributions_have_the_number_for_their_mean_and_move_as_it_does(task: Task) -> None:
    first, (outputs, targets) = task.metrics[0], _examples(task)
    one_by_one = zip(jnp.split(jnp.asarray(outputs), 40), jnp.split(jnp.asarray(targets), 40), strict=True)
    sums = np.array([first.sums(o, t) for o, t in one_by_one], np.float64)
    values = np.asarray(first.values(jnp.asarray(outputs), jnp.asarray(targets)), np.float64)
    found = first.contributions(values, targets)
    assert found is not None

    def of(draws: np.ndarray) -> float:
        return first.of_sums(draws @ sums)

    assert found.mean() == pytest.approx(of(np.ones(40)), rel=1e-6)
    step = 1e-4
    for place in range(40):  # a little more or less of one example
        one = step * (np.arange(40) == place)
        moved = (of(1 + one) - of(1 - one)) / (2 * step)
        assert moved == pytest.approx((found[place] - found.mean()) / 40, rel=1e-3, abs=1e-6 * abs(found.mean()))


def test_a_perfect_fit_has_contributions_too() -> None:
    found = regression(3.0).metrics[0].contributions(np.zeros(4), np.ones(4))
    assert found is not None
    assert found.tolist() == [0, 0, 0, 0]


def test_a_class_that_is_not_there_does_not_count() -> None:
    first = classification((0.05, 0.5, 0.45)).metrics[0]
    found = first.contributions(np.array([1.0, 0.0]), np.array([1, 2]))
    assert found is not None
    assert found.mean() == 0.5


@pytest.mark.parametrize(
    "metric",
    [*(regression(1.0).metric(name) for name in ("mae", "r2")), classification((0.9, 0.1)).metric("auc")],
    ids=lambda metric: metric.name,
)
def test_of_others_nobody_knows(metric: Metric) -> None:
    assert metric.contributions(np.ones(4), np.ones(4)) is None
