"""A network's steps done again with everything looked at: what was not finite any more, and at which inputs.

Only networks that diverged are looked at so, after they have ended; what trains them knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, Device
from jaxtyping import Float32, Int, Int32, Num

from actlab.data.dataset import Split
from actlab.functions.records import Parameter
from actlab.networks.weight import Weights
from actlab.training.columns import Columns
from actlab.training.member import Program, State, learnt_name
from actlab.training.programs import REPLAY, compiled
from actlab.training.steps import whole_step


class Kind(StrEnum):
    """What is looked at in a step, in the order in which it is computed."""

    BEFORE = "weight before the step"
    ENTERS = "what enters an activation"
    VALUE = "value of an activation"
    OUTPUTS = "outputs"
    LOSS = "loss"
    SLOPE = "slope of an activation"
    PARAMETER_SLOPE = "slope of an activation in a learnt parameter"
    GRADIENT = "gradient of the loss in a weight"
    DIRECTION = "direction that the optimiser takes"
    AFTER = "weight after the step"


class Place(NamedTuple):
    """One thing that is looked at: its kind, the site or weight that it belongs to, a learnt parameter's name."""

    kind: Kind
    name: str = ""
    parameter: str = ""


class Look(NamedTuple):
    """What was seen at a place of ``size`` numbers.

    ``broken`` of them are not finite, ``nan`` are NaN, ``largest`` is the largest finite magnitude; ``low`` and
    ``high`` are the least and the greatest input of the activation where it is broken.
    """

    size: int
    broken: int
    nan: int
    largest: float
    low: float = np.nan
    high: float = np.nan


class Step(NamedTuple):
    """A step under full view: the state after it, whether all that decides is finite, and the arrays themselves.

    ``weights`` are those before it, ``entered``, ``value`` and ``slope`` belong to the sites, ``parameter_slope`` to
    the names of learnt parameters.
    """

    after: State
    sound: Array
    weights: Weights
    entered: Weights
    value: Weights
    outputs: Array
    loss: Array
    slope: Weights
    parameter_slope: Weights
    gradient: Weights
    direction: Weights


class Replay:
    """One activation's program, taken step by step under full view."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def seen(self, step: Step) -> dict[Place, Look]:
        """Return everything that is to be seen in a step: forwards by site, backwards from the last weight."""
        looks = {Place(Kind.BEFORE, name): _look(array) for name, array in step.weights.items()}
        for site in self._sites:
            looks[Place(Kind.ENTERS, site)] = _look(step.entered[site])
            looks[Place(Kind.VALUE, site)] = _look(step.value[site], step.entered[site])
        looks |= {Place(Kind.OUTPUTS): _look(step.outputs), Place(Kind.LOSS): _look(step.loss)}
        for site in self._sites:
            looks[Place(Kind.SLOPE, site)] = _look(step.slope[site], step.entered[site])
        for site, parameter in self._learnt:
            slope = step.parameter_slope[learnt_name(site, parameter)]
            looks[Place(Kind.PARAMETER_SLOPE, site, parameter.name)] = _look(slope, step.entered[site])
        found = {Kind.GRADIENT: step.gradient, Kind.DIRECTION: step.direction, Kind.AFTER: step.after.weights}
        backwards = [*reversed(self.program.declared), *(learnt_name(*one) for one in self._learnt)]
        return looks | {Place(kind, name): _look(arrays[name]) for kind, arrays in found.items() for name in backwards}

    def steps(
        self,
        state: State,
        learning_rate: np.float32,
        rows: Int32[np.ndarray, "steps batch"],
        split: Split,
        device: Device,
        columns: Columns | None = None,
    ) -> Iterator[Step]:
        """Take the steps of rows, one after the other, on a device; ``columns`` are those that the split has left."""
        for batch in rows:
            arguments = (state, learning_rate, batch, *split, columns)
            taken: Step = compiled(REPLAY, self.program, self.step, arguments, device)(*arguments)
            yield taken
            state = taken.after

    def step(
        self,
        state: State,
        learning_rate: Float32[Array, ""],
        batch: Int[Array, " batch"],
        inputs: Num[Array, " n *shape"],
        targets: Num[Array, " n *places"],
        columns: Int32[Array, " columns"] | None = None,
    ) -> Step:
        """Take one step on the rows of a batch."""
        entered: dict[str, Array] = {}
        narrow = self.program.narrowed(state, columns)
        outputs = self.program.outputs_of_step(narrow, inputs[batch], entered.__setitem__)
        after, taken = whole_step(self.program, state, learning_rate, inputs[batch], targets[batch], columns)
        functions = {site: self.program.function(state.weights, site) for site in entered}
        decisive = [taken.loss, *jax.tree.leaves((taken.gradient, taken.direction, after.weights))]
        return Step(
            after,
            jnp.all(jnp.stack([jnp.all(jnp.isfinite(array)) for array in decisive])),
            state.weights,
            entered,
            {site: function(entered[site]) for site, function in functions.items()},
            outputs,
            taken.loss,
            {site: _slope(function, entered[site]) for site, function in functions.items()},
            dict(self._parameter_slopes(state.weights, entered)),
            taken.gradient,
            taken.direction,
        )

    def _parameter_slopes(self, weights: Weights, entered: Weights) -> Iterator[tuple[str, Array]]:
        for site, parameter in self._learnt:
            name, z = learnt_name(site, parameter), entered[site]

            # one at a time: another's NaN times a tangent of zero would be NaN
            def of(value: Array, name: str = name, site: str = site, z: Array = z) -> Array:
                return self.program.function({**weights, name: value}, site)(z)

            yield name, _slope(of, jnp.broadcast_to(weights[name], z.shape))

    @cached_property
    def _sites(self) -> list[str]:
        return list(self.program.placed)

    @cached_property
    def _learnt(self) -> list[tuple[str, Parameter]]:
        return [(site, parameter) for site, found in self.program.placed.items() for parameter in found.learnt]


def _slope(function: Callable[[Array], Array], at: Array) -> Array:
    slope: Array = jax.jvp(function, (at,), (jnp.ones_like(at),))[1]
    return slope


def _look(values: Array, at: Array | None = None) -> Look:
    """Look at numbers, and at the inputs that they belong to."""
    numbers = np.asarray(values)
    broken = ~np.isfinite(numbers)
    largest = float(np.max(np.abs(numbers), where=~broken, initial=0.0))
    look = Look(numbers.size, int(broken.sum()), int(np.isnan(numbers).sum()), largest)
    if at is None or not look.broken:
        return look
    where = np.asarray(at)[broken]
    return look._replace(low=float(where.min()), high=float(where.max()))
