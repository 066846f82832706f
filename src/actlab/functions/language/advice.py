"""What to write instead: the reasons for which a part of a formula is refused."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from difflib import get_close_matches

from actlab.functions.expression import NAMES
from actlab.functions.language.foreign import TOGETHER, folded
from actlab.words import Text, _, joined, plural

LONG_NAME = 40  # characters of a name that an error repeats


def nearest(name: str, library: Iterable[str], n: int = 2, like: float = 0.6) -> list[str]:
    """Return the names that are most like one that nobody knows, those that begin with it first.

    >>> nearest("tnh", ["tanhexp"], 1), nearest("sigm", [], 1)
    (['tanh'], ['sigmoid'])
    """
    known, name = sorted({*NAMES, *(other for other in library if other.isidentifier())}), name[:LONG_NAME].lower()
    longer = [other for other in known if len(name) > 2 and other.startswith(name) and "_" not in other]
    return list(dict.fromkeys([*longer, *get_close_matches(name, known, n=n, cutoff=like)]))[:n]


def unknown_function(name: str, keywords: bool, library: Iterable[str]) -> Text:
    """Say that nobody knows a function, and which is most like it."""
    if keywords and name in NAMES:
        return _("{name} takes no named argument").format(name=name)
    if folded(name) in TOGETHER:
        return together(name)
    near, name = nearest(name, library), name[:LONG_NAME]
    if near:
        return _("{name} is not known; did you mean {names}?").format(name=name, names=joined(near, _(" or ")))
    message = _("{name} is not known; the functions are {names} and what 'actlab list' shows")
    return message.format(name=name, names=", ".join(sorted(NAMES)))


def wrong_number(name: str, n: int, given: int) -> Text:
    """Say that a function takes another number of arguments.

    >>> wrong_number("tanh", 1, 2), wrong_number("max", 2, 1)
    ('tanh takes 1 argument, not 2', 'max takes 2 arguments, not 1')
    """
    return plural(
        "{name} takes {n} argument, not {given}", "{name} takes {n} arguments, not {given}", n, name=name, given=given
    )


def together(name: str) -> Text:
    return _("{name} takes several numbers together; an activation takes one at a time").format(name=name)


def reason(node: ast.expr, library: Iterable[str]) -> str:
    """Say what to write instead of a part that is no number."""
    match node:
        case ast.Name(id=name) if name in NAMES or name in library:
            return _("{name} needs its argument: {name}(x)").format(name=name)
        case ast.Name(id=name) if len(name) > LONG_NAME:
            return _("a name has at most {n} letters").format(n=LONG_NAME)
        case ast.Name(id=name):
            message = _(
                "{name} has no value; the input is x, and a parameter is declared after the formula: '{example}'"
            )
            return message.format(name=name, example=f"...; {name}=1.0")
        case ast.Tuple():
            return _("a comma stands only between the arguments of a function; the decimal sign is a point, 0.5")
        case ast.Attribute() | ast.Call(func=ast.Attribute()):
            return _("nobody knows this name; write a function as tanh(x)")
        case ast.Call():
            return _("write a product with its sign, x*(1 + x)")
        case ast.BinOp(op=ast.BitOr()):
            return _("a bar | has no partner; write |x| or abs(x)")
        case ast.BinOp() | ast.UnaryOp():
            return _("the operators are + - * / ** %")
    return _("a formula has numbers, x, parameters, + - * / ** and functions such as tanh(x), nothing else")
