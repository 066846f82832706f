"""Looks while one activation trains: an evaluation and a step with the probes' numbers beside."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jaxtyping import Float32, Int, Int32, Num

from actlab.networks.weight import Weights
from actlab.training.member import Program, State, Taken
from actlab.training.probes import PROBES, Responses, Step
from actlab.training.steps import whole_step
from actlab.training.trial import Values

PROBE_SET = 250  # examples; few enough that looking costs next to nothing

Seen = dict[str, list[Array]]  # probe -> one number per site


class Observer:
    """Looks at a program's networks; what it returns beside the probes is what the program itself returns.

    The probe set is the first PROBE_SET of the evaluation's examples, in the evaluation's own forward pass.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        probes = [PROBES[name] for name in program.recipe.probes]
        self.of_responses = {probe.name: probe.of_responses for probe in probes if probe.of_responses}
        self.of_steps = {probe.name: probe.of_step for probe in probes if probe.of_step}

    def outputs(self, state: State, inputs: Num[Array, " n *shape"]) -> tuple[Array, Seen]:
        """Return what the program returns, and what the probes see of the first examples."""
        entered, hidden = list[tuple[str, Array]](), self.program.sites
        outputs = self.program.outputs(state, inputs, lambda site, z: entered.append((site, z)))
        sites = [self._responses(state.weights, site, z[:PROBE_SET]) for site, z in entered if site in hidden]
        return outputs, {name: [measure(site) for site in sites] for name, measure in self.of_responses.items()}

    def _responses(self, weights: Weights, site: str, before: Array) -> Responses:
        function = self.program.function(weights, site)
        after, slope = jax.jvp(function, (before,), (jnp.ones_like(before),))
        return Responses(site, before, after, slope)

    def step(
        self,
        state: State,
        learning_rate: Float32[Array, ""],
        batch: Int[Array, " batch"],
        inputs: Num[Array, " n *shape"],
        targets: Num[Array, " n *places"],
        columns: Int32[Array, " columns"] | None = None,
    ) -> tuple[State, Float32[Array, ""], Seen]:
        """Take one step on the rows of a batch; return the state, the loss and what the probes see of the step."""
        after, taken = whole_step(self.program, state, learning_rate, inputs[batch], targets[batch], columns)
        return after, taken.loss, self._steps(learning_rate, state.weights, taken)

    def _steps(self, learning_rate: Array, weights: Weights, taken: Taken) -> Seen:
        hidden = [name for name, weight in self.program.declared.items() if weight.feeds]
        steps = [Step(weights[name], taken.gradient[name], taken.direction[name], learning_rate) for name in hidden]
        return {name: [measure(step) for step in steps] for name, measure in self.of_steps.items()}


def numbers(seen: Seen) -> Values:
    """Bring the probes' numbers to the host."""
    # NumPy's asarray, because each operation of JAX's would cost a dispatch
    return {name: tuple(np.asarray(value).item() for value in sites) for name, sites in seen.items()}
