"""The derivative that people read, in closed form, by SymPy; the numbers never come from here."""

import math
from contextlib import suppress
from functools import cache

import sympy
from sympy.printing.str import StrPrinter

from actlab.functions.derive import derivative
from actlab.functions.expression import ARGUMENTS, PRIMITIVES, Call, Expression, Number, Symbol, size
from actlab.functions.formula import parse
from actlab.functions.latex_words import in_words
from actlab.functions.limits import FunctionFault, limited
from actlab.functions.writing import formula_of
from actlab.words import joined

_COMPARED = {"==": sympy.Eq, "!=": sympy.Ne}  # Python's own compare how a tree is written
_CONSTANTS = {math.pi: sympy.pi, math.e: sympy.E}
# SymPy's own are functions of a complex number, or have slopes that are no functions
_READ = {
    "abs": "sign(u)",
    "sign": "0",
    "floor": "0",
    "ceil": "0",
    "round": "0",
    "cbrt": "1 / (3 * cbrt(u)**2)",
    "sinc": "(cos(pi * u) - sinc(u)) / u",
}
_OURS = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "ceiling": "ceil"}
_UNREADABLE = ("Derivative", "Subs", "zoo", "nan", "I*", "oo", "DiracDelta", "re(", "im(", "Ne(", "Eq(", "Rational")
LARGEST = (100, 70, 45)  # nodes of a formula whose derivative of an order SymPy is asked for
SECONDS = 0.4  # that it gets; no formula that people have named takes half as long
WRITING = 8.0  # for what is kept in files: the same on a busy machine
WRITTEN = 1000  # nodes of a tree that is written out; nobody reads more


def derivative_text(expression: Expression, order: int = 1, seconds: float = SECONDS) -> str | None:
    """Return a derivative in x as a formula; None where it is too large for anyone to read.

    SymPy shortens what it can within its size and ``seconds``; what it cannot is written as this package computes it.

    >>> derivative_text(parse("tanh(x)")), derivative_text(parse("x**3"), order=2)
    ('1 - tanh(x)**2', '6*x')
    """
    if size(expression) <= LARGEST[order - 1]:
        with suppress(FunctionFault):
            text = limited(lambda: str(_Printer().doprint(_derivative(expression, order))), seconds)
            if not any(word in text for word in _UNREADABLE):
                return text
    tree = expression
    for _step in range(order):
        tree = derivative(tree)
    return formula_of(tree) if size(tree) <= WRITTEN else None


def derivative_latex(expression: Expression) -> str:
    r"""Return the derivative in x as LaTeX, without dollar signs.

    >>> derivative_latex(parse("tanh(x)"))
    '1 - \\tanh^{2}{\\left(x \\right)}'
    """
    if size(expression) <= LARGEST[0]:
        with suppress(FunctionFault):
            return in_words(limited(lambda: _latex(_derivative(expression, 1)), WRITING))
    return joined([r"\frac{d}{d x} \left(", formula_latex(expression), r"\right)"], "")


def formula_latex(expression: Expression) -> str:
    r"""Return the expression as LaTeX, without dollar signs; as plain text where SymPy takes too long.

    >>> formula_latex(parse("1 / (1 + exp(-x))"))
    '\\frac{1}{1 + e^{- x}}'
    """
    try:
        return in_words(limited(lambda: _latex(to_sympy(expression)), WRITING))
    except FunctionFault:
        return rf"\mathtt{{\text{{{formula_of(expression)}}}}}"


def _latex(expression: sympy.Basic) -> str:
    return str(sympy.latex(expression.replace(sympy.ITE, _either)))


def to_sympy(expression: Expression) -> sympy.Basic:
    """Build SymPy's tree, node by node; text never reaches SymPy's own parser, which evaluates it."""
    match expression:
        case Number(value) if value in _CONSTANTS:
            return _CONSTANTS[value]
        case Number(value):
            return sympy.Integer(int(value)) if value.is_integer() else sympy.Float(value)
        case Symbol(name):
            return sympy.Symbol(name, real=True)
        case Call(primitive, arguments):
            return _apply(primitive, [to_sympy(argument) for argument in arguments])


