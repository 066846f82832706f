"""The slopes of an activation as trees to be written out, where automatic differentiation would go wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from actlab.functions.derive import derivative
from actlab.functions.exports.judge import Judge, computed
from actlab.functions.exports.plain import rebuilt
from actlab.functions.expression import ABSORBING, Call, Expression, Number, Symbol, ordered
from actlab.functions.formula import parse
from actlab.functions.points import MENDED
from actlab.functions.record import Activation

X = Symbol("x")


@dataclass(frozen=True)
class Explicit:
    """A function, its slope and its second derivative in x, and the slopes of the first two in each parameter."""

    value: Expression
    slope: Expression
    bend: Expression
    in_parameters: dict[str, tuple[Expression, Expression]]


def explicit(activation: Activation, judge: Judge) -> Explicit:
    """Return what is to be written of an activation.

    >>> step = Activation("step", "where(x >= 0, 1, 0)", declared_kinks=None)
    >>> explicit(step, Judge(step)).slope
    Number(value=0.0)
    """
    return Explicit(
        value(activation, judge),
        slope(activation, judge),
        _finite_at_kinks(shortened(activation.tree(2), judge.bend), activation, judge),
        {
            name: (derivative(activation.tree(0), name), derivative(activation.tree(1), name))
            for name in activation.values
        },
    )


def value(activation: Activation, judge: Judge) -> Expression:
    """Return the readable formula where it keeps the digits, else the one that is computed."""
    return next(
        (tree for tree in (activation.readable_expression,) if judge.value(tree)), activation.stable_expression
    )


def slope(activation: Activation, judge: Judge) -> Expression:
    """Return the slope, with what is declared or found put in its place at the special points."""
    tree = shortened(activation.tree(1), judge.slope)
    kinks, removable = activation.points.kinks, activation.points.removable
    for at, used in _special(activation, (*(kinks if len(kinks) <= MENDED else ()), *removable)):
        if not _has(tree, at, used, activation):
            tree = Call("where", (Call("==", (X, at)), used, tree))
    return tree


def shortened(tree: Expression, right: Callable[[Expression], bool]) -> Expression:
    """Return the tree with ordinary products, and without a look for NaN, wherever the numbers are right with them."""
    short = rebuilt(tree, _short)
    if right(short) or not right(tree):
        return short if right(short) else tree
    for node in [node for node in ordered(tree) if isinstance(node, Call) and _short(node) is not node]:
        key = repr(node) if node.size < 400 else ""
        one = rebuilt(tree, lambda other, key=key: _short(other) if key and repr(other) == key else other)  # type: ignore[misc]
        tree = one if key and right(one) else tree
    return tree


def _short(node: Call) -> Expression:
    match node:
        case Call(primitive, arguments) if primitive == ABSORBING:
            return Call("*", arguments)
    return node


def _special(
    activation: Activation, points: tuple[tuple[float, float], ...]
) -> list[tuple[Expression, Expression]]:
    """Return points and slopes as formulas in the parameters where they were declared so, else as numbers."""
    declared = {}
    for kink in activation.declared_kinks or ():
        at, used = (parse(text, activation.values) for text in (kink.at, kink.derivative))
        declared[float(computed(at, np.zeros(()), activation.values))] = (at, used)
    return [declared.get(at, (Number(at), Number(used))) for at, used in points]


def _has(tree: Expression, at: Expression, used: Expression, activation: Activation) -> bool:
    """Return whether a tree has the slope at a point already, in both precisions."""
    places = [np.asarray(computed(at, np.zeros((), kind), activation.values)) for kind in (np.float32, np.float64)]
    return all(
        np.allclose(computed(tree, place, activation.values), computed(used, place, activation.values), rtol=1e-6)
        for place in places
    )


def _finite_at_kinks(tree: Expression, activation: Activation, judge: Judge) -> Expression:
    """Put 0 at the kinks where a second derivative is NaN."""
    for at, _used in activation.points.kinks if len(activation.points.kinks) <= MENDED else ():
        places = (np.asarray(kind(at)) for kind in (np.float32, np.float64))
        if any(np.isnan(computed(tree, place, activation.values)) for place in places):
            tree = Call("where", (Call("==", (X, Number(at))), Number(0.0), tree))
    return tree
