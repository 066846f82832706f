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
    "·": "*",
    "×": "*",
    "−": "-",
    "–": "-",
    "÷": "/",
    "≥": ">=",
    "≤": "<=",
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "λ": "lambd",
    "μ": "mu",
    "ω": "omega",
    "π": "pi",
    "σ": "sigmoid",
    "Φ": "normal_cdf",
    "√": "sqrt",
}
_BEFORE_OPERAND = "+-*/(,<>=|"  # a bar after one of these, or at the start, opens; another closes


class Respelled(NamedTuple):
    """A text in the language's spelling; ``origin[i]`` is where its character i stood in the user's text."""

    text: str
    origin: list[int]


def respell(text: str) -> Respelled:
    """Write a formula in the spelling of the language.

    Raises InvalidInput for a character that no formula has, such as a letter that only looks like x.

    >>> respell("|x|^α").text
    'abs(x)**alpha'
    """
    pieces: list[str] = []
    origin: list[int] = []
    open_bars = 0
    for place, character in enumerate(text):
        piece = _SPELLINGS.get(character, character)
        if character == "|":
            opens = not "".join(pieces).rstrip() or "".join(pieces).rstrip()[-1] in _BEFORE_OPERAND
            open_bars += 1 if opens else -1
            piece = "abs(" if opens else ")"
        if open_bars < 0 or not piece.isascii() or not (piece.isprintable() or piece.isspace()):
            raise refusal(text, place, _reason(character))
        pieces.append(" " if piece.isspace() else piece)
        origin += [place] * len(piece)
    if open_bars:
        raise refusal(text, text.rindex("|"), _("a bar | has no partner; write |x| or abs(x)"))
    return Respelled("".join(pieces), origin)


def _reason(character: str) -> Text:
    if character == "|":
        return _("a bar | has no partner; write |x| or abs(x)")
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
