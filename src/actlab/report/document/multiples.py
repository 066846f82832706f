"""Many arms in one figure: a small panel for each, on the same axes, where one panel would need too many colours."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from actlab.report.document.charts import Axis, Chart, Line, Mark, Panel, Points, Span, Words

MANY = 12  # arms: more of them get a panel each
COLOUR, CONTROL = "#0072B2", "#B0B0B0"  # of the arm of a panel, and of what it is held against
BEHIND = 3.6  # points of width: what a line covers is still seen on both sides of it
_COLUMNS = 8
_WIDE, _HIGH = 1.75, 1.45  # inches
_TITLE, _TICKS = 8.0, 7.0  # points
_ROOM = 0.05  # beside what is drawn, as a share of its range


@dataclass(frozen=True)
class Multiple:
    """One arm: its name, with what is to be said of it, its marks, and others that stand behind them as they are."""

    name: Words
    marks: tuple[Mark, ...]
    behind: tuple[Mark, ...] = ()


def multiples(title: Words, parts: Sequence[Multiple], x: Axis, y: Axis, control: Line | None = None) -> Chart:
    """Return a panel for each arm, all on the same axes, with the control's line in grey behind it."""
    columns = min(_COLUMNS, math.ceil(math.sqrt(1.3 * len(parts))))
    rows = math.ceil(len(parts) / columns)
    low, high = _ends([mark for part in parts for mark in part.marks])
    upright = replace(y, label="", low=low if y.low is None else y.low, high=high if y.high is None else y.high)
    across, up = (replace(axis, label="", most_ticks=_few(axis), tick_size=_TICKS) for axis in (x, upright))
    grey = _behind(control)
    panels = [Panel((*grey, *part.behind, *map(_plain, part.marks)), across, up, part.name, _TITLE) for part in parts]
    panels += [Panel((), across, up, frame="none")] * (rows * columns - len(parts))
    grid = tuple(tuple(panels[row * columns : (row + 1) * columns]) for row in range(rows))
    size = (max(_WIDE * columns, 8.0), 1.2 + _HIGH * rows)
    return Chart(title, grid, size, share_x=True, share_y=True, x_label=x.label, y_label=y.label)


def is_small_multiples(chart: Chart) -> bool:
    """Return whether each panel of a chart stands for one arm, so that they can be shown in one as well."""
    return len(chart.panels) > 1 and bool(chart.x_label) and chart.share_x and chart.share_y


def _few(axis: Axis) -> int | None:
    """Return the number of ticks that a small panel has room for; an axis of powers of ten chooses its own."""
    return 3 if axis.scale == "linear" else None


def _behind(control: Line | None) -> tuple[Line, ...]:
    """Return the control's line as it stands behind another: grey, without a band."""
    if control is None:
        return ()
    grey = replace(control, label="", colour=CONTROL, dash="-", width=BEHIND, low=(), high=(), arm="", singles=())
    return (grey,)


def _plain(mark: Mark) -> Mark:
    """Return a mark without a label, in the colour that all arms have here."""
    match mark:
        case Line():
            return replace(mark, label="", colour=COLOUR, dash="-", layer=1)
        case Points():
            return replace(mark, label="", colour=COLOUR)
    return mark


def _ends(marks: Iterable[Mark]) -> Span:
    """Return the ends of the axis on which all lines have room."""
    lines = [mark for mark in marks if isinstance(mark, Line)]
    found = [y for line in lines for y in (*line.y, *line.low, *line.high) if math.isfinite(y)]
    low, high = (min(found), max(found)) if found else (0.0, 1.0)
    room = _ROOM * (high - low) or 1.0
    return low - room, high + room
