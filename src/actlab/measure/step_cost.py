"""The time of a whole training step, interleaved in one run; and what share of it an activation takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import jax
import numpy as np

from actlab.data.sources import load
from actlab.functions import engine
from actlab.functions.record import Activation
from actlab.measure.cost import ELEMENTS, Cost, Reading, measure, reading
from actlab.networks.network import network
from actlab.training.member import Program
from actlab.training.recipe import Recipe
from actlab.training.steps import train

ROUNDS = 12
STEPS = 25  # per reading


@dataclass(frozen=True)
class Costs:
    """What activations cost beside a control: alone, and the seconds of a training step with the control."""

    control: str
    costs: tuple[Cost, ...]
    step: Reading

    def share(self, name: str) -> float:
        """Return the share of a training step that the activation takes there: both passes, in float32."""
        passes = [cost for cost in self.costs if (cost.activation, cost.dtype) == (name, "float32")]
        spent = sum(cost.nanoseconds.median for cost in passes) * ELEMENTS * 1e-9
        controls = sum(cost.nanoseconds.median / cost.ratio.median for cost in passes) * ELEMENTS * 1e-9
        return spent / (self.step.median - controls + spent)


def costs(activations: Mapping[str, Activation], control: str, beside: Activation) -> Costs:
    """Measure activations, by name, beside a control, and a step of the tutorial's network with the control."""
    engine.require()
    found = measure({control: beside, **activations}, control)
    step = step_costs(tutorial(), {control: beside}, control)[control][0]
    return Costs(control, tuple(cost for cost in found if cost.activation in activations), step)


def tutorial() -> Recipe:
    """Return the tutorial's network and batch, with few steps."""
    return Recipe(load("mnist"), network("mlp(512,512)"), "tutorial", "sgd", 64, STEPS, STEPS, 1)


def step_costs(
    recipe: Recipe, activations: Mapping[str, Activation], control: str, rounds: int = ROUNDS
) -> dict[str, tuple[Reading, Reading]]:
    """Return for each activation the seconds of a step, and their ratio to the control's, round by round.

    The control is the name of one of them.
    """
    engine.require()
    data = tuple(map(jax.numpy.asarray, recipe.data.splits.train))
    segments = {name: _segment(recipe, a, data) for name, a in activations.items()}
    seconds: dict[str, list[float]] = {name: [] for name in activations}
    for _round in range(rounds):
        for name, segment in segments.items():
            begin = time.perf_counter()
            segment()
            seconds[name].append((time.perf_counter() - begin) / recipe.steps)
    read = {name: np.array(values) for name, values in seconds.items()}
    return {name: (reading(values), reading(values / read[control])) for name, values in read.items()}


def _segment(recipe: Recipe, activation: Activation, data: tuple[jax.Array, ...]) -> Callable[[], object]:
    """Return a call that trains all steps of the recipe from the same start; it has been run once."""
    program, rows = Program(recipe, activation), recipe.rows(0)
    steps = jax.jit(partial(train, program), donate_argnums=0)

    def segment() -> object:
        _state, losses = steps(program.start(0), np.float32(0.01), rows, *data)
        return np.asarray(losses)

    segment()
    return segment
