"""An activation in JAX: compiled when it is first asked for numbers, and differentiable to any order."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, overload

import jax
import numpy as np
from jax.stages import Wrapped
from numpy.typing import ArrayLike

from actlab.functions import engine
from actlab.functions.compile import SpecialPoint, constant_points, differentiable, on_any_array
from actlab.functions.ends import ends
from actlab.functions.evaluate import evaluate
from actlab.functions.expression import Expression, Number, substitute
from actlab.functions.sources import Source, Traced, Tree, forwards, jax_function, reverse_only
from actlab.words import _

if TYPE_CHECKING:
    from actlab.functions.record import Activation


class OnJax:
    """What JAX makes of a record; each part is made once."""

    def __init__(self, record: Activation) -> None:
        self.record = record

    @cached_property
    def function(self) -> Callable[..., jax.Array]:
        """The function of x and of other values of the learnt parameters; infinity is not looked after."""
        record = self.record
        if record.source:
            engine.require(_("a function in Python"))
            source: Source = Traced(record.source, reverse_only(record.source))
        else:
            source = Tree(record.stable_expression, tuple(record.values))
        compiled = differentiable(source, self._special_points)
        fixed = differentiable(source, constant_points(record.points))
        parameters, places = record.parameters, [record.parameters.index(p) for p in record.learnt]

        def function(x: jax.Array, *learnt: jax.Array) -> jax.Array:
            engine.require()
            values: list[float | jax.Array] = [parameter.value for parameter in parameters]
            for place, value in zip(places, learnt, strict=False):
                values[place] = value
            return (compiled if learnt else fixed)(x, *values)

        return function

    @overload
    def values(self, x: jax.Array, order: int = 0) -> jax.Array: ...  # type: ignore[overload-overlap]  # the first fit
    @overload
    def values(self, x: ArrayLike, order: int = 0) -> np.ndarray: ...
    def values(self, x: jax.Array | ArrayLike, order: int = 0) -> jax.Array | np.ndarray:
        """Return f (order 0) or a derivative, with the limits at infinity."""
        return on_any_array(self._jitted_derivative(order) if order else self._jitted, x)

    @property
    def _special_points(self) -> tuple[SpecialPoint, ...]:
        """The kinks as functions of the parameters; those that nobody declared stay where they were found."""
        record = self.record
        if record.declared_kinks is None:
            return constant_points(record.points)
        names = tuple(record.values)

        def function(tree: Expression) -> Callable[..., jax.Array]:
            return lambda *values: evaluate(tree, dict(zip(names, values, strict=True)), jax_function)

        return tuple(
            SpecialPoint(function(at), function(slope)) for at, slope in record.trees_of(record.declared_kinks)
        )

    @cached_property
    def _at_values(self) -> Callable[[jax.Array], jax.Array]:
        """The function of x alone, which at infinity has its limits; so have its derivatives."""
        record = self.record
        if record.source:
            return self.function
        tree = substitute(record.stable_expression, {name: Number(value) for name, value in record.values.items()})
        return differentiable(Tree(tree, (), lambda of: ends(of, {})), constant_points(record.points))

    @cached_property
    def _jitted(self) -> Wrapped:
        return jax.jit(self._at_values)

    @cached_property
    def _derivatives(self) -> dict[int, Wrapped]:
        return {}

    def _jitted_derivative(self, order: int) -> Wrapped:
        if order not in self._derivatives:
            function = self._at_values
            for _step in range(order):
                function = partial(forwards, function)
            self._derivatives[order] = jax.jit(function)
        return self._derivatives[order]
