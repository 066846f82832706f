"""Pieces of Python's tree of a formula: what one is, and new ones, each in the place of an old one."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from actlab.functions.language import foreign

T = TypeVar("T", bound=ast.expr)
_ARGUMENTS = ("a", "b", "c")  # of a template


def placed(where: ast.expr, new: T) -> T:
    """Return a new node, which an error shows where the old one stood."""
    return ast.copy_location(new, where)


def number(where: ast.expr, value: float) -> ast.expr:
    """Return a number, whole where it is.

    >>> place = ast.parse("x", mode="eval").body
    >>> ast.unparse(number(place, -2.0)), ast.unparse(number(place, 0.5))
    ('-2', '0.5')
    """
    short = int(abs(value)) if float(value).is_integer() else abs(value)
    constant = placed(where, ast.Constant(short))
    return placed(where, ast.UnaryOp(ast.USub(), constant)) if value < 0 else constant


def applied(
    where: ast.expr, name: str, arguments: Sequence[ast.expr], keywords: Sequence[ast.keyword] = ()
) -> ast.expr:
    """Return name(arguments, keywords)."""
    return placed(where, ast.Call(placed(where, ast.Name(name, ast.Load())), list(arguments), list(keywords)))


def chosen(where: ast.expr, condition: ast.expr, yes: ast.expr, no: ast.expr) -> ast.expr:
    """Return where(condition, yes, no)."""
    return applied(where, "where", [condition, yes, no])


def compared(where: ast.expr, left: ast.expr, sign: str, right: ast.expr) -> ast.expr:
    """Return left > right, or another comparison."""
    template = _template(f"a {sign} b")
    assert isinstance(template, ast.Compare)
    return placed(where, ast.Compare(left, template.ops, [right]))


def with_arguments(where: ast.expr, template: str, arguments: Sequence[ast.expr]) -> ast.expr:
    """Return a formula in a, b, c with trees in their places.

    >>> x = ast.parse("2 * x", mode="eval").body
    >>> ast.unparse(with_arguments(x, "a - floor(a)", [x]))
    '2 * x - floor(2 * x)'
    """
    return _Filled(where, dict(zip(_ARGUMENTS, arguments, strict=False))).visit(_template(template))


@cache
def arity(template: str) -> int:
    """Return how many of a, b, c a template has."""
    names = {node.id for node in ast.walk(_template(template)) if isinstance(node, ast.Name)}
    return len(names & {"a", "b", "c"})


@cache
def _template(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


class _Filled(ast.NodeVisitor):
    """Copies a template, and puts trees in the place of names."""

    def __init__(self, where: ast.expr, names: dict[str, ast.expr]) -> None:
        self.where, self.names = where, names

    def visit(self, node: ast.AST) -> ast.expr:
        match node:
            case ast.Name(id=name):
                return self.names.get(name) or placed(self.where, ast.Name(name, ast.Load()))
            case ast.BinOp(left=left, op=op, right=right):
                return placed(self.where, ast.BinOp(self.visit(left), op, self.visit(right)))
            case ast.UnaryOp(op=sign, operand=operand):
                return placed(self.where, ast.UnaryOp(sign, self.visit(operand)))
            case ast.Compare(left=left, ops=ops, comparators=[right]):
                return placed(self.where, ast.Compare(self.visit(left), ops, [self.visit(right)]))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return applied(self.where, name, [self.visit(argument) for argument in arguments])
            case ast.Constant(value=value):
                return placed(self.where, ast.Constant(value))
        raise AssertionError(f"no template has a {type(node).__name__}")


def is_condition(node: ast.expr) -> bool:
    """Return whether a tree is true or false, and no number.

    >>> [is_condition(ast.parse(text, mode="eval").body) for text in ("x > 0", "~(x > 0)", "-x")]
    [True, True, False]
    """
    match node:
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
            return True
        case ast.UnaryOp(op=ast.Invert(), operand=operand):
            return is_condition(operand)
        case ast.BinOp(left=left, op=ast.BitAnd() | ast.BitOr(), right=right):
            return is_condition(left) and is_condition(right)
        case ast.Call(func=func):
            return last_name(func) in (*foreign.COMPARED, *foreign.JOINED, "logical_not")
    return False


def dotted_name(node: ast.expr) -> list[str]:
    """Return the parts of ``a.b.c``; nothing for any other tree."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return [node.id, *reversed(parts)] if isinstance(node, ast.Name) else []


def last_name(node: ast.expr) -> str:
    """Return c of ``a.b.c`` or ``c``; nothing for any other tree."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def only(node: ast.expr) -> ast.expr:
    """Return the number in ``[0.0]``, anything else as it is."""
    match node:
        case ast.List(elts=[one]):
            return one
    return node


def is_none(node: ast.expr) -> bool:
    """Return whether a bound is none at all: None, inf, -np.inf, float('inf')."""
    match node:
        case ast.Constant(value=None) | ast.Call(args=[ast.Constant(value="inf" | "-inf")]):
            return True
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return is_none(operand)
    return last_name(node) in ("inf", "infty", "Inf")


def is_zero(node: ast.expr) -> bool:
    """Return whether a tree is the number 0, or False."""
    return isinstance(node, ast.Constant) and node.value in (0, False)
