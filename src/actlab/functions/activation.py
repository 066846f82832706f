"""The Activation record, and how a user's words become one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import jax
import numpy as np

from actlab.calls import parse_call
from actlab.errors import InvalidInput, unknown
from actlab.functions.compile import CompiledKink, compile_expression, evaluate
from actlab.functions.formula import parse
from actlab.functions.stable import stable
from actlab.language import _

if TYPE_CHECKING:
    from actlab.functions.expression import Expression

BESIDE = 1e-9  # how far from a kink, relative to 1 + |kink|, the one-sided slopes are read
JUMP = 1e-6  # one-sided slopes that differ by less are one slope


@dataclass(frozen=True)
class Parameter:
    """A number in a formula, with its value and the range in which the formula makes sense."""

    name: str
    value: float
    low: float = -np.inf
    high: float = np.inf


@dataclass(frozen=True)
class Kink:
    """A point where the derivative may jump, and the derivative used there: formulas in the parameters."""

    at: str
    derivative: str


@dataclass(frozen=True)
class Reference:
    """Where the function comes from."""

    authors: str
    year: int
    title: str
    identifier: str

    def __str__(self) -> str:
        return f"{self.authors} ({self.year}). {self.title}. {self.identifier}"


@dataclass(frozen=True)
class Activation:
    """A named elementwise function of x with parameters; all else is computed from its formula.

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
    reference: Reference
    parameters: tuple[Parameter, ...] = ()
    declared_kinks: tuple[Kink, ...] = ()

    def __str__(self) -> str:
        """Return what a user types for it: ``elu``, or ``elu(alpha=0.5)`` away from the defaults."""
        defaults = {parameter.name: parameter.value for parameter in _catalogue()[self.name].parameters}
        changed = [f"{p.name}={_shortest(p.value)}" for p in self.parameters if p.value != defaults[p.name]]
        return f"{self.name}({', '.join(changed)})" if changed else self.name

    @cached_property
    def expression(self) -> Expression:
        """The formula's tree, as written."""
        return parse(self.formula, ["x", *self._names])

    @cached_property
    def stable_expression(self) -> Expression:
        """The same function in primitives that do not overflow."""
        return stable(self.expression)

    @cached_property
    def function(self) -> Callable[[jax.Array], jax.Array]:
        """The function of x alone, in JAX, at these values of the parameters."""
        compiled = compile_expression(self.stable_expression, self._names, self._compiled_kinks())
        values = self._values

        def function(x: jax.Array) -> jax.Array:
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
    def kinks(self) -> list[tuple[float, float]]:
        """The points where the derivative jumps at these values of the parameters, each with f' as used."""
        found = []
        for kink in self._compiled_kinks():
            at = float(kink.at(*self._values))
            left, right = self.derivative(at + BESIDE * (1 + abs(at)) * np.array([-1.0, 1.0]))
            if abs(right - left) > JUMP:
                found.append((at, float(kink.derivative(*self._values))))
        return found

    def with_parameters(self, **values: float) -> Activation:
        """Return the same activation at other values of its parameters.

        Raises InvalidInput for a name that it does not have or a value out of range.
        """
        return replace(self, parameters=tuple(_changed(self, p, values) for p in _known(self, values)))

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(parameter.name for parameter in self.parameters)

    @property
    def _values(self) -> tuple[float, ...]:
        return tuple(parameter.value for parameter in self.parameters)

    def _compiled_kinks(self) -> list[CompiledKink]:
        def function(text: str) -> Callable[..., Any]:
            tree = parse(text, self._names)
            return lambda *values: evaluate(tree, dict(zip(self._names, values, strict=True)))

        return [CompiledKink(function(kink.at), function(kink.derivative)) for kink in self.declared_kinks]

    @cached_property
    def _jitted(self) -> Callable[[jax.Array], jax.Array]:
        return jax.jit(self.function)

    @cached_property
    def _jitted_derivative(self) -> Callable[[jax.Array], jax.Array]:
        return jax.jit(lambda x: jax.jvp(self.function, (x,), (jax.numpy.ones_like(x),))[1])


def activation(spec: str | Activation, **parameters: float) -> Activation:
    """Return the activation of a catalogue name, alone or with parameters: ``elu`` or ``elu(alpha=0.5)``.

    Raises InvalidInput when the name, a parameter or its value is not known.

    >>> str(activation("elu(alpha=0.5)"))
    'elu(alpha=0.5)'
    """
    if isinstance(spec, Activation):
        return spec.with_parameters(**parameters)
    call = parse_call(spec, _("activation"), "elu(alpha=0.5)")
    catalogue = _catalogue()
    if call.name not in catalogue:
        raise unknown(_("activation"), call.name, catalogue)
    found = catalogue[call.name]
    if len(call.positional) > len(found.parameters):
        message = _("{name} has {n} parameter(s), but {given} numbers were given in '{spec}'.")
        raise InvalidInput(
            message.format(name=found.name, n=len(found.parameters), given=len(call.positional), spec=spec)
        )
    placed = dict(zip((p.name for p in found.parameters), call.positional, strict=False))
    values = placed | call.keywords | parameters
    if len(values) < len(placed) + len(call.keywords) + len(parameters):
        raise InvalidInput(_("a parameter of {name} is given twice in '{spec}'.").format(name=found.name, spec=spec))
    return found.with_parameters(**values)


def _shortest(value: float) -> str:
    """Return the shortest text that reads back as the same number."""
    return repr(value).removesuffix(".0")


def _catalogue() -> dict[str, Activation]:
    from actlab.functions.catalogue import CATALOGUE  # the table is made of the records of this file

    return CATALOGUE


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
