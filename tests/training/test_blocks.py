"""Networks side by side in one program: what they compute is what they compute alone, whoever stands beside them."""

import dataclasses
import threading
from collections.abc import Callable, Sequence

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from actlab.data.dataset import Dataset
from actlab.data.sources import load
from actlab.functions.arms import arms
from actlab.functions.find import find
from actlab.functions.record import Activation
from actlab.networks.network import network
from actlab.studies.stores.rows import same
from actlab.training import programs
from actlab.training.block_trainer import BlockTrainer
from actlab.training.executors import hosting
from actlab.training.executors.blocks import Blocks, suits
from actlab.training.executors.threads import Threads
from actlab.training.recipe import Recipe
from actlab.training.trainer import Event, Executor, Member
from actlab.training.trial import Key, Status, Trial
from tests.training.test_network_pairs import tokens

WIDTH = 4
Trials = dict[tuple[str, int], Trial]


def blocks(devices: int = 1) -> Blocks:
    return Blocks(jax.devices()[:devices], WIDTH)


def trials(executor: Executor, recipe: Recipe, members: Sequence[Member]) -> Trials:
    """Return what became of members, by name and seed."""
    events = [event for event in executor.run(recipe, members) if event.trial]
    return {(str(event.member.activation), event.member.seed): event.trial for event in events if event.trial}


def of(names: Sequence[str], seeds: Sequence[int], rate: float = 0.1) -> list[Member]:
    return [Member(arms([name])[0].activation, rate, seed) for seed in seeds for name in names]


def near(a: Trial, b: Trial) -> bool:
    """Return whether two trials differ by rounding only, and by their widths."""
    points = zip(a.curve, b.curve, strict=True)
    scores = [(one.scores, other.scores) for one, other in points]
    scores += [(a.test or {}, b.test or {}), (a.validation or {}, b.validation or {})]
    kinds = (a.status, a.steps, a.reason, a.unmoved) == (b.status, b.steps, b.reason, b.unmoved)
    return kinds and all(one == pytest.approx(other, rel=1e-3, abs=0.011) for one, other in scores)


@pytest.mark.usefixtures("hasty")
def test_they_learn_what_they_learn_alone(recipe: Recipe) -> None:
    members = of(["relu", "prelu", "tanh", "layers(prelu, tanh)"], range(6))
    together, alone = trials(blocks(), recipe, members), trials(Threads(jax.devices()), recipe, members)
    assert together.keys() == alone.keys()
    for one, trial in together.items():
        assert near(trial, alone[one])
        assert trial.key == dataclasses.replace(alone[one].key, width=WIDTH)
        assert trial.correct is not None


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize(
    ("spec", "data", "more"),
    [
        # plain SGD: a bias before batch normalisation has no slope but rounding, which Adam makes a whole step of
        ("mlp(16,16,norm=batch,dropout=0.2,residual=true)", lambda: load("digits"), {}),
        ("cnn(4)", lambda: load("digits"), {"augment": ("flip", "crop")}),
        ("transformer(layers=1,width=8,heads=2)", tokens, {"optimizer": "adam"}),
        ("mlp(8)", lambda: load("poisson"), {"optimizer": "adam"}),
    ],
    ids=["perceptron", "convolutions", "transformer", "physics"],
)
def test_so_do_other_networks(recipe: Recipe, spec: str, data: Callable[[], Dataset], more: dict[str, object]) -> None:
    made = {"data": data(), "network": network(spec), "batch": 8, "steps": 20, "evaluate_every": 10, **more}
    chosen = dataclasses.replace(recipe, **made)  # type: ignore[arg-type]
    members = of(["tanh"], range(2), 0.01)
    together, alone = trials(blocks(), chosen, members), trials(Threads(jax.devices()), chosen, members)
    for one, trial in together.items():
        assert near(trial, alone[one])


def test_neighbours_change_no_bit_whatever_becomes_of_them(recipe: Recipe) -> None:
    beside = {
        "copies of it": of(["relu"], [0]),
        "other seeds": of(["relu"], range(4)),
        "one that breaks": [*of(["relu"], [0]), *of(["relu"], [1], 1e30), *of(["relu"], [2])],
        "another activation's block": of(["tanh", "relu"], [0, 5]),
    }
    found = [trials(blocks(2), recipe, members)["relu", 0] for members in beside.values()]
    assert all(same(one, found[0]) for one in found)
    assert found[0].status == Status.FINISHED


