"""Rewrites the spellings that overflow or cancel into the primitives that do not.

1/(1 + exp(-u)) has a NaN slope where exp(-u) overflows, and exp(u) - 1 loses every digit near 0; sigmoid(u)
and expm1(u) have neither fault. People go on writing, and reading, the familiar form.
"""

from collections.abc import Iterable, Iterator

from actlab.functions.expression import Call, Expression, Number, Symbol, substitute
from actlab.functions.formula import parse

_LETTERS = ("u", "v")  # what a rule leaves open; v stands for any factor
_READABLE = (
    # the logistic function
    ("exp(u) / (1 + exp(u))", "sigmoid(u)"),
    ("1 - sigmoid(u)", "sigmoid(-u)"),
    ("log(sigmoid(u))", "-softplus(-u)"),
    # hyperbolic functions in exponentials
    ("(exp(u) - exp(-u)) / (exp(u) + exp(-u))", "tanh(u)"),
    ("(exp(2 * u) - 1) / (exp(2 * u) + 1)", "tanh(u)"),
    ("(exp(u) - 1) / (exp(u) + 1)", "tanh(u / 2)"),
    ("(1 - exp(u)) / (1 + exp(u))", "tanh(-u / 2)"),
    ("(1 - exp(-2 * u)) / (1 + exp(-2 * u))", "tanh(u)"),
    ("sinh(u) / cosh(u)", "tanh(u)"),
    ("2 * sigmoid(2 * u) - 1", "tanh(u)"),
    ("2 / (1 + exp(-2 * u)) - 1", "tanh(u)"),
    ("1 + tanh(u)", "2 * sigmoid(2 * u)"),
    ("1 - tanh(u)", "2 * sigmoid(-2 * u)"),
    ("(exp(u) - exp(-u)) / 2", "sinh(u)"),
    ("(exp(u) + exp(-u)) / 2", "cosh(u)"),
    ("2 / (exp(u) + exp(-u))", "1 / cosh(u)"),
    # tanh(softplus(u)), as some write Mish
    ("((1 + exp(u))**2 - 1) / ((1 + exp(u))**2 + 1)", "tanh(softplus(u))"),
    ("v * ((1 + exp(u))**2 - 1) / ((1 + exp(u))**2 + 1)", "v * tanh(softplus(u))"),
    ("v * exp(u) / (1 + exp(u))", "v * sigmoid(u)"),
    ("v / (1 + exp(u))", "v * sigmoid(-u)"),
    # exponentials and logarithms near their zeros, and where they overflow
    ("exp(u) - 1", "expm1(u)"),
    ("1 - exp(u)", "-expm1(u)"),
    ("v * exp(u) - v", "v * expm1(u)"),
    ("log(1 + exp(u))", "softplus(u)"),
    ("log1p(exp(u))", "softplus(u)"),
    ("log(exp(u) + exp(v))", "v + softplus(u - v)"),
    ("log(u + sqrt(1 + u**2))", "asinh(u)"),
    ("log((1 + u) / (1 - u))", "2 * atanh(u)"),
    ("log(1 + u) - log(1 - u)", "2 * atanh(u)"),
    ("log(1 + u)", "log1p(u)"),
    ("log(1 - u)", "log1p(-u)"),
    # the error function
    ("1 + erf(u)", "erfc(-u)"),
    ("1 - erf(u)", "erfc(u)"),
    # roots of squares
    ("sqrt(u**2)", "abs(u)"),
    ("sqrt(u * u)", "abs(u)"),
)
# log1p(-exp(u)) on the right is spelled otherwise, lest it is found again
_LOG_1_MINUS_EXP = "where(u > -0.7, log(-expm1(u)), -2 * atanh(exp(u) / (2 - exp(u))))"
# more digits, in forms that nobody would write: for machines, not for people
_DIGITS = (
    ("sqrt(1 + u**2) - 1", "u * (u / (1 + hypot(1, u)))"),
    ("sqrt(1 + u * u) - 1", "u * (u / (1 + hypot(1, u)))"),
    ("sqrt(1 + u) - 1", "expm1(log1p(u) / 2)"),
    ("1 - sqrt(1 + u)", "-expm1(log1p(u) / 2)"),
    ("1 - sqrt(1 - u)", "-expm1(log1p(-u) / 2)"),
    ("u / sqrt(1 + u**2)", "inverse_root(u, 1)"),
    ("u / sqrt(1 + u * u)", "inverse_root(u, 1)"),
    ("u / (1 + abs(u))", "softsign(u)"),
    ("sqrt(1 + u**2)", "hypot(1, u)"),
    ("sqrt(1 + u * u)", "hypot(1, u)"),
    ("1 - cos(u)", "2 * sin(u / 2)**2"),
    ("cos(u) - 1", "-2 * sin(u / 2)**2"),
    ("cosh(u) - 1", "2 * sinh(u / 2)**2"),
    ("1 - cosh(u)", "-2 * sinh(u / 2)**2"),
    ("log(1 - exp(u))", _LOG_1_MINUS_EXP),
    ("log1p(-exp(u))", _LOG_1_MINUS_EXP),
    ("log(exp(u) - 1)", "u + log(-expm1(-u))"),
    ("log(expm1(u))", "u + log(-expm1(-u))"),
    (
        "log(cosh(u))",
        "where(abs(u) < 1, log1p(2 * sinh(u / 2)**2), abs(u) + log1p(expm1(-2 * abs(u)) / 2))",
    ),
)


