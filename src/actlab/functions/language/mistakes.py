"""What people get wrong in a formula, and how each mistake is repaired: a table from text to text."""

from __future__ import annotations

import re
from collections.abc import Callable

from actlab.errors import decimal_comma
from actlab.functions.expression import NAMES
from actlab.functions.language import conditions, foreign
from actlab.functions.language.advice import nearest
from actlab.functions.spec import in_x
from actlab.words import _

LIKE = 0.76  # of a name to the one that is shown in its place
_NUMBER = r"(?<![\w.])(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+(?![\w.]))?"
_TOKEN = re.compile(rf"\s*({_NUMBER}|[^\W\d]\w*(?:\.[^\W\d]\w*)*|\*\*|[<>=!]=|'[^']*'|.)", re.DOTALL)
_DECIMAL_COMMA = re.compile(r"(?<![\w.,])(\d+),(\d+)(?![\w.]|,\d)")
_WORDS = ("and", "or", "not", "if", "else", "lambda", "return", "in", "is", "otherwise", "for", "when")
_PARAMETERS = (
    "alpha",
    "beta",
    "gamma",
    "delta",
    "lambd",
    "mu",
    "omega",
    "theta",
    "kappa",
    "eta",
    "rho",
    "phi",
    "sigma",
)
_ACTIVATIONS = ("silu", "swish", "gelu", "mish", "elu", "selu", "relu6")


def is_function(name: str) -> bool:
    """Return whether a name is a function that everybody knows."""
    plain = name.rpartition(".")[2]
    every = (NAMES, foreign.OTHER_NAMES, foreign.WRITTEN)
    return any(plain in names for names in every) or foreign.folded(plain) in (*_ACTIVATIONS, "relu", "softplus")


def tokens(text: str) -> list[str]:
    """Return a formula's numbers, names and signs.

    >>> tokens("2x*np.tanh (x)")
    ['2', 'x', '*', 'np.tanh', '(', 'x', ')']
    """
    return [match[1] for match in _TOKEN.finditer(text) if match[1].strip()]


def _rewritten(text: str, rule: Callable[[str, str, str], tuple[str, str] | None]) -> str:
    """Return a text whose tokens a rule has changed: from the one before, the token, the one after to gap and token."""
    found, end, before = "", 0, ""
    matches = [match for match in _TOKEN.finditer(text) if match[1].strip()]
    for match, following in zip(matches, [*matches[1:], None], strict=False):
        after = following[1] if following else ""
        gap, part = rule(before, match[1], after) or (text[end : match.start(1)], match[1])
        found, end, before = found + gap + part, match.end(), match[1]
    return found


def decimal_points(line: str) -> str:
    """Return decimal commas as points.

    >>> decimal_points("leaky_relu(alpha=0,2)"), decimal_points("max(0, 0,5*x)"), decimal_points("max(0,1,2)")
    ('leaky_relu(alpha=0.2)', 'max(0, 0.5*x)', 'max(0,1,2)')
    """
    return _DECIMAL_COMMA.sub(r"\1.\2", line)


def why_points(line: str) -> str:
    """Say which decimal comma becomes a point.

    >>> why_points("leaky_relu(alpha=0,2)")
    'use a decimal point: 0.2 instead of 0,2'
    """
    found = _DECIMAL_COMMA.search(line)
    return decimal_comma(found[0]) if found else ""


def missing(head: str, rest: str) -> list[str]:
    """Return names in a formula that have no value, at most three.

    >>> missing("x*tanh(b*x) + c", "c=2")
    ['b']
    """
    parts = tokens(head)
    names = [part for part, after in zip(parts, [*parts[1:], ""], strict=False) if part.isidentifier() and after != "("]
    plain = [name for name in dict.fromkeys(names) if name.isascii() or len(name) == 1]
    free = [name for name in plain if name not in ("x", "e", "pi", *_WORDS) and not is_function(name)]
    return [name for name in free if not re.search(rf"\b{name}\s*=", rest)][:3]


