"""A network that ends no better than one prediction for all examples has collapsed, and says so."""

import numpy as np
import pytest

from actlab.data.chance import Chance
from actlab.data.constant import chance
from actlab.data.sources import load
from actlab.functions.find import find
from actlab.networks.network import network
from actlab.training.devices import choose_devices
from actlab.training.executors.threads import Threads
from actlab.training.jax_trainer import JaxTrainer
from actlab.training.recipe import Recipe
from actlab.training.trainer import Member
from actlab.training.trial import Status, Trial

DATA = load("digits")


def trained(name: str, rate: float, steps: int = 60, *, read_test: bool = True) -> Trial:
    recipe = Recipe(
        data=DATA, network=network("mlp(16)"), initialisation="he", optimizer="sgd", batch=32, steps=steps,
        evaluate_every=steps, curve_examples=100, curve_split="validation", read_test=read_test,
    )  # fmt: skip
    events = Threads(choose_devices(1)).run(recipe, [Member(find(name), rate, 0)])
    return next(event.trial for event in events if event.trial)


@pytest.mark.parametrize("read_test", [True, False])
def test_a_network_that_learns_nothing_has_collapsed_though_its_loss_is_finite(*, read_test: bool) -> None:
    trial = trained("0*x", 0.1, read_test=read_test)
    assert trial.status == Status.COLLAPSED
    assert trial.reason == "it ended no better than one prediction for all examples"
    assert trial.steps == 60
    assert (trial.test is None) == (not read_test)
    assert trial.validation is not None


def test_a_network_that_learns_has_not() -> None:
    trial = trained("relu", 0.1)
    assert (trial.status, trial.reason) == (Status.FINISHED, "")


def test_which_test_examples_are_right_adds_up_to_the_accuracy() -> None:
    for name in ("relu", "0*x"):
        trial = trained(name, 0.1)
        assert trial.correct is not None
        right = np.unpackbits(np.frombuffer(trial.correct, np.uint8), count=len(DATA.splits.test))
        assert trial.test is not None
        assert right.mean() == pytest.approx(trial.test["accuracy"], rel=1e-6)


def test_without_reading_the_test_data_nothing_is_known_of_its_examples() -> None:
    assert trained("relu", 0.1, read_test=False).correct is None


def test_chance_is_that_of_the_split_that_was_read() -> None:
    assert chance(DATA, "test").scores != chance(DATA, "validation").scores


def test_few_test_examples_do_not_make_a_network_that_learns_a_failure() -> None:
    """6 of 12 right, where one prediction has 4, is within two errors; with 10 of 12 validation examples it is not."""
    targets = np.tile(np.arange(3), 4).astype(np.int32)
    constant = (targets == 0).astype(np.float64)
    test = constant.copy()
    test[[1, 4]] = 1
    validation = np.ones(12)
    validation[[2, 5]] = 0
    alone = Chance(DATA.task.metrics[0].record, {}, constant)
    both = Chance(DATA.task.metrics[0].record, {}, np.tile(constant, 2))
    assert not alone.beaten_by(test)
    assert both.beaten_by(np.concatenate([validation, test]))
    trainer = JaxTrainer(
        Recipe(DATA, network("mlp(4)"), "he", "sgd", 8, 1, 1, 8, curve_split="validation"), choose_devices(1)[0]
    )
    examples = [chance(DATA, split).examples for split in ("validation", "test")]
    np.testing.assert_array_equal(trainer.supply.chance.examples, np.concatenate(examples))
