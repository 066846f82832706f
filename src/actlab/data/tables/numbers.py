"""The numbers that people write into cells, with a percent sign or a spread: which number, or that it is none."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from actlab.words import Text, _

# Digits are ASCII: float() also takes underscores, full-width digits and those of other scripts
_SIZE = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_PLAIN = re.compile(rf"[+-]?{_SIZE}")
_WORD = re.compile(r"([+-]?(?:inf(?:inity)?|nan)) ?(%?)", re.IGNORECASE | re.ASCII)
_PERCENT = re.compile(rf"([+-]?{_SIZE}) ?%")
_SPREAD = re.compile(rf"([+-]?{_SIZE}) ?(%?) ?(?:±|\+/?-|\\pm) ?({_SIZE}) ?(%?)")
# In brackets a whole number may be a number of runs, a rank or a last digit
_BRACKETS = re.compile(r"([+-]?[0-9]*\.?[0-9]+) ?(%?) ?\(([0-9]*\.[0-9]+) ?(%?)\) ?(%?)")
_MINUS = "\N{MINUS SIGN}"


class Number(NamedTuple):
    """A number as it is written: 93.11% has the value 93.11 and ``percent``; 93.2 ± 0.2 has a ``spread``."""

    value: float
    percent: bool = False
    spread: float | None = None


def number(cell: str) -> Number | None:
    """Return the number that a cell holds, or None where it holds none or more than one reading.

    The value may be nan or inf only where that is written: 1e999 is no number. Thousands separators, decimal commas,
    underscores, other bases and other digits than 0 to 9 are none; the minus sign of typography is one.

    >>> number("93.11 %"), number("93.2±0.2")
    (Number(value=93.11, percent=True, spread=None), Number(value=93.2, percent=False, spread=0.2))
    >>> number("1,234.5"), number("1_000"), number("0x10"), number("1e999")
    (None, None, None, None)
    """
    cell = cell.strip()
    if _PLAIN.fullmatch(cell):
        return _finite(cell)
    cell = cell.replace(_MINUS, "-").replace("\N{NO-BREAK SPACE}", " ").strip("$").strip()
    if found := _WORD.fullmatch(cell):
        return Number(float(found[1]), found[2] == "%")
    if found := _PERCENT.fullmatch(cell):
        return _finite(found[1], True)
    if found := _SPREAD.fullmatch(cell):
        return _spread(*found.groups())
    if found := _BRACKETS.fullmatch(cell):
        value, first, spread, inside, last = found.groups()
        return _spread(value, first, spread, inside or last)
    return _finite(cell) if _PLAIN.fullmatch(cell) else None


def why_not(cell: str) -> Text:
    """Return, as the end of a sentence, why a cell holds no number.

    >>> why_not("1,234")
    'which may be meant with a decimal comma or with thousands separators; write a decimal point and no separators'
    >>> why_not("fast")
    'which is not a number'
    """
    digits = re.sub(r"[,. '\u00a0\u202f\u2009_%+-]", "", cell)
    if digits.isdigit() and re.search(r"[0-9][,. '_\u00a0\u202f\u2009][0-9]", cell):
        return _(
            "which may be meant with a decimal comma or with thousands separators; write a decimal point and "
            "no separators"
        )
    return _("which is not a number")


def _finite(value: str, percent: bool = False, spread: float | None = None) -> Number | None:
    """Return the number, unless it is written as a finite one and too large to be held as such."""
    found = float(value)
    return None if math.isinf(found) or (spread is not None and math.isinf(spread)) else Number(found, percent, spread)


def _spread(value: str, first: str, spread: str, last: str) -> Number | None:
    """Return a number with its spread; a percent sign after the first only leaves open what the second means."""
    return None if first and not last else _finite(value, bool(last), float(spread))
