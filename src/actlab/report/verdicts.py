"""Verdicts for people: one line, and one row of a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from rich import box
from rich.table import Table

from actlab.statistics.power import MOST_PAIRS
from actlab.statistics.verdict import BETTER, EQUIVALENT, UNDECIDED, WORSE, Comparison
from actlab.words import _


class Unit(NamedTuple):
    """How a difference is read: its factor, the decimals, and the word behind it."""

    factor: float
    decimals: int
    name: str

    def number(self, value: float, *, sign: bool = True) -> str:
        """Return the number without its unit.

        >>> Unit(100, 2, "points").number(0.0123)
        '+1.23'
        """
        # what rounds to zero has no sign
        rounded = round(self.factor * value, self.decimals) + 0.0
        return f"{rounded:{'+' if sign else ''}.{self.decimals}f}"

    def interval(self, ends: tuple[float, float] | None) -> str:
        """Return an interval in square brackets, or a dash."""
        return f"[{self.number(ends[0])}, {self.number(ends[1])}]" if ends else "-"

    def size(self, value: float) -> str:
        """Return the number, without sign, and its unit."""
        return f"{self.number(abs(value), sign=False)} {self.name}".strip()


def unit_for(comparisons: Sequence[Comparison], factor: float = 1.0, name: str = "") -> Unit:
    """Return the unit with as many decimals as show two digits of the narrowest interval."""
    widths = [one.interval[1] - one.interval[0] for one in comparisons if one.interval]
    widths = [factor * width / 2 for width in widths if width > 0] or [
        abs(factor * one.difference) for one in comparisons if one.difference
    ]
    decimals = 1 - math.floor(math.log10(min(widths))) if widths else 3
    return Unit(factor, min(max(decimals, 0), 10), name)


def p_text(p: float | None) -> str:
    """Return a p value with three decimals.

    >>> p_text(0.0002), p_text(0.0312), p_text(None)
    ('<0.001', '0.031', '-')
    """
    if p is None:
        return "-"
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def p_equation(p: float | None) -> str:
    """Return a p value as it stands in a sentence.

    >>> p_equation(0.0002), p_equation(0.0312)
    ('p < 0.001', 'p = 0.031')
    """
    text = p_text(p)
    return f"p < {text[1:]}" if text.startswith("<") else f"p = {text}"


def needed_text(comparison: Comparison) -> str:
    """Return how many pairs would have power 0.8."""
    if comparison.seeds_needed:
        return str(comparison.seeds_needed)
    return f"> {MOST_PAIRS:,}" if comparison.sd else "-"


def word(verdict: str) -> str:
    """Return a verdict in the chosen language."""
    words = {BETTER: _("better"), WORSE: _("worse"), EQUIVALENT: _("equivalent"), UNDECIDED: _("undecided")}
    return words[verdict]


def line(one: Comparison, unit: Unit) -> str:
    """Return everything that is known of one comparison, in one line for experts."""
    verdict, better, together, planned = _("verdict"), _("better"), _("simultaneous"), _("power .8 at")
    if one.difference is None:
        return f"{one.arm} - {one.control}: n={one.n} {verdict}={word(one.verdict)}"
    parts = [
        f"{one.arm} - {one.control}: {unit.number(one.difference)} {unit.name}".rstrip(),
        f"95% {unit.interval(one.interval)} {together} {unit.interval(one.simultaneous_interval)}",
        f"p={p_text(one.p)} p_Holm={p_text(one.p_holm)}",
    ]
    if one.probability_of_improvement is not None and one.probability_interval:
        low, high = one.probability_interval
        parts.append(f"P({better})={one.probability_of_improvement:.2f} [{low:.2f}, {high:.2f}]")
    parts.append(f"dz={one.dz:.2f}" if one.dz is not None else "dz=-")
    parts.append(f"{verdict}={word(one.verdict)}")
    mdd = one.minimal_detectable_difference
    parts.append(f"MDD={unit.number(mdd, sign=False) if mdd is not None else '-'}")
    parts.append(f"n={one.n} ({planned} {needed_text(one)})")
    if one.diverged or one.control_diverged:
        parts.append(_("diverged {a}/{n} and {b}/{n}").format(a=one.diverged, b=one.control_diverged, n=one.n))
    return " ".join(parts)


def table(comparisons: Sequence[Comparison], unit: Unit) -> Table:
    """Return one row per comparison, narrow enough for a terminal of 80 columns."""
    found = Table(box=box.SIMPLE_HEAD, padding=0)
    found.add_column(_("arm"), overflow="fold", min_width=10)
    found.add_column(_("verdict"), no_wrap=True)
    p_name = _("anytime p") if any(one.test == "e-process" for one in comparisons) else _("Holm p")
    for heading in ("n", _("diff."), _("95 %"), p_name, _("detects"), _("needs")):
        found.add_column(heading, justify="right", no_wrap=True)
    for one in comparisons:
        found.add_row(*_row(one, unit))
    return found


def _row(one: Comparison, unit: Unit) -> list[str]:
    mdd = one.minimal_detectable_difference
    return [
        one.arm,
        word(one.verdict),
        str(one.n),
        unit.number(one.difference) if one.difference is not None else "-",
        unit.interval(one.interval),
        p_text(one.p_holm),
        unit.number(mdd, sign=False) if mdd is not None else "-",
        needed_text(one),
    ]
