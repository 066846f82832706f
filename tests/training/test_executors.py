"""What threads promise: independence of neighbours and devices, complete pairs, failing alone, stopping soon."""

import dataclasses
import threading
import time
from collections import Counter
from collections.abc import Callable

import jax
import pytest

from actlab.functions.find import find
from actlab.functions.record import Activation
from actlab.training import programs
from actlab.training.executors import hosting
from actlab.training.executors.threads import Threads
from actlab.training.jax_trainer import JaxTrainer
from actlab.training.recipe import Recipe
from actlab.training.trainer import Course, Member
from actlab.training.trial import Key, Status, Trial

pytestmark = pytest.mark.usefixtures("hasty")

Run = Callable[..., dict[tuple[str, int], Trial]]


def bits(trials: dict[tuple[str, int], Trial], name: str, seeds: int = 2) -> list[Trial]:
    """Return the trials of one activation; two networks take not the same time, all else is compared."""
    return [dataclasses.replace(trials[name, seed], seconds=0.0) for seed in range(seeds)]


def yours(function: Callable[[jax.Array], jax.Array], name: str) -> Activation:
    return Activation(name, "", family="yours", source=function)


def raising(x: jax.Array) -> jax.Array:
    raise ValueError("no such luck")


def test_neighbours_and_devices_change_no_bit(run: Run) -> None:
    alone = bits(run(["relu"], seeds=2, devices=1), "relu")
    assert alone == bits(run(["relu"], seeds=2, devices=2), "relu")
    assert alone == bits(run(["tanh", "relu", "elu"], seeds=3, devices=2), "relu")
    assert alone == bits(run(["elu", "relu"], seeds=2, devices=1), "relu")


def test_seeds_finish_in_order_as_complete_pairs(run: Run) -> None:
    ended = [seed for _name, seed in run(["relu", "tanh", "elu"], seeds=4, devices=1)]
    assert ended == sorted(ended)


def test_a_network_that_cannot_be_traced_fails_alone(run: Run, recipe: Recipe) -> None:
    alone = bits(run(["relu"], seeds=2), "relu")
    members = [Member(a, 0.1, seed) for seed in range(2) for a in (yours(raising, "mine"), find("relu"))]
    news = [event for event in Threads(jax.devices()).run(recipe, members) if event.trial]
    trials = {(str(event.member.activation), event.member.seed): event.trial for event in news if event.trial}
    assert bits(trials, "relu") == alone
    for seed in range(2):
        assert trials["mine", seed].status == Status.FAILED
        assert trials["mine", seed].test is trials["mine", seed].validation is None
        assert "no such luck" in trials["mine", seed].reason
        assert "\n" not in trials["mine", seed].reason


@pytest.mark.parametrize("initialisation", ["lecun", "matched"])
def test_a_function_of_yours_trains_on_every_device(recipe: Recipe, initialisation: str) -> None:
    chosen = dataclasses.replace(recipe, initialisation=initialisation)
    members = [Member(yours(lambda x: jax.numpy.where(x > 0, x, 0), "mine"), 0.1, seed) for seed in range(2)]
    found = []
    for device in jax.devices():
        trials = [event.trial for event in Threads([device]).run(chosen, members) if event.trial]
        assert [trial.status for trial in trials] == [Status.FINISHED] * 2, trials[0].reason
        found.append([(trial.test, trial.curve) for trial in trials])
    assert found[0] == found[1]


def test_what_has_failed_is_not_tried_again(recipe: Recipe) -> None:
    tries: list[int] = []

    def counting(x: jax.Array) -> jax.Array:
        tries.append(1)
        raise ValueError("again?")

    mine = yours(counting, "mine")  # one record: what the function holds, its list, changes when it is called
    members = [Member(mine, 0.1, seed) for seed in range(20)]
    threads = Threads(jax.devices()[:1])
    for _call in range(2):
        assert [event.trial.status for event in threads.run(recipe, members) if event.trial] == [Status.FAILED] * 20
    assert len(tries) == 2  # it is looked at, how its slope can be had, and then traced: once for all


def test_a_network_that_cannot_be_started_fails_alone(recipe: Recipe) -> None:
    matched = dataclasses.replace(recipe, initialisation="matched")
    members = [Member(a, 0.1, 0) for a in (yours(raising, "mine"), find("relu"))]
    trials = {str(e.member.activation): e.trial for e in Threads(jax.devices()).run(matched, members) if e.trial}
    assert trials["relu"].status == Status.FINISHED
    assert trials["mine"].status == Status.FAILED
    assert "no such luck" in trials["mine"].reason


def test_an_error_of_a_network_has_its_place(recipe: Recipe) -> None:
    broken = dataclasses.replace(recipe, network=recipe.network._replace(apply=lambda *_: 1 / 0))
    (trial,) = [e.trial for e in Threads(jax.devices()).run(broken, [Member(find("relu"), 0.1, 0)]) if e.trial]
    assert trial.status == Status.FAILED
    assert trial.reason.startswith("ZeroDivisionError: division by zero (")
    assert "test_executors.py:" in trial.reason


