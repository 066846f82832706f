"""A formula's tree as presentation MathML, which browsers set by themselves and screen readers read.

A formula is mathematics, not code: a decimal comma and a semicolon between arguments where a language has them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from actlab.functions.expression import ABSORBING, Call, Expression, Number, Symbol, ordered
from actlab.functions.records import shortest
from actlab.report.render.markup import Markup, element, escaped, together
from actlab.words import _, said

_SUM, _PRODUCT, _FRACTION, _POWER, _ATOM = range(1, 6)  # how tightly something holds together; 0: not at all
_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η", "theta": "θ", "lambda": "λ",
    "lambd": "λ", "mu": "μ", "nu": "ν", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
_CONSTANTS = {math.pi: "π", math.e: "e"}
_SIGNS = {">": ">", ">=": "≥", "<": "<", "<=": "≤", "==": "=", "!=": "≠"}
_NAMES = {"log": "ln", "asinh": "arsinh", "acosh": "arcosh", "atanh": "artanh", "sign": "sgn", "normal_cdf": "Φ",
          "relu": "ReLU"}  # fmt: skip
_FENCES = {"abs": "||", "floor": "⌊⌋", "ceil": "⌈⌉"}
_THIN = element("mspace", width="0.17em")


@dataclass(frozen=True)
class _Written:
    """A piece of a formula; it may begin with a ``digit`` or be ``signed``; ``rows`` are the cases of a choice."""

    markup: Markup
    binds: int = _ATOM
    digit: bool = False
    signed: bool = False
    rows: tuple[tuple[Markup, Markup], ...] = ()

    def inside(self, binds: int) -> Markup:
        """Return it in brackets, where something binds its ends more tightly."""
        return _fenced(self.markup, "()") if self.binds < binds else self.markup

    def after(self, binds: int) -> Markup:
        """Return it as what stands behind an operator, where a sign is in brackets."""
        return _fenced(self.markup, "()") if self.signed or self.binds < binds else self.markup


def equation(left: str, tree: Expression, language: str) -> Markup:
    """Return ``left``, such as f(x), = the formula, as an element of its own line.

    >>> equation("f(x)", Symbol("alpha"), "en")[-34:]
    '<mo>=</mo><mi>α</mi></mrow></math>'
    """
    name, _bracket, of = left.partition("(")
    head = _row(_operator(name, "mi"), _operator("\u2061"), _fenced(_operator(of.rstrip(")"), "mi"), "()"))
    return element("math", _row(head, _operator("="), formula(tree, language)), display="block")


def formula(tree: Expression, language: str) -> Markup:
    """Return a tree; what is no operator of mathematics keeps the name that the formula has for it.

    >>> from actlab.functions.formula import parse
    >>> formula(parse("0.5 * x"), "pt")
    '<mrow><mn>0,5</mn><mo>\\u2062</mo><mspace width="0.17em"/><mi>x</mi></mrow>'
    """
    made: dict[int, _Written] = {}
    for node in ordered(tree):
        match node:
            case Number(value):
                made[id(node)] = _number(value, language)
            case Symbol(name):
                made[id(node)] = _Written(_symbol(name))
            case Call(primitive, arguments):
                made[id(node)] = _call(primitive, [made[id(argument)] for argument in arguments], language)
    return made[id(tree)].markup


def _symbol(name: str) -> Markup:
    """Return the input or a parameter, of which alpha_p is an α with an index."""
    stem, _underscore, index = name.partition("_")
    if stem and index:
        return element("msub", together([_symbol(stem), _operator(index, "mi")]))
    return _operator(_GREEK.get(name, name), "mi")


def _operator(sign: str, tag: str = "mo") -> Markup:
    return element(tag, escaped(sign))


def _row(*parts: Markup) -> Markup:
    return element("mrow", together(parts))


def _fenced(content: Markup, fences: str) -> Markup:
    look = {"fence": "true", "stretchy": "true", "lspace": "0em", "rspace": "0em"}
    left, right = (element("mo", escaped(sign), **look) for sign in fences)
    return _row(left, content, right)


def _number(value: float, language: str) -> _Written:
    if value in _CONSTANTS:
        return _Written(_operator(_CONSTANTS[value], "mi"))
    digits, _e, power = shortest(abs(value)).partition("e")
    shown = _Written(_operator(digits.replace(".", "," if language == "pt" else "."), "mn"), digit=True)
    if power:
        ten = element("msup", together([_operator("10", "mn"), _number(float(power), language).markup]))
        shown = _Written(_row(shown.markup, _operator("·"), ten), _PRODUCT, digit=True)
    return _negative(shown) if value < 0 else shown


def _negative(of: _Written) -> _Written:
    return _Written(_row(_operator("−"), of.after(_PRODUCT)), _PRODUCT, signed=True)


def _call(primitive: str, given: Sequence[_Written], language: str) -> _Written:
    if primitive == "where":
        return _cases(given, language)
    if primitive in _SIGNS:
        return _Written(_row(given[0].inside(_SUM), _operator(_SIGNS[primitive]), given[1].inside(_SUM)), 0)
    if primitive == "clip":
        return _clipped(given, language)
    if primitive == "sinc":  # of which people have two
        turned = _times(_Written(_operator("π", "mi")), given[0])
        zero = _call("==", (given[0], _plain(0)), language)
        return _cases([zero, _plain(1), _over(_named("sin", [turned], language), turned)], language)
    if primitive in _SPECIAL:
        return _SPECIAL[primitive](*given)
    if primitive in _FENCES:
        return _Written(_fenced(given[0].markup, _FENCES[primitive]))
    return _named(_NAMES.get(primitive, primitive), given, language)


def _named(name: str, given: Sequence[_Written], language: str) -> _Written:
    between = _operator(";" if language == "pt" else ",")
    inside = together([one.inside(_SUM) for one in given], between)
    upright = element("mi", escaped(name), mathvariant="normal" if len(name) == 1 else None)
    return _Written(_row(upright, _operator("\u2061"), _fenced(inside, "()")))


def _cases(given: Sequence[_Written], language: str) -> _Written:
    """Return a choice as rows behind a brace; one whose second way is a choice again goes on in the same rows."""
    condition, when_true, when_false = given
    first = (when_true.markup, condition.markup)
    rows = (first, *(when_false.rows or ((when_false.markup, Markup("")),)))
    cells = []
    for place, (value, asked) in enumerate(rows):
        words = _("otherwise") if not asked else _("if") if not place else _("otherwise, if")
        said_of = together([element("mtext", escaped(said(words, language) + "\u00a0")), asked])
        cells.append(element("mtr", together([element("mtd", value), element("mtd", said_of)])))
    table = element("mtable", together(cells), class_="cases")
    brace = element("mo", escaped("{"), fence="true", stretchy="true")
    return _Written(_row(brace, table), 0, rows=rows)


def _plus(left: _Written, right: _Written) -> _Written:
    return _Written(_row(left.inside(_SUM), _operator("+"), right.after(_PRODUCT)), _SUM, left.digit, left.signed)


def _minus(left: _Written, right: _Written) -> _Written:
    return _Written(_row(left.inside(_SUM), _operator("−"), right.after(_PRODUCT)), _SUM, left.digit, left.signed)


def _times(left: _Written, right: _Written) -> _Written:
    dot = right.digit and right.binds >= _PRODUCT
    sign = [_operator("·")] if dot else [_operator("\u2062"), _THIN]
    inside = _row(left.inside(_PRODUCT), *sign, right.after(_PRODUCT))
    return _Written(inside, _PRODUCT, left.digit, left.signed and left.binds >= _PRODUCT)


def _over(above: _Written, below: _Written) -> _Written:
    return _Written(element("mfrac", together([above.markup, below.markup])), _FRACTION)


def _to_the(base: _Written, power: _Written) -> _Written:
    return _Written(element("msup", together([base.inside(_ATOM), power.markup])), _POWER, base.digit)


def _plain(number: int) -> _Written:
    return _Written(_operator(str(number), "mn"), digit=True)


def _exp(power: _Written) -> _Written:
    return _to_the(_Written(_operator("e", "mi")), power)


def _log(base: int) -> Callable[[_Written], _Written]:
    def written(of: _Written) -> _Written:
        name = element("msub", together([_operator("log", "mi"), _operator(str(base), "mn")]))
        return _Written(_row(name, _operator("\u2061"), _fenced(of.markup, "()")))

    return written


def _root(of: _Written) -> _Written:
    return _Written(element("msqrt", of.markup))


def _cube_root(of: _Written) -> _Written:
    return _Written(element("mroot", together([of.markup, _operator("3", "mn")])))


def _clipped(given: Sequence[_Written], language: str) -> _Written:
    """Return u between two ends: the greater of u and the lower one, but no more than the higher one."""
    of, low, high = given
    return _named("min", [_named("max", [of, low], language), high], language)


def _hypotenuse(one: _Written, other: _Written) -> _Written:
    return _root(_plus(_to_the(one, _plain(2)), _to_the(other, _plain(2))))


_SPECIAL: Mapping[str, Callable[..., _Written]] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    ABSORBING: _times,
    "/": _over,
    "**": _to_the,
    "neg": _negative,
    "exp": _exp,
    "expm1": lambda of: _minus(_exp(of), _plain(1)),
    "exp2": lambda of: _to_the(_plain(2), of),
    "log1p": lambda of: _named("ln", [_plus(_plain(1), of)], ""),
    "log2": _log(2),
    "log10": _log(10),
    "sqrt": _root,
    "cbrt": _cube_root,
    "rsqrt": lambda of: _over(_plain(1), _root(of)),
    "square": lambda of: _to_the(of, _plain(2)),
    "cube": lambda of: _to_the(of, _plain(3)),
    "reciprocal": lambda of: _over(_plain(1), of),
    "hypot": _hypotenuse,
    "softsign": lambda of: _over(of, _plus(_plain(1), _Written(_fenced(of.markup, "||")))),
    "inverse_root": lambda u, v: _over(u, _hypotenuse(_plain(1), _times(u, v))),
}
