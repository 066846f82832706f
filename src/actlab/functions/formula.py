"""Text to expression: a whitelist over Python's own grammar, with limits; nothing is ever evaluated."""

from __future__ import annotations

import ast
import math
import re
import warnings
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import reduce
from typing import Protocol

from actlab.errors import InvalidInput
from actlab.functions.expression import NAMES, PRIMITIVES, Call, Expression, Number, Symbol, size, substitute
from actlab.functions.spelling import Respelled, refusal, respell
from actlab.words import Text, _, joined

LONGEST = 2000  # characters
LARGEST = 200  # nodes of the tree as written
DEEPEST = 40  # levels of the tree
LONG_NAME = 40  # characters of a name that an error repeats
EXPANDED = 2000  # nodes, once the catalogue's names are written out

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_CONSTANTS = {"e": math.e, "pi": math.pi}
_OTHER_NAMES = {"ln": "log", "atan": "arctan", "arcsinh": "asinh", "maximum": "max", "minimum": "min", "pow": "**"}


class Definition(Protocol):
    """What the parser needs to know of a named function: its tree in x, and its parameters with their values."""

    @property
    def stable_expression(self) -> Expression:
        """The tree, in x and the parameters."""

    @property
    def values(self) -> Mapping[str, float]:
        """The parameters' values, by name, in order."""


def parse(text: str, symbols: Iterable[str] = ("x",), library: Mapping[str, Definition] | None = None) -> Expression:
    """Read a formula in the given symbols; names of the library are written out.

    Raises InvalidInput, with the place marked, for anything that is not a number, one of the symbols, an
    operator, a primitive of the table or a name of the library.

    >>> parse("max(x, 0)")
    Call(primitive='max', arguments=(Symbol(name='x'), Number(value=0.0)))
    """
    respelled, body = _python_tree(text)
    return _Reader(text, respelled, frozenset(symbols), library or {}).read(body)


def tidy(text: str) -> str:
    """Return a formula in one canonical spelling: the same for every way of spacing and bracketing it.

    >>> tidy("x*|x|^2")
    'x * abs(x) ** 2'
    """
    return ast.unparse(_python_tree(text)[1])


def _python_tree(text: str) -> tuple[Respelled, ast.expr]:
    if len(text) > LONGEST:
        message = _("the formula has {n} characters; at most {most} are read.")
        raise InvalidInput(message.format(n=len(text), most=LONGEST))
    respelled = respell(text)
    _check_brackets(text, respelled)
    leading = len(respelled.text) - len(respelled.text.lstrip())
    spaces = Respelled(respelled.text[leading:], respelled.origin[leading:])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python warns of 1(x); the refusal says it better
            return spaces, ast.parse(spaces.text, mode="eval").body
    except SyntaxError as error:
        place = min(max((error.offset or 1) - 1, 0), len(spaces.origin) - 1)
        raise refusal(text, spaces.origin[place] if spaces.origin else 0, _syntax_reason(spaces.text)) from None
    except (ValueError, RecursionError, MemoryError):
        raise InvalidInput(_("the formula cannot be read: it is nested too deeply.")) from None


def _check_brackets(text: str, respelled: Respelled) -> None:
    """Refuse deep brackets before Python's parser sees them."""
    depth = 0
    for place, character in enumerate(respelled.text):
        depth += (character in "([{") - (character in ")]}")
        if depth > DEEPEST:
            raise refusal(text, respelled.origin[place], _("brackets lie more than {d} deep").format(d=DEEPEST))


def _syntax_reason(text: str) -> str:
    if re.search(r"\d\s*[A-Za-z(]|\)\s*\w|\w\s+\w", text):
        return _("write a product with its sign, 2*x")
    if not text.strip():
        return _("there is nothing to read; write, for example, x*tanh(x)")
    return _("this is not a formula; write, for example, x*tanh(softplus(x)) or where(x > 0, x, 0.1*x)")


