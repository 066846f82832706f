"""A tree as a formula that people read and the parser reads back."""

from __future__ import annotations

from typing import NamedTuple

from actlab.functions.expression import ABSORBING, Call, Expression, Number, Symbol, ordered
from actlab.functions.records import shortest

_BINDS = {"+": 1, "-": 1, "*": 2, ABSORBING: 2, "/": 2, "neg": 3, "**": 4}  # how tightly
_TIGHTEST = 9
_COMPARISONS = (">", ">=", "<", "<=", "==", "!=")


class _Written(NamedTuple):
    text: str
    binds: int

    def inside(self, binds: int) -> str:
        """Return the text in brackets, where something binds its ends more tightly."""
        return f"({self.text})" if self.binds < binds else self.text


def formula_of(expression: Expression) -> str:
    """Return a tree as text; shared branches are written out each time.

    >>> from actlab.functions.formula import parse
    >>> formula_of(parse("x - (1 - x) * max(-x, 2)**(x + 1)"))
    'x - (1 - x)*max(-x, 2)**(x + 1)'
    """
    made: dict[int, _Written] = {}
    for node in ordered(expression):
        match node:
            case Number(value):
                made[id(node)] = _Written(shortest(value), _TIGHTEST if value >= 0 else _BINDS["+"])
            case Symbol(name):
                made[id(node)] = _Written(name, _TIGHTEST)
            case Call("where", (Call("==", (one, other)), value, _otherwise)) if one is other:
                made[id(node)] = made[id(value)]  # only NaN differs from itself
            case Call(primitive, arguments):
                made[id(node)] = _call(primitive, [made[id(argument)] for argument in arguments])
    return made[id(expression)].text


def _call(primitive: str, arguments: list[_Written]) -> _Written:
    if primitive in _COMPARISONS:
        return _Written(f"{arguments[0].text} {primitive} {arguments[1].text}", 0)
    if primitive not in _BINDS:
        return _Written(f"{primitive}({', '.join(argument.text for argument in arguments)})", _TIGHTEST)
    binds = _BINDS[primitive]
    if primitive == "neg":
        return _Written(f"-{arguments[0].inside(binds + 1)}", binds)
    left, right = arguments
    match primitive:
        case "+":
            text = f"{left.inside(binds)} + {right.inside(binds + 1)}"
        case "-":
            text = f"{left.inside(binds)} - {right.inside(binds + 1)}"
        case "**":
            text = f"{left.inside(_TIGHTEST)}**{right.inside(_TIGHTEST)}"
        case "/":
            text = f"{left.inside(binds)}/{right.inside(binds + 1)}"
        case _:
            text = f"{left.inside(binds)}*{right.inside(binds + 1)}"
    return _Written(text, binds)