def _is_operand(token: str) -> bool:
    return bool(re.match(r"\w|\.\d", token)) and token not in _WORDS


def _hyphens(head: str) -> str:
    """Return ``h-swish`` and ``Leaky ReLU`` as one name."""
    if re.fullmatch(r"[A-Za-z]\w*(?:[- ][A-Za-z]\w*){1,2}", head.strip()) and head.strip()[:2] not in ("x-", "x "):
        return re.sub(r"[- ]", "_", head.strip())
    return head


def _without_quotes(head: str) -> str:
    return head.strip("'\"`“”‘’ ") if head.strip()[:1] in tuple("'\"`“‘") else head


def _brackets(head: str) -> str:
    """Close what is open at the end, and leave out what closes nothing."""
    kept, depth = "", 0
    for character in head:
        depth += (character == "(") - (character == ")")
        if depth >= 0:
            kept += character
        depth = max(depth, 0)
    return kept + ")" * depth


def _round_brackets(head: str) -> str:
    if re.search(r"[\w)]\s*\[", head):  # x[0] is something else
        return head
    return head.translate(str.maketrans("[]{}", "()()"))


def _powers_of_functions(head: str) -> str:
    """Return sin^2(x) as sin(x)^2."""

    def power(match: re.Match[str]) -> str:
        name, exponent, argument = match.groups()
        inner = argument if argument.startswith("(") else f"({argument})"
        return f"{name}{inner}^{exponent}" if is_function(name) else match[0]

    argument = r"(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|[A-Za-z]\w*)"
    return re.sub(rf"([^\W\d][\w.]*)\s*(?:\^|\*\*)\s*\(?(\d+)\)?\s*{argument}", power, head)


def _powers_of_e(head: str) -> str:
    return re.sub(r"\bexp\s*(?:\^|\*\*)", "e^", head)


def _maximum(head: str) -> str:
    return re.sub(r"\b((?:np|numpy|jnp|tf|torch|K|ops)\.)(max|min)\(", r"\1\2imum(", head)


def _unknown_homes(head: str) -> str:
    """Return ``self.tanh(x)`` and ``T.tanh(x)`` without what nobody knows."""

    def known(match: re.Match[str]) -> str:
        return match[0] if foreign.home(match[1].rstrip(".").split(".")) or match[1] == "x." else ""

    return re.sub(r"(?<![\w.)])((?:[A-Za-z_]\w*\.)+)(?=[A-Za-z_])", known, head)


def _factors_before_bars(head: str) -> str:
    return re.sub(r"(?<=[\w)])\s*\|([^|]+)\|", r"*|\1|", head)


def _arguments_in_brackets(head: str) -> str:
    """Return ``tanh x`` as tanh(x) and ``sinx`` as sin(x)."""

    def rule(before: str, part: str, after: str) -> tuple[str, str] | None:
        if is_function(before) and _is_operand(part) and after != "(":
            return "", f"({part})"
        if part.endswith("x") and is_function(part[:-1]) and not is_function(part) and after != "(":
            return " " if before and _is_operand(before) else "", f"{part[:-1]}(x)"
        return None

    return _rewritten(head, rule)


def _greek_factors(head: str) -> str:
    """Return ``βx`` as β*x."""
    return re.sub(r"([αβγδεηθκλμπρτφω])\s*(?=[\w(])", r"\1*", head)


def _products(head: str) -> str:
    """Put the sign into products that are implied: ``2x``, ``x tanh(x)``, ``(x + 1)(x - 1)``, ``x(1 - x)``."""

    def rule(before: str, part: str, after: str) -> tuple[str, str] | None:
        if part.startswith("x") and after == "(" and is_function(part[1:]) and not is_function(part):
            return "*" if before == ")" or _is_operand(before) else "", f"x*{part[1:]}"
        if not before or not (_is_operand(part) or part == "(") or not (before == ")" or _is_operand(before)):
            return None
        number, factor = before[0] in "0123456789.", before in ("x", "e", "pi", *_PARAMETERS) or len(before) == 1
        return ("*", part) if part != "(" or before == ")" or number or factor else None

    return _rewritten(head, rule)


