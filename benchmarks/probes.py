"""What the probes add to the training time of the default job, evaluation not counted: python -m benchmarks.probes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from statistics import median
from typing import TypeVar

import jax
import numpy as np

from actlab.data.dataset import Split
from actlab.data.sources import load
from actlab.functions.arms import arms
from actlab.studies.planning import make_plan
from actlab.studies.protocols import FIVE
from actlab.studies.run import prepare
from actlab.training import programs
from actlab.training.evaluation import evaluate
from actlab.training.jax_trainer import BUFFER
from actlab.training.member import Program, State
from actlab.training.observer import Observer, numbers
from actlab.training.probes import PROBES
from actlab.training.steps import train
from actlab.training.supply import Supply

ROUNDS = 30
RATE = np.float32(0.01)
T = TypeVar("T")


class Segment:
    """One activation in the default job: a segment of training and its evaluation, with the probes and without.

    The programs are those that the trainer runs, on the same arguments.
    """

    def __init__(self, name: str) -> None:
        (arm,) = arms([name])
        plan = make_plan("tutorial", [arm])
        recipe = replace(prepare(plan, load(plan.data.name)), probes=tuple(PROBES))
        self.program = Program(recipe, arm.activation)
        self.observer = Observer(self.program)
        self.device = jax.devices()[0]
        supply = Supply(recipe, self.device)
        self.data = (*supply.train, supply.columns)
        self.curve = self._put(recipe.data.splits.test.first(recipe.curve_examples))
        self.steps = recipe.evaluate_every
        self.rows = np.zeros((BUFFER, recipe.batch), np.int32)
        self.rows[: self.steps] = recipe.rows(0)[: self.steps]

    def _put(self, split: Split) -> Split:
        return Split(*jax.device_put(tuple(split), self.device))

    def start(self) -> State:
        """Return a network before its first step."""
        state: State = jax.device_put(self.program.start(0), self.device)
        return state

    def train(self, state: State, begin: int = 0) -> State:
        """Take the steps from ``begin`` on."""
        arguments = (state, RATE, self.rows, *self.data, np.int32(begin), np.int32(self.steps))
        state, losses = self._compiled(programs.TRAIN, partial(train, self.program), arguments)(*arguments)
        np.asarray(losses)
        return state

    def train_with_probes(self, state: State) -> State:
        """Take the first step under the probes' eyes, and the others."""
        arguments = (state, RATE, self.rows[0], *self.data)
        state, _loss, seen = self._compiled(programs.STEP, self.observer.step, arguments)(*arguments)
        numbers(seen)
        return self.train(state, begin=1)

    def evaluate(self, state: State) -> list[float]:
        """Return every metric over the examples of the curve."""
        return self._evaluated(state, look=False)

    def evaluate_with_probes(self, state: State) -> list[float]:
        """Return the same, the probes' numbers brought to the host as well."""
        return self._evaluated(state, look=True)

    def _evaluated(self, state: State, *, look: bool) -> list[float]:
        found = evaluate(self.observer, state, [self.curve], lambda: False, self.device, look=look)
        return [*found.scores.values()]

    def _compiled(
        self, purpose: str, function: Callable[..., object], arguments: tuple[object, ...]
    ) -> jax.stages.Compiled:
        return programs.compiled(purpose, self.program, function, arguments, self.device)


def additions(name: str, rounds: int = ROUNDS) -> dict[str, float]:
    """Return the seconds of a segment of training, and of what the probes add to it and to its evaluation.

    With and without take turns, so that a busy machine slows both; each addition is the median over the rounds.
    """
    segment, seconds = Segment(name), dict[str, list[float]]()
    state = segment.start()
    for _round in range(rounds + 2):  # the first two compile
        state = _timed(seconds, "train", segment.train, state)
        state = _timed(seconds, "train with probes", segment.train_with_probes, state)
        _timed(seconds, "evaluate", segment.evaluate, state)
        _timed(seconds, "evaluate with probes", segment.evaluate_with_probes, state)
    kept = {part: np.array(values[2:]) for part, values in seconds.items()}
    return {
        "training": median(kept["train"]),
        "added to training": median(kept["train with probes"] - kept["train"]),
        "added to evaluation": median(kept["evaluate with probes"] - kept["evaluate"]),
    }


def _timed(seconds: dict[str, list[float]], part: str, run: Callable[[State], T], state: State) -> T:
    begin = time.perf_counter()
    result: T = jax.block_until_ready(run(state))
    seconds.setdefault(part, []).append(time.perf_counter() - begin)
    return result


def main() -> None:
    """Print the additions for each of the tutorial's five and for all, and their share of the training time."""
    found = {}
    for name in FIVE:
        found[name] = additions(name)
        _show(name, found[name])
    _show("default job", {part: sum(parts[part] for parts in found.values()) for part in found["relu"]})


def _show(name: str, parts: dict[str, float]) -> None:
    added = parts["added to training"] + parts["added to evaluation"]
    shown = ", ".join(f"{part} {1000 * value:.2f} ms" for part, value in parts.items())
    print(f"{name:12s}{shown}; share {added / parts['training']:.1%}", flush=True)


if __name__ == "__main__":
    main()
