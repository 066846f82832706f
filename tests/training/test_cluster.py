"""Networks trained by the workers of a Ray cluster are those of one process, whichever worker dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import pytest

import actlab
from actlab import ActlabError, InvalidInput, compare
from actlab.data.metrics import MetricRecord
from actlab.data.sources import load
from actlab.functions.arms import arms
from actlab.studies.plan import Plan
from actlab.studies.planning import make_plan
from actlab.studies.run import prepare
from actlab.training.executors.cluster import RETRIES, Cluster
from actlab.training.jax_trainer import JaxTrainer
from actlab.training.recipe import Recipe
from actlab.training.trainer import Event, Member
from actlab.training.trial import Key

ray = pytest.importorskip("ray")
from ray import cluster_utils  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning", "ignore::UserWarning")

CHOICES: dict[str, Any] = {"quick": True, "network": "mlp(16)", "init": "lecun", "lr": 0.1, "seeds": 4, "steps": 400}
VIEWS = ("results.csv", "curves.csv", "correct.csv")
START = 60.0  # seconds for a worker to be there


class Meddler:
    """Does something to the cluster while it trains."""

    def __init__(self, meddle: Callable[[], None]) -> None:
        self.meddle, self.threads = meddle, list[threading.Thread]()

    def note(self, text: str) -> None:
        pass

    def begin(self, plan: Plan, metric: MetricRecord, members: Sequence[Member]) -> None:
        self.threads.append(threading.Thread(target=self.meddle))
        self.threads[-1].start()

    def update(self, event: Event) -> None:
        pass

    def end(self) -> None:
        for thread in self.threads:
            thread.join()


@pytest.fixture(autouse=True)
def _stopped() -> Iterator[None]:
    yield
    ray.shutdown()


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("alone") / "study"
    compare(["relu", "tanh"], out=folder, progress=False, **CHOICES)
    return folder


def same(folder: Path, other: Path) -> bool:
    return all((folder / name).read_bytes() == (other / name).read_bytes() for name in VIEWS)


def at_work() -> list[int]:
    """Return the workers that train, by their process numbers."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if place.read_bytes().startswith(b"ray::_train"):
                found.append(int(place.parent.name))
        except OSError:
            continue
    return found


def wait_for_work() -> list[int]:
    until = time.monotonic() + START
    while not (found := at_work()) and time.monotonic() < until:
        time.sleep(0.02)
    assert found
    return found


def kill_a_worker() -> None:
    os.kill(wait_for_work()[0], signal.SIGKILL)


def test_two_workers_train_what_one_process_trains(alone: Path, tmp_path: Path) -> None:
    study = compare(["relu", "tanh"], out=tmp_path / "a", cluster="local", devices=2, progress=False, **CHOICES)
    assert same(tmp_path / "a", alone)
    assert study.provenance.devices == ("ray:2",)


def test_a_worker_that_dies_costs_nothing(alone: Path, tmp_path: Path) -> None:
    progress = Meddler(kill_a_worker)
    study = compare(["relu", "tanh"], out=tmp_path / "a", cluster="local", devices=2, progress=progress, **CHOICES)
    assert not study.interrupted
    assert same(tmp_path / "a", alone)


def test_a_machine_that_dies_costs_nothing(alone: Path, tmp_path: Path) -> None:
    machines = cluster_utils.Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    second = machines.add_node(num_cpus=1)
    machines.wait_for_nodes()

    def pull_the_plug() -> None:
        wait_for_work()
        machines.remove_node(second, allow_graceful=False)

    progress = Meddler(pull_the_plug)
    compare(["relu", "tanh"], out=tmp_path / "a", cluster=machines.address, progress=progress, **CHOICES)
    assert same(tmp_path / "a", alone)
    ray.shutdown()
    machines.shutdown()


