"""What automatic differentiation makes of a formula as written: reverse mode, as a tree.

Every framework's gradient is this sum of products. Where the slope of a branch not taken overflows, its product with
zero is NaN here as there, so that whether a formula may be written plainly is computed, not hoped for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from actlab.functions.expression import Call, Expression, Number, Symbol, ordered, substitute
from actlab.functions.formula import parse

ZERO, ONE = Number(0.0), Number(1.0)
FLAT = {"sign", "floor", "ceil", "round"}  # no gradient passes
SELECTED = {">", ">=", "<", "<=", "==", "!="}  # nor through what is compared

# slopes as the frameworks compute them, of u and the result y; a function that is missing is written by others
_SLOPES = {
    "relu": "where(u > 0, 1, 0)",
    "exp": "y",
    "expm1": "y + 1",
    "log": "1 / u",
    "log1p": "1 / (1 + u)",
    "log2": "1 / (u * log(2))",
    "log10": "1 / (u * log(10))",
    "sqrt": "0.5 / y",
    "sin": "cos(u)",
    "cos": "-sin(u)",
    "tan": "1 + y**2",
    "tanh": "1 - y**2",
    "sinh": "cosh(u)",
    "cosh": "sinh(u)",
    "asinh": "1 / sqrt(1 + u**2)",
    "acosh": "1 / sqrt(u**2 - 1)",
    "atanh": "1 / (1 - u**2)",
    "arcsin": "1 / sqrt(1 - u**2)",
    "arccos": "-1 / sqrt(1 - u**2)",
    "arctan": "1 / (1 + u**2)",
    "erf": "2 / sqrt(pi) * exp(-u**2)",
    "erfc": "-2 / sqrt(pi) * exp(-u**2)",
    "normal_cdf": "exp(-u**2 / 2) / sqrt(2 * pi)",
    "sigmoid": "y * (1 - y)",
}
PLAIN = {
    "abs",
    "softplus",
    *_SLOPES,
    *FLAT,
    *SELECTED,
    "+",
    "-",
    "*",
    "/",
    "**",
    "neg",
    "where",
}  # all frameworks differentiate alike


@dataclass(frozen=True)
class Rules:
    """Where the frameworks differ: the slopes of abs(u) and softplus(u), and in v that of u / v and of 1 / v where it
    has its own.
    """

    of_abs: str
    of_quotient: str
    of_reciprocal: str = ""
    of_softplus: str = "sigmoid(u)"
    zeros: bool = False  # whether a step passes zeros on, which an infinite slope makes NaN
    zero: bool = False  # whether the gradient is 0, not missing, where none reaches x


TORCH = Rules("sign(u)", "-(u / v / v)", "-((1 / v) * (1 / v))", zeros=True)
TENSORFLOW = Rules("sign(u)", "-u / v / v")
JAX = Rules("where(u >= 0, 1, -1)", "-u * v**-2", zero=True)
KERAS_TORCH = replace(TORCH, of_softplus="1 - sigmoid(-u)")  # as the slope of its log_sigmoid is differentiated
RULES = {"torch": (TORCH,), "jax": (JAX,), "keras": (KERAS_TORCH, JAX, TENSORFLOW)}


def autodiff(expression: Expression, symbol: str = "x", rules: Rules = TORCH) -> Expression:
    """Return the derivative that reverse mode computes; of plain primitives only.

    >>> autodiff(parse("where(x > 0, x, exp(x))")).primitive
    '+'
    """
    order = ordered(expression)
    gradients: dict[int, Expression] = {id(expression): ONE}
    found: Expression = ZERO
    for node in reversed(order):
        gradient = gradients.pop(id(node), ZERO)
        if gradient == ZERO:
            continue
        if node == Symbol(symbol):
            found = _sum(found, gradient)
        elif isinstance(node, Call):
            for argument, passed in _passed(node, gradient, rules):
                gradients[id(argument)] = _sum(gradients.get(id(argument), ZERO), passed)
    return found


def connected(expression: Expression, rules: tuple[Rules, ...]) -> bool:
    """Return whether a gradient reaches x by each of some rules: JAX alone takes none for 0.

    >>> step = parse("where(x > 0, 1, 0)")
    >>> connected(step, RULES["torch"]), connected(parse("abs(x)"), RULES["torch"]), connected(step, RULES["jax"])
    (False, True, True)
    """
    return all(rule.zero or autodiff(expression, rules=rule) != ZERO for rule in rules)


def _passed(node: Call, gradient: Expression, rules: Rules) -> Iterator[tuple[Expression, Expression]]:
    """Yield each argument with the gradient that it gets from this node."""
    match node:
        case Call("where", (condition, first, second)):
            yield first, Call("where", (condition, gradient, ZERO))
            yield second, Call("where", (condition, ZERO, gradient))
        case Call("+", (u, v)):
            yield from ((u, gradient), (v, gradient))
        case Call("-", (u, v)):
            yield from ((u, gradient), (v, Call("neg", (gradient,))))
        case Call("neg", (u,)):
            yield u, Call("neg", (gradient,))
        case Call("*", (u, v)):
            yield from ((u, _product(gradient, v)), (v, _product(gradient, u)))
        case Call("/", (Number() as u, v)) if rules.of_reciprocal:
            yield v, _product(_product(gradient, u), substitute(_tree(rules.of_reciprocal), {"v": v}))
        case Call("/", (u, v)):
            yield u, Call("/", (gradient, v))
            yield v, _product(gradient, substitute(_tree(rules.of_quotient), {"u": u, "v": v}))
        case Call("**", (u, Number(power))):
            if power:
                lower = ONE if power == 1 else Call("**", (u, Number(power - 1)))
                yield u, _product(gradient, _product(Number(power), lower))
        case Call("**", (u, v)):
            lower = Call("**", (u, Call("-", (v, ONE))))
            yield u, _product(gradient, _product(v, lower))
            yield v, _product(gradient, _product(node, Call("log", (u,))))
        case Call(primitive, (u,)) if primitive in FLAT and rules.zeros:
            yield u, Call("*", (gradient, ZERO))
        case Call("abs", (u,)):
            yield u, _product(gradient, substitute(_tree(rules.of_abs), {"u": u}))
        case Call("softplus", (u,)):
            yield u, _product(gradient, substitute(_tree(rules.of_softplus), {"u": u}))
        case Call(primitive, (u,)) if primitive in _SLOPES:
            yield u, _product(gradient, substitute(_tree(_SLOPES[primitive]), {"u": u, "y": node}))


@cache
def _tree(formula: str) -> Expression:
    return parse(formula, ("u", "v", "y"))


def _product(u: Expression, v: Expression) -> Expression:
    return v if u == ONE else u if v == ONE else Call("*", (u, v))


def _sum(u: Expression, v: Expression) -> Expression:
    return v if u == ZERO else u if v == ZERO else Call("+", (u, v))
