"""Trains on this machine: units of work in a queue, one host thread per device, seed by seed.

A unit is a piece of one network. All activations of a seed race side by side, so that an interruption leaves complete
pairs; between pieces there is room for evaluation, progress and the order to stop.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress

import jax

from actlab.training.executors.hosting import News, hosted
from actlab.training.faults import reason
from actlab.training.jax_trainer import JaxTrainer
from actlab.training.member import State
from actlab.training.recipe import Recipe
from actlab.training.trainer import (
    Checkpoints,
    Claim,
    Course,
    Event,
    Member,
    Resumable,
    Stopped,
    Trainer,
    everything,
)
from actlab.training.trial import Key, Status

KEEP_EVERY = 60.0  # seconds of training that may be lost of a network

Cause = tuple[str, str, str]  # what a failure is due to: the activation, the network, the initialisation


class Threads:
    """One host thread per device. What has failed once is not tried again as long as this object lives."""

    def __init__(
        self,
        devices: Sequence[jax.Device],
        trainer: Callable[[Recipe, jax.Device], Trainer[State]] = JaxTrainer,
    ) -> None:
        self.devices, self.trainer = tuple(devices), trainer
        self._failed: dict[Cause, str] = {}
        self._asked: tuple[Recipe, Trainer[State]] | None = None  # who was asked for a key, and may train next

    @property
    def width(self) -> int:
        """How many networks are trained at a time."""
        return len(self.devices)

    @property
    def here(self) -> int:
        """How many of them this machine has to hold at a time: all."""
        return self.width

    @property
    def names(self) -> tuple[str, ...]:
        """What trains, for the record."""
        return tuple(f"{device.platform}:{device.id}" for device in self.devices)

    def key(self, recipe: Recipe, member: Member) -> Key:
        """Return all that a network's bits depend on."""
        if self._asked is None or self._asked[0] != recipe:
            self._asked = recipe, self.trainer(recipe, self.devices[0])
        return self._asked[1].key(member)

    def run(
        self,
        recipe: Recipe,
        members: Sequence[Member],
        claim: Claim = everything,
        checkpoints: Checkpoints | None = None,
    ) -> Generator[Event, None, None]:
        """Train all members and yield an event after every piece, in the order in which they happen.

        A member that ``claim`` denies when it is about to begin is left out, which is an event as well: as late as
        that, so that processes that share the work go through the seeds together, and end together.
        Closing the generator, or an exception in its consumer, stops every thread after the piece under way, or
        leaves it behind after LEAVE seconds.
        """
        asked, self._asked = self._asked, None
        first = asked[1] if asked and asked[0] == recipe else self.trainer(recipe, self.devices[0])
        trainers = [first, *(self.trainer(recipe, device) for device in self.devices[1:])]
        shared = _Shared(recipe, [trainers[0].start(member) for member in members], self._failed, claim, checkpoints)

        def work(news: News, stop: threading.Event, trainer: Trainer[State]) -> None:
            _work(shared, trainer, news, stop)

        yield from hosted(trainers, work, len(members))


class _Shared:
    """What the threads share: the queue of units, and what has failed."""

    def __init__(
        self,
        recipe: Recipe,
        courses: Sequence[Course[State]],
        failed: dict[Cause, str],
        claim: Claim,
        checkpoints: Checkpoints | None,
    ) -> None:
        self.recipe, self.failed, self._claim, self._checkpoints = recipe, failed, claim, checkpoints
        self._waiting = {course.key for course in courses}  # those that have not begun
        self._units = [(course.member.seed, course.steps, order, course) for order, course in enumerate(courses)]
        heapq.heapify(self._units)
        self._lock = threading.Lock()

    def take(self, news: News, stop: threading.Event) -> tuple[int, Course[State]] | None:
        """Return the next unit; None where there is none: what is left is in the hands of other threads."""
        with self._lock:
            while self._units and not stop.is_set():
                _seed, _steps, order, course = heapq.heappop(self._units)
                if self._begun(course):
                    return order, course
                news.put(course.event._replace(elsewhere=True))
            return None

    def put(self, order: int, course: Course[State]) -> None:
        """Put a course back where it goes on."""
        if course.trial is None:
            with self._lock:
                heapq.heappush(self._units, (course.member.seed, course.steps, order, course))

    def _begun(self, course: Course[State]) -> bool:
        """Return whether a network is trained here; it is claimed when its turn comes."""
        if course.key not in self._waiting:
            return True
        self._waiting.remove(course.key)
        return self._claim(course.key)

    def begin(self, course: Course[State], trainer: Trainer[State]) -> None:
        """Take a network up where a checkpoint has it."""
        if self._checkpoints is None or not isinstance(trainer, Resumable):
            return
        if found := self._checkpoints.checkpoint(course.key):
            with suppress(ValueError):  # of another make: it begins anew
                trainer.take_up(course, found)

    def keep(self, course: Course[State], trainer: Trainer[State]) -> None:
        """Keep a network from time to time."""
        if self._checkpoints is None or not isinstance(trainer, Resumable) or course.trial is not None:
            return
        if course.seconds - course.kept >= KEEP_EVERY:
            self._checkpoints.keep(course.key, trainer.pack(course))
            course.kept = course.seconds

    def cause(self, member: Member) -> Cause:
        """Return what a failure of a member would be due to."""
        return member.activation.digest, self.recipe.network.spec, self.recipe.initialisation


def _work(shared: _Shared, trainer: Trainer[State], news: News, stop: threading.Event) -> None:
    while unit := shared.take(news, stop):
        order, course = unit
        cause = shared.cause(course.member)
        try:
            if cause not in shared.failed:
                if course.state is None:
                    shared.begin(course, trainer)
                trainer.advance(course, stop.is_set)
                shared.keep(course, trainer)
        except Stopped:
            return
        except Exception as error:  # whatever a user's code or the machine raises
            shared.failed.setdefault(cause, reason(error))  # the others of that cause end when their turn comes
        if cause in shared.failed and course.trial is None:
            course.end(Status.FAILED, reason=shared.failed[cause])
        news.put(course.event)
        shared.put(order, course)
