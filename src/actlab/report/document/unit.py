"""How a number is read: in points or in the metric's own unit, with how many decimals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from actlab.findings.findings import Findings
from actlab.report.document.charts import Words
from actlab.statistics.verdict import Comparison
from actlab.words import _, joined

POINTS = _("points")
_FEWEST, _MOST, _OTHERWISE = 0, 10, 3  # decimals


@dataclass(frozen=True)
class Unit:
    """How a difference is read: its factor, the decimals, the word behind it, and which way is better."""

    factor: float
    decimals: int
    name: Words = ""
    higher_is_better: bool = True

    def number(self, value: float, *, sign: bool = True) -> str:
        """Return the number without its unit.

        >>> Unit(100, 2, "points").number(0.0123)
        '+1.23'
        """
        # what rounds to zero has no sign
        rounded = round(self.factor * value, self.decimals) + 0.0
        return f"{rounded:{'+' if sign else ''}.{self.decimals}f}"

    def interval(self, ends: tuple[float, float] | None, *, sign: bool = True) -> str:
        """Return an interval in square brackets, or a dash."""
        return f"[{self.number(ends[0], sign=sign)}, {self.number(ends[1], sign=sign)}]" if ends else "-"

    def size(self, value: float) -> Words:
        """Return the number, without sign, and its unit."""
        return self._named(self.number(abs(value), sign=False))

    def shown(self, value: float | None) -> Words:
        """Return the number, with its sign, and its unit; a dash for none.

        >>> Unit(100, 2, "points").shown(0.0123)
        '+1.23 points'
        """
        return "-" if value is None else self._named(self.number(value))

    def _named(self, number: str) -> Words:
        return joined([number, self.name]) if self.name else number


def unit_of(found: Findings) -> Unit:
    """Return the unit in which people read the differences of findings."""
    if found.measure.percent:
        return Unit(100, 2, POINTS, found.measure.higher_is_better)
    return unit_for(found.comparisons, found.measure.higher_is_better)


def unit_for(comparisons: Sequence[Comparison], higher_is_better: bool) -> Unit:
    """Return the unit with as many decimals as show two digits of the narrowest interval."""
    widths = [one.interval[1] - one.interval[0] for one in comparisons if one.interval]
    widths = [width / 2 for width in widths if width > 0] or [
        abs(one.difference) for one in comparisons if one.difference
    ]
    decimals = 1 - math.floor(math.log10(min(widths))) if widths else _OTHERWISE
    return Unit(1.0, min(max(decimals, _FEWEST), _MOST), higher_is_better=higher_is_better)


def decimal(number: str) -> Words:
    """Return a number whose decimal point is a comma where a language writes it so.

    >>> from actlab.words import said
    >>> said(decimal("0.002"), "pt"), decimal("1e-05")
    ('0,002', '1e-05')
    """
    whole, point, decimals = number.partition(".")
    return _("{whole}.{decimals}").format(whole=whole, decimals=decimals) if point else number
