"""Text and numbers as LaTeX: nothing in a name is a command, and every character is one that pdfLaTeX has."""

from __future__ import annotations

import re
import unicodedata

_SPECIAL = {
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    "`": r"\textquoteleft{}",
    "\u00a0": "~",
    **dict(zip("–—…‘’“”", (r"\textendash{}", r"\textemdash{}", r"\ldots{}", "`", "'", "``", "''"), strict=True)),
}
_SIGNS = {"±": r"\pm", "×": r"\times", "·": r"\cdot", "−": "-", "≥": r"\geq", "≤": r"\leq", "∞": r"\infty"}
_SMALL = {one: unicodedata.name(one).split()[-1].lower() for one in map(chr, range(ord("α"), ord("ω") + 1))}
_CAPITALS = {"Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi"}
_MATHS = {
    **_SIGNS,
    **{one: f"\\{name.replace('lamda', 'lambda')}" for one, name in _SMALL.items()},  # as Unicode spells it
    **{letter: f"\\{name}" for letter, name in {**_CAPITALS, "Υ": "Upsilon", "Ψ": "Psi", "Ω": "Omega"}.items()},
    "ο": "o",  # which has no command
    **{"²": "^2", "³": "^3", "′": "'", "″": "''"},
}
_ACCENTS = "\u0300\u0301\u0302\u0303\u0308\u030a\u030c"  # grave, acute, circumflex, tilde, diaeresis, ring, caron
_LETTERS = "æÆœŒøØßłŁçÇ"
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)(?:e([+-]?)0*(\d+))?|[+-]?inf")
_MATHEMATICAL = re.compile(r"[\[\]<>≥≤,; ]*(?:(?:[+-]?\d[\d.,]*(?:e[+-]?\d+)?|[+-]?inf)[\[\]<>≥≤,; ]*)+")
_RANGE = re.compile(r"(\d+)-(\d+)")


def escaped(words: str) -> str:
    """Return a text as LaTeX that shows it.

    >>> print(escaped("50 % of x_1 ± β"))
    50 \\% of x\\_1 $\\pm$ $\\beta$
    """
    return re.sub("-(?=-)", "-{}", "".join(map(_character, words)))  # two hyphens are no dash


def cell(words: str) -> str:
    """Return a cell of a table: numbers and intervals in math mode, other text escaped.

    >>> print(cell("[-0.10, +0.25]"), cell("<0.001"), cell("1.5e-300"), cell("12-30"), cell("-"), cell("[-0,1; 2]"))
    $[-0.10, +0.25]$ $<0.001$ $1.5 \\cdot 10^{-300}$ $12$--$30$ -- $[-0{,}1; 2]$
    """
    if words == "-":
        return "--"
    if found := _RANGE.fullmatch(words):
        return f"${found[1]}$--${found[2]}$"
    if not _MATHEMATICAL.fullmatch(words):
        return escaped(words)
    return f"${_signs(_NUMBER.sub(_number, words))}$"


def _number(found: re.Match[str]) -> str:
    if found[0].endswith("inf"):
        return found[0].replace("inf", r"\infty")
    sign = "-" if found[2] == "-" else ""
    return found[1] + (rf" \cdot 10^{{{sign}{found[3]}}}" if found[3] else "")


def _signs(words: str) -> str:
    """Return a formula whose commas within numbers add no space."""
    for sign in "≥≤":
        words = words.replace(sign, _SIGNS[sign])
    return re.sub(r"(?<=\d),(?=\d)", "{,}", words)


def _character(one: str) -> str:
    if one in _SPECIAL:
        return _SPECIAL[one]
    if one in _MATHS:
        return f"${_MATHS[one]}$"
    if " " <= one <= "~" or one in _LETTERS or _accented(one):
        return one
    return " " if one.isspace() else f"[U+{ord(one):04X}]"


def _accented(one: str) -> bool:
    """Return whether a character is a letter with an accent that pdfLaTeX reads in every encoding of fonts."""
    parts = unicodedata.normalize("NFD", one)
    return len(parts) == 2 and parts[0].isascii() and parts[0].isalpha() and parts[1] in _ACCENTS