@pytest.mark.usefixtures("hasty")
def test_one_that_breaks_says_when_and_why_and_the_others_go_on(recipe: Recipe) -> None:
    members = [*of(["relu"], [0]), *of(["relu"], [1], 1e30)]
    together, alone = trials(blocks(), recipe, members), trials(Threads(jax.devices()), recipe, members)
    broken = together["relu", 1]
    assert broken.status == Status.DIVERGED
    assert (broken.steps, broken.reason) == (alone["relu", 1].steps, alone["relu", 1].reason)
    assert (broken.test, broken.validation) == (None, None)
    assert len(broken.curve) == len(alone["relu", 1].curve)
    every = trials(blocks(), recipe, of(["relu"], range(3), 1e30))
    assert {one.status for one in every.values()} == {Status.DIVERGED}


def test_a_user_s_function_that_raises_fails_its_networks_only(recipe: Recipe) -> None:
    def raising(x: jax.Array) -> jax.Array:
        raise ValueError("no such luck")

    mine = Activation("mine", "", family="yours", source=raising)
    members = [Member(one, 0.1, seed) for seed in range(2) for one in (mine, find("relu"))]
    found = trials(blocks(), recipe, members)
    assert [found["mine", seed].status for seed in range(2)] == [Status.FAILED] * 2
    assert "no such luck" in found["mine", 0].reason
    assert same(found["relu", 1], trials(blocks(), recipe, of(["relu"], range(2)))["relu", 1])


def test_what_others_train_is_left_to_them(recipe: Recipe) -> None:
    denied = blocks().key(recipe, of(["relu"], [1])[0])

    def claim(key: Key) -> bool:
        return key != denied

    news = list(blocks().run(recipe, of(["relu"], range(6)), claim))
    assert {event.member.seed for event in news if event.elsewhere} == {1}
    assert {event.member.seed for event in news if event.trial} == {0, 2, 3, 4, 5}
    nothing = list(blocks().run(recipe, of(["relu"], range(2)), lambda _key: False))
    assert [event.elsewhere for event in nothing] == [True, True]


def test_the_first_seeds_of_every_activation_come_first(recipe: Recipe) -> None:
    ended = [event.member for event in blocks().run(recipe, of(["relu", "tanh"], range(6))) if event.trial]
    assert [one.seed for one in ended[:8]] == [0, 1, 2, 3, 0, 1, 2, 3]
    assert [str(one.activation) for one in ended[:8]] == ["relu"] * 4 + ["tanh"] * 4


def test_it_stops_when_nobody_listens_any_more(recipe: Recipe) -> None:
    long = dataclasses.replace(recipe, steps=10**6, evaluate_every=1000)
    news = blocks().run(long, of(["relu"], range(4)))
    first: Event = next(news)
    assert first.trial is None
    news.close()
    alive = [thread for thread in threading.enumerate() if thread.name.startswith("Thread") and thread.daemon]
    assert not [thread for thread in alive if thread.is_alive() and "hosted" in thread.name]
    assert hosting.LEAVE < 10


def test_one_program_serves_all_blocks_of_an_activation(recipe: Recipe) -> None:
    chosen = dataclasses.replace(recipe, network=network("mlp(23)"))
    before = programs.compilations[programs.TRAIN_BLOCK]
    trials(blocks(), chosen, of(["relu"], range(9)))
    assert programs.compilations[programs.TRAIN_BLOCK] == before + 1


def test_the_seconds_of_a_block_are_shared(recipe: Recipe) -> None:
    trainer = BlockTrainer(recipe, jax.devices()[0], WIDTH)
    block = trainer.block(of(["relu"], range(2)))
    trainer.advance_block(block, lambda: False)
    assert block.courses[0].seconds == block.courses[1].seconds > 0
    assert block.started is not None
    assert block.started.states.weights["1/weight"].shape[0] == WIDTH


def test_on_processors_networks_are_trained_one_at_a_time(recipe: Recipe) -> None:
    assert not suits(recipe, jax.local_devices(backend="cpu"))


def test_states_are_the_same_draws(recipe: Recipe) -> None:
    trainer = BlockTrainer(recipe, jax.devices()[0], WIDTH)
    block = trainer.block(of(["relu"], [3, 4]))
    trainer.advance_block(block, lambda: False)
    assert block.started is not None
    assert np.array_equal(block.started.rows[0], recipe.rows(3))
    assert np.array_equal(block.started.rows[3], recipe.rows(3))  # filled up with copies of the first
    assert bool(jnp.all(jnp.isfinite(block.started.states.weights["1/weight"])))
