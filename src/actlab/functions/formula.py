"""Text to expression: a whitelist over Python's own grammar, with limits; nothing is ever evaluated."""

import ast
from collections.abc import Iterable

from actlab.errors import InvalidInput
from actlab.functions.expression import PRIMITIVES, Call, Expression, Number, Symbol
from actlab.language import _

LONGEST = 2000  # characters
LARGEST = 200  # nodes of the tree
DEEPEST = 40  # levels of the tree

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
_COMPARISONS: dict[type[ast.cmpop], str] = {ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<="}


def parse(text: str, symbols: Iterable[str] = ("x",)) -> Expression:
    """Read a formula in the given symbols.

    Raises InvalidInput, with the place marked, for anything that is not a number, one of the symbols, an
    operator or a primitive of the table.

    >>> parse("max(x, 0)")
    Call(primitive='max', arguments=(Symbol(name='x'), Number(value=0.0)))
    """
    if len(text) > LONGEST:
        raise InvalidInput(
            _("the formula has {n} characters; at most {most} are read.").format(n=len(text), most=LONGEST)
        )
    try:
        body = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise _refusal(text, (error.offset or 1) - 1, _("this cannot be read")) from None
    except (ValueError, RecursionError, MemoryError):
        raise InvalidInput(_("the formula cannot be read: it is nested too deeply.")) from None
    return _Reader(text, frozenset(symbols)).read(body)


class _Reader:
    def __init__(self, text: str, symbols: frozenset[str]) -> None:
        self.text, self.symbols, self.nodes = text, symbols, 0

    def read(self, node: ast.expr, depth: int = 1) -> Expression:
        self.nodes += 1
        if self.nodes > LARGEST or depth > DEEPEST:
            limit = _("the formula is too large here (at most {n} nodes, {d} levels)")
            raise self.refusal(node, limit.format(n=LARGEST, d=DEEPEST))
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return self.number(node, value)
            case ast.Name(id=name) if name in self.symbols:
                return Symbol(name)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
                return Call(_BINARY[type(op)], (self.read(left, depth + 1), self.read(right, depth + 1)))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Call("neg", (self.read(operand, depth + 1),))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
                return Call(_COMPARISONS[type(op)], (self.read(left, depth + 1), self.read(right, depth + 1)))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in PRIMITIVES:
                return self.call(node, name, arguments, depth)
        raise self.refusal(node, self.reason(node))

    def number(self, node: ast.expr, value: int | float) -> Number:
        try:
            return Number(float(value))
        except OverflowError:
            raise self.refusal(node, _("this number is too large")) from None

    def call(self, node: ast.expr, name: str, arguments: list[ast.expr], depth: int) -> Call:
        arity = PRIMITIVES[name].arity
        if len(arguments) != arity:
            message = _("{name} takes {arity} argument(s), not {given}")
            raise self.refusal(node, message.format(name=name, arity=arity, given=len(arguments)))
        return Call(name, tuple(self.read(argument, depth + 1) for argument in arguments))

    def reason(self, node: ast.expr) -> str:
        names = sorted(name for name in PRIMITIVES if name.isidentifier())
        message = _("this is not part of a formula; allowed are numbers, {symbols}, + - * / **, {names}")
        return message.format(symbols=", ".join(sorted(self.symbols)), names=", ".join(names))

    def refusal(self, node: ast.expr, reason: str) -> InvalidInput:
        return _refusal(self.text, node.col_offset, reason)


def _refusal(text: str, column: int, reason: str) -> InvalidInput:
    shown = text if len(text) <= 80 else text[:77] + "..."
    return InvalidInput(
        _("formula '{text}', column {column}: {reason}.").format(text=shown, column=column + 1, reason=reason)
    )
