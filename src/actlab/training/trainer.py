"""The protocols of training: a trainer advances networks, an executor hands them to trainers."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, Protocol, TypeVar, runtime_checkable

from actlab.functions.layered import Arrangement
from actlab.training.recipe import Recipe
from actlab.training.trial import Checkpoint, CurvePoint, Key, Scores, Status, Trial


class Member(NamedTuple):
    """One network of a run: the activation of all its sites, or those of each."""

    activation: Arrangement
    learning_rate: float
    seed: int


class Event(NamedTuple):
    """News of one network: how far it is, its curve so far, and, when it has ended, its trial.

    ``elsewhere`` says that somebody else trains it, so that nothing more will be heard of it.
    """

    member: Member
    steps: int
    curve: tuple[CurvePoint, ...]
    trial: Trial | None
    seconds: float = 0.0  # of training so far
    elsewhere: bool = False


Claim = Callable[[Key], bool]  # whether a network may be trained here


def everything(_key: Key) -> bool:
    """Leave nothing to others."""
    return True


@runtime_checkable
class Checkpoints(Protocol):
    """Where networks under way are kept, lest an hour of training is lost; asked by any thread."""

    def checkpoint(self, key: Key) -> Checkpoint | None:
        """Return the latest checkpoint of a network; None where there is none that can be trusted."""

    def keep(self, key: Key, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint in place of the one before: whole, or not at all."""


class Stopped(Exception):
    """Somebody has asked a trainer to stop in the middle of its work."""


S = TypeVar("S")


@dataclass
class Course(Generic[S]):
    """A network under way: ``state`` is its trainer's own, None before the start.

    ``sound`` is a number of steps and the state after them, while nothing was broken: the trainer's own, too.
    ``kept`` is how many of its ``seconds`` a checkpoint has.
    """

    member: Member
    key: Key
    state: S | None = None
    steps: int = 0
    curve: list[CurvePoint] = field(default_factory=list)
    seconds: float = 0.0
    trial: Trial | None = None
    sound: tuple[int, S] | None = None
    kept: float = 0.0

    def end(
        self,
        status: Status,
        *,
        reason: str = "",
        test: Scores | None = None,
        validation: Scores | None = None,
        correct: bytes | None = None,
        unmoved: tuple[str, ...] = (),
        contributions: bytes | None = None,
    ) -> None:
        """Freeze what became of it; its states are let go."""
        curve = tuple(self.curve)
        known = (curve, self.seconds, correct, unmoved, contributions)
        self.trial = Trial(self.key, status, self.steps, reason, test, validation, *known)
        self.state = self.sound = None

    @property
    def event(self) -> Event:
        """Return the news of it."""
        return Event(self.member, self.steps, tuple(self.curve), self.trial, self.seconds)


@runtime_checkable
class Trainer(Protocol[S]):
    """Trains networks of one recipe on one device, piece by piece."""

    def key(self, member: Member) -> Key:
        """Return all that a network's bits depend on."""

    def start(self, member: Member) -> Course[S]:
        """Return a network before its first step; nothing is computed yet."""

    def advance(self, course: Course[S], stop: Callable[[], bool]) -> None:
        """Train a network for about a second, at most up to the next point of its curve.

        Raises Stopped as soon as ``stop`` says so, and whatever a user's code raises.
        """


@runtime_checkable
class Resumable(Trainer[S], Protocol[S]):
    """A trainer that can take a network up again where another process left it; the bits are those of one run."""

    def pack(self, course: Course[S]) -> Checkpoint:
        """Return a network under way as it can be stored."""

    def take_up(self, course: Course[S], checkpoint: Checkpoint) -> None:
        """Put a network that has not begun where a checkpoint says that it was.

        Raises ValueError where the checkpoint is none of such a network.
        """


@runtime_checkable
class Executor(Protocol):
    """Has networks trained."""

    @property
    def width(self) -> int:
        """How many networks are trained at a time."""

    @property
    def here(self) -> int:
        """How many of them this machine has to hold at a time."""

    @property
    def names(self) -> tuple[str, ...]:
        """What trains, for the record: its devices."""

    def key(self, recipe: Recipe, member: Member) -> Key:
        """Return all that a network's bits depend on."""

    def run(
        self,
        recipe: Recipe,
        members: Sequence[Member],
        claim: Claim = everything,
        checkpoints: Checkpoints | None = None,
    ) -> Generator[Event, None, None]:
        """Train networks and yield the news of them in the order in which they happen, one trial for each.

        ``claim`` is asked, by any thread, when a network is about to begin; one that it denies is left out. Networks
        that take long are kept in ``checkpoints`` and taken up from there, where the executor and its trainer can.
        Closing the generator, or an exception in its consumer, stops the training within seconds.
        """
