"""What people write, in the spelling of the language: ``e^x``, ``|x|``, ``σ(α·x)``, ``x²``.

Each character of the result remembers where it came from, so that an error can point into the user's text.
"""

from typing import NamedTuple

from actlab.errors import InvalidInput
from actlab.words import Text, _

_SPELLINGS = {
    "^": "**",
    "²": "**2",
    "³": "**3",
    "⁴": "**4",
    "⁵": "**5",
    "½": "0.5",
    "·": "*",
    "×": "*",
    "−": "-",
    "–": "-",
    "÷": "/",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "∧": " and ",
    "∨": " or ",
    "¬": " not ",
    "⋅": "*",
    "∗": "*",
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "η": "eta",
    "θ": "theta",
    "κ": "kappa",
    "λ": "lambd",
    "μ": "mu",
    "ρ": "rho",
    "τ": "tau",
    "φ": "phi",
    "ω": "omega",
    "π": "pi",
    "σ": "sigmoid",
    "Φ": "normal_cdf",
    "√": "sqrt",
}
_TWICE = {"&": " and ", "|": " or "}
_DOTTED = ("*", "/", "^")
_BEFORE_OPERAND = "+-*/(,<>=|"  # a bar after one of these, or at the start, opens; another closes


class Respelled(NamedTuple):
    """A text in the language's spelling; ``origin[i]`` is where its character i stood in the user's text."""

    text: str
    origin: list[int]


def respell(text: str) -> Respelled:
    """Write a formula in the spelling of the language; MATLAB's dots before an operator go.

    Raises InvalidInput for a character that no formula has, such as a letter that only looks like x.

    >>> respell("|x|^α").text, respell("x.^2").text
    ('abs(x)**alpha', 'x**2')
    """
    pieces: list[str] = []
    origin: list[int] = []
    open_bars, last, skip = 0, "", False
    for place, character in enumerate(text):
        piece, following = _SPELLINGS.get(character, character), text[place + 1 : place + 2]
        if skip:
            piece, skip = "", False
        elif character == "|" and (not last or last in _BEFORE_OPERAND):
            open_bars, piece = open_bars + 1, "abs("
        elif character == "|" and open_bars:
            open_bars, piece = open_bars - 1, ")"
        elif character in _TWICE and following == character:  # && and || of C and MATLAB
            piece, skip = _TWICE[character], True
        elif character == "." and following in _DOTTED:  # .* of MATLAB
            piece = ""
        if not piece.isascii() or not (piece.isprintable() or piece.isspace()):
            raise refusal(text, place, _reason(character))
        pieces.append(" " if piece.isspace() else piece)
        origin += [place] * len(pieces[-1])
        last = piece.strip()[-1:] or last
    if open_bars:
        raise refusal(text, text.rindex("|"), _("a bar | has no partner; write |x| or abs(x)"))
    return Respelled("".join(pieces), origin)


def _reason(character: str) -> Text:
    return _("the character {character} (U+{code:04X}) has no place in a formula; write the input as x").format(
        character=ascii(character).strip("'"), code=ord(character)
    )


def refusal(text: str, column: int, reason: str) -> InvalidInput:
    """Return the error that shows the text with a caret under the place, and the reason."""
    begin = max(0, min(column - 40, len(text) - 76))
    shown = "".join(c if c.isprintable() else " " for c in text[begin : begin + 76])
    head = _("cannot read the formula at column {column}: {reason}").format(column=column + 1, reason=reason)
    head += "" if head.endswith("?") else "."
    return InvalidInput(head + f"\n  {shown}\n  {' ' * (column - begin)}^")
