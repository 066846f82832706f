"""Text to expression: a whitelist over Python's own grammar, with limits; nothing is ever evaluated."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Mapping
from functools import reduce
from itertools import pairwise
from typing import NamedTuple

from actlab.calls import NamedCall
from actlab.functions.expression import NAMES, PRIMITIVES, Call, Expression, Number, Symbol, size, substitute
from actlab.functions.language.advice import reason, unknown_function, wrong_number
from actlab.functions.language.grammar import DEEPEST, LARGEST, Refuse, python_tree, too_large
from actlab.functions.language.translate import Translator
from actlab.functions.library import Definition
from actlab.words import Text, _

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


class Formula(NamedTuple):
    """A formula that was read: its tree, the language's own spelling of it, what a user should know of how."""

    tree: Expression
    written: ast.expr
    notes: tuple[Text, ...] = ()

    def __str__(self) -> str:
        return ast.unparse(self.written)


def parse(text: str, symbols: Iterable[str] = ("x",), library: Mapping[str, Definition] | None = None) -> Expression:
    """Read a formula in the given symbols; names of the library are written out.

    Raises InvalidInput, with the place marked, for anything that is not a number, one of the symbols, an
    operator, a primitive of the table or a name of the library, in our spelling or in one of ``foreign.py``.

    >>> parse("max(x, 0)")
    Call(primitive='max', arguments=(Symbol(name='x'), Number(value=0.0)))
    """
    return read(text, symbols, library).tree


def read(
    text: str,
    symbols: Iterable[str] = ("x",),
    library: Mapping[str, Definition] | None = None,
    whole: bool = False,
) -> Formula:
    """Read a formula as ``parse``; ``whole`` also reads a function without its x, ``torch.nn.LeakyReLU(0.1)``.

    >>> str(read("np.clip(x, 0, None) * (x < 3)"))
    'where(x < 3, max(x, 0), 0)'
    """
    tree, refuse = python_tree(text)
    names, known = frozenset(symbols), library if library is not None else {}
    translator = Translator(names, known, refuse)
    written = translator.value(translator.whole(tree) if whole else tree)
    return Formula(_Reader(names, known, refuse).read(written), written, tuple(translator.notes))


def tidy(text: str) -> str:
    """Return a formula in one canonical spelling: the same for every way of spacing and bracketing it.

    >>> tidy("x*|x|^2")
    'x * abs(x) ** 2'
    """
    return str(read(text))


def of_x(written: ast.expr) -> NamedCall | None:
    """Return a function of x alone with its numbers, ``elu(x, alpha=0.5)``; None for any other formula.

    >>> of_x(ast.parse("elu(x, alpha=-0.5)", mode="eval").body), of_x(ast.parse("2*x", mode="eval").body)
    (NamedCall(name='elu', positional=(), keywords={'alpha': -0.5}), None)
    """
    match written:
        case ast.Call(func=ast.Name(id=name), args=[ast.Name(id="x"), *arguments], keywords=keywords):
            placed, named = [_number(a) for a in arguments], {str(k.arg): _number(k.value) for k in keywords}
            numbers = tuple(value for value in placed if value is not None)
            given = {key: value for key, value in named.items() if value is not None}
            if len(numbers) + len(given) == len(placed) + len(named):
                return NamedCall(name, numbers, given)
    return None


def _number(node: ast.expr) -> float | None:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.Constant(value=int() | float() as value):
            return value
    return None


class _Reader:
    """Walks Python's tree, in the words of the language, and builds ours, or refuses."""

    def __init__(self, symbols: frozenset[str], library: Mapping[str, Definition], refusal: Refuse) -> None:
        self.symbols, self.library, self.refusal = symbols, library, refusal
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
        raise self.refusal(node, reason(node, self.library))

    def choice(self, node: ast.expr, yes: Expression, no: Expression, depth: int) -> Expression:
        """Return one of two values by a condition; and, or, not and chains become choices within choices."""
        self.count(node, depth)
        match node:
            case ast.Compare(left=left, ops=ops, comparators=others) if all(type(op) in _COMPARISONS for op in ops):
                sides = [self.read(side, depth + 1) for side in (left, *others)]
                chain = [Call(_COMPARISONS[type(op)], pair) for op, pair in zip(ops, pairwise(sides), strict=True)]
                found = reduce(lambda rest, link: Call("where", (link, rest, no)), reversed(chain), yes)
            case ast.BoolOp(op=ast.And(), values=values):
                found = reduce(lambda rest, part: self.choice(part, rest, no, depth + 1), reversed(values), yes)
            case ast.BoolOp(op=ast.Or(), values=values):
                found = reduce(lambda rest, part: self.choice(part, yes, rest, depth + 1), reversed(values), no)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                found = self.choice(operand, no, yes, depth + 1)
            case _:
                raise self.refusal(node, _("where needs a comparison first: where(x > 0, a, b)"))
        if size(found) > EXPANDED:
            raise self.refusal(node, _("the formula is too large here once the names are written out"))
        return found

    def count(self, node: ast.expr, depth: int) -> None:
        self.nodes += 1
        if self.nodes > LARGEST or depth > DEEPEST:
            raise self.refusal(node, too_large())

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
        if name in NAMES and not keywords and not (name in self.library and len(arguments) > PRIMITIVES[name].arity):
            return self.primitive(node, name, arguments, depth)
        if name in self.library:
            return self.named(node, name, arguments, keywords, depth)
        raise self.refusal(node, unknown_function(name, bool(keywords), self.library))

    def primitive(self, node: ast.expr, name: str, arguments: list[ast.expr], depth: int) -> Expression:
        arity = PRIMITIVES[name].arity
        variadic = name in ("max", "min") and len(arguments) > arity
        if len(arguments) != arity and not variadic:
            raise self.refusal(node, wrong_number(name, arity, len(arguments)))
        if name == "where":
            condition, *branches = arguments
            yes, no = (self.read(branch, depth + 1) for branch in branches)
            return self.choice(condition, yes, no, depth + 1)
        read = [self.read(argument, depth + 1) for argument in arguments]
        if variadic:
            return reduce(lambda left, right: Call(name, (left, right)), read)
        return Call(name, tuple(read))

    def named(
        self, node: ast.expr, name: str, arguments: list[ast.expr], keywords: list[ast.keyword], depth: int
    ) -> Expression:
        definition = self.library[name]
        names = list(definition.values)
        placed, given = names[: len(arguments) - 1], [str(k.arg) for k in keywords]
        if not 1 <= len(arguments) <= 1 + len(names) or not set(given) <= set(names) - set(placed):
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
