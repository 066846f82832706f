"""Metrics are sums with weights, so that parts add up."""

import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from actlab.data.tasks import CLASSIFICATION, REGRESSION, Metric, Task
from actlab.errors import InvalidInput

TASKS = [CLASSIFICATION, REGRESSION]


def example(task: Task, n: int) -> tuple[Array, Array]:
    draw = np.random.Generator(np.random.PCG64(1))
    outputs = jnp.asarray(draw.normal(size=(n, 3 if task is CLASSIFICATION else 1)), jnp.float32)
    targets = draw.integers(0, 3, n) if task is CLASSIFICATION else draw.normal(size=n)
    return outputs, jnp.asarray(targets, jnp.int32 if task is CLASSIFICATION else jnp.float32)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_parts_add_up(task: Task) -> None:
    outputs, targets = example(task, 10)
    for metric in task.metrics:
        whole = metric.sums(outputs, targets)
        parts = [metric.sums(outputs[part], targets[part]) for part in (slice(0, 3), slice(3, 10))]
        np.testing.assert_allclose(np.sum(parts, axis=0), whole, rtol=1e-5)
        assert float(whole[1]) == 10
        assert float(whole[0]) / 10 == pytest.approx(float(jnp.mean(metric.per_example(outputs, targets))), rel=1e-5)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_every_task_reports_its_loss_and_first_what_is_judged(task: Task) -> None:
    assert task.metric("loss").per_example is task.loss
    assert task.metric() is task.metrics[0]
    assert task.metric().name == {"classification": "accuracy", "regression": "squared_error"}[task.name]
    with pytest.raises(InvalidInput, match=r"unknown metric 'acuracy'"):
        task.metric("acuracy")


def test_examples_may_weigh_unequally() -> None:
    outputs, targets = example(CLASSIFICATION, 10)
    rare = Metric(
        "rare", "rare", CLASSIFICATION.loss, higher_is_better=False, weight=lambda o, t: jnp.where(t == 0, 5.0, 1.0)
    )
    weights = np.where(np.asarray(targets) == 0, 5, 1)
    total, weight = rare.sums(outputs, targets)
    assert float(weight) == weights.sum()
    assert float(total) == pytest.approx(float(weights @ np.asarray(CLASSIFICATION.loss(outputs, targets))), rel=1e-5)


def test_a_metric_knows_how_it_is_shown() -> None:
    accuracy, error = CLASSIFICATION.metric(), REGRESSION.metric()
    assert (accuracy.column, accuracy.unit, accuracy.percent) == ("accuracy", "points", True)
    assert (error.column, error.unit, error.title) == ("squared_error", "", "squared error")
