"""The programs that look while one activation trains: an evaluation and a step with the probes' numbers beside."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from actlab.data.splits import Split
from actlab.training.member import CHUNK, Program, Score, State
from actlab.training.probes.record import Responses, Step
from actlab.training.probes.table import PROBES

PROBE_SET = 250  # examples; few enough that looking costs next to nothing

Values = dict[str, tuple[float, ...]]  # probe -> one number per hidden layer


class Observer:
    """Looks at a program's networks; what it returns beside the probes is what the program itself returns.

    The probe set is the first PROBE_SET of the evaluation's examples, in the evaluation's own forward pass.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        probes = [PROBES[name] for name in program.recipe.probes]
        self.of_responses = [probe for probe in probes if probe.sees is Responses]
        self.of_steps = [probe for probe in probes if probe.sees is Step]
        self.totals = jax.jit(self._totals)
        self.train = jax.jit(self._train, donate_argnums=0)

    def evaluate(self, weights: Any, split: Split) -> tuple[Score, Values]:
        """Return the mean metric and loss over a split, and what the probes see of its first examples."""
        if not self.of_responses:
            return self.program.evaluate(weights, split), {}
        first = split.first(CHUNK)
        *part, values = self.totals(weights, *first)
        rest = Split(*(array[CHUNK:] for array in split))
        score = self.program.evaluate(weights, rest) if len(rest) else Score(0.0, 0.0)
        means = [(float(a) + b * len(rest)) / len(split) for a, b in zip(part, score, strict=True)]
        return Score(*means), numbers(values)

    def _totals(self, weights: Any, inputs: Array, targets: Array) -> tuple[Array, Array, dict[str, list[Array]]]:
        seen: list[Array] = []
        metric, loss = self.program.totals_of(weights, inputs, targets, seen.append)
        layers = [self._responses(before[:PROBE_SET]) for before in seen]
        return metric, loss, {probe.name: [probe.measure(layer) for layer in layers] for probe in self.of_responses}

    def _responses(self, before: Array) -> Responses:
        function = self.program.activation.function
        after, slope = jax.jvp(function, (before,), (jnp.ones_like(before),))
        return Responses(before, after, slope)

    def _train(self, state: State, learning_rate: Array, rows: Array, inputs: Array, targets: Array) -> Any:
        """Take the steps of ``rows`` [steps, batch]; return the state, the losses and each step's numbers."""

        def step(state: State, batch: Array) -> tuple[State, Any]:
            after, value, gradient, direction = self.program.step(state, learning_rate, inputs[batch], targets[batch])
            return after, (value, self._steps(learning_rate, state.weights, gradient, direction))

        state, (losses, values) = jax.lax.scan(step, state, rows)
        return state, losses, values

    def _steps(self, learning_rate: Array, *trees: Any) -> dict[str, list[Array]]:
        """Measure weights, gradient and direction of every matrix but the output layer's."""
        arrays = list(zip(*map(_matrices, trees), strict=True))[:-1]
        layers = [Step(w, gradient, direction, learning_rate) for w, gradient, direction in arrays]
        return {probe.name: [probe.measure(layer) for layer in layers] for probe in self.of_steps}


def numbers(values: dict[str, list[Array]]) -> Values:
    """Bring the probes' numbers to the host."""
    # NumPy's asarray, because each operation of JAX's would cost a dispatch
    return {name: tuple(np.asarray(value).item() for value in layers) for name, layers in values.items()}


def _matrices(tree: Any) -> list[Array]:
    return [leaf for leaf in jax.tree.leaves(tree) if leaf.ndim > 1]
