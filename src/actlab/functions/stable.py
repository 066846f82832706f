"""Rewrites the spellings that overflow into the primitives that do not.

1/(1 + exp(-u)) has a NaN slope where exp(-u) overflows, and exp(u) - 1 loses every digit near 0; sigmoid(u)
and expm1(u) have neither fault. People go on writing, and reading, the familiar form.
"""

from collections.abc import Iterator

from actlab.functions.expression import Call, Expression, Number, Symbol
from actlab.functions.formula import parse

_RULES = tuple(
    (parse(spelled, ["u"]), parse(stable, ["u"]))
    for spelled, stable in (
        ("1 / (1 + exp(-u))", "sigmoid(u)"),
        ("exp(u) - 1", "expm1(u)"),
        ("log(1 + exp(u))", "softplus(u)"),
    )
)
_COMMUTATIVE = {"+", "*"}


def stable(expression: Expression) -> Expression:
    """Return the same function in stable primitives.

    >>> stable(parse("1 / (exp(-x) + 1)"))
    Call(primitive='sigmoid', arguments=(Symbol(name='x'),))
    """
    if not isinstance(expression, Call):
        return expression
    inner = Call(expression.primitive, tuple(stable(argument) for argument in expression.arguments))
    for pattern, replacement in _RULES:
        found = _match(pattern, inner)
        if found is not None:
            return _substitute(replacement, found)
    return inner


def _match(pattern: Expression, expression: Expression) -> Expression | None:
    """Return what stands for u in the pattern, or None where the pattern does not fit."""
    if isinstance(pattern, Symbol):
        return expression
    if not isinstance(pattern, Call) or not isinstance(expression, Call):
        return None
    if pattern.primitive != expression.primitive:
        return None
    for arguments in _orders(expression):
        found = None
        for part, argument in zip(pattern.arguments, arguments, strict=True):
            if isinstance(part, Number):
                if part != argument:
                    break
            elif (found := _match(part, argument)) is None:
                break
        else:
            return found
    return None


def _orders(call: Call) -> Iterator[tuple[Expression, ...]]:
    yield call.arguments
    if call.primitive in _COMMUTATIVE:
        yield call.arguments[::-1]


def _substitute(expression: Expression, value: Expression) -> Expression:
    """Put ``value`` in the place of u."""
    match expression:
        case Symbol():
            return value
        case Call(primitive, arguments):
            return Call(primitive, tuple(_substitute(argument, value) for argument in arguments))
    return expression
