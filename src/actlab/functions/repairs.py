"""The whole corrected line of what cannot be read: repairs are tried one after another until one is accepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from actlab.errors import InvalidInput
from actlab.functions import foreign
from actlab.functions.advice import nearest
from actlab.functions.expression import NAMES
from actlab.functions.grammar import LONGEST
from actlab.functions.latex import plain
from actlab.words import _

STEPS = 4  # faults in one line
TRIED = 60  # lines that are tried at most
_NUMBER = r"(?<![\w.])(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_TOKEN = re.compile(rf"\s*({_NUMBER}|[^\W\d]\w*(?:\.[^\W\d]\w*)*|\*\*|[<>=!]=|'[^']*'|.)", re.DOTALL)
_WORDS = ("and", "or", "not", "if", "else", "lambda", "return", "in", "is", "otherwise", "for")
_SIGNS = {"=<": "<=", "=>": ">=", "<>": "!=", "~=": "!=", "===": "==", "**-": "**-"}


def corrected(spec: str, accept: Callable[[str], object]) -> str:
    """Return the nearest line that ``accept`` takes; nothing where no repair leads to one.

    >>> corrected("2x + 1", lambda line: read_or_refuse(line))
    '2*x + 1'
    """
    if len(spec) > LONGEST:
        return ""
    waiting, seen = [(plain(spec).strip(), 0)], {spec}
    for line, step in waiting:  # which grows: the lines with fewer repairs come first
        for repaired in _repairs(line):
            if repaired in seen or len(seen) > TRIED:
                continue
            seen.add(repaired)
            try:
                accept(repaired)
            except InvalidInput:
                if step + 1 < STEPS:
                    waiting.append((repaired, step + 1))
                continue
            return repaired
    return ""


def with_line(error: InvalidInput, line: str) -> InvalidInput:
    """Return an error that ends with the line to type instead."""
    return InvalidInput(_("{error}\nWrite: {line}").format(error=error.text, line=line), error.field, error.example)


def _repairs(line: str) -> Iterator[str]:
    """Yield lines with one repair each, the likeliest first."""
    head, semicolon, rest = line.partition(";")
    for repair in _REPAIRS:
        repaired = repair(head)
        if repaired and repaired.strip() != head.strip():
            yield repaired.strip() + semicolon + rest
    if (points := _decimal_points(line)) != line:
        yield points
    for name in _missing(head, rest):
        yield f"{head.strip()}; {rest.strip() + ', ' if rest.strip() else ''}{name}=1.0"


def _brackets(head: str) -> str:
    """Close what is open at the end, and leave out what closes nothing."""
    kept, depth = "", 0
    for character in head:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            depth = 0
            continue
        kept += character
    return kept + ")" * depth


def _decimal_points(line: str) -> str:
    return re.sub(r"(?<![\w.,])(\d+),(\d+)(?![\w.,])", r"\1.\2", line)


def _signs(head: str) -> str:
    for wrong, right in _SIGNS.items():
        head = head.replace(wrong, right)
    return head


def _round_brackets(head: str) -> str:
    return head.translate(str.maketrans("[]{}", "()()"))


def _without_quotes(head: str) -> str:
    return head.strip("'\"`“”‘’ ") if head[:1] in "'\"`“‘" else head


def _powers_of_functions(head: str) -> str:
    """Return sin^2(x) as sin(x)^2."""
    return re.sub(
        r"\b([A-Za-z]\w*)\s*(?:\^|\*\*)\s*\(?(\d+)\)?\s*(\((?:[^()]|\([^()]*\))*\)|[A-Za-z]\w*)",
        lambda m: f"{m[1]}({m[3].removeprefix('(').removesuffix(')')})^{m[2]}" if _is_function(m[1]) else m[0],
        head,
    )


def _powers_of_e(head: str) -> str:
    return re.sub(r"\bexp\s*(?:\^|\*\*)", "e^", head)


def _maximum(head: str) -> str:
    return re.sub(r"\b((?:np|numpy|jnp|tf|torch|K|ops)\.)(max|min)\(", lambda m: f"{m[1]}{m[2]}imum(", head)


def _and_or(head: str) -> str:
    """Return conditions joined by signs as joined by words, which bind less than a comparison."""
    return (
        re.sub(r"\s*&\s*", " and ", re.sub(r"(?<=[\w)])\s*\|\s*(?=[\w(])", " or ", head)) if _compares(head) else head
    )


def _not(head: str) -> str:
    return re.sub(r"!(?!=)", " not ", head)


def _equals(head: str) -> str:
    return re.sub(r"(where\([^=<>!]*?)(?<![=<>!])=(?!=)", r"\1==", head)


def _otherwise(head: str) -> str:
    """Return ``{x if x > 0, 0.1*x otherwise}`` as where(x > 0, x, 0.1*x)."""
    text = head.strip("{} ")
    match = re.fullmatch(
        r"(.+?)[,\s]\s*(?:if|when|for)\s+(.+?)\s*(?:[,;:]|\belse\b)\s*(.+?)(?:[,\s]*\b(?:otherwise|else)\b|[,\s]+(?:if|when|for)\s.+)?",
        text,
    )
    if match:
        return f"where({match[2]}, {match[1]}, {match[3]})"
    match = re.fullmatch(
        r"if\s+(.+?)\s*(?:[:,]|\bthen\b)\s*(?:return\s)?(.+?)[\s;,]*else\s*:?\s*(?:return\s)?(.+)", text
    )
    return f"where({match[1]}, {match[2]}, {match[3]})" if match else head


def _compares(head: str) -> bool:
    return any(sign in head for sign in "<>=")


def _tokens(head: str) -> list[str]:
    return [match[1] for match in _TOKEN.finditer(head) if match[1].strip()]


def _is_function(name: str) -> bool:
    return name in NAMES or name in foreign.OTHER_NAMES or name in foreign.WRITTEN or foreign.folded(name) in _GATES


_GATES = ("silu", "swish", "gelu", "mish", "elu", "selu", "relu6", "sigma", "phi")


def _is_operand(token: str) -> bool:
    return bool(re.match(r"[\w.]", token)) and token not in _WORDS


def _arguments_in_brackets(head: str) -> str:
    """Return ``tanh x`` as tanh(x) and ``sinx`` as sin(x)."""
    found: list[str] = []
    tokens = _tokens(head)
    for token, following in zip(tokens, [*tokens[1:], ""], strict=True):
        if found and _is_function(found[-1]) and _is_operand(token):
            found.append(f"({token})")
        elif token.endswith("x") and _is_function(token[:-1]) and not _is_function(token) and following != "(":
            found.append(f"{token[:-1]}(x)")
        else:
            found.append(token)
    return _written(found)


def _products(head: str) -> str:
    """Put the sign into products that are implied: ``2x``, ``x tanh(x)``, ``(x + 1)(x - 1)``, ``x(1 - x)``."""
    found: list[str] = []
    for token in _tokens(head):
        if found and (_is_operand(token) or token == "("):
            before = found[-1]
            number = re.match(r"[\d.]", before)
            name = _is_operand(before) and not number
            if before == ")" or number or (name and (token != "(" or before in ("x", "e", "pi") or len(before) == 1)):
                found.append("*")
        found.append(token)
    return _written(found)


def _written(tokens: list[str]) -> str:
    """Return tokens as a line, with spaces around words and after commas only."""
    line = ""
    for token in tokens:
        word = token in _WORDS
        gap = " " if (word and line[-1:] not in ("", " ", "(")) or line.endswith(",") else ""
        sign = token in ("<", ">", "<=", ">=", "==", "!=")
        line += f" {token} " if sign else gap + token + (" " if word else "")
    return line.replace("  ", " ")


def _input(head: str) -> str:
    """Return a formula of one other letter, X or z, in x."""
    letters = {token for token in _tokens(head) if re.fullmatch(r"[A-Za-z]", token)} - {"e"}
    names = {token for token in _tokens(head) if re.fullmatch(r"inputs?|features|tensor|hidden", token)}
    if "x" in letters or len(letters | names) != 1:
        return head
    return re.sub(rf"(?<![\w.]){(letters | names).pop()}(?!\w)", "x", head)


def _nearest_names(head: str) -> str:
    """Return a formula with the nearest functions in the place of those that nobody knows."""

    def known(match: re.Match[str]) -> str:
        name = match[1].rpartition(".")[2]
        if _is_function(name) or name in ("x", "where"):
            return match[0]
        return (nearest(name, (), 1) or [match[1]])[0] + "("

    return re.sub(r"([^\W\d][\w.]*)\s*\(", known, head)


def _functions_of_x(head: str) -> str:
    """Give a function that has no argument the input."""
    return re.sub(
        r"\b([A-Za-z]\w+)\b(?!\s*[\w(.=])",
        lambda m: f"{m[1]}(x)" if _is_function(m[1]) else m[0],
        head,
    )


def _heaviside(head: str) -> str:
    return re.sub(r"\b(?:np\.)?heaviside\(([^,()]+)\)", r"heaviside(\1, 0.5)", head)


def _missing(head: str, rest: str) -> list[str]:
    """Return the names of a formula that have no value, at most three of them."""
    tokens = _tokens(head)
    names = [
        token
        for token, following in zip(tokens, [*tokens[1:], ""], strict=True)
        if re.fullmatch(r"[^\W\d]\w*", token) and following != "("
    ]
    free = [n for n in dict.fromkeys(names) if n not in ("x", "e", "pi", *_WORDS) and not _is_function(n)]
    return [name for name in free if not re.search(rf"\b{name}\s*=", rest)][:3]


_REPAIRS: tuple[Callable[[str], str], ...] = (
    _without_quotes,
    _brackets,
    _decimal_points,
    _signs,
    _powers_of_functions,
    _powers_of_e,
    _maximum,
    _and_or,
    _not,
    _equals,
    _otherwise,
    _arguments_in_brackets,
    _products,
    _round_brackets,
    _input,
    _heaviside,
    _functions_of_x,
    _nearest_names,
)
