"""The trainer for accelerators: networks of one activation side by side, in one program of a fixed width.

One small network leaves a GPU idle. What a network computes does not depend on its neighbours, which is tested, but it
may on how many there are: the width is part of its key. A block that is not full is filled up with copies.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float32, Int32

from actlab.training import programs
from actlab.training.ending import end, reported
from actlab.training.evaluation import Evaluation, evaluate_block
from actlab.training.jax_trainer import BUFFER, PIECE, JaxTrainer, Stop
from actlab.training.member import Program, State
from actlab.training.recipe import Recipe
from actlab.training.steps import train
from actlab.training.trainer import Course, Member
from actlab.training.trial import CurvePoint, Status


@dataclass
class Started:
    """What a block works on: its networks' states, stacked, the rows of all their batches, and their rates."""

    states: State
    rows: Int32[np.ndarray, "width steps batch"]
    rates: Float32[np.ndarray, " width"]


@dataclass
class Block:
    """Networks of one activation that are trained side by side; ``started`` is None before the start."""

    courses: list[Course[State]]
    started: Started | None = None
    steps: int = 0

    @property
    def under_way(self) -> list[tuple[int, Course[State]]]:
        """The networks that have not ended, with their places in the block."""
        return [(place, course) for place, course in enumerate(self.courses) if course.trial is None]


class BlockTrainer(JaxTrainer):
    """Trains blocks of networks of one recipe on one device; no probes, and the same data for every seed."""

    def __init__(self, recipe: Recipe, device: jax.Device, width: int) -> None:
        super().__init__(recipe, device)
        self.width = width
        self._seconds_of_step = 0.0

    def block(self, members: Sequence[Member]) -> Block:
        """Return networks of one activation before their first step, at most as many as are trained side by side."""
        return Block([self.start(member) for member in members])

    def advance_block(self, block: Block, stop: Stop) -> None:
        """Train all networks of a block for about a second, at most up to the next point of their curves.

        Raises Stopped where ``stop`` says so during an evaluation, and whatever a user's code raises.
        """
        pair = self._pair(block.courses[0].member.activation)
        with jax.default_device(self.device):
            if block.started is None:
                block.started = self._started(block, pair.program)
                self._mark_block(block, block.started.states, pair.program, stop)
            begin = block.steps
            losses = self._steps(block, block.started, pair.program)
            block.steps += losses.shape[1]
            for place, course in block.under_way:
                broken = np.flatnonzero(~np.isfinite(losses[place]))
                course.steps += int(broken[0]) + 1 if broken.size else losses.shape[1]
                if broken.size:
                    course.end(Status.DIVERGED, reason=self._why(course, pair, stop))
            if block.under_way and block.steps == self._next_point(begin):
                self._mark_block(block, block.started.states, pair.program, stop)
            if block.steps == self.recipe.steps:
                self._finish_block(block, block.started.states, stop)

    def _started(self, block: Block, program: Program) -> Started:
        courses = [*block.courses, *[block.courses[0]] * (self.width - len(block.courses))]
        seeds = [course.member.seed for course in courses]
        rates = np.array([self._rate(course) for course in courses], np.float32)
        starts = {seed: programs.guarded(program.sources, partial(program.start, seed)) for seed in set(seeds)}
        stacked = jax.tree.map(lambda *leaves: jnp.stack(leaves), *(starts[seed] for seed in seeds))
        rows = {seed: self.recipe.rows(seed) for seed in set(seeds)}
        return Started(jax.device_put(stacked, self.device), np.stack([rows[seed] for seed in seeds]), rates)

    def _steps(self, block: Block, started: Started, program: Program) -> Float32[np.ndarray, "width steps"]:
        """Take some steps and return their losses."""
        begin = block.steps
        paced = max(1, int(PIECE / self._seconds_of_step)) if self._seconds_of_step else 1
        until = min(self._next_point(begin), begin + min(paced, BUFFER))
        buffer = np.zeros((self.width, BUFFER, self.recipe.batch), np.int32)
        buffer[:, : until - begin] = started.rows[:, begin:until]
        arguments = (
            started.states,
            started.rates,
            buffer,
            *self.supply.train,
            self.supply.columns,
            np.int32(0),
            np.int32(until - begin),
        )
        function = jax.vmap(partial(train, program), in_axes=(0, 0, 0, None, None, None, None, None))
        compiled = programs.compiled(programs.TRAIN_BLOCK, program, function, arguments, self.device)
        begun = time.perf_counter()
        started.states, losses = compiled(*arguments)
        found = np.asarray(losses)[:, : until - begin]  # waits for the device
        seconds = time.perf_counter() - begun
        self._seconds_of_step = seconds / (until - begin)
        for _place, course in block.under_way:
            course.seconds += seconds / len(block.under_way)
        return found

    def _mark_block(self, block: Block, states: State, program: Program, stop: Stop) -> None:
        """Add a point to every curve."""
        found = evaluate_block(program, states, self.supply.curve, stop, self.device)
        for place, course in block.under_way:
            scores = reported(found[place].scores, program.task)
            course.curve.append(CurvePoint(course.steps, scores).frozen)

    def _finish_block(self, block: Block, states: State, stop: Stop) -> None:
        """Read validation data and, where the recipe says so, test data in full."""
        pair, splits = self._pair(block.courses[0].member.activation), self.recipe.data.splits
        validation = evaluate_block(pair.program, states, self.supply.parts(splits.validation), stop, self.device)
        test: list[Evaluation | None] = [None] * self.width
        if self.recipe.read_test:
            test = [*evaluate_block(pair.program, states, self.supply.parts(splits.test), stop, self.device)]
        for place, course in block.under_way:
            weights = {name: weight[place] for name, weight in states.weights.items()}
            read = (validation[place], test[place], self.supply.chance)
            end(course, pair.program, weights, *read, partial(self._why, course, pair, stop))
