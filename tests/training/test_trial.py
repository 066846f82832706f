"""A trial is frozen and can travel; a key is all that a network's bits depend on."""

import dataclasses
import pickle
from collections.abc import Callable

import jax
import numpy as np
import pytest

from actlab.functions.find import find
from actlab.training.jax_trainer import JaxTrainer
from actlab.training.recipe import Recipe
from actlab.training.trainer import Course, Member
from actlab.training.trial import CurvePoint, Frozen, Key, Status, Trial
from actlab.words import said

Run = Callable[..., dict[tuple[str, int], Trial]]

CHANGES = {
    "steps": 51,
    "batch": 33,
    "initialisation": "he",
    "optimizer": "adam",
    "evaluate_every": 10,
    "curve_examples": 10,
    "curve_split": "validation",
    "read_test": False,
    "probes": ("dead",),
}


def test_a_trial_is_frozen_and_can_be_pickled(run: Run) -> None:
    for trial in run(["relu", "tanh"], probes=("dead",)).values():
        assert pickle.loads(pickle.dumps(trial)) == trial
        with pytest.raises(dataclasses.FrozenInstanceError):
            trial.steps = 3  # type: ignore[misc]
        assert trial.test is not None
        assert set(trial.test) == {"accuracy", "loss"}
        assert trial.reason == ""
        assert {trial: 1}[pickle.loads(pickle.dumps(trial))] == 1
        seen = trial.curve[0].probes
        for mapping in (trial.test, trial.validation, trial.curve[0].scores, seen):
            with pytest.raises(TypeError):
                mapping["accuracy"] = 1.0  # type: ignore[index]


def test_a_trial_keeps_mappings_of_its_own() -> None:
    scores, seen = {"loss": 0.5}, {"dead": (0.0,)}
    key = Key("a", "r", 0.1, 0, "cpu", "jax 1")
    trial = Trial(key, Status.FINISHED, 1, test=scores, curve=(CurvePoint(0, scores, seen),))
    scores["loss"] = seen["dead"] = 2.0  # type: ignore[assignment]
    assert trial.test == trial.curve[0].scores == {"loss": 0.5} != scores
    assert trial.curve[0].probes == {"dead": (0.0,)}
    assert Frozen({"loss": 0.5}) == {"loss": 0.5}
    with pytest.raises(AttributeError):
        trial.test.more = 3  # type: ignore[union-attr]


def test_a_diverged_network_has_a_step_a_reason_and_no_scores(run: Run) -> None:
    (trial,) = run(["identity"], lr=1e4).values()
    assert trial.status == Status.DIVERGED == "diverged"
    assert trial.test is trial.validation is None
    assert 1 <= trial.steps <= 50
    assert trial.reason.startswith(f"its loss was not finite at step {trial.steps}: ")
    assert str(trial.steps) in said(pickle.loads(pickle.dumps(trial)).reason, "pt")
    (fine,) = run(["identity"], lr=0.1).values()
    assert (fine.status, fine.steps) == (Status.FINISHED, 50)


def test_an_evaluation_that_is_not_finite_diverged(recipe: Recipe) -> None:
    trainer = JaxTrainer(dataclasses.replace(recipe, steps=1), jax.devices()[0])
    course = trainer.start(Member(find("identity"), float(np.float32(3e38)), 0))
    trainer.advance(course, lambda: False)
    assert course.trial is not None
    assert (course.trial.status, course.trial.steps, course.trial.test) == (Status.DIVERGED, 1, None)


@pytest.mark.parametrize("field", CHANGES)
def test_a_recipe_is_known_by_every_choice(recipe: Recipe, field: str) -> None:
    changed = dataclasses.replace(recipe, **{field: CHANGES[field]})  # type: ignore[arg-type]
    assert changed.digest != recipe.digest == dataclasses.replace(recipe).digest


def test_which_metric_is_judged_changes_no_network(recipe: Recipe) -> None:
    changed = dataclasses.replace(recipe, metric="loss")
    assert (changed.judged.name, recipe.judged.name) == ("loss", "accuracy")
    assert changed.digest == recipe.digest


def test_a_key_is_known_by_every_field(recipe: Recipe) -> None:
    key = JaxTrainer(recipe, jax.devices()[0]).key(Member(find("relu"), 0.1, 3))
    assert key.platform.startswith("cpu ")
    assert "jax " in key.versions
    changes = {"arm": "", "recipe": "", "learning_rate": 0.2, "seed": 4, "platform": "", "versions": "", "width": 2}
    changed = [dataclasses.replace(key, **{field: value}) for field, value in changes.items()]  # type: ignore[arg-type]
    assert set(changes) == {field.name for field in dataclasses.fields(Key)}
    assert len({key.digest, *(one.digest for one in changed)}) == 1 + len(changes)


def test_pieces_change_no_bit_and_points_stay(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (whole,) = run(["elu"], evaluate_every=50).values()
    (parts,) = run(["elu"], evaluate_every=7).values()
    monkeypatch.setattr("actlab.training.jax_trainer.PIECE", 1e-9)
    (single,) = run(["elu"], evaluate_every=7).values()
    assert (whole.test, whole.validation) == (parts.test, parts.validation) == (single.test, single.validation)
    assert [point.step for point in parts.curve] == [0, 7, 14, 21, 28, 35, 42, 49, 50]
    assert single.curve == parts.curve


def test_a_stop_is_seen_within_an_evaluation(recipe: Recipe) -> None:
    from actlab.training.trainer import Stopped

    trainer = JaxTrainer(recipe, jax.devices()[0])
    course: Course = trainer.start(Member(find("relu"), 0.1, 0))
    with pytest.raises(Stopped):
        trainer.advance(course, lambda: True)
