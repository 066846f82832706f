"""The time of a whole training step, by activation, interleaved in one run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import jax
import numpy as np

from actlab.analysis.cost import Reading, reading
from actlab.functions.activation import Activation
from actlab.training.member import Program
from actlab.training.recipe import Recipe

ROUNDS = 12


def step_costs(
    recipe: Recipe, activations: Sequence[Activation], control: Activation, rounds: int = ROUNDS
) -> dict[str, tuple[Reading, Reading]]:
    """Return for each activation the seconds of a step, and their ratio to the control's, round by round."""
    members = {str(a): a for a in (control, *activations)}
    data = tuple(map(jax.numpy.asarray, recipe.data.splits.train))
    segments = {name: _segment(recipe, a, data) for name, a in members.items()}
    seconds: dict[str, list[float]] = {name: [] for name in members}
    for _round in range(rounds):
        for name, segment in segments.items():
            begin = time.perf_counter()
            segment()
            seconds[name].append((time.perf_counter() - begin) / recipe.steps)
    base = np.array(seconds[str(control)])
    return {
        str(a): (reading(np.array(seconds[str(a)])), reading(np.array(seconds[str(a)]) / base)) for a in activations
    }


def _segment(recipe: Recipe, activation: Activation, data: tuple[Any, ...]) -> Callable[[], object]:
    """Return a call that trains all steps of the recipe from the same start; it has been run once."""
    program, rows = Program(recipe, activation), recipe.rows(0)
    jitted = jax.jit(program.train, donate_argnums=0)

    def segment() -> object:
        _state, losses = jitted(program.start(0), np.float32(0.01), rows, *data)
        return np.asarray(losses)

    segment()
    return segment