class _Reader:
    """Walks Python's tree and builds ours, or refuses."""

    def __init__(
        self, text: str, respelled: Respelled, symbols: frozenset[str], library: Mapping[str, Definition]
    ) -> None:
        self.text, self.respelled, self.symbols, self.library = text, respelled, symbols, library
        self.nodes = 0

    def read(self, node: ast.expr, depth: int = 1) -> Expression:
        """Return the tree of a value; a comparison is not one."""
        self.count(node, depth)
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return self.number(node, value)
            case ast.Name(id=name) if name in self.symbols:
                return Symbol(name)
            case ast.Name(id=name) if name in _CONSTANTS:
                return Number(_CONSTANTS[name])
            case ast.BinOp(left=ast.Name(id="e"), op=ast.Pow(), right=right) if "e" not in self.symbols:
                return Call("exp", (self.read(right, depth + 1),))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
                arguments = (self.read(left, depth + 1), self.read(right, depth + 1))
                return self.checked(node, Call(_BINARY[type(op)], arguments))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _negative(self.read(operand, depth + 1))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.read(operand, depth + 1)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=keywords) if name not in self.symbols:
                return self.call(node, name, arguments, keywords, depth)
        raise self.refusal(node, self.reason(node))

    def condition(self, node: ast.expr, depth: int) -> Expression:
        """Return the tree of a comparison, which stands only as the first argument of where."""
        self.count(node, depth)
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
                return Call(_COMPARISONS[type(op)], (self.read(left, depth + 1), self.read(right, depth + 1)))
        raise self.refusal(node, _("where needs a comparison first: where(x > 0, a, b)"))

    def count(self, node: ast.expr, depth: int) -> None:
        self.nodes += 1
        if self.nodes > LARGEST or depth > DEEPEST:
            limit = _("the formula is too large here (at most {n} nodes, {d} levels)")
            raise self.refusal(node, limit.format(n=LARGEST, d=DEEPEST))

    def number(self, node: ast.expr, value: int | float) -> Number:
        try:
            if math.isfinite(value):
                return Number(float(value))
        except OverflowError:
            pass
        raise self.refusal(node, _("this number is too large"))

    def checked(self, node: ast.expr, call: Call) -> Call:
        """Refuse arithmetic of numbers alone that has no finite result: 1/0, 9**9**9, (-1)**0.5."""
        try:
            value = _constant(call)
        except (ArithmeticError, ValueError, TypeError):  # TypeError: a complex number
            raise self.refusal(node, _("this has no finite value")) from None
        if value is not None and not math.isfinite(value):
            raise self.refusal(node, _("this has no finite value"))
        return call

    def call(
        self, node: ast.Call, name: str, arguments: list[ast.expr], keywords: list[ast.keyword], depth: int
    ) -> Expression:
        name = _OTHER_NAMES.get(name, name)
        if name in NAMES and not keywords:
            return self.primitive(node, name, arguments, depth)
        if name in self.library:
            return self.named(node, name, arguments, keywords, depth)
        raise self.refusal(node, self.unknown_function(name, keywords))

    def primitive(self, node: ast.expr, name: str, arguments: list[ast.expr], depth: int) -> Expression:
        arity = PRIMITIVES[name].arity
        variadic = name in ("max", "min") and len(arguments) > arity
        if len(arguments) != arity and not variadic:
            message = _("{name} takes {arity} argument(s), not {given}")
            raise self.refusal(node, message.format(name=name, arity=arity, given=len(arguments)))
        if name == "where":
            condition, *branches = arguments
            read = [self.condition(condition, depth + 1), *(self.read(branch, depth + 1) for branch in branches)]
        else:
            read = [self.read(argument, depth + 1) for argument in arguments]
        if variadic:
            return reduce(lambda left, right: Call(name, (left, right)), read)
        return Call(name, tuple(read))

    def named(
        self, node: ast.expr, name: str, arguments: list[ast.expr], keywords: list[ast.keyword], depth: int
    ) -> Expression:
        definition = self.library[name]
        names = list(definition.values)
        if not 1 <= len(arguments) <= 1 + len(names) or not {k.arg for k in keywords} <= set(names):
            example = f"{name}(x{''.join(f', {n}={v:g}' for n, v in definition.values.items())})"
            raise self.refusal(node, _("{name} is written {example} here").format(name=name, example=example))
        read = [self.read(argument, depth + 1) for argument in arguments]
        values: dict[str, Expression] = {n: Number(v) for n, v in definition.values.items()}
        values |= dict(zip(["x", *names], read, strict=False))
        values |= {str(k.arg): self.read(k.value, depth + 1) for k in keywords}
        uses = _uses(definition.stable_expression)
        if size(definition.stable_expression) + sum(n * size(values[symbol]) for symbol, n in uses.items()) > EXPANDED:
            raise self.refusal(node, _("the formula is too large here once the names are written out"))
        return substitute(definition.stable_expression, values)

    def unknown_function(self, name: str, keywords: list[ast.keyword]) -> Text:
        name = name[:LONG_NAME]
        if keywords and name in PRIMITIVES:
            return _("{name} takes no named argument").format(name=name)
        known = sorted({*NAMES, *self.library})
        near = get_close_matches(name.lower(), known, n=2)
        if near:
            return _("{name} is not known; did you mean {names}?").format(name=name, names=joined(near, _(" or ")))
        return _("{name} is not known; the functions are {names}").format(name=name, names=", ".join(known[:60]))

    def reason(self, node: ast.expr) -> str:
        """Say what to write instead."""
        match node:
            case ast.Name(id=name) if name in PRIMITIVES or name in self.library:
                return _("{name} needs its argument: {name}(x)").format(name=name)
            case ast.Name(id=name) if len(name) > LONG_NAME:
                return _("a name has at most {n} letters").format(n=LONG_NAME)
            case ast.Name(id=name):
                message = _(
                    "{name} has no value; the input is x, and a parameter is declared after the formula: '{example}'"
                )
                return message.format(name=name, example=f"...; {name}=1.0")
            case ast.IfExp() | ast.BoolOp():
                return _("write where(x > 0, a, b) instead of if, and, or")
            case ast.Compare():
                return _("a comparison stands only inside where(x > 0, a, b)")
            case ast.Attribute():
                return _("names have no dots")
            case ast.Call(func=ast.Attribute(attr=attr)):
                return _("names have no dots; write {name}(x)").format(name=attr)
            case ast.Call():
                return _("write a product with its sign, x*(1 + x)")
            case ast.BinOp() | ast.UnaryOp():
                return _("the operators are + - * / **")
        return _("a formula has numbers, x, parameters, + - * / ** and functions such as tanh(x), nothing else")

    def refusal(self, node: ast.expr, reason: str) -> InvalidInput:
        origin = self.respelled.origin
        return refusal(self.text, origin[min(node.col_offset, len(origin) - 1)], reason)


def _negative(expression: Expression) -> Expression:
    return Number(-expression.value) if isinstance(expression, Number) else Call("neg", (expression,))


def _constant(expression: Expression) -> float | None:
    """Return the value of an arithmetic of numbers, None for anything else."""
    match expression:
        case Number(value):
            return value
        case Call(primitive, arguments) if operation := PRIMITIVES[primitive].operator:
            values = [_constant(argument) for argument in arguments]
            if None not in values:
                return float(operation(*values))
    return None


def _uses(expression: Expression) -> dict[str, int]:
    """Count how often each symbol stands in a tree."""
    if isinstance(expression, Symbol):
        return {expression.name: 1}
    counts: dict[str, int] = {}
    if isinstance(expression, Call):
        for argument in expression.arguments:
            for name, n in _uses(argument).items():
                counts[name] = counts.get(name, 0) + n
    return counts
