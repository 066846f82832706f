"""Expression to JAX function, whose derivatives are trees too (``derive.py``), so that no rule of JAX's spoils them.

Reverse mode multiplies the slope of the branch that was not taken by zero, and zero times infinity is NaN:
where(x > 0, x, exp(x) - 1) has a NaN gradient at x = 100 in every framework; and the slope of a rounded value,
1 - tanh(x)**2 at 10, is 0. Here JAX is handed each derivative as a ready number.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple, overload

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.custom_derivatives import SymbolicZero
from jax.stages import Wrapped
from numpy.typing import ArrayLike

from actlab.functions import engine
from actlab.functions.executables import Executable
from actlab.functions.expression import Expression
from actlab.functions.inputs import real_array
from actlab.functions.points import Points
from actlab.functions.sources import Ends, Function, Source, Tree

BLOCK = 8192  # the fewest numbers that a function is compiled for

engine.prepare()


class SpecialPoint(NamedTuple):
    """A point, and the derivative used there: functions of the parameters."""

    at: Function
    derivative: Function


def constant_points(points: Points) -> tuple[SpecialPoint, ...]:
    """Return the points that get a slope of their own, at places that no parameter moves."""

    def constant(value: float) -> Function:
        return lambda *_values: jnp.asarray(value)

    return tuple(SpecialPoint(constant(at), constant(slope)) for at, slope in points.mended)


def compile_expression(
    expression: Expression, parameters: Sequence[str] = (), special: Sequence[SpecialPoint] = ()
) -> Function:
    """Return ``f(x, *parameters)``, elementwise, differentiable to any order in x and in each parameter.

    The output has the shape and dtype of x; half precision is computed in single, and rounded once. NaN in
    gives NaN out, in the value and in the derivative.

    >>> from actlab.functions.formula import parse
    >>> f = compile_expression(parse("where(x > 0, x, exp(x) - 1)"))
    >>> float(jax.grad(f)(100.0))
    1.0
    """
    return differentiable(Tree(expression, parameters), special)


def differentiable(source: Source, special: Sequence[SpecialPoint] = ()) -> Function:
    """Give a source the shape, dtype, NaN, limits and derivatives that are promised above.

    At the special points the derivative in x is the one given there.
    """
    return _wrapped(source, (), tuple(special))


def _wrapped(source: Source, special: Sequence[SpecialPoint], next_special: Sequence[SpecialPoint]) -> Function:
    @cache
    def partial(index: int) -> Function:
        return _wrapped(source.partial(index), next_special if index == 0 else (), ())

    @jax.custom_jvp
    def function(*values: Array) -> Array:
        x, parameters = _widened(values[0]), values[1:]
        y = jnp.broadcast_to(source(x, *parameters), jnp.shape(x)).astype(x.dtype)
        return _at_special_points(y, x, parameters, special, source.ends()).astype(jnp.result_type(values[0]))

    def rule(primals: Sequence[Array], tangents: Sequence[Array | SymbolicZero]) -> tuple[Array, Array]:
        value = function(*primals)
        tangent = jnp.zeros_like(value)
        for index, step in enumerate(tangents):
            if not isinstance(step, SymbolicZero):
                tangent = tangent + partial(index)(*primals) * step
        return value, tangent

    function.defjvp(rule, symbolic_zeros=True)
    return function


def _at_special_points(
    y: Array,
    x: Array,
    parameters: Sequence[Array],
    special: Sequence[SpecialPoint],
    ends: Ends,
) -> Array:
    """Put what is given at each special point, the limits at infinity, and NaN at NaN."""
    for point in special:
        y = jnp.where(x == point.at(*parameters), jnp.asarray(point.derivative(*parameters), y.dtype), y)
    for infinity, end in zip((-jnp.inf, jnp.inf), ends, strict=True):
        if end is not None:
            y = jnp.where(x == infinity, jnp.asarray(end, y.dtype), y)
    return jnp.where(jnp.isnan(x), x, y)


def _widened(x: Array) -> Array:
    return x.astype(jnp.float32) if jnp.result_type(x).itemsize < 4 else jnp.asarray(x)  # a number of Python's, too


@overload
def on_any_array(function: Wrapped, x: Array) -> Array: ...  # type: ignore[overload-overlap]  # the first that fits
@overload
def on_any_array(function: Wrapped, x: ArrayLike) -> np.ndarray: ...
def on_any_array(function: Wrapped, x: Array | ArrayLike) -> Array | np.ndarray:
    """Apply a jitted elementwise function to NumPy arrays, lists and numbers in their own precision.

    Whole numbers become floats: NumPy's double precision, JAX's default float. All of NumPy's are filled up to a power
    of two, at least 8,192 numbers, so that few lengths are ever compiled. Raises InvalidInput for complex numbers,
    masked arrays and what is no number.
    """
    if isinstance(x, Array):
        return jnp.asarray(function(real_array(x)))
    array = real_array(x)
    if not array.size:
        return array.copy()
    filled = np.resize(array, max(BLOCK, 2 ** (array.size - 1).bit_length()))
    with jax.enable_x64(True):  # else JAX would round float64 to float32
        program = _executable(function, filled.size, filled.dtype)  # type: ignore[arg-type]  # it is hashable
        values = np.asarray(program.run(function, filled))
    return values[: array.size].reshape(array.shape).copy()  # not a view that keeps all of it


@lru_cache(maxsize=256)
def _executable(function: Wrapped, size: int, dtype: np.dtype) -> Executable:
    """Return what is compiled ahead of the call: it gives numbers even while a program that asks for them is traced."""
    return Executable()