def test_a_study_that_the_cluster_began_goes_on_without_it(alone: Path, tmp_path: Path) -> None:
    compare(["relu", "tanh"], out=tmp_path / "a", cluster="local", progress=False, **{**CHOICES, "seeds": 2})
    ray.shutdown()
    compare(["relu", "tanh"], out=tmp_path / "a", progress=False, **CHOICES)
    assert same(tmp_path / "a", alone)


def test_a_function_of_the_driver_is_trained_there(tmp_path: Path) -> None:
    slope = 0.25

    def mine(x: jax.Array) -> jax.Array:
        return jnp.where(x > 0, x, slope * x)

    few = {**CHOICES, "seeds": 2, "steps": 40, "progress": False}
    here, there = compare([mine, "relu"], **few), compare([mine, "relu"], cluster="local", devices=2, **few)
    assert [trial.test for trial in here.ordered()] == [trial.test for trial in there.ordered()]


class Elsewhere(JaxTrainer):
    """A trainer whose numbers depend on the process."""

    def key(self, member: Member) -> Key:
        known = super().key(member)
        return Key(known.arm, known.recipe, known.learning_rate, known.seed, known.platform, f"process {os.getpid()}")


class Deadly(JaxTrainer):
    """A trainer that kills the worker that trains seed 1."""

    def __init__(self, recipe: Recipe, device: jax.Device) -> None:
        super().__init__(recipe, device)
        self.driver = os.getpid()

    def advance(self, course: Any, stop: Callable[[], bool]) -> None:
        if course.member.seed == 1:
            os._exit(1)
        super().advance(course, stop)


@pytest.fixture
def recipe() -> Recipe:
    plan = make_plan(
        "tutorial", arms(["relu"]), {"network": "mlp(8)", "init": "lecun", "lr": 0.1, "steps": 20}, quick=True
    )
    return prepare(plan, load(plan.data.name))


def members(seeds: int) -> list[Member]:
    return [Member(actlab.activation("relu"), 0.1, seed) for seed in range(seeds)]


def test_a_worker_with_other_libraries_is_refused(recipe: Recipe) -> None:
    with pytest.raises(ActlabError, match=r"computes with cpu x86_64, process \d+: its networks would not be the same"):
        list(Cluster("local", Elsewhere, 1).run(recipe, members(1)))


def test_what_kills_every_worker_ends_after_some_and_loses_nothing_else(recipe: Recipe) -> None:
    found: list[int] = []

    def train() -> None:
        for event in Cluster("local", Deadly, 2).run(recipe, members(3)):
            found.append(event.member.seed)

    with pytest.raises(ActlabError, match=f"seed 1 was given to {RETRIES + 1} workers of the cluster, and each of"):
        train()
    assert sorted(found) == [0, 2]


def test_what_somebody_else_has_in_hand_is_left_out(recipe: Recipe) -> None:
    events = list(Cluster("local", JaxTrainer, 2).run(recipe, members(3), lambda key: key.seed != 1))
    assert [event.member.seed for event in events if event.elsewhere] == [1]
    assert sorted(event.trial.key.seed for event in events if event.trial) == [0, 2]


def test_the_number_of_processors_is_a_local_clusters() -> None:
    with pytest.raises(InvalidInput, match="a cluster at auto uses all its processors"):
        Cluster("auto", JaxTrainer, 2)


def test_nobody_at_the_address() -> None:
    with pytest.raises(InvalidInput, match="no Ray cluster answers at auto"):
        Cluster("auto", JaxTrainer)


def test_a_worker_compiles_a_program_once(recipe: Recipe) -> None:
    """What is sent once more is the same network, task and activation, by which programs are known."""
    sent = ray.cloudpickle.dumps((recipe, members(1)))
    (first, one), (second, other) = (ray.cloudpickle.loads(sent) for _time in range(2))
    assert first.network is second.network
    assert (first.data.task, hash(first.data.task)) == (second.data.task, hash(second.data.task))
    assert one[0].activation == other[0].activation
