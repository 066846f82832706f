"""Expression to JAX function, whose derivative a branch not taken cannot poison.

Reverse mode multiplies the slope of the branch that was not taken by zero, and zero times infinity is NaN:
where(x > 0, x, exp(x) - 1) has a NaN gradient at x = 100 in every framework. Here the derivative comes by
forward mode, which selects instead, and is handed to reverse mode as a ready number. Inside, a slope that has
vanished stays zero however steep its argument is, so that exp(-x**2) has slope 0, not NaN, at x = 1e30.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, reduce
from typing import NamedTuple, TypeVar, overload

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.custom_derivatives import SymbolicZero
from jax.stages import Wrapped
from numpy.typing import ArrayLike

from actlab.functions import engine  # noqa: F401  # before JAX starts
from actlab.functions.expression import ARGUMENTS, PRIMITIVES, Call, Expression, Number, Symbol
from actlab.functions.formula import parse

Function = Callable[..., Array]
V = TypeVar("V")  # a number of JAX, NumPy or mpmath
Functions = Callable[[str], Callable[..., V]]  # what carries out each primitive

BLOCK = 8192  # the fewest numbers that a function is compiled for


class CompiledKink(NamedTuple):
    """Where the derivative jumps and the value used there, both functions of the parameters."""

    at: Function
    derivative: Function


def compile_expression(
    expression: Expression, parameters: Sequence[str] = (), kinks: Sequence[CompiledKink] = ()
) -> Function:
    """Return ``f(x, *parameters)``, elementwise, differentiable to any order in x and in each parameter.

    The output has the shape and dtype of x; half precision is computed in single, and rounded once. NaN in
    gives NaN out, in the value and in the derivative.

    >>> f = compile_expression(parse("where(x > 0, x, exp(x) - 1)"))
    >>> float(jax.grad(f)(100.0))
    1.0
    """
    names = ("x", *parameters)

    def raw(*values: Array) -> Array:
        return jnp.asarray(evaluate(expression, dict(zip(names, values, strict=True)), jax_function))

    return differentiable(raw, tuple(kinks))


def differentiable(raw: Function, kinks: Sequence[CompiledKink] = (), reverse: bool = False) -> Function:
    """Give a JAX function of x and parameters the shape, dtype, NaN and derivatives that are promised above.

    ``reverse`` says that its derivative is to be had in reverse mode only, as that of a ``jax.custom_vjp``.
    """

    def wide(*values: Array) -> Array:
        x = values[0]
        y = jnp.asarray(raw(_widened(x), *values[1:])).astype(jnp.result_type(x))
        return jnp.where(jnp.isnan(x), x, jnp.broadcast_to(y, jnp.shape(x)))

    return _guarded(wide, tuple(kinks), backwards if reverse else forwards)


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
    """Compute an expression node by node, with the functions of JAX, NumPy, ... that carry out the primitives."""
    match expression:
        case Number(value):
            return value  # type: ignore[return-value]  # Python's own numbers go with all of them
        case Symbol(name):
            return values[name]
        case Call("**", (base, Number(power))) if power.is_integer() and abs(power) < 2**31:
            return evaluate(base, values, function) ** int(power)  # type: ignore[operator,no-any-return]  # by products: right where the base is negative
        case Call(primitive, arguments):
            return function(primitive)(*(evaluate(argument, values, function) for argument in arguments))


@cache
def jax_function(primitive: str) -> Function:
    """Return what carries out a primitive in JAX, with the slopes promised above."""
    row = PRIMITIVES[primitive]
    if primitive == "/":
        return _quotient  # type: ignore[return-value]  # a number only where all are
    if row.definition and not row.jax:
        return defined(row.definition, jax_function)
    found = plain_jax_function(primitive)
    return _absorbing(found) if row.jax and row.arity == 1 else found


@cache
def plain_jax_function(primitive: str) -> Function:
    """Return what anyone would write for a primitive in JAX."""
    row = PRIMITIVES[primitive]
    if row.operator:
        return row.operator
    if not row.jax:
        return defined(row.definition, plain_jax_function)
    found: Function = reduce(getattr, row.jax.split("."), jax)  # type: ignore[assignment]
    return found


def defined(definition: str, function: Functions[V]) -> Callable[..., V]:
    """Return the function that a definition in u, v, w describes."""
    tree = parse(definition, ARGUMENTS)
    return lambda *values: evaluate(tree, dict(zip(ARGUMENTS, values, strict=False)), function)


def _absorbing(function: Function) -> Function:
    """Keep a slope of zero at zero where the argument's own slope is infinite."""

    @jax.custom_jvp
    def safe(u: Array) -> Array:
        return function(u)

    @safe.defjvp
    def rule(primals: Sequence[Array], tangents: Sequence[Array]) -> tuple[Array, Array]:
        value, slope = jax.jvp(function, primals, (jnp.ones_like(primals[0]),))
        return value, jnp.where(slope == 0, 0, slope * tangents[0])

    return safe


@jax.custom_jvp
def _divide(u: Array, v: Array) -> Array:
    return u / v


@_divide.defjvp
def _divide_slope(primals: Sequence[Array], tangents: Sequence[Array]) -> tuple[Array, Array]:
    (u, v), (du, dv) = primals, tangents
    value = u / v
    slope = (du - jnp.where(value == 0, 0, value * dv)) / v
    return value, jnp.broadcast_to(slope, value.shape).astype(value.dtype)


def _quotient(u: float | Array, v: float | Array) -> float | Array:
    """Divide: by Python where both are constants, so that none becomes single precision early."""
    return u / v if isinstance(u, float) and isinstance(v, float) else _divide(u, v)


def _widened(x: Array) -> Array:
    return x.astype(jnp.float32) if jnp.result_type(x).itemsize < 4 else x


def _guarded(raw: Function, kinks: tuple[CompiledKink, ...], derive: Callable[[Function, Array], Array]) -> Function:
    """Wrap ``raw`` so that its derivatives are computed forwards, and wrapped in turn."""

    @cache
    def partial(index: int) -> Function:
        def slope(*values: Array) -> Array:
            def along(value: Array) -> Array:
                return raw(*values[:index], value, *values[index + 1 :])

            value = values[index]
            result = derive(along, value)
            return _at_special_points(result, values, kinks) if index == 0 else result

        return _guarded(slope, (), derive)

    @jax.custom_jvp
    def function(*values: Array) -> Array:
        return raw(*values)

    def rule(primals: Sequence[Array], tangents: Sequence[Array | SymbolicZero]) -> tuple[Array, Array]:
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
        declared = jnp.asarray(kink.derivative(*parameters), slope.dtype)
        slope = jnp.where(x == kink.at(*parameters), declared, slope)
    return jnp.where(jnp.isnan(x), x, slope)


@overload
def on_any_array(function: Wrapped, x: Array) -> Array: ...  # type: ignore[overload-overlap]  # the first that fits
@overload
def on_any_array(function: Wrapped, x: ArrayLike) -> np.ndarray: ...
def on_any_array(function: Wrapped, x: Array | ArrayLike) -> Array | np.ndarray:
    """Apply a jitted elementwise function to NumPy arrays, lists and numbers in their own precision.

    Whole numbers become double precision. All are filled up to a power of two, at least 8,192 numbers, so that few
    lengths are ever compiled. JAX arrays go through as they are.
    """
    if isinstance(x, Array):
        return jnp.asarray(function(x))
    array = np.asarray(x)
    if not jnp.issubdtype(array.dtype, jnp.floating):
        array = array.astype(np.float64)
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
