"""The Activation record: what an activation is, and all that follows from its formula."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike

from actlab.errors import InvalidInput
from actlab.functions import engine
from actlab.functions.derive import derivative
from actlab.functions.ends import ends
from actlab.functions.expression import Expression
from actlab.functions.formula import parse
from actlab.functions.host import on_host
from actlab.functions.identity import identity
from actlab.functions.inputs import real_array
from actlab.functions.kinks import jumps
from actlab.functions.points import Points, look
from actlab.functions.records import Kink, Parameter, Reference, changed, written
from actlab.functions.stable import readable, stable
from actlab.functions.switches import candidates
from actlab.words import _

if TYPE_CHECKING:
    import jax

    from actlab.functions.on_jax import OnJax

ORDERS = range(1, 10)  # of derivatives; nobody trains with more
YOURS = "yours"  # the family of what is not in the catalogue


class Parsed(NamedTuple):
    """A formula with its tree: of one that uses the catalogue's names, which a record does not know."""

    formula: str
    tree: Expression


@dataclass(frozen=True, eq=False)
class Activation:
    """A named elementwise function of x with parameters; all else is computed from its formula.

    ``declared_kinks`` is None where nobody declared any: they are then found, and the left derivative is used.
    ``computed_as`` is another formula of the same function, which keeps digits that the readable one loses.
    ``bound`` is how far a value in single precision may be off, in units of the last place (times
    max(1, |x f'/f|)).
    ``aliases`` are other names, each with the parameters at which it is this function: ``swish``,
    ``keras.activations.leaky_relu(alpha=0.2)``. ``source`` is a function in Python, where there is no formula.
    ``parsed`` is the formula's tree, where the formula has names that only the catalogue knows. ``gate`` says that it
    stands in a gated unit, whose other half it is multiplied by: a layer gives f(W x) * (V x).

    Two are equal when they compute the same: by ``digest``, whatever their names.

    Call it on an array of any shape: NumPy in, NumPy out with the same dtype; JAX in, JAX out,
    differentiable and traceable.

    >>> elu = Activation("elu", "where(x > 0, x, a * expm1(x))", parameters=(Parameter("a", 0.5),))
    >>> elu(np.array([-1.0, 2.0])).round(4).tolist()
    [-0.3161, 2.0]
    >>> elu.derivative(np.array([-1.0, 2.0])).round(4).tolist()
    [0.1839, 1.0]
    >>> elu == replace(elu, name="mine"), elu == elu.with_parameters(a=0.25)
    (True, False)
    """

    name: str
    formula: str
    reference: Reference | None = None
    parameters: tuple[Parameter, ...] = ()
    declared_kinks: tuple[Kink, ...] | None = ()
    family: str = ""
    aliases: tuple[str, ...] = ()
    note: str = ""
    computed_as: str = ""
    bound: int = 8
    source: Callable[..., jax.Array] | None = None
    parsed: Parsed | None = None
    gate: bool = False

    def __str__(self) -> str:
        """Return what a user types: ``elu``, ``elu(alpha=0.5)``, ``x * sigmoid(beta * x); beta=1.5``, ``glu(silu)``."""
        return f"glu({self.inner})" if self.gate else self.inner

    @property
    def inner(self) -> str:
        """What a user types for the function alone: of a gated unit, its activation.

        >>> Activation("silu", "x * sigmoid(x)", gate=True).inner
        'silu'
        """
        return written(self.name, self.parameters)

    def alone(self) -> Activation:
        """Return it, where it is a function of x alone.

        Raises InvalidInput for a gated unit, which has weights besides.
        """
        if not self.gate:
            return self
        text = _("{name} is a gated unit, f(W x) * (V x), whose weights are a layer's: take its activation, {inner}.")
        raise InvalidInput(text.format(name=self, inner=self.inner))

    def __eq__(self, other: object) -> bool:
        return self.digest == other.digest if isinstance(other, Activation) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest)

    def __getstate__(self) -> dict[str, object]:
        """Keep the fields, and nothing of what was compiled: a used record can be sent elsewhere."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def digest(self) -> str:
        """The digest of all that its numbers depend on, as hexadecimal digits; names and notes are not in it."""
        trees = identity(self.source) if self.source else repr((self.expression, self.stable_expression))
        parameters = [(p.name, float(p.value), p.learn) for p in self.parameters]
        kinks = None if self.declared_kinks is None else self.trees_of(self.declared_kinks)
        known = (trees, parameters, kinks, "gate") if self.gate else (trees, parameters, kinks)
        return hashlib.sha256(repr(known).encode()).hexdigest()

    @cached_property
    def expression(self) -> Expression:
        """The formula's tree, as written."""
        if self.parsed and self.parsed.formula == self.formula:
            return self.parsed.tree
        return parse(self.formula, ["x", *self.values])

    @property
    def readable_expression(self) -> Expression:
        """The formula in stable primitives, without what is done for the last digits: closed forms start here."""
        return readable(self.expression)

    @cached_property
    def stable_expression(self) -> Expression:
        """The same function in primitives that do not overflow."""
        return stable(parse(self.computed_as, ["x", *self.values]) if self.computed_as else self.expression)

    @property
    def function(self) -> Callable[..., jax.Array]:
        """The function of x, in JAX, at these values of the parameters; infinity is not looked after.

        ``function(x, *learnt)`` takes other values of the learnt parameters, which broadcast against x.
        """
        return self._jax.function

    @overload
    def __call__(self, x: jax.Array) -> jax.Array: ...  # type: ignore[overload-overlap]  # the first that fits
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...
    def __call__(self, x: jax.Array | ArrayLike) -> jax.Array | np.ndarray:
        """Return f(x), elementwise."""
        if engine.lost():
            return self._without_jax(x)
        return self._jax.values(x)

    @overload
    def derivative(self, x: jax.Array, order: int = 1) -> jax.Array: ...  # type: ignore[overload-overlap]  # as above
    @overload
    def derivative(self, x: ArrayLike, order: int = 1) -> np.ndarray: ...
    def derivative(self, x: jax.Array | ArrayLike, order: int = 1) -> jax.Array | np.ndarray:
        """Return the derivative of an order from 1 to 9, elementwise; f' at a kink is the declared value.

        Raises InvalidInput for another order.

        >>> Activation("cube", "x**3").derivative(np.array([2.0]), order=2).tolist()
        [12.0]
        """
        if order not in ORDERS:
            message = _("there is no derivative of order {order}: give a whole number from 1 to {most}.")
            raise InvalidInput(message.format(order=order, most=max(ORDERS)), "order", "2")
        if engine.lost():
            return self._without_jax(x, order)
        return self._jax.values(x, order)

    @property
    def values(self) -> dict[str, float]:
        """The parameters' values, by name."""
        return {parameter.name: parameter.value for parameter in self.parameters}

    @property
    def learnt(self) -> tuple[Parameter, ...]:
        """The parameters that are trained with the weights."""
        return tuple(parameter for parameter in self.parameters if parameter.learn)

    @property
    def kinks(self) -> list[tuple[float, float]]:
        """The points where f or f' jumps at these values of the parameters, each with f' as used."""
        return list(self.points.kinks)

    @cached_property
    def points(self) -> Points:
        """All points that have to be looked at: kinks, points mended, points at which f' has no bound."""
        if self.source:
            return _points_of_python(self)
        declared = dict(self._declared)
        places = {*declared, *candidates(self.stable_expression, self.values)}
        looked = look(self.on_host, partial(self.on_host, order=1), places)
        return replace(looked, kinks=tuple((at, declared.get(at, slope)) for at, slope in looked.kinks))

    def on_host(self, x: np.ndarray, order: int = 0) -> np.ndarray:
        """Return f (order 0) or a derivative of the formula, by NumPy in double precision; at a kink any side's."""
        return on_host(self.tree(order), x, self.values)

    def tree(self, order: int) -> Expression:
        """Return the tree of a derivative; order 0 is the function itself."""
        while len(self._trees) <= order:
            self._trees.append(derivative(self._trees[-1]))
        return self._trees[order]

    def with_parameters(self, **values: float) -> Activation:
        """Return the same activation at other values of its parameters.

        Raises InvalidInput for a name that it does not have or a value out of range.
        """
        if not values:
            return self
        return replace(self, parameters=changed(self.name, self.parameters, values))

    def _without_jax(self, x: jax.Array | ArrayLike, order: int = 0) -> np.ndarray:
        if self.source:
            raise engine.refusal(_("a function in Python"))
        if engine.is_array(x):
            raise engine.refusal(_("an array of JAX"))
        given = real_array(x)
        y = np.array(self.on_host(given.astype(np.float64), order))
        for at, slope in self.points.mended if order == 1 else ():
            y[given == at] = slope
        for infinity, end in zip((-np.inf, np.inf), ends(self.tree(order), self.values), strict=True):
            y[given == infinity] = np.nan if end is None else end
        return np.where(np.isnan(given), np.nan, y).astype(given.dtype)

    def trees_of(self, kinks: Iterable[Kink]) -> list[tuple[Expression, Expression]]:
        """Return where kinks are, and the slopes used there, as trees."""
        return [(parse(kink.at, self.values), parse(kink.derivative, self.values)) for kink in kinks]

    @cached_property
    def _trees(self) -> list[Expression]:
        return [self.stable_expression]

    @cached_property
    def _declared(self) -> list[tuple[float, float]]:
        """The declared kinks at these values of the parameters, which need not be kinks there."""
        return [
            (float(on_host(at, np.zeros(()), self.values)), float(on_host(slope, np.zeros(()), self.values)))
            for at, slope in self.trees_of(self.declared_kinks or ())
        ]

    @cached_property
    def _jax(self) -> OnJax:
        from actlab.functions.on_jax import OnJax  # half a second, for whoever asks for numbers as they are trained

        return OnJax(self)


@cache
def _points_of_python(found: Activation) -> Points:
    """Look for the points where f or f' of a function in Python jumps."""
    plain = replace(found, declared_kinks=())
    if found.declared_kinks is not None:  # none, or the function is not to be called
        return Points()
    return look(plain, plain.derivative, {*jumps(plain), *jumps(plain.derivative)})
