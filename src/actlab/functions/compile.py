"""Expression to JAX function, whose derivative a branch not taken cannot poison.

Reverse mode multiplies the slope of the branch that was not taken by zero, and zero times infinity is NaN:
where(x > 0, x, exp(x) - 1) has a NaN gradient at x = 100 in every framework. Here the derivative comes by
forward mode, which selects instead, and is handed to reverse mode as a ready number.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, reduce
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jax.custom_derivatives import SymbolicZero

from actlab.functions.expression import PRIMITIVES, Call, Expression, Number, Symbol

Function = Callable[..., Array]


class CompiledKink(NamedTuple):
    """Where the derivative jumps and the value used there, both functions of the parameters."""

    at: Function
    derivative: Function


def compile_expression(
    expression: Expression, parameters: Sequence[str] = (), kinks: Sequence[CompiledKink] = ()
) -> Function:
    """Return ``f(x, *parameters)``, elementwise, differentiable to any order in x and in each parameter.

    The output has the shape and dtype of x; NaN in gives NaN out, in the value and in the derivative.

    >>> from actlab.functions.formula import parse
    >>> f = compile_expression(parse("where(x > 0, x, exp(x) - 1)"))
    >>> float(jax.grad(f)(100.0))
    1.0
    """
    names = ("x", *parameters)

    def raw(*values: Array) -> Array:
        x = values[0]
        y = evaluate(expression, dict(zip(names, values, strict=True)))
        return jnp.broadcast_to(jnp.asarray(y, jnp.result_type(x)), jnp.shape(x))

    return _guarded(raw, tuple(kinks))


def evaluate(expression: Expression, values: Mapping[str, Any]) -> Any:
    """Compute the expression, node by node."""
    match expression:
        case Number(value):
            return value
        case Symbol(name):
            return values[name]
        case Call("**", (base, Number(power))) if power.is_integer() and abs(power) < 2**31:
            return evaluate(base, values) ** int(power)  # by products: right where the base is negative
        case Call(primitive, arguments):
            return _function(primitive)(*(evaluate(argument, values) for argument in arguments))


@cache
def _function(primitive: str) -> Callable[..., Any]:
    row = PRIMITIVES[primitive]
    found: Callable[..., Any] = row.operator or reduce(getattr, row.jax.split("."), jax)  # type: ignore[assignment]
    return found


def _guarded(raw: Function, kinks: tuple[CompiledKink, ...]) -> Function:
    """Wrap ``raw`` so that its derivatives are computed forwards, and wrapped in turn."""

    @cache
    def partial(index: int) -> Function:
        def slope(*values: Array) -> Array:
            def along(value: Array) -> Array:
                return raw(*values[:index], value, *values[index + 1 :])

            value = values[index]
            result = jax.jvp(along, (value,), (jnp.ones_like(value),))[1]
            return _at_special_points(result, values, kinks) if index == 0 else result

        return _guarded(slope, ())

    @jax.custom_jvp
    def function(*values: Array) -> Array:
        return raw(*values)

    def rule(primals: Sequence[Array], tangents: Sequence[Any]) -> tuple[Array, Array]:
        value = function(*primals)
        tangent = jnp.zeros_like(value)
        for index, step in enumerate(tangents):
            if not isinstance(step, SymbolicZero):
                tangent = tangent + partial(index)(*primals) * step
        return value, tangent

    function.defjvp(rule, symbolic_zeros=True)
    return function


def _at_special_points(slope: Array, values: Sequence[Array], kinks: Sequence[CompiledKink]) -> Array:
    """Put the declared value at each kink, and NaN at NaN."""
    x, parameters = values[0], values[1:]
    for kink in kinks:
        slope = jnp.where(x == kink.at(*parameters), kink.derivative(*parameters), slope)
    return jnp.where(jnp.isnan(x), x, slope)
