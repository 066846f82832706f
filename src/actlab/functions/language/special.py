"""Functions of other frameworks that need more than another name: their arguments have names, an order, a default."""

from __future__ import annotations

import ast
from typing import NamedTuple, Protocol

from actlab.functions.language import foreign
from actlab.functions.language.advice import wrong_number
from actlab.functions.language.building import (
    applied,
    chosen,
    is_condition,
    is_none,
    is_zero,
    last_name,
    number,
    only,
    with_arguments,
)
from actlab.functions.language.grammar import Refuse
from actlab.words import Text, _


class Asked(NamedTuple):
    """A call as someone wrote it: the function's framework and name, and the arguments, not yet translated."""

    node: ast.Call
    home: str
    name: str
    args: list[ast.expr]
    keywords: list[ast.keyword]


class Translates(Protocol):
    """Whoever translates the arguments."""

    refuse: Refuse
    notes: list[Text]

    def value(self, node: ast.expr) -> ast.expr:
        """Return an argument in the language's words."""

    def condition(self, node: ast.expr) -> ast.expr:
        """Return a condition in the language's words."""

    def function(self, asked: Asked) -> ast.expr:
        """Return a call in the language's words."""


def special(to: Translates, asked: Asked) -> ast.expr | None:
    """Return the value of a function that needs more than another name; None for all the rest."""
    name, letters = asked.name, foreign.folded(asked.name)
    if name in foreign.CHOICES and len(asked.args) == 3 and not isinstance(asked.args[0], ast.List):
        test, *branches = asked.args
        return chosen(asked.node, to.condition(test), *(to.value(branch) for branch in branches))
    if name in ("select", "piecewise") and asked.home and len(asked.args) >= 2:
        return _by_list(to, asked)
    if name in ("max", "min") and asked.home not in ("", foreign.LAX):
        return _largest(to, asked)
    if name in (*foreign.CLIPS, "clamp_min", "clamp_max") and (asked.home or asked.keywords or name != "clip"):
        return _clip(to, asked)
    if name in foreign.OF_TWO and asked.home and len(asked.args) != 2:
        raise to.refuse(asked.node, wrong_number(name, 2, len(asked.args)))
    if letters == "gelu":
        return _gelu(to, asked)
    if letters == "relu" and (asked.keywords or (asked.home in foreign.KERAS_HOMES and len(asked.args) > 1)):
        return _relu(to, asked)
    return _number(to, asked) or _by_framework(to, asked)


def _number(to: Translates, asked: Asked) -> ast.expr | None:
    """Return a constant made by a function, and what is cast to another type."""
    name, args = asked.name, asked.args
    if name in foreign.LIKE and len(args) == 1:
        return number(asked.node, foreign.LIKE[name])
    if name == "full_like" and len(args) == 2:
        return to.value(args[1])
    if name == "epsilon" and asked.home == foreign.BACKEND and not args:
        return number(asked.node, 1e-7)
    if name in foreign.CASTS and args and (asked.home or name == "float"):
        return _cast(to, asked)
    if asked.home and name in foreign.NUMBERS and args and not any(isinstance(a, ast.Constant) for a in args[1:]):
        return to.value(only(args[0]))
    return None


def _by_framework(to: Translates, asked: Asked) -> ast.expr | None:
    """Return what has another meaning in one framework than in all others."""
    home, letters, args = asked.home, foreign.folded(asked.name), asked.args
    match args:
        case [x, ast.Constant(value=str() as called)] if letters in ("activation", "get") and home:
            return to.function(Asked(asked.node, foreign.KERAS, called, [x], asked.keywords))
    if letters == "prelu" and home == foreign.LAYERS:
        message = _("Keras starts the slope of PReLU at 0, one for each unit")
        raise to.refuse(asked.node, message)
    if letters == "hardsigmoid" and home == foreign.BACKEND and len(args) == 1:
        return with_arguments(asked.node, "clip(0.2 * a + 0.5, 0, 1)", [to.value(args[0])])
    if letters == "hardsigmoid" and home == foreign.KERAS:
        to.notes.append(_("hard_sigmoid is that of Keras 3; before it was clip(0.2*x + 0.5, 0, 1)"))
    if letters == "remainder" and home == foreign.MATH and len(args) == 2:
        return with_arguments(asked.node, "a - b * round(a / b)", [to.value(argument) for argument in args])
    if letters == "log" and home == foreign.MATH and len(args) == 2:
        return with_arguments(asked.node, "log(a) / log(b)", [to.value(argument) for argument in args])
    if letters == "sinc" and not home:
        to.notes.append(_("sinc(x) is sin(pi*x)/(pi*x) here, as in NumPy, PyTorch and MATLAB, and not sin(x)/x"))
    return None


def _largest(to: Translates, asked: Asked) -> ast.expr:
    """Return torch.max of two tensors; with a number, or elsewhere, max takes the largest number of an array."""
    args = asked.args
    if asked.home == foreign.TORCH and len(args) == 2 and not isinstance(args[1], ast.Constant | ast.UnaryOp):
        return applied(asked.node, asked.name, [to.value(argument) for argument in args])
    message = _("{name} goes over an array there; for two numbers it is {right}")
    right = "maximum" if asked.name == "max" else "minimum"
    raise to.refuse(asked.node, message.format(name=asked.name, right=right))


