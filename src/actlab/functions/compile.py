"""Expression to JAX function, whose derivatives are trees too (``derive.py``), so that no rule of JAX's spoils them.

Reverse mode multiplies the slope of the branch that was not taken by zero, and zero times infinity is NaN:
where(x > 0, x, exp(x) - 1) has a NaN gradient at x = 100 in every framework; and the slope of a rounded value,
1 - tanh(x)**2 at 10, is 0. Here JAX is handed each derivative as a ready number. A function in Python has no tree:
its derivative comes by forward mode, which selects branches instead of multiplying them by zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property, lru_cache, reduce
from typing import NamedTuple, Protocol, TypeVar, overload

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.custom_derivatives import SymbolicZero
from jax.stages import Wrapped
from numpy.typing import ArrayLike

from actlab.functions import engine  # noqa: F401  # before JAX starts
from actlab.functions.derive import derivative
from actlab.functions.expression import ARGUMENTS, PRIMITIVES, Call, Expression, Number, Symbol, ordered
from actlab.functions.formula import parse
from actlab.functions.inputs import real_array

Function = Callable[..., Array]
V = TypeVar("V")  # a number of JAX, NumPy or mpmath
Functions = Callable[[str], Callable[..., V]]  # what carries out each primitive

BLOCK = 8192  # the fewest numbers that a function is compiled for


class SpecialPoint(NamedTuple):
    """A point, and the derivative used there: functions of the parameters."""

    at: Function
    derivative: Function


class Source(Protocol):
    """What is differentiated: a function of x and the parameters."""

    def __call__(self, *values: Array) -> Array:
        """Return the values."""

    def partial(self, index: int) -> Source:
        """Return the derivative in x (0) or in a parameter (1, 2, ...)."""

    def ends(self) -> tuple[float | None, float | None]:
        """Return the limits at minus and plus infinity, None where there is none or nobody knows."""


class Tree:
    """A tree as a source.

    ``ends_of`` finds the limits of a tree at infinity; without it nobody asks for them.
    """

    def __init__(
        self,
        expression: Expression,
        parameters: Sequence[str],
        ends_of: Callable[[Expression], tuple[float | None, float | None]] | None = None,
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

    def ends(self) -> tuple[float | None, float | None]:
        return self._ends

    @cached_property
    def _ends(self) -> tuple[float | None, float | None]:
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

    def ends(self) -> tuple[float | None, float | None]:
        return None, None


def compile_expression(
    expression: Expression, parameters: Sequence[str] = (), special: Sequence[SpecialPoint] = ()
) -> Function:
    """Return ``f(x, *parameters)``, elementwise, differentiable to any order in x and in each parameter.

    The output has the shape and dtype of x; half precision is computed in single, and rounded once. NaN in
    gives NaN out, in the value and in the derivative.

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
    ends: tuple[float | None, float | None],
) -> Array:
    """Put what is given at each special point, the limits at infinity, and NaN at NaN."""
    for point in special:
        y = jnp.where(x == point.at(*parameters), jnp.asarray(point.derivative(*parameters), y.dtype), y)
    for infinity, end in zip((-jnp.inf, jnp.inf), ends, strict=True):
        if end is not None:
            y = jnp.where(x == infinity, jnp.asarray(end, y.dtype), y)
    return jnp.where(jnp.isnan(x), x, y)


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


def evaluate(expression: Expression, values: Mapping[str, V], function: Functions[V]) -> V:
    """Compute an expression, each node once, with the functions of JAX, NumPy, ... that carry out the primitives."""
    known: dict[int, V] = {}
    for node in ordered(expression):
        match node:
            case Number(value):
                known[id(node)] = value  # type: ignore[assignment]  # Python's own numbers go with all of them
            case Symbol(name):
                known[id(node)] = values[name]
            case Call("**", (base, Number(power))) if power.is_integer() and abs(power) < 2**31:
                # by products: right where the base is negative
                known[id(node)] = known[id(base)] ** int(power)  # type: ignore[operator]
            case Call(primitive, arguments):
                known[id(node)] = function(primitive)(*(known[id(argument)] for argument in arguments))
    return known[id(expression)]


@cache
def jax_function(primitive: str) -> Function:
    """Return what carries out a primitive in JAX."""
    row = PRIMITIVES[primitive]
    if row.operator:
        return row.operator
    if not row.jax:
        return defined(row.definition, jax_function)
    found: Function = reduce(getattr, row.jax.split("."), jax)  # type: ignore[assignment]
    return found


def defined(definition: str, function: Functions[V]) -> Callable[..., V]:
    """Return the function that a definition in u, v, w describes."""
    tree = parse(definition, ARGUMENTS)
    return lambda *values: evaluate(tree, dict(zip(ARGUMENTS, values, strict=False)), function)


def _widened(x: Array) -> Array:
    return x.astype(jnp.float32) if jnp.result_type(x).itemsize < 4 else x


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
        compiled = _compiled(function, filled.size, filled.dtype)  # type: ignore[arg-type]  # it is hashable
        values = np.asarray(compiled(filled))
    return values[: array.size].reshape(array.shape).copy()  # not a view that keeps all of it


@lru_cache(maxsize=256)
def _compiled(function: Wrapped, size: int, dtype: np.dtype) -> Callable[..., Array]:
    """Compile ahead of the call: a ready program gives numbers even while a program that asks for them is traced."""
    shape = jax.ShapeDtypeStruct((size,), dtype)  # type: ignore[no-untyped-call]
    compiled: Callable[..., Array] = function.lower(shape).compile()
    return compiled