def _derivative(expression: Expression, order: int) -> sympy.Basic:
    found = to_sympy(expression)
    for _step in range(order):  # asked for several at once, SymPy loses branches of a piecewise function
        found = sympy.diff(found, sympy.Symbol("x", real=True))
    return found


def _apply(primitive: str, arguments: list[sympy.Basic]) -> sympy.Basic:
    row = PRIMITIVES[primitive]
    if primitive in _COMPARED:
        return _COMPARED[primitive](*arguments)
    if row.operator:
        return row.operator(*arguments)
    if primitive in _READ or row.read_slope:
        return _opaque(primitive)(*arguments)
    if row.definition:
        return _in_place(row.definition, arguments)
    if primitive == "where":
        condition, when_true, when_false = arguments
        return sympy.Piecewise((when_true, condition), (when_false, True))
    return getattr(sympy, row.sympy)(*arguments)


def _in_place(definition: str, arguments: list[sympy.Basic]) -> sympy.Basic:
    tree = to_sympy(parse(definition, ARGUMENTS))
    symbols = [sympy.Symbol(name, real=True) for name in ARGUMENTS]
    return tree.subs(list(zip(symbols, arguments, strict=False)), simultaneous=True)


@cache  # two classes of one name would be two functions to SymPy, which then neither joins nor orders them
def _opaque(primitive: str) -> type[sympy.Function]:
    """Return a SymPy function that stays a name, with a slope that people read."""
    slope = _READ.get(primitive) or PRIMITIVES[primitive].read_slope

    def fdiff(self: sympy.Basic, argindex: int = 1) -> sympy.Basic:
        return _in_place(slope, list(self.args))

    return type(primitive, (sympy.Function,), {"fdiff": fdiff})


def _either(condition: sympy.Basic, when_true: sympy.Basic, when_false: sympy.Basic) -> sympy.Basic:
    """Return a choice between conditions in and, or, not; SymPy makes one of a where inside a comparison."""
    return sympy.Or(sympy.And(condition, when_true), sympy.And(sympy.Not(condition), when_false))


class _Printer(StrPrinter):  # type: ignore[misc]
    """SymPy's text in the words of our formulas: where(condition, a, b) for a piecewise function."""

    def _print_Piecewise(self, piecewise: sympy.Basic) -> str:
        *branches, (last, _condition) = piecewise.args
        text = str(self._print(last))
        for value, condition in reversed(branches):
            text = self._where(condition, str(self._print(value)), text)
        return text

    def _where(self, condition: sympy.Basic, when_true: str, when_false: str) -> str:
        """Return where(...) with plain comparisons only: our formulas have no and, or, not."""
        if condition in (True, False):
            return when_true if condition else when_false
        if isinstance(condition, sympy.ITE):
            first, second, third = condition.args
            yes, no = self._where(second, when_true, when_false), self._where(third, when_true, when_false)
            return self._where(first, yes, no)
        if isinstance(condition, sympy.And | sympy.Or):
            first, *rest = condition.args
            left = condition.func(*rest)
            if isinstance(condition, sympy.And):
                return self._where(first, self._where(left, when_true, when_false), when_false)
            return self._where(first, when_true, self._where(left, when_true, when_false))
        if isinstance(condition, sympy.Not):
            return self._where(condition.args[0], when_false, when_true)
        return f"where({self._print(condition)}, {when_true}, {when_false})"

    def _print_Relational(self, relation: sympy.Basic) -> str:
        """Return a comparison as our formulas have it; SymPy writes Eq(a, b)."""
        return f"{self._print(relation.lhs)} {relation.rel_op} {self._print(relation.rhs)}"

    def _print_Function(self, function: sympy.Basic) -> str:
        name = function.func.__name__
        return f"{_OURS.get(name, name)}({', '.join(str(self._print(argument)) for argument in function.args)})"

    def _print_Exp1(self, _e: sympy.Basic) -> str:
        return "e"

    def _print_Abs(self, absolute: sympy.Basic) -> str:
        return f"abs({self._print(absolute.args[0])})"
