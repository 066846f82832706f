"""Axes as numbers: how far they reach, where their round ticks are, and where a value lies on the paper."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeGuard

from actlab.report.document.charts import (
    Axis,
    Bars,
    Chart,
    HeatMap,
    Interval,
    Intervals,
    Line,
    Mark,
    Numbers,
    Points,
    Rule,
    Shade,
    Span,
)

ROOM = 0.05  # beside the marks, as a share of their range
_LARGEST, _SMALLEST = 1e290, 1e-290  # what is beyond has no place on an axis
_OFF = 1e6  # units: what is farther off the paper is drawn as if it were here
_DECADES = 5.0  # beside the marks at most
_STEPS = (1, 2, 5, 10)
_BESIDE_ROWS = 0.7  # of a forest plot, above and below


@dataclass(frozen=True)
class Scale:
    """An axis from ``low`` to ``high``, laid from the place ``start`` to the place ``end``."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """Return the place of a value; NaN for what the axis cannot show.

        >>> Scale(0, 10, 100, 0)(2.5), Scale(1, 100, 0, 200, log=True)(10.0)
        (75.0, 100.0)
        """
        if not math.isfinite(value) or (self.log and value <= 0):
            return math.nan
        low, high, at = (math.log10(one) if self.log else one / 2 for one in (self.low, self.high, value))
        place = self.start + (self.end - self.start) * ((at - low) / (high - low))
        return min(max(place, -_OFF), _OFF)

    def holds(self, value: float) -> bool:
        """Return whether a value lies on the axis."""
        return self.low <= value <= self.high

    def clipped(self, value: float) -> float:
        """Return the place of a value, or the end of the axis where it lies beyond it."""
        return self(value if math.isnan(value) else min(max(value, self.low), self.high))

    def _powers(self, most: int) -> list[float]:
        """Return powers of ten on the axis, where they are few their multiples by 2 and 5 too; none for fewer than two.

        >>> Scale(0.04, 0.6, 0, 1, log=True)._powers(6)
        [0.05, 0.1, 0.2, 0.5]
        """
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        powers = [10.0**power for power in range(first, last + 1) if self.holds(10.0**power)]
        if len(powers) > 2:
            return powers[:: math.ceil(len(powers) / most)]
        every = [float(f"{times}e{power}") for power in range(first, last + 1) for times in _STEPS[:3]]
        found = [at for at in every if self.holds(at)]
        return found if len(found) > 1 else []

    def ticks(self, most: int = 6) -> list[float]:
        """Return round numbers on the axis, about so many at most.

        >>> Scale(0.0, 1.05, 0, 1).ticks(), Scale(0.5, 2000, 0, 1, log=True).ticks()
        ([0.0, 0.2, 0.4, 0.6, 0.8, 1.0], [1.0, 10.0, 100.0, 1000.0])
        """
        if self.log and (found := self._powers(most)):
            return found
        step = round_step((self.high / most - self.low / most), 1.0)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        digits = max(0, -math.floor(math.log10(step)))
        return [round(place * step, digits) if digits < 300 else place * step for place in range(first, last + 1)]


def round_step(least: float, otherwise: float) -> float:
    """Return the smallest of 1, 2, 5 times a power of ten that is no smaller.

    >>> round_step(0.03, 1.0), round_step(7.0, 1.0)
    (0.05, 10.0)
    """
    if not (_SMALLEST / 10 < least < math.inf):
        return otherwise
    power = 10.0 ** math.floor(math.log10(least))
    return next((step * power for step in _STEPS if step * power >= least * (1 - 1e-9)), 10 * power)


def reach(axis: Axis, marks: Iterable[Mark], across: bool) -> Span:
    """Return the ends of the x axis (``across``) or the y axis of a panel with these marks."""
    log = axis.scale == "log"
    least = _SMALLEST if log else -_LARGEST
    values = [value for mark in marks for value in _values(mark, across) if least <= value <= _LARGEST]
    low, high = (min(values), max(values)) if values else (1.0, 10.0) if log else (0.0, 1.0)
    low, high = _with_room(low, high, axis.margin if axis.margin is not None else ROOM, log)
    high = max(high, axis.reach) if axis.reach is not None else high
    low = axis.low if _is_end(axis.low) and not (log and axis.low <= 0) else low
    high = axis.high if _is_end(axis.high) else high
    return (low, high) if high - low > (0 if log else _SMALLEST) else _with_room(low, low, ROOM, log)


def _is_end(value: float | None) -> TypeGuard[float]:
    return value is not None and abs(value) <= _LARGEST


def reaches(chart: Chart) -> list[list[tuple[Span, Span]]]:
    """Return the ends of both axes of each panel, row by row; shared ones are those of all that share them."""
    marks = [mark for row in chart.panels for panel in row for mark in panel.marks]
    every = reach(chart.panels[0][0].x, marks, across=True) if chart.share_x else None
    found = []
    for row in chart.panels:
        of_row = reach(row[0].y, [mark for panel in row for mark in panel.marks], across=False)
        across = [every or reach(panel.x, panel.marks, across=True) for panel in row]
        up = [of_row if chart.share_y else reach(panel.y, panel.marks, across=False) for panel in row]
        found.append(list(zip(across, up, strict=True)))
    return found


def _with_room(low: float, high: float, share: float, log: bool) -> Span:
    if log:
        factor = 10 ** min(share * (math.log10(high) - math.log10(low)), _DECADES) if high > low else 2.0
        return low / factor, high * factor
    room = share * high - share * low
    if room <= _SMALLEST or low - room == low:
        room = max(abs(low), abs(high)) * ROOM
    if room <= _SMALLEST:
        room = 1.0
    return low - room, high + room


def _values(mark: Mark, across: bool) -> Numbers:
    match mark:
        case Line(x, y, low=low, high=high):
            return x if across else (*y, *low, *high)
        case Points(x, y, foot=foot):
            return x if across else () if foot else y
        case Bars(x, heights, width):
            ends = tuple(at + side * width / 2 for at in x for side in (-1, 1))
            return ends if across else (0.0, *heights, *mark.low, *mark.high)
        case Shade(low, high):
            return (low, high) if across else ()
        case Rule(at, axis):
            return (at,) if (axis == "x") == across else ()
        case HeatMap(x, y):
            half = mark.cell[0 if across else 1] / 2
            middles = x if across else y
            return middles[0] - half, middles[-1] + half
        case Intervals(rows):
            if not across:
                return -_BESIDE_ROWS, len(rows) - 1 + _BESIDE_ROWS
            return tuple(value for row in rows for value in _ends(row))
        case _:
            return ()


def _ends(row: Interval) -> Numbers:
    return (*(row.thick or ()), *(row.thin or ()), *(() if row.at is None else (row.at,)))
