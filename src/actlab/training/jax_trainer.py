"""The trainer by JAX: one network at a time in a program of its own, so that no network depends on its neighbours."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial
from importlib.metadata import version
from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Float32, Int32

from actlab.data.dataset import Split
from actlab.functions import engine
from actlab.functions.layered import Arrangement
from actlab.training import programs
from actlab.training.causes import cause, not_finite
from actlab.training.ending import end, reported
from actlab.training.evaluation import Evaluation, evaluate
from actlab.training.member import Program, State, size
from actlab.training.observer import Observer, numbers
from actlab.training.packing import packed, unpack
from actlab.training.recipe import Recipe
from actlab.training.replay import Replay
from actlab.training.steps import single, train
from actlab.training.supply import Supply
from actlab.training.trainer import Course, Member, Stopped
from actlab.training.trial import Checkpoint, CurvePoint, Frozen, Key, Status
from actlab.words import Text

LIBRARIES = ("actlab", "jax", "jaxlib", "numpy", "optax", "scipy")  # all that computes
BUFFER = 128  # steps that one call of a program can take
KEPT_EVERY = 250  # steps at least between two sound states, so that keeping them costs next to nothing
KEPT = 2**24  # bytes of a state that is kept beside the training
PIECE = 1.0  # seconds that a call is meant to last at most: then there is room for the order to stop

Stop = Callable[[], bool]
Rows = Int32[np.ndarray, "steps batch"]
Take = Callable[[], tuple[State, np.ndarray]]


class _Pair(NamedTuple):
    """An activation's program, and who looks at it: while it trains, and after it has diverged."""

    program: Program
    observer: Observer
    replay: Replay


