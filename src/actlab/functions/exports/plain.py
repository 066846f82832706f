"""The formula as people write it, in a form that automatic differentiation keeps right, where there is one.

Ties are what goes wrong: minimum(x, 0) has half a slope at 0 in some frameworks, a whole one in others. A choice by
``where`` has the slope of the branch taken in all of them, and the comparison is turned, > or >=, so that the branch
taken at a kink is the one whose slope is declared there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np

from actlab.functions.exports.autodiff import PLAIN, RULES, Rules, autodiff, connected
from actlab.functions.exports.frameworks import NEWER, WIDE
from actlab.functions.exports.judge import Judge, computed, varies
from actlab.functions.expression import ARGUMENTS, PRIMITIVES, Call, Expression, Number, Symbol, ordered, substitute
from actlab.functions.formula import parse
from actlab.functions.record import Activation

ZERO, X = Number(0.0), Symbol("x")
OTHERWISE = {">": "<=", "<=": ">", ">=": "<", "<": ">=", "==": "!=", "!=": "=="}
TURNED = {">": ">=", ">=": ">", "<": "<=", "<=": "<"}
MOST_TURNED = 6  # comparisons; each combination of them is tried at the kinks
_TAILS = {*NEWER, "normal_cdf"}
_ERFS = {"erf", "erfc", "normal_cdf"}
_SETTLED = Number(40.0)  # beyond, they are 0, 1 or 2 in double precision
_SHORT = {*WIDE, "inverse_root"}
_STEEP = {"exp", "expm1", "sinh", "cosh", "log", "log1p", "sqrt", "/", "**"}  # may spoil a branch not taken


def plain(activation: Activation, judge: Judge, framework: str) -> Expression | None:
    """Return a tree that the framework differentiates rightly; None where none is.

    >>> elu = Activation("elu", "where(x > 0, x, exp(x) - 1)", declared_kinks=None)
    >>> tree = plain(elu, Judge(elu), "torch")
    >>> tree.arguments[2].arguments[0].arguments
    (Call(primitive='>', arguments=(Symbol(name='x'), Number(value=0.0))), Number(value=0.0), Symbol(name='x'))
    """
    for spelling in (activation.readable_expression, activation.stable_expression):
        tree = chosen_by_where(spelling)
        for form in dict.fromkeys((tree, guarded(tree), rebuilt(tree, _without_abs))):
            reached = form if connected(form, RULES[framework]) else of_nan(form)
            for turned in _turned(keeping_nan(reached, activation.values), activation, judge, RULES[framework]):
                if judge.differentiated(turned, RULES[framework]):
                    return turned
    return None


def chosen_by_where(tree: Expression) -> Expression:
    """Return a tree in plain primitives; NaN in the condition takes the branch that has x in it."""
    return rebuilt(tree, _plain_node)


def ties_by_where(tree: Expression) -> Expression:
    """Return a tree without max, min and clip."""
    return rebuilt(tree, lambda node: _plain_node(node) if node.primitive in ("max", "min", "clip") else node)


def without_newer(tree: Expression) -> Expression:
    """Return a tree in functions that every version of Keras has; it loses the digits of tails.

    >>> without_newer(parse("erfc(x)")).primitive
    '-'
    """
    return rebuilt(tree, lambda node: without_newer(_definition(node)) if node.primitive in _TAILS else node)


def as_defined(tree: Expression) -> Expression:
    """Return a tree with hypot written out as people do; it overflows on the way where u**2 does.

    >>> as_defined(parse("hypot(x, 1)")).primitive
    'sqrt'
    """
    return rebuilt(tree, lambda node: as_defined(_definition(node)) if node.primitive in _SHORT else node)


def with_errors_held(tree: Expression, infinite: Callable[[Expression], bool]) -> Expression:
    """Hold what an error function is applied to where it may be infinite: TensorFlow 2.21 has NaN there in float64.

    >>> with_errors_held(parse("erf(exp(x))"), lambda argument: True).arguments[0].primitive
    'clip'
    """

    def held(node: Call) -> Expression:
        if node.primitive not in _ERFS or not infinite(node.arguments[0]):
            return node
        return Call(node.primitive, (Call("clip", (node.arguments[0], Number(-_SETTLED.value), _SETTLED)),))

    return rebuilt(tree, held)


def _plain_node(node: Call) -> Expression:
    match node:
        case Call("max", (u, v)) if ZERO in (u, v):
            return Call("relu", (v if u == ZERO else u,))
        case Call("max" | "min" as side, (u, v)):
            u, v = (v, u) if varies(v) and not varies(u) else (u, v)
            condition = Call(">" if side == "max" else "<", (u, v))
            return _plain_node(Call("where", (condition, u, v)))
        case Call("clip", (_u, low, high)) if varies(low) or varies(high) or _crossed(low, high):
            return ties_by_where(_definition(node))
        case Call("clip", (u, low, high)):
            below = Call("where", (Call(">=", (u, high)), high, u))
            return Call("where", (Call("<=", (u, low)), low, below))
        case Call("where", (Call(comparison, sides), first, second)) if varies(first) and not varies(second):
            return Call("where", (Call(OTHERWISE[comparison], sides), second, first))
        case Call(primitive) if primitive not in PLAIN:
            return chosen_by_where(_definition(node))
    return node


def _crossed(low: Expression, high: Expression) -> bool:
    return isinstance(low, Number) and isinstance(high, Number) and low.value > high.value


def _definition(node: Call) -> Expression:
    definition = parse(PRIMITIVES[node.primitive].definition, ARGUMENTS)
    return substitute(definition, dict(zip(ARGUMENTS, node.arguments, strict=False)))


def rebuilt(tree: Expression, changed: Callable[[Call], Expression]) -> Expression:
    """Return a tree with each call replaced, arguments first."""
    made: dict[int, Expression] = {}
    for node in ordered(tree):
        if isinstance(node, Call):
            made[id(node)] = changed(Call(node.primitive, tuple(made[id(u)] for u in node.arguments)))
        else:
            made[id(node)] = node
    return made[id(tree)]


def guarded(tree: Expression) -> Expression:
    """Hold x at the border in the branch that is not taken, where that could overflow."""
    return rebuilt(tree, _guarded_node)


def _guarded_node(node: Call) -> Expression:
    match node:
        case Call("where", (Call(comparison, (Symbol("x") as x, border)) as condition, first, second)) if (
            comparison in TURNED and not varies(border)
        ):
            inside, outside = Call("where", (condition, x, border)), Call("where", (condition, border, x))
            return Call("where", (condition, _held(first, inside), _held(second, outside)))
    return node


def _held(branch: Expression, x: Expression) -> Expression:
    steep = any(isinstance(node, Call) and node.primitive in _STEEP and varies(node) for node in ordered(branch))
    return substitute(branch, {"x": x}) if steep else branch


def _without_abs(node: Call) -> Expression:
    return Call("*", (node.arguments[0], Call("sign", node.arguments))) if node.primitive == "abs" else node


def of_nan(tree: Expression) -> Expression:
    """Return a tree that is NaN where x is; by the way a gradient of 0 reaches x, of which a step has none.

    >>> of_nan(Number(1.0)).arguments[0]
    Call(primitive='!=', arguments=(Symbol(name='x'), Symbol(name='x')))
    """
    return Call("where", (Call("!=", (X, X)), X, tree))


def keeping_nan(tree: Expression, values: dict[str, float]) -> Expression:
    """Return a tree that is NaN where x is, which one that compares need not be."""
    by_comparing = rebuilt(tree, _without_sign)  # PyTorch's sign of NaN is 0
    return tree if np.isnan(computed(by_comparing, np.full(1, np.nan), values)).all() else of_nan(tree)


def _without_sign(node: Call) -> Expression:
    return chosen_by_where(_definition(node)) if node.primitive == "sign" else node


def _turned(tree: Expression, activation: Activation, judge: Judge, rules: tuple[Rules, ...]) -> Iterator[Expression]:
    """Yield the trees, those with fewest comparisons turned first, that have the slopes declared at the kinks."""
    meant = judge.meant[np.float64]
    kinks, slopes = meant.x[meant.kink], meant.slope[meant.kink]
    for form in turnings(tree):
        got = [computed(autodiff(form, rules=rule), kinks, activation.values) for rule in rules]
        if all(np.allclose(one, slopes, rtol=1e-6, atol=1e-9, equal_nan=True) for one in got):
            yield form


def turnings(tree: Expression) -> Iterator[Expression]:
    """Yield a tree with no comparison turned, each one, each two, ..."""
    conditions = dict.fromkeys(
        node for node in ordered(tree) if isinstance(node, Call) and node.primitive in TURNED and varies(node)
    )
    for count in range(len(conditions) + 1 if len(conditions) <= MOST_TURNED else 1):
        for some in combinations(conditions, count):
            yield rebuilt(tree, lambda node, some=some: _turn(node) if node in some else node)  # type: ignore[misc]


def _turn(condition: Call) -> Call:
    return Call(TURNED[condition.primitive], condition.arguments)
