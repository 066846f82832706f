"""What JAX is given to differentiate: a tree, whose derivatives are trees, or a function in Python.

A function in Python has no tree: its derivative comes by forward mode, which selects branches instead of multiplying
those not taken by zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property, reduce
from typing import Protocol

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from actlab.functions.derive import derivative
from actlab.functions.evaluate import defined, evaluate
from actlab.functions.expression import PRIMITIVES, Expression
from actlab.functions.host import numpy_function

Function = Callable[..., Array]
Ends = tuple[float | None, float | None]  # limits at minus and plus infinity, None where there is none


class Source(Protocol):
    """What is differentiated: a function of x and the parameters."""

    def __call__(self, *values: Array) -> Array:
        """Return the values."""

    def partial(self, index: int) -> Source:
        """Return the derivative in x (0) or in a parameter (1, 2, ...)."""

    def ends(self) -> Ends:
        """Return the limits at minus and plus infinity, None where there is none or nobody knows."""


class Tree:
    """A tree as a source.

    ``ends_of`` finds the limits of a tree at infinity; without it nobody asks for them.
    """

    def __init__(
        self,
        expression: Expression,
        parameters: Sequence[str],
        ends_of: Callable[[Expression], Ends] | None = None,
    ) -> None:
        self.expression, self.names, self.ends_of = expression, ("x", *parameters), ends_of
        self.partials: dict[int, Tree] = {}

    def __call__(self, *values: Array) -> Array:
        return jnp.asarray(evaluate(self.expression, dict(zip(self.names, values, strict=True)), jax_function))

    def partial(self, index: int) -> Tree:
        if index not in self.partials:
            tree = derivative(self.expression, self.names[index])
            self.partials[index] = Tree(tree, self.names[1:], self.ends_of)
        return self.partials[index]

    def ends(self) -> Ends:
        return self._ends

    @cached_property
    def _ends(self) -> Ends:
        return self.ends_of(self.expression) if self.ends_of else (None, None)


class Traced:
    """A function in Python as a source: JAX finds the derivative, in forward mode unless it has none."""

    def __init__(self, function: Function, reverse: bool) -> None:
        self.function, self.reverse = function, reverse

    def __call__(self, *values: Array) -> Array:
        return jnp.asarray(self.function(*values))

    def partial(self, index: int) -> Traced:
        def slope(*values: Array) -> Array:
            def along(value: Array) -> Array:
                return self.function(*values[:index], value, *values[index + 1 :])

            return (backwards if self.reverse else forwards)(along, values[index])

        return Traced(slope, self.reverse)

    def ends(self) -> Ends:
        return None, None


@cache
def jax_function(primitive: str) -> Function:
    """Return what carries out a primitive in JAX."""
    row = PRIMITIVES[primitive]
    if row.operator:
        return row.operator
    if not row.jax:
        return defined(row.definition, jax_function)
    found: Function = reduce(getattr, row.jax.split("."), jax)  # type: ignore[assignment]

    def carried_out(*values: Array) -> Array:
        if all(isinstance(value, float) for value in values):  # constants keep their digits, and stay of no precision
            with np.errstate(all="ignore"):  # of the square root of -1 there is NaN, as JAX has it
                return float(numpy_function(primitive)(*values))  # type: ignore[return-value]
        return found(*values)

    return carried_out


def reverse_only(function: Function) -> bool:
    """Return whether a function of x has a derivative in reverse mode only.

    >>> reverse_only(jnp.tanh)
    False
    """
    x = jax.ShapeDtypeStruct((1,), jnp.float32)  # type: ignore[no-untyped-call]
    try:
        program = jax.make_jaxpr(lambda x: forwards(function, x))(x)
    except Exception:  # whatever it raises, it will raise again where that is looked for
        return False
    return "custom_lin" in str(program)  # what JAX puts where forward mode would need what it has not


def forwards(function: Function, x: Array) -> Array:
    """Return f'(x), elementwise, in forward mode."""
    return jnp.asarray(jax.jvp(function, (x,), (jnp.ones_like(x),))[1])


def backwards(function: Function, x: Array) -> Array:
    """Return f'(x), elementwise, in reverse mode."""
    y, pulled = jax.vjp(function, x)
    return jnp.asarray(pulled(jnp.ones_like(y))[0])
