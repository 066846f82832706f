"""A network that another process takes up from a checkpoint is the same to the last bit."""

from __future__ import annotations

import dataclasses
from typing import Any

import jax
import numpy as np
import pytest

from actlab.functions.find import find
from actlab.networks.network import network
from actlab.studies.stores.rows import same
from actlab.training.executors import threads
from actlab.training.executors.threads import Threads
from actlab.training.recipe import Recipe
from actlab.training.trainer import Member
from actlab.training.trial import Checkpoint, Key, Status, Trial

pytestmark = pytest.mark.usefixtures("hasty")


class Shelf:
    """Keeps every checkpoint, and hands out one."""

    def __init__(self, given: Checkpoint | None = None) -> None:
        self.given, self.kept = given, list[Checkpoint]()

    def checkpoint(self, key: Key) -> Checkpoint | None:
        return self.given

    def keep(self, key: Key, checkpoint: Checkpoint) -> None:
        self.kept.append(checkpoint)


@pytest.fixture(autouse=True)
def _after_every_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "KEEP_EVERY", 0.0)


def trained(recipe: Recipe, member: Member, shelf: Shelf) -> tuple[Trial, int]:
    """Return the trial, and how many steps were behind the network at the first news of it."""
    events = list(Threads(jax.devices()[:1]).run(recipe, [member], checkpoints=shelf))
    assert events[-1].trial
    return events[-1].trial, events[0].steps


CASES: dict[str, tuple[str, float, dict[str, Any]]] = {
    "plain": ("tanh", 0.1, {}),
    "an optimiser that remembers": ("elu", 0.01, {"optimizer": "adam"}),
    "a learnt slope": ("prelu", 0.1, {"optimizer": "momentum"}),
    "probes": ("relu", 0.1, {"probes": ("dead", "gradient")}),
    "nothing read of the test data": ("relu", 0.1, {"read_test": False, "curve_split": "validation"}),
    "masks and batch statistics": (
        "tanh",
        0.05,
        {"network": network("mlp(24,16,norm=batch,dropout=0.2)"), "evaluate_every": 10},
    ),
    "changed images, steps apart": (
        "relu",
        0.05,
        {"network": network("cnn(3,4,norm=batch,dropout=0.2)"), "augment": ("flip", "crop"), "probes": ("dead",)},
    ),
    "one that diverges": ("identity", 3e4, {"steps": 600, "evaluate_every": 250}),
    "one that diverges late": ("softplus", 1.9, {"steps": 600, "evaluate_every": 250}),
}


@pytest.mark.parametrize("case", CASES)
def test_straight_and_taken_up_at_every_checkpoint(recipe: Recipe, case: str) -> None:
    name, rate, changes = CASES[case]
    chosen, member = dataclasses.replace(recipe, **changes), Member(find(name), rate, 3)
    shelf = Shelf()
    straight, _first = trained(chosen, member, shelf)
    assert shelf.kept or straight.status == Status.DIVERGED
    for kept in shelf.kept[:: max(1, len(shelf.kept) // 6)]:
        again, first = trained(chosen, member, Shelf(kept))
        assert same(again, straight)
        assert first > kept.steps


def test_seconds_go_on_too(recipe: Recipe) -> None:
    shelf = Shelf()
    trained(recipe, Member(find("tanh"), 0.1, 0), shelf)
    later = shelf.kept[-1]._replace(seconds=1000.0)
    trial, _first = trained(recipe, Member(find("tanh"), 0.1, 0), Shelf(later))
    assert trial.seconds > 1000.0


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"nonsense" * 100])
def test_a_checkpoint_of_nothing_begins_anew(recipe: Recipe, content: bytes) -> None:
    member = Member(find("tanh"), 0.1, 0)
    straight, _first = trained(recipe, member, Shelf())
    again, first = trained(recipe, member, Shelf(Checkpoint(20, 1.0, (), content)))
    assert same(again, straight)
    assert first < 20


def test_a_checkpoint_of_another_network_begins_anew(recipe: Recipe) -> None:
    shelf = Shelf()
    trained(dataclasses.replace(recipe, optimizer="adam"), Member(find("tanh"), 0.1, 0), shelf)
    member = Member(find("tanh"), 0.1, 0)
    straight, _first = trained(recipe, member, Shelf())
    again, _first = trained(recipe, member, Shelf(shelf.kept[-1]))
    assert same(again, straight)


def test_no_pickle_is_ever_read(recipe: Recipe) -> None:
    from io import BytesIO

    content = BytesIO()
    np.savez(content, **{"now 0": np.array([{"a": 1}], object), "sound": np.array(-1)})
    member = Member(find("tanh"), 0.1, 0)
    trial, _first = trained(recipe, member, Shelf(Checkpoint(20, 1.0, (), content.getvalue())))
    assert trial.status == Status.FINISHED


def test_short_networks_leave_none(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    shelf = Shelf()
    trained(recipe, Member(find("tanh"), 0.1, 0), shelf)
    assert not shelf.kept