def _by_list(to: Translates, asked: Asked) -> ast.expr | None:
    """Return np.select, whose first condition that holds counts, or np.piecewise, where it is the last."""
    lists = asked.args[asked.name == "piecewise" :]
    match lists:
        case [ast.List(elts=tests), ast.List(elts=values), *default]:
            default += [k.value for k in asked.keywords if k.arg == "default"]
            values, rest = values[: len(tests)], values[len(tests) :] + default
            if len(values) < len(tests) or len(rest) > 1:
                return None
            found = to.value(_body(rest[0])) if rest else number(asked.node, 0)
            pairs = list(zip(tests, values, strict=True))
            for test, value in pairs if asked.name == "piecewise" else reversed(pairs):
                found = chosen(asked.node, to.condition(test), to.value(_body(value)), found)
            return found
    return None


def _body(node: ast.expr) -> ast.expr:
    """Return what lambda x: ... returns."""
    match node:
        case ast.Lambda(args=ast.arguments(args=[ast.arg(arg="x")]), body=body):
            return body
    return node


def _clip(to: Translates, asked: Asked) -> ast.expr | None:
    args = asked.args
    if len(args) > 3:
        return None
    if asked.home == foreign.LAX and len(args) == 3:
        args = [args[1], args[0], args[2]]
    bounds: dict[str, ast.expr] = dict(zip(("x", "low", "high"), args, strict=False))
    if asked.name == "clamp_max" and len(args) == 2:
        bounds = {"x": args[0], "high": args[1]}
    for keyword in asked.keywords:
        side = "low" if keyword.arg in foreign.LOWER else "high" if keyword.arg in foreign.UPPER else ""
        if not side or side in bounds:
            return None
        bounds[side] = keyword.value
    match {side: to.value(bound) for side, bound in bounds.items() if not is_none(bound)}:
        case {"x": x, "low": low, "high": high}:
            return applied(asked.node, "clip", [x, low, high])
        case {"x": x, "low": low}:
            return applied(asked.node, "max", [x, low])
        case {"x": x, "high": high}:
            return applied(asked.node, "min", [x, high])
    return None


def _cast(to: Translates, asked: Asked) -> ast.expr | None:
    """Return what a change of the number type leaves, which is the value where no type of integers comes in."""
    types = [*asked.args[1:], *(keyword.value for keyword in asked.keywords)]
    if any(isinstance(kind, ast.Constant) and not isinstance(kind.value, str) for kind in types):
        return None
    kinds = [last_name(kind) or str(getattr(kind, "value", "")) for kind in types]
    whole = [kind for kind in kinds if "int" in kind or "bool" in kind or "long" in kind]
    if whole and not is_condition(asked.args[0]):
        message = _("a change to {kind} cuts the digits off; write floor, ceil, round or trunc")
        raise to.refuse(asked.node, message.format(kind=whole[0]))
    return to.value(only(asked.args[0]))


def _gelu(to: Translates, asked: Asked) -> ast.expr | None:
    """Return gelu by its argument, and where there is none by the framework's default."""
    how = [k.value for k in asked.keywords if k.arg == "approximate"] or asked.args[1:2]
    if not how and asked.home == foreign.FLAX:
        to.notes.append(_("nn.gelu is read as Flax has it, gelu_tanh; PyTorch's is nn.GELU()"))
    if not how and asked.home != foreign.OPS:
        return None
    match how:
        case [] | [ast.Constant(value=True | "tanh")]:
            return applied(asked.node, "gelu_tanh", [to.value(asked.args[0])])
        case [ast.Constant(value=False | "none")]:
            return applied(asked.node, "gelu", [to.value(asked.args[0])])
    return None


def _relu(to: Translates, asked: Asked) -> ast.expr | None:
    """Return Keras' relu with its three arguments."""
    node, order = asked.node, ["negative_slope", "max_value", "threshold"]
    if asked.home == foreign.LAYERS:
        order = ["max_value", "negative_slope", "threshold"]
    given = dict(zip(order, asked.args[1:], strict=False))
    given |= {"negative_slope" if k.arg == "alpha" else str(k.arg): k.value for k in asked.keywords}
    if not given.keys() <= set(order):
        return None
    read = {name: to.value(value) for name, value in given.items() if not is_none(value) and not is_zero(value)}
    x = to.value(asked.args[0])
    match read:
        case {"negative_slope": slope, **rest} if not rest:
            return applied(node, "leaky_relu", [x], [ast.keyword("alpha", slope)])
        case {"max_value": ast.Constant(value=6), **rest} if not rest:
            return applied(node, "relu6", [x])
        case {"max_value": most, **rest} if not rest:
            return applied(node, "clip", [x, number(node, 0), most])
    return _general_relu(node, x, read) if read else applied(node, "relu", [x])


def _general_relu(node: ast.Call, x: ast.expr, read: dict[str, ast.expr]) -> ast.expr:
    start, slope = (read.get(name, number(node, 0)) for name in ("threshold", "negative_slope"))
    low = with_arguments(node, "where(a >= b, a, c * (a - b))", [x, start, slope])
    if "max_value" not in read:
        return low
    return with_arguments(node, "where(a >= b, b, c)", [x, read["max_value"], low])
