"""Trains a population: units of work in a queue, one host thread per device, seed by seed.

A unit is a segment of one member. All activations of a seed race side by side, so that an interruption leaves
complete pairs; between segments there is room for evaluation, progress and the order to stop. One network at a
time runs on a device, in a program of its own: no member's result depends on its neighbours.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import jax
import numpy as np

from actlab.data.splits import Split
from actlab.errors import ActlabError
from actlab.training.member import Member, Program, Recipe, Score, State
from actlab.training.probes.observer import Observer, Values, numbers
from actlab.words import _

FINISHED = "finished"
DIVERGED = "diverged"


class CurvePoint(NamedTuple):
    """A member's score after so many steps, and what the probes saw: probe -> one number per hidden layer."""

    step: int
    score: Score
    probes: Values | None = None


@dataclass
class Result:
    """What became of a member. A diverged one has no scores: ``steps`` says at which step its loss broke.

    ``test`` is None, too, where the recipe leaves the test data alone.
    """

    member: Member
    status: str = FINISHED
    steps: int = 0
    test: Score | None = None
    validation: Score | None = None
    curve: list[CurvePoint] = field(default_factory=list)
    seconds: float = 0.0  # in training, evaluation and compiling left out


class Event(NamedTuple):
    """News of one member, after each segment; ``ended`` marks the last."""

    result: Result
    ended: bool


class _Course(NamedTuple):
    """The rows of every batch, and the state, which lives on the device where its last segment ran."""

    rows: np.ndarray
    state: State


@dataclass
class _Running:
    """A member in the queue; its course is None before its start."""

    order: int
    result: Result
    course: _Course | None = None

    def __lt__(self, other: _Running) -> bool:
        return self._priority < other._priority

    @property
    def _priority(self) -> tuple[int, int, int]:
        return self.result.member.seed, self.result.steps, self.order


def choose_devices(count: int | None = None) -> list[jax.Device]:
    """Return the devices to train on: by default every GPU, else one per processor core.

    Raises ActlabError when JAX has already started with fewer devices than asked for.
    """
    wanted = count or _cores()
    with contextlib.suppress(RuntimeError):  # JAX is already running in this process, with the devices it has
        jax.config.update("jax_num_cpu_devices", wanted)  # type: ignore[no-untyped-call]
    devices = jax.devices()
    if count is None:
        return devices
    if len(devices) < count:
        message = _("{count} devices were asked for, but JAX has already started here with {n}.")
        raise ActlabError(message.format(count=count, n=len(devices)))
    return devices[:count]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def train(recipe: Recipe, members: Sequence[Member], devices: Sequence[jax.Device]) -> Generator[Event, None, None]:
    """Train all members and yield an event after every segment, in the order in which they happen.

    Closing the iterator, or an exception in its consumer, stops every thread after the segment under way.
    """
    shared = _Shared(recipe, members)
    threads = [threading.Thread(target=_work, args=(shared, device), daemon=True) for device in devices]
    for thread in threads:
        thread.start()
    ended = 0
    try:
        while ended < len(members):
            event = shared.events.get()
            if isinstance(event, BaseException):
                raise event
            ended += event.ended
            yield event
    finally:
        shared.stop.set()
        for thread in threads:
            thread.join()


class _Shared:
    """What the threads share: the queue of units, the programs, the way to report and to stop."""

    def __init__(self, recipe: Recipe, members: Sequence[Member]) -> None:
        self.recipe = recipe
        self.programs = {str(m.activation): Program(recipe, m.activation) for m in members}
        self.observers = {name: Observer(program) for name, program in self.programs.items() if recipe.probes}
        self.events: queue.SimpleQueue[Event | BaseException] = queue.SimpleQueue()
        self.units: queue.PriorityQueue[_Running] = queue.PriorityQueue()
        self.stop = threading.Event()
        for order, member in enumerate(members):
            self.units.put(_Running(order, Result(member)))


def _work(shared: _Shared, device: jax.Device) -> None:
    try:
        with jax.default_device(device):
            worker = _Worker(shared, device)
            # with an empty queue, what is left is in the hands of the other threads
            while not shared.stop.is_set() and (unit := _next(shared.units)):
                ended = worker.advance(unit)
                shared.events.put(Event(unit.result, ended))
                if not ended:
                    shared.units.put(unit)
    except BaseException as error:  # handed to the consumer, which raises it
        shared.events.put(error)


