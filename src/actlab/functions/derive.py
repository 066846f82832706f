"""The derivative of a tree, as a tree: what every machine then computes, in any precision and to any order.

The chain rule multiplies a slope by the slope of its argument. Where the one has vanished and the other overflows, or
is that of a branch not taken, the product is 0 here, not NaN: exp(-x**2) has slope 0 at x = 1e30, sqrt(max(0, x)) at
-1. Where the function itself is NaN, so are its derivatives.
"""

from __future__ import annotations

from functools import cache

from actlab.functions.expression import (
    ABSORBING,
    ARGUMENTS,
    PRIMITIVES,
    Call,
    Expression,
    Number,
    Symbol,
    ordered,
    substitute,
)
from actlab.functions.formula import parse

ZERO, ONE = Number(0.0), Number(1.0)
_PARTIAL = {"log", "log1p", "log2", "log10", "sqrt", "rsqrt", "acosh", "atanh", "arcsin", "arccos", "**"}


def derivative(expression: Expression, symbol: str = "x") -> Expression:
    """Return the derivative in one symbol; branches that it shares are the same objects.

    >>> derivative(parse("tanh(2 * x)")).primitive
    '*'
    >>> derivative(parse("where(x > 0, x, alpha * x)", ["x", "alpha"]))
    Call(primitive='where', arguments=(Call(primitive='>', arguments=(Symbol(name='x'), Number(value=0.0))), \
Number(value=1.0), Symbol(name='alpha')))
    """
    slope = _Rules(symbol).of(expression)
    if not any(_may_be_undefined(node) for node in ordered(expression)):
        return slope
    return Call("where", (Call("==", (expression, expression)), slope, expression))  # only NaN differs from itself


def _may_be_undefined(node: Expression) -> bool:
    if not isinstance(node, Call) or node.primitive not in _PARTIAL:
        return False
    if node.primitive == "**" and isinstance(node.arguments[1], Number) and node.arguments[1].value.is_integer():
        return False
    return any(isinstance(leaf, Symbol) for leaf in ordered(node))


class _Rules:
    """The rules of differentiation in one symbol; each node of the tree is differentiated once."""

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol
        self.slopes: dict[int, Expression] = {}
        self.kept: list[Expression] = []  # so that no other node gets the place in memory of one that is known

    def of(self, expression: Expression) -> Expression:
        for node in ordered(expression):
            if id(node) not in self.slopes:
                self.slopes[id(node)] = self.node(node)
                self.kept.append(node)
        return self.slopes[id(expression)]

    def node(self, node: Expression) -> Expression:
        match node:
            case Number():
                return ZERO
            case Symbol(name):
                return ONE if name == self.symbol else ZERO
            case Call("where", (condition, first, second)):
                first, second = self.known(first), self.known(second)
                return first if first == second else Call("where", (condition, first, second))
            case Call("*" | "*0" as product, (u, v)):
                return _sum(_product(product, self.known(u), v), _product(product, u, self.known(v)))
            case Call("/", (u, v)):
                return self.quotient(node, u, v)
            case Call("**", (u, v)):
                return self.power(node, u, v)
            case Call(primitive, arguments) if PRIMITIVES[primitive].slopes:
                return self.chain(primitive, arguments)
            case Call(primitive, arguments) if PRIMITIVES[primitive].definition:
                return self.of(_written_out(primitive, arguments))
        return ZERO  # a comparison, which is no value

    def known(self, node: Expression) -> Expression:
        return self.slopes[id(node)]

    def chain(self, primitive: str, arguments: tuple[Expression, ...]) -> Expression:
        total: Expression = ZERO
        for slope, argument in zip(PRIMITIVES[primitive].slopes, arguments, strict=True):
            inner = self.known(argument)
            if inner != ZERO:
                outer = substitute(_tree(slope), dict(zip(ARGUMENTS, arguments, strict=False)))
                total = _sum(total, _product(ABSORBING, outer, inner))
        return total

    def quotient(self, node: Call, u: Expression, v: Expression) -> Expression:
        over, under = self.known(u), self.known(v)
        numerator = _difference(over, _product(ABSORBING, node, under))
        return ZERO if numerator == ZERO else Call("/", (numerator, v))

    def power(self, node: Call, u: Expression, v: Expression) -> Expression:
        base, exponent = self.known(u), self.known(v)
        of_base: Expression = ZERO
        if base != ZERO:
            of_base = _product(ABSORBING, _product("*", v, _lower_power(u, v)), base)
        if exponent == ZERO:
            return of_base
        return _sum(of_base, _product(ABSORBING, _product(ABSORBING, node, Call("log", (u,))), exponent))


def _lower_power(u: Expression, v: Expression) -> Expression:
    if v == Number(2.0):
        return u
    if isinstance(v, Number):
        return ONE if v.value == 1 else Call("**", (u, Number(v.value - 1)))
    return Call("**", (u, Call("-", (v, ONE))))


def _product(product: str, u: Expression, v: Expression) -> Expression:
    if ZERO in (u, v):
        return ZERO
    if u == ONE or v == ONE:
        return v if u == ONE else u
    for one, other in ((u, v), (v, u)):
        if one == Number(-1.0):
            return _negative(other)
        if isinstance(one, Number):
            product = "*"  # it is not zero
    if isinstance(u, Number) and isinstance(v, Number):
        return Number(u.value * v.value)
    return Call(product, (u, v))


def _sum(u: Expression, v: Expression) -> Expression:
    if u == ZERO or v == ZERO:
        return v if u == ZERO else u
    if isinstance(v, Call) and v.primitive == "neg":
        return Call("-", (u, v.arguments[0]))
    return Number(u.value + v.value) if isinstance(u, Number) and isinstance(v, Number) else Call("+", (u, v))


def _difference(u: Expression, v: Expression) -> Expression:
    return u if v == ZERO else _negative(v) if u == ZERO else Call("-", (u, v))


def _negative(u: Expression) -> Expression:
    match u:
        case Number(value):
            return Number(-value)
        case Call("neg", (inner,)):
            return inner
    return Call("neg", (u,))


@cache
def _tree(formula: str) -> Expression:
    return parse(formula, ARGUMENTS)


def _written_out(primitive: str, arguments: tuple[Expression, ...]) -> Expression:
    return substitute(_tree(PRIMITIVES[primitive].definition), dict(zip(ARGUMENTS, arguments, strict=False)))
