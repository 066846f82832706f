"""What evaluation and files add to training in the default job, and how soon the first number is on the screen."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import NamedTuple

from actlab.data.prepare.given import given
from actlab.facade.study import Study
from actlab.functions.arms import arms
from actlab.studies.bench import bench
from actlab.studies.conduct import conduct
from actlab.studies.files import write_views
from actlab.studies.plan import Plan
from actlab.studies.planning import make_plan
from actlab.studies.protocols import protocol
from actlab.studies.stores.memory import MemoryStore
from actlab.studies.stores.sqlite import SqliteStore
from actlab.studies.stores.store import Place

STEPS, SEEDS = 1000, 2
EVERY = 50  # steps from one point of the curve to the next


@dataclass(frozen=True)
class Part:
    """Seconds of one part of the job: median, least and most over the rounds; ``share`` is that of training."""

    part: str
    seconds: float
    low: float
    high: float
    share: float


class Job(NamedTuple):
    """Seconds of one run: all of it, its training on each device, its tables after every network, its figures."""

    wall: float
    training: float
    saving: float
    drawing: float


def additions(rounds: int) -> list[Part]:
    """Return seconds of two seeds of the default job at fewer steps: each part, median over rounds."""
    parts: dict[str, list[float]] = {}
    for _round in range(rounds):
        for name, seconds in _one_round().items():
            parts.setdefault(name, []).append(seconds)
    training = median(parts["training"])
    return [
        Part(name, median(values), min(values), max(values), median(values) / training)
        for name, values in parts.items()
    ]


def _one_round() -> dict[str, float]:
    often, once = (_in_a_process_of_its_own(every) for every in (EVERY, STEPS))
    # each run's own training is taken from it: on a busy machine two runs differ by more than an evaluation takes
    start = once.wall - once.training
    return {
        "training": often.training,
        f"evaluation every {EVERY} steps": often.wall - often.training - start,
        "start, compilation and final evaluation": start,
        "the store, once per network, and the tables at the end": often.saving,
        "figures": often.drawing,
    }


def _in_a_process_of_its_own(every: int) -> Job:
    # compiled programs live as long as their process: each run has to compile its own
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_job, every).result()


def _job(every: int) -> Job:
    name = "tutorial"
    chosen = arms(protocol(name).activations)
    plan = _plan(make_plan(name, chosen, {"steps": STEPS, "seeds": SEEDS}), every)
    on = bench(plan, chosen, given(plan.data.name), None)
    begin = time.perf_counter()
    study = Study.over(conduct(on, on.setup(), MemoryStore(), None, None))
    wall = time.perf_counter() - begin
    training = sum(trial.seconds for trial in study.trials) / on.executor.width
    with tempfile.TemporaryDirectory() as folder:
        saving = _saving(study, Path(folder))
        begin = time.perf_counter()
        study.draw(Path(folder))
        return Job(wall, training, saving, time.perf_counter() - begin)


def _plan(plan: Plan, every: int) -> Plan:
    return replace(plan, training=replace(plan.training, evaluate_every=every))


def _saving(study: Study, folder: Path) -> float:
    begin = time.perf_counter()
    with SqliteStore.create(folder / "study.sqlite") as store:
        for trial in study.trials:
            store.put(trial, Place())
    write_views(study.carrying(folder=folder))
    return time.perf_counter() - begin


def first_number(rounds: int) -> list[float]:
    """Return the seconds from typing `actlab compare --quick` to the first accuracy on the screen."""
    return [_first_number() for _round in range(rounds)]


def _first_number() -> float:
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "actlab", "compare", "--quick"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        for line in process.stderr:
            if "% done" in line:
                break
        seconds = time.perf_counter() - begin
        process.communicate()
    return seconds
