"""A network that diverges says what was not finite first, whatever the pieces in which it was trained."""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import jax
import numpy as np
import pytest

from actlab.data.sources import load
from actlab.functions.find import find
from actlab.networks.network import network
from actlab.training import jax_trainer, replay
from actlab.training.causes import cause
from actlab.training.jax_trainer import JaxTrainer
from actlab.training.member import Program, State
from actlab.training.recipe import Recipe
from actlab.training.replay import Kind, Look, Place
from actlab.training.trainer import Course, Member
from actlab.training.trial import Status, Trial
from actlab.words import said

pytestmark = pytest.mark.usefixtures("hasty")

FINE = Look(size=8, broken=0, nan=0, largest=2.5)
INFINITE = FINE._replace(broken=3, low=-2.0, high=0.5)
NAN = INFINITE._replace(nan=3)
EVERY = {
    Place(Kind.BEFORE, "1/weight"): FINE,
    Place(Kind.ENTERS, "1"): FINE,
    Place(Kind.VALUE, "1"): FINE,
    Place(Kind.OUTPUTS): FINE,
    Place(Kind.LOSS): FINE,
    Place(Kind.SLOPE, "1"): FINE,
    Place(Kind.PARAMETER_SLOPE, "1", "a"): FINE,
    **{
        Place(kind, name): FINE
        for kind in (Kind.GRADIENT, Kind.DIRECTION, Kind.AFTER)
        for name in ("output/bias", "output/weight", "1/bias", "1/weight", "1.a")
    },
}
WORDS = {
    Kind.BEFORE: "not finite: the weights of layer 1",
    Kind.ENTERS: "the sums that enter layer 1 overflowed",
    Kind.VALUE: "the activation is ",
    Kind.OUTPUTS: "the outputs overflowed",
    Kind.LOSS: "the loss overflowed (outputs up to 2.5e+00)",
    Kind.SLOPE: "the slope of the activation is ",
    Kind.PARAMETER_SLOPE: "the gradient of the learnt parameter a of layer 1 is ",
    Kind.GRADIENT: "the gradient of the ",
    Kind.DIRECTION: "the optimiser's step for the ",
    Kind.AFTER: "the step overflowed in the ",
}
ON_THE_WAY = (Kind.BEFORE, Kind.ENTERS, Kind.VALUE, Kind.OUTPUTS, Kind.SLOPE, Kind.PARAMETER_SLOPE)


def trained(formula: str, rate: float, **changes: object) -> Trial:
    recipe = Recipe(
        data=load("digits"), network=network("mlp(16,16)"), initialisation="he", optimizer="sgd", batch=64, steps=40,
        evaluate_every=20, curve_examples=100,
    )  # fmt: skip
    trainer = JaxTrainer(dataclasses.replace(recipe, **changes), jax.devices()[0])  # type: ignore[arg-type]
    course: Course[State] = trainer.start(Member(find(formula), rate, 0))
    while course.trial is None:
        trainer.advance(course, lambda: False)
    return course.trial


@pytest.mark.filterwarnings("ignore::actlab.errors.ActlabWarning")  # such formulas are warned of, too
@pytest.mark.parametrize(
    ("formula", "rate", "words"),
    [
        ("x**a; a=2 per layer", 0.01, "step 2: at step 1, the gradient of the learnt parameter a of layer 1 is NaN: "
         "the activation has no slope in it for x from -"),
        ("log(x)", 0.01, "step 1: the activation is NaN in layer 1 for x from -"),
        ("exp(200*x*x)", 0.01, "step 1: the activation is infinite in layer 1 for x from -"),
        ("identity", 1e4, "overflowed (weights up to "),
        ("identity", 1e20, "step 2: the sums that enter layer 2 overflowed (weights up to "),
        ("x*x*x", 3e38, "step 2: at step 1, the step overflowed in the weights of the output layer (gradients up to "),
    ],
)  # fmt: skip
def test_the_cause_is_named(formula: str, rate: float, words: str) -> None:
    trial = trained(formula, rate)
    assert trial.status == Status.DIVERGED
    assert words in trial.reason
    assert trial.reason.startswith(f"its loss was not finite at step {trial.steps}: ")
    assert "\n" not in trial.reason


def test_the_inputs_at_which_it_breaks_are_those_of_a_hand_count() -> None:
    trial = trained("log(x)", 0.01)
    recipe = Recipe(load("digits"), network("mlp(16,16)"), "he", "sgd", 64, 40, 20, 100)
    weights = Program(recipe, find("log(x)")).start(0).weights
    batch = recipe.data.splits.train.inputs[recipe.rows(0)[0]]
    z = batch.reshape(64, -1) / recipe.data.unit @ np.asarray(weights["1/weight"], np.float64)
    found = re.search(r"from (\S+) to (\S+) \((\d+) of (\d+) inputs\)", trial.reason)
    assert found
    low, high, broken, size = map(float, found.groups())
    assert (broken, size) == ((z < 0).sum(), z.size)
    assert [low, high] == pytest.approx([z.min(), z[z < 0].max()], rel=5e-3)


@pytest.mark.parametrize("place", EVERY)
@pytest.mark.parametrize("look", [INFINITE, NAN])
def test_what_breaks_first_is_named_and_not_what_breaks_after_it(place: Place, look: Look) -> None:
    later = [*EVERY][[*EVERY].index(place) + 1 :]
    text = cause(EVERY | dict.fromkeys(later, NAN) | {place: look})
    assert text
    assert WORDS[place.kind] in text
    assert "{" not in said(text, "pt")


def test_what_leads_to_nothing_is_not_blamed() -> None:
    harmless = {place: NAN for place in EVERY if place.kind in ON_THE_WAY}
    assert cause(EVERY | harmless) is None
    broken = cause(EVERY | harmless | {Place(Kind.AFTER, "1.a"): INFINITE})
    assert broken == "the step overflowed in the learnt parameter a of layer 1 (gradients up to 2.5e+00)"


def test_a_late_divergence_is_found_from_a_state_on_the_way_as_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    changes = {"steps": 2000, "evaluate_every": 50}
    taken: list[int] = []
    steps = replay.Replay.steps

    def counted(self: replay.Replay, *given: Any) -> Iterator[replay.Step]:
        taken.append(len(given[2]))
        return steps(self, *given)

    monkeypatch.setattr(replay.Replay, "steps", counted)
    whole = trained("x*x", 0.03, **changes)
    assert whole.steps > jax_trainer.KEPT_EVERY
    monkeypatch.setattr(jax_trainer, "KEPT", 0)
    monkeypatch.setattr(jax_trainer, "PIECE", 1e-9)
    again = trained("x*x", 0.03, **changes)
    assert taken[0] <= jax_trainer.KEPT_EVERY + 50 < taken[1] == whole.steps
    assert (again.reason, again.curve) == (whole.reason, whole.curve)


def test_a_replay_that_cannot_be_made_leaves_the_network_diverged(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*given: object) -> None:
        raise MemoryError

    monkeypatch.setattr(replay.Replay, "steps", fails)
    trial = trained("log(x)", 0.01)
    assert (trial.status, trial.reason) == (Status.DIVERGED, "its loss was not finite at step 1")


def test_a_network_that_does_not_diverge_is_never_replayed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay.Replay, "step", None)
    assert trained("relu", 0.1).status == Status.FINISHED
