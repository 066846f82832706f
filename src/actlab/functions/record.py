"""The Activation record: what an activation is, and all that follows from its formula."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from typing import NamedTuple, overload

import jax
import numpy as np
from jax.stages import Wrapped
from numpy.typing import ArrayLike

from actlab.functions import engine
from actlab.functions.compile import (
    CompiledKink,
    compile_expression,
    differentiable,
    evaluate,
    jax_function,
    on_any_array,
    reverse_only,
)
from actlab.functions.expression import Expression
from actlab.functions.formula import parse
from actlab.functions.host import on_host, on_host_as
from actlab.functions.identity import identity
from actlab.functions.kinks import BESIDE, jumps, jumps_at
from actlab.functions.records import Kink, Parameter, Reference, changed, shortest
from actlab.functions.stable import stable
from actlab.words import _

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
    ``parsed`` is the formula's tree, where the formula has names that only the catalogue knows.

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

    def __str__(self) -> str:
        """Return what a user types for it: ``elu``, ``elu(alpha=0.5)``, ``x * sigmoid(beta * x); beta=1.5``."""
        if any(p.default is None or p.learn != p.default_learn for p in self.parameters):
            return f"{self.name}; {_declarations(self.parameters)}"
        moved = [f"{p.name}={shortest(p.value)}" for p in self.parameters if p.value != p.default]
        return f"{self.name}({', '.join(moved)})" if moved else self.name

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
        kinks = None if self.declared_kinks is None else self._trees_of(self.declared_kinks)
        return hashlib.sha256(repr((trees, parameters, kinks)).encode()).hexdigest()

    @cached_property
    def expression(self) -> Expression:
        """The formula's tree, as written."""
        if self.parsed and self.parsed.formula == self.formula:
            return self.parsed.tree
        return parse(self.formula, ["x", *self.values])

    @property
    def readable_expression(self) -> Expression:
        """The formula in stable primitives, without what is done for the last digits: closed forms start here."""
        return stable(self.expression)

    @cached_property
    def stable_expression(self) -> Expression:
        """The same function in primitives that do not overflow."""
        return stable(parse(self.computed_as, ["x", *self.values]) if self.computed_as else self.expression)

    @cached_property
    def function(self) -> Callable[..., jax.Array]:
        """The function of x, in JAX, at these values of the parameters.

        ``function(x, *learnt)`` takes other values of the learnt parameters, which broadcast against x.
        """
        compiled = self._compile(self._compiled_kinks)
        parameters, places = self.parameters, [self.parameters.index(p) for p in self.learnt]

        def function(x: jax.Array, *learnt: jax.Array) -> jax.Array:
            engine.require()
            values: list[float | jax.Array] = [parameter.value for parameter in parameters]
            for place, value in zip(places, learnt, strict=False):
                values[place] = value
            return compiled(x, *values)

        return function

    @overload
    def __call__(self, x: jax.Array) -> jax.Array: ...  # type: ignore[overload-overlap]  # the first that fits
    @overload
    def __call__(self, x: ArrayLike) -> np.ndarray: ...
    def __call__(self, x: jax.Array | ArrayLike) -> jax.Array | np.ndarray:
        """Return f(x), elementwise."""
        if engine.lost():
            return self._without_jax(x)
        return on_any_array(self._jitted, x)

    @overload
    def derivative(self, x: jax.Array) -> jax.Array: ...  # type: ignore[overload-overlap]  # the first that fits
    @overload
    def derivative(self, x: ArrayLike) -> np.ndarray: ...
    def derivative(self, x: jax.Array | ArrayLike) -> jax.Array | np.ndarray:
        """Return f'(x), elementwise; at a kink the declared value."""
        engine.require(_("the derivative"))
        return on_any_array(self._jitted_derivative, x)

    @property
    def values(self) -> dict[str, float]:
        """The parameters' values, by name."""
        return {parameter.name: parameter.value for parameter in self.parameters}

    @property
    def learnt(self) -> tuple[Parameter, ...]:
        """The parameters that are trained with the weights."""
        return tuple(parameter for parameter in self.parameters if parameter.learn)

    @cached_property
    def kinks(self) -> list[tuple[float, float]]:
        """The points where f or f' jumps at these values of the parameters, each with f' as used."""
        found = []
        for trees in self._kink_trees:
            at, slope = (float(on_host(tree, np.zeros(()), self.values)) for tree in trees)
            if jumps_at(self, at) or jumps_at(self.derivative, at):
                found.append((at, slope))
        return sorted(found)

    def with_parameters(self, **values: float) -> Activation:
        """Return the same activation at other values of its parameters.

        Raises InvalidInput for a name that it does not have or a value out of range.
        """
        if not values:
            return self
        return replace(self, parameters=changed(self.name, self.parameters, values))

    def _without_jax(self, x: jax.Array | ArrayLike) -> np.ndarray:
        if self.source:
            raise engine.refusal(_("a function in Python"))
        if isinstance(x, jax.Array):
            raise engine.refusal(_("an array of JAX"))
        return on_host_as(self.stable_expression, x, self.values)

    def _compile(self, kinks: tuple[CompiledKink, ...]) -> Callable[..., jax.Array]:
        if self.source:
            engine.require(_("a function in Python"))
            return differentiable(self.source, kinks, reverse_only(self.source))
        return compile_expression(self.stable_expression, tuple(self.values), kinks)

    def _trees_of(self, kinks: Iterable[Kink]) -> list[tuple[Expression, Expression]]:
        return [(parse(kink.at, self.values), parse(kink.derivative, self.values)) for kink in kinks]

    @cached_property
    def _kink_trees(self) -> list[tuple[Expression, Expression]]:
        return self._trees_of(_found_kinks(self) if self.declared_kinks is None else self.declared_kinks)

    @property
    def _compiled_kinks(self) -> tuple[CompiledKink, ...]:
        names = tuple(self.values)

        def function(tree: Expression) -> Callable[..., jax.Array]:
            return lambda *values: evaluate(tree, dict(zip(names, values, strict=True)), jax_function)

        return tuple(CompiledKink(function(at), function(slope)) for at, slope in self._kink_trees)

    @cached_property
    def _jitted(self) -> Wrapped:
        return jax.jit(self.function)

    @cached_property
    def _jitted_derivative(self) -> Wrapped:
        return jax.jit(lambda x: jax.jvp(self.function, (x,), (jax.numpy.ones_like(x),))[1])


@cache
def _found_kinks(found: Activation) -> tuple[Kink, ...]:
    """Look for the points where f or f' jumps; the derivative used there is the one on the left."""
    plain = replace(found, declared_kinks=())
    places = sorted({*jumps(plain), *jumps(plain.derivative)})
    left = [float(plain.derivative(at - BESIDE * (1 + abs(at)))) for at in places]
    return tuple(Kink(repr(at), f"{slope:.8g}") for at, slope in zip(places, left, strict=True))


def _declarations(parameters: Iterable[Parameter]) -> str:
    return ", ".join(f"{p.name}={shortest(p.value)}{f' per {p.learn}' if p.learn else ''}" for p in parameters)
