"""How a number is read: in points or in the metric's own unit, with how many decimals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from actlab.findings.findings import Findings
from actlab.report.document.charts import Words
from actlab.statistics.verdict import BETTER, WORSE, Comparison
from actlab.words import _, bracketed, decimal, joined

POINTS = _("points")
_FEWEST, _MOST, _OTHERWISE, _PERCENT = 0, 10, 3, 2  # decimals
_LARGE = 1e12  # from here on digits are not counted


@dataclass(frozen=True)
class Unit:
    """How a difference is read: its factor, decimals (None: powers of ten), the word behind it, which way is better."""

    factor: float
    decimals: int | None
    name: Words = ""
    higher_is_better: bool = True

    def number(self, value: float, *, sign: bool = True) -> Words:
        """Return the number without its unit; three digits and a power of ten where decimals would not show it.

        >>> Unit(100, 2, "points").number(0.0123), Unit(1, 2).number(1e308), Unit(1, None).number(-1.5e-300)
        ('+1.23', '+1e+308', '-1.5e-300')
        """
        scaled, plus = self.factor * value, "+" if sign else ""
        if self.decimals is None or abs(scaled) >= _LARGE:
            return decimal(f"{scaled + 0.0:{plus}.3g}")
        # what rounds to zero has no sign
        return decimal(f"{round(scaled, self.decimals) + 0.0:{plus}.{self.decimals}f}")

    def interval(self, ends: tuple[float, float] | None, *, sign: bool = True) -> Words:
        """Return an interval in square brackets, or a dash."""
        return bracketed(*(self.number(end, sign=sign) for end in ends)) if ends else "-"

    def size(self, value: float) -> Words:
        """Return the number, without sign, and its unit."""
        return self._named(self.number(abs(value), sign=False))

    def exact(self, value: float) -> Words:
        """Return a size that somebody chose, such as a margin, with all of its digits, and its unit.

        >>> Unit(100, 2).exact(0.002), Unit(1, 0).exact(0.125)
        ('0.20', '0.125')
        """
        number = self.number(abs(value), sign=False)
        whole = decimal(f"{self.factor * abs(value):.3g}")
        return self._named(number if float(number) == float(whole) else whole)

    def shown(self, value: float | None) -> Words:
        """Return the number, with its sign, and its unit; a dash for none.

        >>> Unit(100, 2, "points").shown(0.0123)
        '+1.23 points'
        """
        return "-" if value is None else self._named(self.number(value))

    def finer(self, ends: tuple[float, float]) -> Unit:
        """Return the unit with the decimals that an interval needs, where it is narrower than those of the table.

        >>> Unit(1, 2).finer((0.0028, 0.0033)).number(0.00302), Unit(1, 2).finer((0.1, 0.9)).number(0.5)
        ('+0.00302', '+0.50')
        """
        width = self.factor * (ends[1] / 2 - ends[0] / 2)
        if self.decimals is None or not 0 < width < 1:
            return self
        needed = 1 - math.floor(math.log10(width))
        return replace(self, decimals=max(self.decimals, needed) if needed <= _MOST else None)

    def _named(self, number: Words) -> Words:
        return joined([number, self.name]) if self.name else number


def unit_of(found: Findings) -> Unit:
    """Return the unit in which people read the differences of findings."""
    judged = (*found.comparisons, *found.pairs)
    if found.measure.percent:
        decimals = max(_PERCENT, *(_shown(one, 100) for one in judged), _PERCENT)
        return Unit(100, min(decimals, _MOST), POINTS, found.measure.higher_is_better)
    return unit_for(judged, found.measure.higher_is_better)


def unit_for(comparisons: Sequence[Comparison], higher_is_better: bool) -> Unit:
    """Return the unit with as many decimals as show two digits of the narrowest interval."""
    widths = [one.interval[1] / 2 - one.interval[0] / 2 for one in comparisons if one.interval]
    widths = [width for width in widths if width > 0] or [abs(one.difference) for one in comparisons if one.difference]
    decimals = 1 - math.floor(math.log10(min(widths))) if widths else _OTHERWISE
    decimals = max(decimals, *(_shown(one, 1) for one in comparisons), _FEWEST)
    return Unit(1.0, decimals if decimals <= _MOST else None, higher_is_better=higher_is_better)


def _shown(one: Comparison, factor: float) -> int:
    """Return the decimals with which a difference that is claimed does not read as zero."""
    if one.verdict not in (BETTER, WORSE) or not one.difference:
        return 0
    return math.ceil(-math.log10(factor * abs(one.difference)))
