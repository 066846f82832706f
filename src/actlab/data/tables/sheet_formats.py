"""How a spreadsheet shows the numbers in its cells: as such, in percent, or as dates (ECMA-376, part 1, 18.8.30)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, auto
from xml.etree.ElementTree import Element

_PERCENT = (9, 10)
_DATES = (*range(14, 23), *range(27, 37), *range(50, 59))  # the formats that every program knows; times apart
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_DATE = re.compile(r"[yd]", re.IGNORECASE)


class Format(Enum):
    """What a number in a cell is for who looks at it."""

    NUMBER = auto()
    PERCENT = auto()
    DATE = auto()


def formats(styles: Element) -> list[Format]:
    """Return the format of every style of cells in a part ``styles.xml``, by its number."""
    own = {one.get("numFmtId", ""): one.get("formatCode", "") for one in styles.iter("numFmt")}
    styled = styles.find("cellXfs")
    return [_format(one.get("numFmtId", "0"), own) for one in styled] if styled is not None else []


def shown(value: str, form: Format, since_1904: bool = False) -> str:
    """Return a number as its reader sees it, with all digits that a double holds.

    >>> shown("0.93110000000000004", Format.PERCENT), shown("45292.5", Format.DATE)
    ('93.11%', '2024-01-01 12:00:00')
    """
    number = float(value)
    if form is Format.PERCENT:
        return f"{(Decimal(repr(number)) * 100).normalize():f}%" if abs(number) < 1e15 else value
    if form is Format.DATE:
        try:
            moment = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
            return str((moment + timedelta(days=number)).replace(microsecond=0))
        except OverflowError:
            return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _format(key: str, own: dict[str, str]) -> Format:
    code = _LITERAL.sub("", own.get(key, ""))
    if (key.isdecimal() and int(key) in _PERCENT) or "%" in code:
        return Format.PERCENT
    if (key.isdecimal() and int(key) in _DATES) or (_DATE.search(code) and code.lower() != "general"):
        return Format.DATE
    return Format.NUMBER
