"""Expression to numbers of many digits, by mpmath: what the mathematics says, whatever a machine's format can hold."""

import math
from collections.abc import Callable, Mapping
from functools import cache

import mpmath

from actlab.functions.evaluate import defined, evaluate
from actlab.functions.expression import PRIMITIVES, Expression

DIGITS = 60
STEP = mpmath.mpf(10) ** -20  # of the central difference: right to 40 digits
LONGEST = 1000  # bits of an exponent's argument; exp beyond is zero or infinite in any format
FORMATS = 1100  # bits beyond which a number is infinite in any format; a wave there would ask for as many digits of pi


def exact(expression: Expression, x: float, parameters: Mapping[str, float] | None = None) -> mpmath.mpf:
    """Return f(x) as an mpmath number; NaN where it is not real.

    >>> from actlab.functions.formula import parse
    >>> mpmath.nstr(exact(parse("log(1 + exp(x))"), -100.0), 12)
    '3.72007597602e-44'
    """
    with mpmath.workdps(DIGITS):
        return _value(expression, mpmath.mpf(x), parameters or {})


def exact_slope(expression: Expression, x: float, parameters: Mapping[str, float] | None = None) -> mpmath.mpf:
    """Return f'(x), by a central difference in many digits; NaN where it is not real.

    >>> from actlab.functions.formula import parse
    >>> mpmath.nstr(exact_slope(parse("log(1 + exp(x))"), 0.0), 12)
    '0.5'
    """
    size = abs(x) or 1.0
    step = STEP * min(1.0, size)  # small beside x, which may be the distance to a kink
    # the step has to be seen beside an x of any size
    with mpmath.workdps(DIGITS + 2 * round(abs(math.log10(size)))):
        at = mpmath.mpf(x)
        high, low = (_value(expression, at + side * step, parameters or {}) for side in (1, -1))
        return (high - low) / (2 * step)


def _value(expression: Expression, x: mpmath.mpf, parameters: Mapping[str, float]) -> mpmath.mpf:
    values = {name: mpmath.mpf(value) for name, value in parameters.items()}
    try:
        return _real(evaluate(expression, {"x": x, **values}, _function))
    except (ZeroDivisionError, OverflowError, ValueError):
        return mpmath.nan


def _real(value: mpmath.mpf) -> mpmath.mpf:
    return mpmath.nan if isinstance(value, mpmath.mpc) else mpmath.mpf(value)


def _exp(u: mpmath.mpf) -> mpmath.mpf:
    u = _real(u)
    if mpmath.isfinite(u) and mpmath.mag(u) > LONGEST:
        return mpmath.inf if u > 0 else mpmath.mpf(0)
    return mpmath.exp(u)


def _wave(function: Callable[[mpmath.mpf], mpmath.mpf]) -> Callable[[mpmath.mpf], mpmath.mpf]:
    return lambda u: mpmath.nan if _beyond(u) else function(u)


def _beyond(u: mpmath.mpf) -> bool:
    return bool(u) and (not mpmath.isfinite(u) or mpmath.mag(u) > FORMATS)


def _where(condition: bool, when_true: mpmath.mpf, when_false: mpmath.mpf) -> mpmath.mpf:
    return when_true if condition else when_false


def _power(base: mpmath.mpf, power: mpmath.mpf) -> mpmath.mpf:
    if mpmath.isint(power) and abs(power) < 2**31:  # by products; a larger one would never end
        return mpmath.power(base, int(power))
    return mpmath.mpf(0) if base == 0 and power > 0 else _exp(power * _log(base))


def _log(u: mpmath.mpf) -> mpmath.mpf:
    return mpmath.log(u) if u > 0 else mpmath.nan if u < 0 or mpmath.isnan(u) else -mpmath.inf


# what the formulas of the table would lose digits in, or mpmath calls by another name
_FUNCTIONS: dict[str, Callable[..., mpmath.mpf]] = {
    "where": _where,
    "abs": abs,
    "exp": _exp,
    "**": _power,
    "expm1": lambda u: mpmath.expm1(u) if abs(u) < 1 else _exp(u) - 1,
    "log": _log,
    "log1p": lambda u: mpmath.log1p(u) if u > -1 else mpmath.nan,
    "sqrt": lambda u: mpmath.sqrt(u) if u >= 0 else mpmath.nan,
    "sin": _wave(mpmath.sin),
    "cos": _wave(mpmath.cos),
    "tan": _wave(mpmath.tan),
    "arctan": mpmath.atan,
    "arcsin": lambda u: mpmath.asin(u) if abs(u) <= 1 else mpmath.nan,
    "arccos": lambda u: mpmath.acos(u) if abs(u) <= 1 else mpmath.nan,
    "acosh": lambda u: mpmath.acosh(u) if u >= 1 else mpmath.nan,
    "atanh": lambda u: mpmath.atanh(u) if abs(u) <= 1 else mpmath.nan,
    "max": lambda u, v: u + v if mpmath.isnan(u + v) else max(u, v),
    "min": lambda u, v: u + v if mpmath.isnan(u + v) else min(u, v),
    "sinh": lambda u: mpmath.sinh(u) if abs(u) < 1 else (_exp(u) - _exp(-u)) / 2,
    "cosh": lambda u: (_exp(u) + _exp(-u)) / 2,
    "tanh": lambda u: mpmath.tanh(u) if abs(u) < 1000 else mpmath.sign(u),
    "sigmoid": lambda u: 1 / (1 + _exp(-u)),
    "softplus": lambda u: mpmath.log1p(_exp(u)) if u < 200 else u,
    "erf": lambda u: mpmath.erf(u) if abs(u) < 1000 else mpmath.sign(u),
    "erfc": lambda u: mpmath.erfc(u) if u < 1000 else mpmath.mpf(0),
}


@cache
def _function(primitive: str) -> Callable[..., mpmath.mpf]:
    row = PRIMITIVES[primitive]
    if primitive in _FUNCTIONS:
        return _FUNCTIONS[primitive]
    if row.operator:
        return row.operator
    if row.definition:
        return defined(row.definition, _function)
    found: Callable[..., mpmath.mpf] = getattr(mpmath, row.name)
    return found