def test_a_lack_of_memory_is_a_reason(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out(*_: object) -> None:
        raise RuntimeError("RESOURCE_EXHAUSTED: Out of memory allocating 1099511627776 bytes.")

    monkeypatch.setattr("actlab.training.jax_trainer.JaxTrainer.advance", run_out)
    (trial,) = [e.trial for e in Threads(jax.devices()).run(recipe, [Member(find("relu"), 0.1, 0)]) if e.trial]
    assert trial.reason.startswith("there is not enough memory (RuntimeError: RESOURCE_EXHAUSTED")


def test_closing_the_iterator_stops_every_thread(recipe: Recipe) -> None:
    members = [Member(find("relu"), 0.1, seed) for seed in range(50)]
    before = threading.active_count()
    events = Threads(jax.devices()[:2]).run(recipe, members)
    next(events)
    events.close()
    assert threading.active_count() == before


def test_what_is_denied_is_left_out_and_said(recipe: Recipe) -> None:
    members = [Member(find(name), 0.1, seed) for seed in range(3) for name in ("relu", "tanh")]
    asked: list[tuple[str, int]] = []
    for devices in (1, 2):
        threads = Threads(jax.devices()[:devices])
        named = {threads.key(recipe, member): (member.activation.name, member.seed) for member in members}
        asked.clear()

        def claim(key: Key, named: dict[Key, tuple[str, int]] = named) -> bool:
            asked.append(named[key])
            return named[key] not in (("relu", 1), ("tanh", 2))

        news = list(threads.run(recipe, members, claim))
        ended = {(one.member.activation.name, one.member.seed) for one in news if one.trial}
        left = {(one.member.activation.name, one.member.seed) for one in news if one.elsewhere}
        assert left == {("relu", 1), ("tanh", 2)}
        assert ended == {*named.values()} - left
        assert sorted(asked) == sorted(named.values())  # each once
        assert [seed for _name, seed in asked] == sorted(seed for _name, seed in asked)  # when its turn comes
    assert list(Threads(jax.devices()[:1]).run(recipe, [], claim)) == []
    assert [one.trial for one in threads.run(recipe, members, lambda _key: False)] == [None] * 6


def test_claims_are_made_when_a_network_begins(recipe: Recipe) -> None:
    members = [Member(find("relu"), 0.1, seed) for seed in range(20)]
    asked: list[int] = []

    def claim(key: Key) -> bool:
        asked.append(key.seed)
        return True

    events = Threads(jax.devices()[:1]).run(recipe, members, claim)
    while not next(events).trial:
        pass
    assert len(asked) < 20
    events.close()


def test_a_claim_that_fails_ends_the_run(recipe: Recipe) -> None:
    def claim(_key: Key) -> bool:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        list(Threads(jax.devices()[:2]).run(recipe, [Member(find("relu"), 0.1, 0)], claim))


class Sleeper:
    """A trainer whose one step takes very long."""

    def __init__(self, recipe: Recipe, device: jax.Device) -> None:
        self.inner = JaxTrainer(recipe, device)
        self.start, self.key = self.inner.start, self.inner.key

    def advance(self, course: Course, stop: Callable[[], bool]) -> None:
        if course.member.seed:
            time.sleep(60)
        course.steps += 1


def test_a_thread_deep_in_one_long_step_is_left_behind(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosting, "LEAVE", 0.2)
    events = Threads(jax.devices()[:2], Sleeper).run(recipe, [Member(find("relu"), 0.1, s) for s in range(2)])
    next(events)
    begin = time.monotonic()
    events.close()
    assert time.monotonic() - begin < 2


def test_programs_are_compiled_once(recipe: Recipe) -> None:
    chosen = dataclasses.replace(recipe, network=recipe.network, batch=31, evaluate_every=10)  # a batch of its own
    names = ["relu", "tanh", "elu", "gelu"]
    before = Counter(programs.compilations)
    for seeds in (range(2), range(2, 6)):
        members = [Member(find(name), 0.1, seed) for seed in seeds for name in names]
        list(Threads(jax.devices()[:1]).run(chosen, members))
    made = programs.compilations - before
    assert made[programs.TRAIN] == 4
    assert made[programs.STEP] == made[programs.LOOK] == 0
    changes = {"steps": 30, "initialisation": "he", "read_test": False, "evaluate_every": 15}
    after = Counter(programs.compilations)
    again = [Member(find(name), 0.02, 7) for name in names]
    list(Threads(jax.devices()[:1]).run(dataclasses.replace(chosen, **changes), again))  # type: ignore[arg-type]
    assert programs.compilations == after


def test_an_identical_second_run_compiles_nothing_at_all(run: Run) -> None:
    run(["relu", "tanh"], seeds=2, devices=1, optimizer="adam")
    told: list[str] = []

    def listen(event: str, _seconds: float, **_: object) -> None:
        if "backend_compile" in event:
            told.append(event)

    jax.monitoring.register_event_duration_secs_listener(listen)
    run(["relu", "tanh"], seeds=2, devices=1, optimizer="adam")
    assert told == []
