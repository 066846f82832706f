"""The slopes of an activation as trees to be written out, where automatic differentiation would go wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from actlab.functions.derive import derivative
from actlab.functions.exports.judge import Judge, computed, mended
from actlab.functions.exports.plain import rebuilt, turnings
from actlab.functions.expression import ABSORBING, Call, Expression, Number, Symbol, ordered
from actlab.functions.formula import parse
from actlab.functions.record import Activation

X = Symbol("x")
HELD = 1e38  # what single precision holds, or Python refuses to make it
MOST_TRIED = 16  # products, one at a time


@dataclass(frozen=True)
class Explicit:
    """A function, its slope and its second derivative in x, and the slopes of the first two in each parameter."""

    value: Expression
    slope: Expression
    bend: Expression
    in_parameters: dict[str, tuple[Expression, Expression]]

    def changed(self, change: Callable[[Expression], Expression]) -> Explicit:
        """Return the same with each tree changed."""
        pairs = {name: (change(first), change(second)) for name, (first, second) in self.in_parameters.items()}
        return Explicit(change(self.value), change(self.slope), change(self.bend), pairs)

    def where_right(self, change: Callable[[Expression], Expression], judge: Judge) -> Explicit:
        """Return the same with value, slope and second derivative changed where the change leaves them right."""

        def tried(tree: Expression, right: Callable[[Expression], bool]) -> Expression:
            changed = change(tree)
            return changed if right(changed) else tree

        value, slope, bend = (
            tried(self.value, judge.value),
            tried(self.slope, judge.slope),
            tried(self.bend, judge.bend),
        )
        return Explicit(value, slope, bend, self.in_parameters)


def explicit(activation: Activation, judge: Judge) -> Explicit:
    """Return what is to be written of an activation.

    >>> step = Activation("step", "where(x >= 0, 1, 0)", declared_kinks=None)
    >>> explicit(step, Judge(step)).slope
    Number(value=0.0)
    """
    written = value(activation, judge)
    return Explicit(
        written,
        slope(activation, judge, written),
        _finite(_derived(activation, judge, written, 2), activation),
        {
            name: (_in_parameter(activation.tree(0), name, judge), _in_parameter(activation.tree(1), name, judge))
            for name in activation.values
        },
    )


def _derived(activation: Activation, judge: Judge, written: Expression, order: int) -> Expression:
    """Return a derivative of the formula that is written where that keeps the digits, else of the computed one."""
    right = judge.slope if order == 1 else judge.bend
    tree = written
    for _step in range(order):
        tree = derivative(tree)
    short = shortened(tree, right, judge.defined)
    return short if right(short) else shortened(activation.tree(order), right, judge.defined)


def _in_parameter(tree: Expression, name: str, judge: Judge) -> Expression:
    slope = derivative(tree, name)
    return shortened(slope, lambda other: judge.same(other, slope), judge.defined)


def value(activation: Activation, judge: Judge) -> Expression:
    """Return the readable formula where it keeps the digits, else the one that is computed."""
    return next((tree for tree in (activation.readable_expression,) if judge.value(tree)), activation.stable_expression)


def slope(activation: Activation, judge: Judge, written: Expression) -> Expression:
    """Return the slope of what is written, with what is declared or found put in its place at the special points."""
    tree = _derived(activation, judge, written, 1)
    special = _special(activation)
    for form in turnings(tree):
        if all(_has(form, at, used, activation) for at, used in special):
            return form
    for at, used in special:
        if not _has(tree, at, used, activation):
            tree = Call("where", (Call("==", (X, at)), used, tree))
    return tree


def shortened(tree: Expression, right: Callable[[Expression], bool], defined: bool) -> Expression:
    """Return the tree with ordinary products wherever the numbers are right with them.

    Where the function is defined everywhere, nothing has to be said of where it is not.
    """
    if defined:
        tree = rebuilt(tree, _without_nan)
    places = [place for place, node in enumerate(ordered(tree)) if _absorbs(node)]
    short = _with_products(tree, places)
    if right(short):
        return short
    if not right(tree) or len(places) > MOST_TRIED:
        return tree
    kept: list[int] = []
    for place in places:
        short = _with_products(tree, [*kept, place])
        kept += [place] if right(short) else []
    return _with_products(tree, kept)


def _absorbs(node: Expression) -> bool:
    return isinstance(node, Call) and node.primitive == ABSORBING


def _with_products(tree: Expression, places: Iterable[int]) -> Expression:
    """Return the tree with an ordinary product at some places of its order."""
    made: dict[int, Expression] = {}
    wanted = set(places)
    for place, node in enumerate(ordered(tree)):
        if isinstance(node, Call):
            primitive = "*" if place in wanted else node.primitive
            made[id(node)] = Call(primitive, tuple(made[id(u)] for u in node.arguments))
        else:
            made[id(node)] = node
    return made[id(tree)]


def _without_nan(node: Call) -> Expression:
    match node:
        case Call("where", (Call("==", (u, same)), slope, other)) if u is same and u is other:
            return slope
    return node


def _special(activation: Activation) -> list[tuple[Expression, Expression]]:
    """Return points and slopes: of declared kinks the formulas in the parameters, else numbers."""
    declared = {}
    for kink in activation.declared_kinks or ():
        at, used = (parse(text, activation.values) for text in (kink.at, kink.derivative))
        declared[float(computed(at, np.zeros(()), activation.values)), True] = (at, used)
    kinks = {at for at, _used in activation.points.kinks}
    return [
        declared.get((at, at in kinks), (Number(at), Number(used)))
        for at, used in mended(activation)
        if abs(used) < HELD
    ]


def _has(tree: Expression, at: Expression, used: Expression, activation: Activation) -> bool:
    """Return whether a tree has the slope at a point already, in both precisions."""
    places = [np.asarray(computed(at, np.zeros((), kind), activation.values)) for kind in (np.float32, np.float64)]
    return all(
        np.allclose(computed(tree, place, activation.values), computed(used, place, activation.values), rtol=1e-6)
        for place in places
    )


def _finite(tree: Expression, activation: Activation) -> Expression:
    """Put what the computed formula has, or 0, at the special points where a second derivative is NaN."""
    for at in {0.0, *(at for at, _used in mended(activation))}:
        places = (np.asarray(kind(at)) for kind in (np.float32, np.float64))
        if any(np.isnan(computed(tree, place, activation.values)) for place in places):
            meant = float(activation.on_host(np.asarray(at), 2))
            tree = Call("where", (Call("==", (X, Number(at))), Number(meant if np.isfinite(meant) else 0.0), tree))
    return tree