def _input(head: str) -> str:
    """Return a formula of one other letter, X or z, in x."""
    roots = {token.partition(".")[0] for token in tokens(head)}
    names = {root for root in roots if re.fullmatch(r"[A-Za-df-hk-z]|inputs?|features|tensor", root)}
    names = {name for name in names if not (foreign.home([name]) and f"{name}." in head)}
    return in_x(head, names.pop()) if len(names) == 1 else head


def _without_index(head: str) -> str:
    """Return ``x_i`` as x."""
    return re.sub(r"\b([A-Za-z])_(?:[a-z](?![A-Za-z0-9_])|\([a-z]\))", r"\1", head)


def _positive_part(head: str) -> str:
    """Return ``[x - 1]_+`` as max(0, x - 1)."""
    return re.sub(r"[\[(]([^\[\]()]+)[\])]_\(?\+\)?", r"max(0, \1)", head)


def _functions_of_x(head: str) -> str:
    """Give a function that has no argument the input."""
    name = r"(?<![\w.])([A-Za-z]\w*(?:\.[A-Za-z]\w*)*)\b(?!\s*[\w(.=^*]|\s*\*\*)"
    return re.sub(name, lambda m: f"{m[1]}(x)" if is_function(m[1]) else m[0], head)


def _nearest_names(head: str) -> str:
    """Return a formula with the nearest functions in the place of those that nobody knows."""

    def known(match: re.Match[str]) -> str:
        if is_function(match[1]) or foreign.folded(match[1].rpartition(".")[2]) in (*foreign.TOGETHER, "x", "where"):
            return match[0]
        return (nearest(match[1].rpartition(".")[2], _ACTIVATIONS, 1, LIKE) or [match[1]])[0] + "("

    return re.sub(r"([^\W\d][\w.]*)\s*\(", known, head)


def _value_at_zero(head: str) -> str:
    return re.sub(r"\b(?:np\.)?heaviside\(([^,()]+)\)", r"heaviside(\1, 0.5)", head)


def _prelu_of_keras(head: str) -> str:
    return re.sub(r"^(?:tf\.)?(?:keras\.)?layers\.PReLU\(.*\)$", "prelu; alpha=0 per unit", head.strip())


_PRODUCT = _("a product needs its sign")
_ARGUMENT = _("a function has its argument in brackets")
_JOINED = _("conditions are joined by and, or, not")
_CHOICE = _("a choice is written where(condition, a, b)")

MISTAKES: tuple[tuple[Callable[[str], str], str], ...] = (
    (_without_quotes, _("a formula has no quotes")),
    (_hyphens, _("a name is one word")),
    (_brackets, ""),
    (decimal_points, ""),  # why_points says more
    (conditions.signs, _("a comparison is written <, <=, >, >=, == or !=")),
    (_powers_of_functions, _("a function's power stands after its argument")),
    (_powers_of_e, _("a power of e is written e^x or exp(x)")),
    (_maximum, ""),
    (_unknown_homes, ""),
    (_factors_before_bars, _PRODUCT),
    (conditions.words_for_signs, _JOINED),
    (conditions.not_by_word, _JOINED),
    (conditions.equals, _("a comparison is written <, <=, >, >=, == or !=")),
    (conditions.compared, _("a condition is a comparison")),
    (conditions.otherwise, _CHOICE),
    (conditions.c_choice, _CHOICE),
    (_arguments_in_brackets, _ARGUMENT),
    (_greek_factors, _PRODUCT),
    (_products, _PRODUCT),
    (_round_brackets, _("brackets are round")),
    (_without_index, _("the input is x")),
    (_input, _("the input is x")),
    (_positive_part, _("the positive part is max(0, x)")),
    (_value_at_zero, ""),
    (_prelu_of_keras, ""),
    (_functions_of_x, ""),
    (_nearest_names, ""),
)
