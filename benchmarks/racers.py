"""Contestants at work: processes that take turns and sleep between them, or whole runs, from nothing to the end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from benchmarks.contestants import Contestant
from benchmarks.rate import ONE_THREAD
from benchmarks.work import Answer, Work


class Lap(NamedTuple):
    """A turn: seconds per network-step or of a whole run, seconds on the clock, and each seed's loss at its end."""

    seconds: float
    wall: float
    losses: dict[int, float]


class Racer(Protocol):
    """Somebody who trains an activation when its turn comes."""

    @property
    def title(self) -> str:
        """What the tables call it."""

    @property
    def activations(self) -> Sequence[str]:
        """The activations that it has."""

    @property
    def own_draws(self) -> bool:
        """Whether its losses are those of weights and batches of its own."""

    def turn(self, activation: str) -> Lap:
        """Train an activation's networks."""

    def close(self) -> None:
        """End what still runs."""


@dataclass(frozen=True)
class Course:
    """What all run on: the workload, and the folder with its data and draws."""

    work: Work
    folder: Path

    @property
    def cores(self) -> list[int]:
        """The cores that may be used."""
        return sorted(os.sched_getaffinity(0))


class Worker:
    """A contestant's process, which has said what activations it has."""

    def __init__(self, contestant: Contestant, course: Course, place: int, cache: Path | None = None) -> None:
        self.name, work = contestant.name, course.work
        seeds = contestant.seeds(len(course.cores), work.population)[place]
        command = [sys.executable, "-m", "benchmarks.worker", self.name, work.name, str(course.folder)]
        command += [",".join(map(str, seeds)), str(work.steps)]
        alone = ONE_THREAD if contestant.per_core else {}
        kept = {contestant.cache: str(cache)} if cache else {}
        self.process = subprocess.Popen(
            [*command, "--core", str(course.cores[place])] if contestant.per_core else command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **alone, **kept},
        )

    def activations(self) -> list[str]:
        """Return the activations that it has, once it is ready."""
        found: list[str] = json.loads(self._line())
        return found

    def ask(self, activation: str) -> None:
        """Have an activation trained."""
        assert self.process.stdin is not None
        self.process.stdin.write(activation + "\n")
        self.process.stdin.flush()

    def answer(self) -> Answer:
        """Wait for what it took."""
        seconds, losses = json.loads(self._line())
        return Answer(seconds, {int(seed): loss for seed, loss in losses.items()})

    def close(self) -> None:
        """End the process."""
        self.process.communicate()

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended; run `{' '.join(map(str, self.process.args))} < /dev/null` to see why")
        return line


class Steady:
    """A contestant whose processes sleep between turns; a turn's time is that of its steps."""

    def __init__(self, contestant: Contestant, course: Course) -> None:
        self.title, self.own_draws = contestant.title, contestant.own_draws
        places = range(len(contestant.seeds(len(course.cores), 0)))
        self._workers = [Worker(contestant, course, place) for place in places]
        self.activations, *_others = [worker.activations() for worker in self._workers]  # waits until all are ready

    def turn(self, activation: str) -> Lap:
        """Have all processes train at once; return seconds per network-step of all together."""
        begin = time.perf_counter()
        for worker in self._workers:
            worker.ask(activation)
        answers = [worker.answer() for worker in self._workers]
        wall = time.perf_counter() - begin
        return Lap(1 / sum(1 / answer.seconds for answer in answers), wall, joined(answers))

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.close()


class Whole:
    """A contestant that starts anew at every turn, with a cache of compiled programs that is empty, or full."""

    def __init__(
        self, contestant: Contestant, course: Course, cache: Path | None = None, *, full: bool = False
    ) -> None:
        kept = {None: "", False: ", empty cache", True: ", full cache"}[full if cache else None]
        self.title, self.own_draws = contestant.title + kept, contestant.own_draws
        self.activations = course.work.activations
        self._contestant, self._course, self._cache, self._full = contestant, course, cache, full
        self._turns = 0

    def turn(self, activation: str) -> Lap:
        """Start all processes and wait for their ends; return the seconds of all that."""
        self._turns += 1
        cache = self._cache and (self._cache if self._full else self._cache / str(self._turns))
        begin = time.perf_counter()
        places = range(len(self._contestant.seeds(len(self._course.cores), self._course.work.population)))
        workers = [Worker(self._contestant, self._course, place, cache) for place in places]
        for worker in workers:
            worker.ask(activation)
        for worker in workers:
            worker.activations()
        answers = [worker.answer() for worker in workers]
        for worker in workers:
            worker.close()
        wall = time.perf_counter() - begin
        return Lap(wall, wall, joined(answers))

    def close(self) -> None:
        """Nothing runs between its turns."""


def joined(answers: Sequence[Answer]) -> dict[int, float]:
    """Return the losses of all processes, by seed."""
    return {seed: loss for answer in answers for seed, loss in answer.losses.items()}


def racers(contestants: Sequence[Contestant], course: Course) -> list[Racer]:
    """Return who races: on a population, those that keep compiled programs come twice."""
    found: list[Racer] = []
    for contestant in contestants:
        if not course.work.population:
            found.append(Steady(contestant, course))
        elif contestant.cache:
            caches = course.folder / contestant.name
            found += [Whole(contestant, course, caches / str(full), full=full) for full in (False, True)]
        else:
            found.append(Whole(contestant, course))
    return found
