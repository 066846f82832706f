"""Computes a tree node by node, with whatever library carries out its primitives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from actlab.functions.expression import ARGUMENTS, PRIMITIVES, Call, Expression, Number, Step, Symbol
from actlab.functions.formula import parse

V = TypeVar("V")  # a number of JAX, NumPy or mpmath
Functions = Callable[[str], Callable[..., V]]  # what carries out each primitive


def evaluate(expression: Expression, values: Mapping[str, V], function: Functions[V]) -> V:
    """Compute an expression, each node once, with the functions of JAX, NumPy, ... that carry out the primitives."""
    known: list[V] = []
    for node, places in expression.steps if isinstance(expression, Call) else [Step(expression, ())]:
        match node:
            case Number(value):
                known.append(value)  # type: ignore[arg-type]  # Python's own numbers go with all of them
            case Symbol(name):
                known.append(values[name])
            case Call(primitive):
                known.append(_carried_out(primitive, [known[place] for place in places], function))
    return known[-1]


def defined(definition: str, function: Functions[V]) -> Callable[..., V]:
    """Return the function that a definition in u, v, w describes."""
    tree = parse(definition, ARGUMENTS)
    return lambda *values: evaluate(tree, dict(zip(ARGUMENTS, values, strict=False)), function)


def _carried_out(primitive: str, given: Sequence[V], function: Functions[V]) -> V:
    operation = PRIMITIVES[primitive].operator
    if operation and all(isinstance(value, float) for value in given):
        # constants alone, as arrays do it: 1/0 is infinite, (-1)**0.5 is NaN
        with np.errstate(all="ignore"):
            return operation(*np.array(given)).item()  # type: ignore[no-any-return]
    if primitive == "**" and isinstance(given[1], float) and given[1].is_integer() and abs(given[1]) < 2**31:
        return given[0] ** int(given[1])  # type: ignore[operator,no-any-return]  # products: right where the base is < 0
    return function(primitive)(*given)