def _next(units: queue.PriorityQueue[_Running]) -> _Running | None:
    try:
        return units.get_nowait()
    except queue.Empty:
        return None


class _Worker:
    """One device with its copy of the data and its compiled segments."""

    def __init__(self, shared: _Shared, device: jax.Device) -> None:
        self.shared, self.recipe, self.device = shared, shared.recipe, device
        self.compiled: dict[tuple[Any, int], Any] = {}

    @cached_property
    def train_split(self) -> Split:
        return self._put(self.recipe.data.splits.train)

    @cached_property
    def curve_split(self) -> Split:
        split: Split = getattr(self.recipe.data.splits, self.recipe.curve_split)
        return self._put(split.first(self.recipe.curve_examples))

    def advance(self, unit: _Running) -> bool:
        """Run one segment of a member; return whether it has ended."""
        result, program = unit.result, self.shared.programs[str(unit.result.member.activation)]
        if unit.course is None:
            unit.course = _Course(self.recipe.rows(result.member.seed), program.start(result.member.seed))
            self._mark(unit, program, unit.course.state)
        state, losses = self._segment(unit, program, unit.course)
        unit.course = unit.course._replace(state=state)
        broken = np.flatnonzero(~np.isfinite(losses))
        if broken.size:
            result.status, result.steps = DIVERGED, result.steps + int(broken[0]) + 1
            return True
        result.steps += len(losses)
        self._mark(unit, program, state)
        if result.steps == self.recipe.steps:
            self._finish(result, program, state)
            return True
        return False

    def _segment(self, unit: _Running, program: Program, course: _Course) -> tuple[State, np.ndarray]:
        """Take the steps up to the next point of the curve, the first of them under the probes' eyes."""
        begin, every = unit.result.steps, self.recipe.evaluate_every
        rows = course.rows[begin : begin + every]
        observer = self.shared.observers.get(str(unit.result.member.activation))
        if observer is None or not observer.of_steps:
            state, losses = self._run(unit, program.train, course.state, rows)
            return state, losses
        state, first, values = self._run(unit, observer.train, course.state, rows[:1])
        point = unit.result.curve[-1]
        unit.result.curve[-1] = point._replace(probes={**(point.probes or {}), **numbers(values)})
        if len(rows) == 1:
            return state, first
        state, losses = self._run(unit, program.train, state, rows[1:])
        return state, np.concatenate([first, losses])

    def _run(self, unit: _Running, program: Any, state: State, rows: np.ndarray) -> Any:
        """Run a compiled program on this device, compiled where it was not; the training clock runs meanwhile."""
        rate = np.float32(unit.result.member.learning_rate)
        arguments = (jax.device_put(state, self.device), rate, rows, *self.train_split)
        key = (program, len(rows))
        if key not in self.compiled:
            self.compiled[key] = program.lower(*arguments).compile()
        begin = time.perf_counter()
        state, losses, *values = self.compiled[key](*arguments)
        losses = np.asarray(losses)  # waits for the device
        unit.result.seconds += time.perf_counter() - begin
        return state, losses, *values

    def _mark(self, unit: _Running, program: Program, state: State) -> None:
        """Add a point to the curve."""
        observer = self.shared.observers.get(str(unit.result.member.activation))
        if observer:
            score, values = observer.evaluate(state.weights, self.curve_split)
            unit.result.curve.append(CurvePoint(unit.result.steps, score, values))
        else:
            score = program.evaluate(state.weights, self.curve_split)
            unit.result.curve.append(CurvePoint(unit.result.steps, score))

    def _finish(self, result: Result, program: Program, state: State) -> None:
        """Read validation data and, where the recipe says so, test data in full."""
        splits = self.recipe.data.splits
        validation = program.evaluate(state.weights, self._put(splits.validation))
        test = program.evaluate(state.weights, self._put(splits.test)) if self.recipe.read_test else None
        if np.isfinite([score.loss for score in (test, validation) if score]).all():
            result.test, result.validation = test, validation
        else:  # the very last step broke it
            result.status = DIVERGED

    def _put(self, split: Split) -> Split:
        return Split(*jax.device_put(tuple(split), self.device))
