"""The Activation record, and how a user's words become one."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, overload

import jax
import numpy as np

from actlab.calls import NamedCall, parse_call
from actlab.errors import ActlabWarning, InvalidInput, unknown
from actlab.functions.accuracy import lost_digits
from actlab.functions.compile import CompiledKink, compile_expression, differentiable, evaluate, jax_function
from actlab.functions.expression import Symbol, nodes
from actlab.functions.formula import parse, tidy
from actlab.functions.kinks import JUMP, jumps
from actlab.functions.records import Kink, Parameter, Reference
from actlab.functions.spec import read_spec
from actlab.functions.stable import stable
from actlab.language import _

if TYPE_CHECKING:
    from actlab.functions.expression import Expression

YOURS = "yours"  # the family of what is not in the catalogue
BESIDE = 1e-9  # how far from a kink, relative to 1 + |kink|, the one-sided values are read


@dataclass(frozen=True)
class Activation:
    """A named elementwise function of x with parameters; all else is computed from its formula.

    ``declared_kinks`` is None where nobody declared any: they are then found, and the left derivative is used.
    ``computed_as`` is another formula of the same function, which keeps digits that the readable one loses.
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
    source: Callable[[jax.Array], jax.Array] | None = None

    def __str__(self) -> str:
        """Return what a user types for it: ``elu``, ``elu(alpha=0.5)``, ``x * sigmoid(beta * x); beta=1.5``."""
        if self.name not in _catalogue():
            return f"{self.name}; {_declarations(self.parameters)}" if self.parameters else self.name
        known = {parameter.name: parameter for parameter in _catalogue()[self.name].parameters}
        if any(p.learn != known[p.name].learn for p in self.parameters):
            return f"{self.name}; {_declarations(self.parameters)}"
        changed = [f"{p.name}={p.value:g}" for p in self.parameters if p.value != known[p.name].value]
        return f"{self.name}({', '.join(changed)})" if changed else self.name

    @cached_property
    def expression(self) -> Expression:
        """The formula's tree, as written."""
        return parse(self.formula, ["x", *self.values], _Library())

    @cached_property
    def stable_expression(self) -> Expression:
        """The same function in primitives that do not overflow."""
        written = parse(self.computed_as, ["x", *self.values], _Library()) if self.computed_as else self.expression
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
        return _on_any_array(self._jitted, x)

    def derivative(self, x: Any) -> Any:
        """Return f'(x), elementwise; at a kink the declared value."""
        return _on_any_array(self._jitted_derivative, x)

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
        for kink in self._compiled_kinks:
            at = float(kink.at(*self.values.values()))
            sides = at + BESIDE * (1 + abs(at)) * np.array([-1.0, 1.0])
            if any(abs(right - left) > JUMP for left, right in (self(sides), self.derivative(sides))):
                found.append((at, float(kink.derivative(*self.values.values()))))
        return sorted(found)

    def with_parameters(self, **values: float) -> Activation:
        """Return the same activation at other values of its parameters.

        Raises InvalidInput for a name that it does not have or a value out of range.
        """
        if not values:
            return self
        return replace(self, parameters=tuple(_changed(self, p, values) for p in _known(self, values)))

    def _compile(self, kinks: tuple[CompiledKink, ...]) -> Callable[..., jax.Array]:
        if self.source:
            return differentiable(self.source, kinks)
        return compile_expression(self.stable_expression, tuple(self.values), kinks)

    @cached_property
    def _compiled_kinks(self) -> tuple[CompiledKink, ...]:
        names = tuple(self.values)

        def function(text: str) -> Callable[..., Any]:
            tree = parse(text, names)
            return lambda *values: evaluate(tree, dict(zip(names, values, strict=True)), jax_function)

        declared = self._found_kinks() if self.declared_kinks is None else self.declared_kinks
        return tuple(CompiledKink(function(kink.at), function(kink.derivative)) for kink in declared)

    def _found_kinks(self) -> tuple[Kink, ...]:
        """Look for the points where f or f' jumps; the derivative used there is the one on the left."""
        plain = replace(self, declared_kinks=())
        found = sorted({*jumps(plain), *jumps(plain.derivative)})
        left = [float(plain.derivative(at - BESIDE * (1 + abs(at)))) for at in found]
        return tuple(Kink(repr(at), f"{slope:.8g}") for at, slope in zip(found, left, strict=True))

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
    found = _found(call, head).with_parameters(**{p.name: p.value for p in declared}, **parameters)
    learn = {parameter.name: parameter.learn for parameter in declared}
    return replace(found, parameters=tuple(replace(p, learn=learn.get(p.name, p.learn)) for p in found.parameters))