class JaxTrainer:
    """Trains networks of one recipe on one device; the compiled programs are the process's (``programs``)."""

    width = 1  # networks in a program

    def __init__(self, recipe: Recipe, device: jax.Device) -> None:
        self.recipe, self.device, self.supply = recipe, device, Supply(recipe, device)
        self._pairs: dict[str, _Pair] = {}
        self._pace: dict[str, float] = {}  # digest -> seconds per step, as last seen
        self._rows = lru_cache(maxsize=2)(recipe.rows)
        self._of_seed = lru_cache(maxsize=2)(lambda seed: JaxTrainer(recipe.of_seed(seed), device))

    def key(self, member: Member) -> Key:
        """Return all that a network's bits depend on."""
        where = f"{self.device.platform} {platform.machine()}"
        if self.device.platform != "cpu" and engine.precision() != engine.SINGLE:
            where += f" {engine.precision()}"  # on a processor it changes nothing
        arm, rate = member.activation.digest, float(member.learning_rate)
        return Key(arm, self.recipe.digest, rate, member.seed, where, versions(), self.width)

    def start(self, member: Member) -> Course[State]:
        """Return a network before its first step; nothing is computed yet."""
        return Course(member, self.key(member))

    def advance(self, course: Course[State], stop: Stop) -> None:
        """Train for about a second, at most up to the next point of the curve.

        Raises Stopped where ``stop`` says so during an evaluation, and whatever a user's code raises.
        """
        if self.recipe.undivided:
            return self._of_seed(course.member.seed).advance(course, stop)
        pair = self._pair(course.member.activation)
        with jax.default_device(self.device):
            if course.state is None:
                course.state = self._beginning(course, pair)
                self._mark(course, course.state, pair, stop)
            state, losses = self._piece(course, jax.device_put(course.state, self.device), pair)
            course.state = state
            broken = np.flatnonzero(~np.isfinite(losses))
            if broken.size:
                course.steps += int(broken[0]) + 1
                course.end(Status.DIVERGED, reason=self._why(course, pair, stop))
                return
            course.steps += len(losses)
            if course.steps == self._next_point(course.steps - 1):
                self._mark(course, state, pair, stop)
            if course.steps == self.recipe.steps:
                self._finish(course, state, pair, stop)

    def pack(self, course: Course[State]) -> Checkpoint:
        """Return a network under way as it can be stored."""
        return packed(course)

    def take_up(self, course: Course[State], checkpoint: Checkpoint) -> None:
        """Put a network where a checkpoint says that it was.

        Raises ValueError where the checkpoint is none of such a network.
        """
        if self.recipe.undivided:
            return self._of_seed(course.member.seed).take_up(course, checkpoint)
        with jax.default_device(self.device):
            start = self._beginning(course, self._pair(course.member.activation))
        unpack(course, checkpoint, start)

    def _beginning(self, course: Course[State], pair: _Pair) -> State:
        seed = course.member.seed
        started = programs.guarded(pair.program.sources, lambda: pair.program.start(seed))
        placed: State = jax.device_put(started, self.device)
        return placed

    def _next_point(self, steps: int) -> int:
        every = self.recipe.evaluate_every
        return min((steps // every + 1) * every, self.recipe.steps)

    def _piece(self, course: Course[State], state: State, pair: _Pair) -> tuple[State, Float32[np.ndarray, " steps"]]:
        """Take some steps; the first after a point of the curve under the probes' eyes, where they look at steps."""
        begin, digest = course.steps, course.member.activation.digest
        rows = self._rows(course.member.seed)
        if pair.observer.of_steps and course.curve[-1].step == begin:
            return self._observed(course, state, pair, rows[begin])
        paced = max(1, int(PIECE / self._pace[digest])) if digest in self._pace else 1
        end = min(self._next_point(begin), begin + min(paced, BUFFER))
        take = (self._apart if self._slow_together(pair.program) else self._together)(
            course, state, pair, rows[begin:end]
        )
        started = time.perf_counter()
        state, losses = take()
        seconds = time.perf_counter() - started
        course.seconds += seconds
        self._pace[digest] = seconds / (end - begin)
        return state, losses

    def _slow_together(self, program: Program) -> bool:
        """Return whether a loop within a program would keep the steps slow."""
        return self.device.platform == "cpu" and program.network.convolves(program.form)

    def _together(self, course: Course[State], state: State, pair: _Pair, rows: Rows) -> Take:
        """Return what takes the steps of rows in a loop within one program."""
        buffer = np.zeros((BUFFER, self.recipe.batch), np.int32)
        buffer[: len(rows)] = rows
        arguments = (buffer, *self.supply.train, self.supply.columns, np.int32(0), np.int32(len(rows)))
        program = self._compiled(programs.TRAIN, pair, state, *arguments)

        def take() -> tuple[State, Float32[np.ndarray, " steps"]]:
            after, losses = program(state, self._rate(course), *arguments)
            return after, np.asarray(losses)[: len(rows)]  # waits for the device

        return take

    def _apart(self, course: Course[State], state: State, pair: _Pair, rows: Rows) -> Take:
        """Return what takes the steps of rows one by one: a loop within a program would keep convolutions slow."""
        data = (*self.supply.train, self.supply.columns)
        program = self._compiled(programs.SINGLE, pair, state, rows[0], *data)

        def take() -> tuple[State, Float32[np.ndarray, " steps"]]:
            after, losses = state, []
            for batch in rows:
                after, loss = program(after, self._rate(course), batch, *data)
                losses.append(loss)
            return after, np.array([np.asarray(loss) for loss in losses], np.float32)

        return take

    def _observed(
        self, course: Course[State], state: State, pair: _Pair, batch: Int32[np.ndarray, " batch"]
    ) -> tuple[State, Float32[np.ndarray, " steps"]]:
        arguments = (batch, *self.supply.train, self.supply.columns)
        program = self._compiled(programs.STEP, pair, state, *arguments)
        started = time.perf_counter()
        state, loss, seen = program(state, self._rate(course), *arguments)
        losses = np.asarray(loss)[None]  # waits for the device
        course.seconds += time.perf_counter() - started
        point = course.curve[-1]
        course.curve[-1] = point._replace(probes=Frozen({**(point.probes or {}), **numbers(seen)}))
        return state, losses

    def _why(self, course: Course[State], pair: _Pair, stop: Stop) -> Text:
        """Return why a course's loss broke at its last step: its steps done again from its sound state, or its start.

        The same whatever the pieces were; how long it takes is no part of the training.
        """
        begin, state = course.sound or (0, self._beginning(course, pair))
        rows = self._rows(course.member.seed)[begin : course.steps]
        try:
            split, left = self.supply.train, self.supply.columns
            steps = pair.replay.steps(state, self._rate(course), rows, split, self.device, left)
            for step, taken in enumerate(steps, begin + 1):
                if stop():
                    raise Stopped
                if not taken.sound and (found := cause(pair.replay.seen(taken))):
                    return not_finite(course.steps, (step, found))
        except Stopped:
            raise
        except Exception:  # for want of memory, say: a network that diverged has diverged all the same
            return not_finite(course.steps)
        return not_finite(course.steps)

    def _rate(self, course: Course[State]) -> np.float32:
        return np.float32(course.member.learning_rate)

    def _compiled(self, purpose: str, pair: _Pair, state: State, *arguments: object) -> jax.stages.Compiled:
        functions: dict[str, Callable[..., object]] = {
            programs.TRAIN: partial(train, pair.program),
            programs.SINGLE: partial(single, pair.program),
        }
        function = functions.get(purpose, pair.observer.step)
        return programs.compiled(purpose, pair.program, function, (state, np.float32(0), *arguments), self.device)

    def _mark(self, course: Course[State], state: State, pair: _Pair, stop: Stop) -> None:
        """Add a point to the curve."""
        found = self._evaluate(state, pair, self.supply.curve, stop, look=bool(pair.observer.of_responses))
        scores = reported(found.scores, pair.program.task)
        if np.isfinite(found.scores[pair.program.task.loss_metric.name]):
            _keep(course, state)
        course.curve.append(CurvePoint(course.steps, scores, found.seen if self.recipe.probes else None).frozen)

    def _finish(self, course: Course[State], state: State, pair: _Pair, stop: Stop) -> None:
        """Read validation data and, where the recipe says so, test data in full."""
        splits = self.recipe.data.splits
        validation = self._evaluate(state, pair, self.supply.parts(splits.validation), stop)
        test = self._evaluate(state, pair, self.supply.parts(splits.test), stop) if self.recipe.read_test else None
        end(
            course,
            pair.program,
            state.weights,
            validation,
            test,
            self.supply.chance,
            lambda: self._why(course, pair, stop),
        )

    def _evaluate(
        self, state: State, pair: _Pair, chunks: Iterable[Split], stop: Stop, *, look: bool = False
    ) -> Evaluation:
        return evaluate(pair.observer, state, chunks, stop, self.device, look=look)

    def _pair(self, activation: Arrangement) -> _Pair:
        if activation.digest not in self._pairs:
            program = Program(self.recipe, activation)
            self._pairs[activation.digest] = _Pair(program, Observer(program), Replay(program))
        return self._pairs[activation.digest]


@cache
def versions() -> str:
    """Return the versions of all that computes."""
    return ", ".join(f"{name} {version(name)}" for name in LIBRARIES)


def _keep(course: Course[State], state: State) -> None:
    """Keep a copy of a small network's state, so that its steps need not all be done again if it diverges."""
    last = course.sound[0] if course.sound else 0  # the start can be drawn again
    if course.steps - last >= KEPT_EVERY and size(state) <= KEPT:
        course.sound = (course.steps, jax.device_put(state, may_alias=False))  # a copy, for which nothing is compiled
