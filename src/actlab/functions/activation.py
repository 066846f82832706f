"""The Activation record, and how a user's words become one."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, overload

import jax
import numpy as np

from actlab.calls import NamedCall, parse_call
from actlab.errors import ActlabWarning, InvalidInput, unknown
from actlab.functions.accuracy import lost_digits
from actlab.functions.compile import (
    CompiledKink,
    compile_expression,
    differentiable,
    evaluate,
    jax_function,
    on_any_array,
)
from actlab.functions.expression import Symbol, nodes
from actlab.functions.formula import parse, tidy
from actlab.functions.host import on_host
from actlab.functions.kinks import BESIDE, jumps, jumps_at
from actlab.functions.library import Library, aliases, catalogue
from actlab.functions.records import Kink, Parameter, Reference, changed, shortest
from actlab.functions.spec import read_spec
from actlab.functions.stable import stable
from actlab.words import _

if TYPE_CHECKING:
    from actlab.analysis.profile import Profile
    from actlab.functions.expression import Expression

YOURS = "yours"  # the family of what is not in the catalogue


@dataclass(frozen=True)
class Activation:
    """A named elementwise function of x with parameters; all else is computed from its formula.

    ``declared_kinks`` is None where nobody declared any: they are then found, and the left derivative is used.
    ``computed_as`` is another formula of the same function, which keeps digits that the readable one loses.
    ``bound`` is how far a value in single precision may be off, in units of the last place (times
    max(1, |x f'/f|)).
    ``aliases`` are other names, each with the parameters at which it is this function: ``swish``,
    ``keras.activations.leaky_relu(alpha=0.2)``. ``source`` is a function in Python, where there is no formula.

    Call it on an array of any shape: NumPy in, NumPy out with the same dtype; JAX in, JAX out,
    differentiable and traceable.

    >>> elu = activation("elu", alpha=0.5)
    >>> elu(np.array([-1.0, 2.0])).round(4).tolist()
    [-0.3161, 2.0]
    >>> elu.derivative(np.array([-1.0, 2.0])).round(4).tolist()
    [0.1839, 1.0]
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
    source: Callable[[jax.Array], jax.Array] | None = None

    def __str__(self) -> str:
        """Return what a user types for it: ``elu``, ``elu(alpha=0.5)``, ``x * sigmoid(beta * x); beta=1.5``."""
        if self.name not in catalogue():
            return f"{self.name}; {_declarations(self.parameters)}" if self.parameters else self.name
        known = {parameter.name: parameter for parameter in catalogue()[self.name].parameters}
        if any(p.learn != known[p.name].learn for p in self.parameters):
            return f"{self.name}; {_declarations(self.parameters)}"
        moved = [f"{p.name}={shortest(p.value)}" for p in self.parameters if p.value != known[p.name].value]
        return f"{self.name}({', '.join(moved)})" if moved else self.name

    @property
    def digest(self) -> str:
        """Stands in for the digest of the content."""
        return f"{self} {self.source!r}"

    @cached_property
    def expression(self) -> Expression:
        """The formula's tree, as written."""
        return parse(self.formula, ["x", *self.values], Library())

    @property
    def readable_expression(self) -> Expression:
        """The formula in stable primitives, without what is done for the last digits: closed forms start here."""
        return stable(self.expression)

    @cached_property
    def stable_expression(self) -> Expression:
        """The same function in primitives that do not overflow."""
        written = parse(self.computed_as, ["x", *self.values], Library()) if self.computed_as else self.expression
        return stable(written)

    @cached_property
    def function(self) -> Callable[..., jax.Array]:
        """The function of x, in JAX, at these values of the parameters.

        ``function(x, *learnt)`` takes other values of the learnt parameters, which broadcast against x.
        """
        compiled = self._compile(self._compiled_kinks)
        parameters, places = self.parameters, [self.parameters.index(p) for p in self.learnt]

        def function(x: jax.Array, *learnt: jax.Array) -> jax.Array:
            values: list[Any] = [parameter.value for parameter in parameters]
            for place, value in zip(places, learnt, strict=False):
                values[place] = value
            return compiled(x, *values)

        return function

    @overload
    def __call__(self, x: jax.Array) -> jax.Array: ...
    @overload
    def __call__(self, x: Any) -> np.ndarray: ...
    def __call__(self, x: Any) -> Any:
        """Return f(x), elementwise."""
        return on_any_array(self._jitted, x)

    def derivative(self, x: Any) -> Any:
        """Return f'(x), elementwise; at a kink the declared value."""
        return on_any_array(self._jitted_derivative, x)

    def profile(self) -> Profile:
        """Return everything that can be said of it without training."""
        from actlab.analysis.profile import profile

        return profile(self)

    def _repr_html_(self) -> str:
        """Show formula, curve and properties in a notebook."""
        from actlab.report.notebook import card

        return card(self)

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

    def _compile(self, kinks: tuple[CompiledKink, ...]) -> Callable[..., jax.Array]:
        if self.source:
            return differentiable(self.source, kinks)
        return compile_expression(self.stable_expression, tuple(self.values), kinks)

    @cached_property
    def _kink_trees(self) -> list[tuple[Expression, Expression]]:
        declared = _found_kinks(self) if self.declared_kinks is None else self.declared_kinks
        return [(parse(kink.at, self.values), parse(kink.derivative, self.values)) for kink in declared]

    @property
    def _compiled_kinks(self) -> tuple[CompiledKink, ...]:
        names = tuple(self.values)

        def function(tree: Expression) -> Callable[..., Any]:
            return lambda *values: evaluate(tree, dict(zip(names, values, strict=True)), jax_function)

        return tuple(CompiledKink(function(at), function(slope)) for at, slope in self._kink_trees)

    @cached_property
    def _jitted(self) -> Callable[[jax.Array], jax.Array]:
        return jax.jit(self.function)

    @cached_property
    def _jitted_derivative(self) -> Callable[[jax.Array], jax.Array]:
        return jax.jit(lambda x: jax.jvp(self.function, (x,), (jax.numpy.ones_like(x),))[1])


def activation(spec: str | Activation | Callable[..., Any], **parameters: float) -> Activation:
    """Return the activation of a catalogue name, a formula or a function in Python.

    ``elu``, ``elu(alpha=0.5)``; ``x*sigmoid(1.702*x)``, ``x*sigmoid(beta*x); beta=1.702 per layer``;
    ``file.py:function``, or the function itself. A formula's parameters can be given as keywords.

    Raises InvalidInput when it cannot be read, or a parameter or its value is not allowed.

    >>> str(activation("elu(alpha=0.5)"))
    'elu(alpha=0.5)'
    >>> str(activation("x*tanh(β*x)", beta=0.5))
    'x * tanh(beta * x); beta=0.5'
    """
    if isinstance(spec, Activation):
        return spec.with_parameters(**parameters)
    if callable(spec) or ".py:" in spec:
        from actlab.functions.callables import from_python

        return from_python(spec)
    head, declared = read_spec(spec)
    call = _named(head)
    if call is None:
        given = tuple(Parameter(name, float(value)) for name, value in parameters.items())
        formula = _from_formula(head, (*declared, *given))
        _warn_of_lost_digits(formula)
        return formula
    values = {p.name: p.value for p in declared}
    found = _found(call, head).with_parameters(**values | parameters)
    learn = {parameter.name: parameter.learn for parameter in declared}
    return replace(found, parameters=tuple(replace(p, learn=learn.get(p.name, p.learn)) for p in found.parameters))


def _named(head: str) -> NamedCall | None:
    """Return a name with its numbers, None where the words are a formula."""
    if head in aliases():
        return NamedCall(head, (), {})
    try:
        call = parse_call(head, _("activation"), "elu(alpha=0.5)")
    except InvalidInput:
        return None
    return None if call.name == "x" else call


def _found(call: NamedCall, spec: str) -> Activation:
    found = aliases().get(call.name) or catalogue().get(call.name)
    if found is None:
        shown = _("a name that 'actlab list' shows, a formula such as x*tanh(x), file.py:function")
        raise unknown(_("activation"), call.name, catalogue(), shown)
    if len(call.positional) > len(found.parameters):
        message = _("{name} has {n} parameter(s), but {given} numbers were given in '{spec}'.")
        raise InvalidInput(
            message.format(name=found.name, n=len(found.parameters), given=len(call.positional), spec=spec)
        )
    placed = dict(zip(found.values, call.positional, strict=False))
    if twice := placed.keys() & call.keywords.keys():
        message = _("the parameter {parameter} of {name} is given twice in '{spec}'.")
        raise InvalidInput(message.format(parameter=min(twice), name=found.name, spec=spec))
    return found.with_parameters(**placed, **call.keywords)


def _from_formula(text: str, parameters: tuple[Parameter, ...]) -> Activation:
    tree = parse(text, ["x", *(parameter.name for parameter in parameters)], Library())
    written = tidy(text)
    if Symbol("x") not in nodes(tree):
        raise InvalidInput(_("the formula {text} has no x: it is not a function of the input.").format(text=written))
    return Activation(written, written, parameters=parameters, declared_kinks=None, family=YOURS)


@cache
def _found_kinks(found: Activation) -> tuple[Kink, ...]:
    """Look for the points where f or f' jumps; the derivative used there is the one on the left."""
    plain = replace(found, declared_kinks=())
    places = sorted({*jumps(plain), *jumps(plain.derivative)})
    left = [float(plain.derivative(at - BESIDE * (1 + abs(at)))) for at in places]
    return tuple(Kink(repr(at), f"{slope:.8g}") for at, slope in zip(places, left, strict=True))


@cache
def _warn_of_lost_digits(found: Activation) -> None:
    """Hold a formula, once, against many digits; say where single precision does not give what it means."""
    for x, what, got, meant in lost_digits(found.stable_expression, found.values, found, found.derivative, found.kinks)[
        :1
    ]:
        message = _("{formula}: {what} is {got:.6g} in single precision at x = {x:g}, where {meant:.6g} is exact.")
        warnings.warn(message.format(formula=found, what=what, got=got, x=x, meant=meant), ActlabWarning, stacklevel=4)


def _declarations(parameters: Iterable[Parameter]) -> str:
    return ", ".join(f"{p.name}={shortest(p.value)}{f' per {p.learn}' if p.learn else ''}" for p in parameters)