def _named(head: str) -> NamedCall | None:
    """Return a name with its numbers, None where the words are a formula."""
    if head in _aliases():
        return NamedCall(head, (), {})
    try:
        call = parse_call(head, _("activation"), "elu(alpha=0.5)")
    except InvalidInput:
        return None
    return None if call.name == "x" else call


def _found(call: NamedCall, spec: str) -> Activation:
    catalogue, aliases = _catalogue(), _aliases()
    found = aliases.get(call.name) or catalogue.get(call.name)
    if found is None:
        raise unknown(_("activation"), call.name, catalogue)
    if len(call.positional) > len(found.parameters):
        message = _("{name} has {n} parameter(s), but {given} numbers were given in '{spec}'.")
        raise InvalidInput(
            message.format(name=found.name, n=len(found.parameters), given=len(call.positional), spec=spec)
        )
    named = dict(zip(found.values, call.positional, strict=False))
    return found.with_parameters(**named, **call.keywords)


def _from_formula(text: str, parameters: tuple[Parameter, ...]) -> Activation:
    tree = parse(text, ["x", *(parameter.name for parameter in parameters)], _Library())
    written = tidy(text)
    if Symbol("x") not in nodes(tree):
        raise InvalidInput(_("the formula {text} has no x: it is not a function of the input.").format(text=written))
    return Activation(written, written, parameters=parameters, declared_kinks=None, family=YOURS)


@cache
def _warn_of_lost_digits(found: Activation) -> None:
    """Hold a formula, once, against many digits; say where single precision does not give what it means."""
    for x, what, got, meant in lost_digits(found.stable_expression, found.values, found, found.derivative)[:1]:
        message = _("{formula}: {what} is {got:.6g} in single precision at x = {x:g}, where {meant:.6g} is exact.")
        warnings.warn(message.format(formula=found, what=what, got=got, x=x, meant=meant), ActlabWarning, stacklevel=4)


class _Library(Mapping[str, Activation]):
    """The catalogue's names and their plain aliases, as functions that a formula may use."""

    def __getitem__(self, name: str) -> Activation:
        found = _catalogue().get(name) or _aliases().get(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter([*_catalogue(), *(alias for alias in _aliases() if alias.isidentifier())])

    def __len__(self) -> int:
        return len(list(iter(self)))


def _catalogue() -> dict[str, Activation]:
    from actlab.functions.catalogue import CATALOGUE  # the table is made of the records of this file

    return CATALOGUE


def _aliases() -> dict[str, Activation]:
    from actlab.functions.catalogue import ALIASES

    return ALIASES


def _declarations(parameters: Iterable[Parameter]) -> str:
    return ", ".join(f"{p.name}={p.value:g}{f' per {p.learn}' if p.learn else ''}" for p in parameters)


def _known(activation: Activation, values: dict[str, float]) -> tuple[Parameter, ...]:
    names = [parameter.name for parameter in activation.parameters]
    for name in values:
        if name not in names:
            if not names:
                raise InvalidInput(_("{name} has no parameters.").format(name=activation.name))
            raise unknown(_("parameter of {name}").format(name=activation.name), name, names)
    return activation.parameters


def _changed(activation: Activation, parameter: Parameter, values: dict[str, float]) -> Parameter:
    if parameter.name not in values:
        return parameter
    value = float(values[parameter.name])
    if not (np.isfinite(value) and parameter.low <= value <= parameter.high):
        message = _("{name}: {parameter} = {value:g} is not allowed; it lies between {low:g} and {high:g}.")
        raise InvalidInput(
            message.format(
                name=activation.name,
                parameter=parameter.name,
                value=value,
                low=parameter.low,
                high=parameter.high,
            )
        )
    return replace(parameter, value=value)


def _on_any_array(function: Callable[[jax.Array], jax.Array], x: Any) -> Any:
    if isinstance(x, jax.Array):
        return function(x)
    array = np.asarray(x)
    if not np.issubdtype(array.dtype, np.floating):
        array = array.astype(np.float64)
    with jax.enable_x64(True):  # else JAX would round float64 to float32
        return np.asarray(function(jax.numpy.asarray(array)))