def _read(rules: Iterable[tuple[str, str]]) -> tuple[tuple[Expression, Expression], ...]:
    return tuple((parse(spelled, _LETTERS), parse(meant, _LETTERS)) for spelled, meant in rules)


_Rules = tuple[tuple[Expression, Expression], ...]
_FOR_PEOPLE = _read(_READABLE)
_FOR_MACHINES = _read((*_DIGITS, *_READABLE))  # the longer ones first
_COMMUTATIVE = {"+", "*"}
_Bindings = dict[str, Expression]


def stable(expression: Expression) -> Expression:
    """Return the same function in stable primitives.

    >>> stable(parse("1 / (exp(-x) + 1)"))
    Call(primitive='sigmoid', arguments=(Symbol(name='x'),))
    """
    return _by_rules(expression, _FOR_MACHINES)


def readable(expression: Expression) -> Expression:
    """Return the same function in stable primitives as people know them; last digits may be lost.

    >>> readable(parse("1 - cos(x)")) == parse("1 - cos(x)") != stable(parse("1 - cos(x)"))
    True
    """
    return _by_rules(expression, _FOR_PEOPLE)


def _by_rules(expression: Expression, rules: _Rules) -> Expression:
    if not isinstance(expression, Call):
        return expression
    rewritten = _rewritten(expression, rules)
    if rewritten is not None:
        return _by_rules(rewritten, rules)
    arguments = tuple(_by_rules(argument, rules) for argument in expression.arguments)
    inner = _simplified(Call(expression.primitive, arguments))
    rewritten = _rewritten(inner, rules)
    return inner if rewritten is None else _by_rules(rewritten, rules)


def _rewritten(expression: Expression, rules: _Rules) -> Expression | None:
    """Apply the first rule that fits at the root; None where none does."""
    if not isinstance(expression, Call):
        return None
    for pattern, replacement in rules:
        for found in _matches(pattern, expression, {}):
            return substitute(replacement, found)
    return None


def _matches(pattern: Expression, expression: Expression, bound: _Bindings) -> Iterator[_Bindings]:
    """Yield what the letters stand for in each way in which the pattern fits."""
    match pattern:
        case Symbol(name):
            if bound.get(name, expression) == expression:
                yield {**bound, name: expression}
        case Number():
            if pattern == expression:
                yield bound
        case Call("neg", (inner,)):
            yield from _matches(inner, _negated(expression), bound)
        case Call(primitive, arguments):
            if isinstance(expression, Call) and expression.primitive == primitive:
                for order in _orders(expression):
                    yield from _all_match(arguments, order, bound)


def _all_match(
    patterns: tuple[Expression, ...], expressions: tuple[Expression, ...], bound: _Bindings
) -> Iterator[_Bindings]:
    if not patterns:
        yield bound
        return
    for found in _matches(patterns[0], expressions[0], bound):
        yield from _all_match(patterns[1:], expressions[1:], found)


def _orders(call: Call) -> Iterator[tuple[Expression, ...]]:
    yield call.arguments
    if call.primitive in _COMMUTATIVE:
        yield call.arguments[::-1]


def _simplified(expression: Call) -> Expression:
    """Remove the double signs and the factors of one that rules leave behind."""
    match expression:
        case Call("neg", (inner,)) if _signed(inner):
            return _negated(inner)
        case Call("*", (Number(1.0), other)) | Call("*", (other, Number(1.0))):
            return other
        case Call("*", (Number(a), Call("*", (Number(b), other)))):
            return Call("*", (Number(a * b), other))
    return expression


def _signed(expression: Expression) -> bool:
    """Tell whether an expression carries a sign that can be taken off."""
    match expression:
        case Number() | Call("neg", _):
            return True
        case Call("*" | "/", (left, _right)):
            return _signed(left)
    return False


def _negated(expression: Expression) -> Expression:
    match expression:
        case Number(value):
            return Number(-value)
        case Call("neg", (inner,)):
            return inner
        case Call("*" | "/" as primitive, (left, right)) if _signed(left):
            return Call(primitive, (_negated(left), right))
    return Call("neg", (expression,))
