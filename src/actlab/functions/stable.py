"""Rewrites the spellings that overflow or cancel into the primitives that do not.

1/(1 + exp(-u)) has a NaN slope where exp(-u) overflows, and exp(u) - 1 loses every digit near 0; sigmoid(u)
and expm1(u) have neither fault. People go on writing, and reading, the familiar form.
"""

from collections.abc import Iterator

from actlab.functions.expression import Call, Expression, Number, Symbol, substitute
from actlab.functions.formula import parse

_LETTERS = ("u", "v")  # what a rule leaves open; v stands for any factor
_RULES = tuple(
    (parse(spelled, _LETTERS), parse(stable, _LETTERS))
    for spelled, stable in (
        # the logistic function
        ("exp(u) / (1 + exp(u))", "sigmoid(u)"),
        ("1 - sigmoid(u)", "sigmoid(-u)"),
        ("log(sigmoid(u))", "-softplus(-u)"),
        # tanh in exponentials
        ("(exp(u) - exp(-u)) / (exp(u) + exp(-u))", "tanh(u)"),
        ("(exp(2 * u) - 1) / (exp(2 * u) + 1)", "tanh(u)"),
        ("(exp(u) - 1) / (exp(u) + 1)", "tanh(u / 2)"),
        ("(1 - exp(u)) / (1 + exp(u))", "tanh(-u / 2)"),
        ("sinh(u) / cosh(u)", "tanh(u)"),
        ("2 * sigmoid(2 * u) - 1", "tanh(u)"),
        ("2 / (1 + exp(-2 * u)) - 1", "tanh(u)"),
        ("1 + tanh(u)", "2 * sigmoid(2 * u)"),
        ("1 - tanh(u)", "2 * sigmoid(-2 * u)"),
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
        ("log(1 + u)", "log1p(u)"),
        # the error function
        ("1 + erf(u)", "erfc(-u)"),
        ("1 - erf(u)", "erfc(u)"),
        # roots of squares
        ("sqrt(u**2)", "abs(u)"),
        ("sqrt(u * u)", "abs(u)"),
        ("sqrt(1 + u**2)", "hypot(1, u)"),
        ("sqrt(1 + u * u)", "hypot(1, u)"),
    )
)
_COMMUTATIVE = {"+", "*"}
_Bindings = dict[str, Expression]


def stable(expression: Expression) -> Expression:
    """Return the same function in stable primitives.

    >>> stable(parse("1 / (exp(-x) + 1)"))
    Call(primitive='sigmoid', arguments=(Symbol(name='x'),))
    """
    if not isinstance(expression, Call):
        return expression
    rewritten = _rewritten(expression)
    if rewritten is not None:
        return stable(rewritten)
    inner = _simplified(Call(expression.primitive, tuple(stable(argument) for argument in expression.arguments)))
    rewritten = _rewritten(inner)
    return inner if rewritten is None else stable(rewritten)


def _rewritten(expression: Expression) -> Expression | None:
    """Apply the first rule that fits at the root; None where none does."""
    if not isinstance(expression, Call):
        return None
    for pattern, replacement in _RULES:
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
