"""What one prediction for all examples scores, against NumPy."""

import numpy as np
import pytest

from actlab.data.chance import Chance
from actlab.data.constant import chance
from actlab.data.dataset import Dataset, Split, Splits
from actlab.data.sources import load
from actlab.data.tasks import CLASSIFICATION, REGRESSION


def dataset(train: np.ndarray, test: np.ndarray) -> Dataset:
    def split(targets: np.ndarray) -> Split:
        return Split(np.zeros((len(targets), 1), np.float32), targets)

    task = CLASSIFICATION if train.dtype == np.int32 else REGRESSION
    return Dataset("made", "made", "CC0", task, 1.0, Splits(split(train), split(test), split(test)))


def test_the_commonest_class_of_the_training_data() -> None:
    train, test = np.array([0, 1, 1, 2, 1], np.int32), np.array([1, 1, 0, 2], np.int32)
    found = chance(dataset(train, test), "test")
    assert found.examples.tolist() == [1, 1, 0, 0]
    frequencies = np.array([1, 3, 1]) / 5
    assert found.scores["accuracy"] == 0.5
    assert found.scores["loss"] == pytest.approx(-np.mean(np.log(frequencies[test])), rel=1e-6)


def test_the_mean_of_the_training_data() -> None:
    generator = np.random.default_rng(0)
    train, test = (generator.normal(3, 2, size=n).astype(np.float32) for n in (50, 25_000))
    found = chance(dataset(train, test), "test")
    errors = (test - train.mean(dtype=np.float64)) ** 2
    assert found.scores["squared_error"] == pytest.approx(errors.mean(), rel=1e-5)
    np.testing.assert_allclose(found.examples, errors, rtol=1e-4, atol=1e-5)


def test_of_digits_about_a_tenth_is_right() -> None:
    data = load("digits")
    found = chance(data, "test")
    commonest = np.bincount(np.asarray(data.splits.train.targets)).argmax()
    assert found.scores["accuracy"] == pytest.approx(np.mean(np.asarray(data.splits.test.targets) == commonest))
    assert found.scores["loss"] == pytest.approx(np.log(10), abs=0.01)


def test_another_constant_class_is_not_better_than_chance() -> None:
    data = load("digits")
    found, targets = chance(data, "test"), np.asarray(data.splits.test.targets)
    assert not any(found.beaten_by((targets == one).astype(np.float32)) for one in range(10))


def test_a_few_examples_more_are_within_the_sampling_of_the_examples() -> None:
    """20 of 400 examples more is 4.6 standard errors when nothing else changes; 3 more are 1.7."""
    right = np.arange(400) < 40
    one = Chance(CLASSIFICATION.metrics[0], {}, right.astype(np.float64))
    assert one.beaten_by(np.arange(400) < 60)
    assert not one.beaten_by(np.arange(400) < 43)
    assert not one.beaten_by(np.zeros(400))


def test_of_errors_less_is_better() -> None:
    one = Chance(REGRESSION.metrics[0], {}, np.ones(100))
    assert one.beaten_by(np.linspace(0, 1, 100))
    assert not one.beaten_by(np.linspace(0.5, 1.6, 100))
    assert not one.beaten_by(np.full(100, np.nan))
