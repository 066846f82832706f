"""Steps as they are compiled: many in a loop within one program, or each in a program's call of its own."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array
from jaxtyping import Float32, Int, Int32, Num

from actlab.networks.weight import Weights
from actlab.training.member import Program, State, Taken


def single(
    program: Program,
    state: State,
    learning_rate: Float32[Array, ""],
    batch: Int[Array, " batch"],
    inputs: Num[Array, " n *shape"],
    targets: Num[Array, " n *places"],
    columns: Int32[Array, " columns"] | None = None,
) -> tuple[State, Float32[Array, ""]]:
    """Take one step on the rows of a batch, outside any loop; return the state and the loss."""
    after, taken = whole_step(program, state, learning_rate, inputs[batch], targets[batch], columns)
    return after, taken.loss


def whole_step(
    program: Program,
    state: State,
    learning_rate: Float32[Array, ""],
    inputs: Num[Array, " n *shape"],
    targets: Num[Array, " n *places"],
    columns: Int32[Array, " columns"] | None,
) -> tuple[State, Taken]:
    """Take one step on a batch of which some columns are there; the state, gradient and direction have all weights."""
    after, taken = program.step(program.narrowed(state, columns), learning_rate, inputs, targets)
    nothing = jax.tree.map(jnp.zeros_like, state.weights)
    gradient, direction = (program.widened(one, nothing, columns) for one in (taken.gradient, taken.direction))
    return program.widened(after, state, columns), Taken(taken.loss, gradient, direction)


def train(
    program: Program,
    state: State,
    learning_rate: Float32[Array, ""],
    rows: Int[Array, "steps batch"],
    inputs: Num[Array, " n *shape"],
    targets: Num[Array, " n *places"],
    columns: Int32[Array, " columns"] | None = None,
    begin: Int[Array, ""] | int = 0,
    end: Int[Array, ""] | int | None = None,
) -> tuple[State, Float32[Array, " steps"]]:
    """Take the steps of rows ``begin`` up to ``end``, by default all; return the state and each step's loss.

    How many there are is no part of the program; the losses of other rows are zero. ``columns`` are those of the
    inputs, where not all are there.
    """

    def step(place: Array, carried: tuple[State, Weights, Array]) -> tuple[State, Weights, Array]:
        narrow, rounded, losses = carried
        batch = rows[place]
        after, taken = program.step(narrow, learning_rate, inputs[batch], targets[batch], rounded)
        # for the next step already: where it is written, the weight is at hand
        return after, program.rounded(after.weights), losses.at[place].set(taken.loss)

    narrow = program.narrowed(state, columns)
    begun = (narrow, program.rounded(narrow.weights), jnp.zeros(len(rows), jnp.float32))
    narrow, _rounded, losses = jax.lax.fori_loop(begin, len(rows) if end is None else end, step, begun)
    return program.widened(narrow, state, columns), losses
