"""What a chart shows, as plain data: panels in a grid, and in each of them marks on two axes.

Whoever draws decides nothing: every number, colour and word is here. Numbers are in the units of their axis; NaN is
a gap. Legends, titles and labels are words that a renderer translates.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

# What people read: a Text, which a renderer translates, or a name, formula or number, the same in every language
Words: TypeAlias = str
Numbers: TypeAlias = tuple[float, ...]
Span: TypeAlias = tuple[float, float]
Corner: TypeAlias = Literal["best", "upper left", "upper right", "lower left", "lower right"]


def numbers(values: Iterable[float]) -> Numbers:
    """Return values, such as an array's [n], as plain numbers."""
    return tuple(float(value) for value in values)


@dataclass(frozen=True)
class Line:
    """A line through points, with a band between ``low`` and ``high`` where these are given, and perhaps markers.

    A line of a higher ``layer`` is drawn over those of lower ones, whatever their order, which is that of the legend.
    ``arm`` is the activation that it stands for, whatever its label says; ``singles`` are the lines whose mean it is,
    each at the same x.
    """

    x: Numbers
    y: Numbers
    label: Words = ""
    colour: str = "black"
    dash: str = "-"  # -, --, -. or :
    width: float = 1.8
    marker: str = ""
    low: Numbers = ()
    high: Numbers = ()
    opacity: float = 1.0
    layer: int = 0
    arm: str = ""
    singles: tuple[Numbers, ...] = ()


@dataclass(frozen=True)
class Points:
    """Separate points: o, s, D, ^, . or x; ``hollow`` ones are rings.

    At the ``foot`` the heights are fractions of the panel's height, whatever its axis shows.
    """

    x: Numbers
    y: Numbers
    label: Words = ""
    colour: str = "black"
    marker: str = "o"
    size: float = 6.0
    hollow: bool = False
    foot: bool = False
    opacity: float = 1.0
    arm: str = ""


@dataclass(frozen=True)
class Shade:
    """A range of x that is shaded over the whole height."""

    low: float
    high: float
    label: Words = ""
    colour: str = "gray"
    opacity: float = 0.12


@dataclass(frozen=True)
class Rule:
    """A straight line across the panel at one place of the ``x`` axis (upright) or the ``y`` axis (level)."""

    at: float
    axis: Literal["x", "y"] = "y"
    label: Words = ""
    colour: str = "black"
    dash: str = "-"
    width: float = 0.8


@dataclass(frozen=True)
class Bars:
    """Bars that stand on zero, with the ends of error bars where these are given."""

    x: Numbers
    heights: Numbers
    width: float = 0.8
    label: Words = ""
    colour: str = "#4D4D4D"
    low: Numbers = ()
    high: Numbers = ()


@dataclass(frozen=True)
class Interval:
    """One row of a forest plot: a point, its own interval (thick), the simultaneous one (thin), a word at the end."""

    name: str
    at: float | None
    thick: Span | None
    thin: Span | None
    word: Words
    colour: str


@dataclass(frozen=True)
class Intervals:
    """The rows of a forest plot, the first one on top; their names are the ticks of the y axis."""

    rows: tuple[Interval, ...]


@dataclass(frozen=True)
class HeatMap:
    """Values on a grid as colours: ``values`` has a row for each y, and in it a value for each x.

    x and y are the middles of the cells, evenly spaced and rising. ``colours`` are spread evenly from ``low`` to
    ``high``, with every mixture between two neighbours; what lies beyond has the colour of its end.
    """

    x: Numbers
    y: Numbers
    values: tuple[Numbers, ...]
    low: float
    high: float
    label: Words = ""
    colours: tuple[str, ...] = ("#FFFFFF", "#000000")

    def __post_init__(self) -> None:
        assert self.low < self.high, "a scale of colours has two ends"
        assert [len(row) for row in self.values] == [len(self.x)] * len(self.y), "a value for each x in each row"

    @property
    def cell(self) -> Span:
        """How wide and how high a cell is, in the units of its axes."""
        return _pace(self.x), _pace(self.y)

    def share(self, value: float) -> float:
        """Return where a value stands between ``low`` (0) and ``high`` (1); NaN for what is no number.

        >>> HeatMap((0.0,), (0.0,), ((5.0,),), 0.0, 10.0).share(2.5)
        0.25
        """
        if math.isnan(value):
            return math.nan
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)


def _pace(places: Numbers) -> float:
    return (places[-1] - places[0]) / (len(places) - 1) if len(places) > 1 else 1.0


@dataclass(frozen=True)
class Note:
    """Words in the middle of a panel that has nothing to draw."""

    words: Words


Mark: TypeAlias = Line | Points | Shade | Rule | Bars | Intervals | HeatMap | Note


@dataclass(frozen=True)
class Tick:
    """A place on an axis and the words there."""

    at: float
    words: Words


@dataclass(frozen=True)
class Axis:
    """One axis of a panel; what is None follows from the marks."""

    label: Words = ""
    scale: Literal["linear", "log"] = "linear"
    low: float | None = None
    high: float | None = None
    reach: float | None = None  # the upper end is at least here
    ticks: tuple[Tick, ...] | None = None
    whole: bool = False  # ticks at whole numbers only
    most_ticks: int | None = None
    margin: float | None = None  # the room around the marks, as a share of their range
    folds: bool = False  # the label breaks after its first word
    size: float = 10.0  # of the label, in points
    tick_size: float | None = None


@dataclass(frozen=True)
class Panel:
    """Marks on two axes; ``legend`` is the corner where the labels stand, ``best`` for any."""

    marks: tuple[Mark, ...]
    x: Axis = Axis()
    y: Axis = Axis()
    title: Words = ""
    title_size: float = 10.0
    legend: Corner | None = None
    legend_size: float = 10.0
    grid: Literal["both", "x", "none"] = "both"
    frame: Literal["open", "box", "none"] = "open"  # without and with the lines above and at the right; no axes at all


@dataclass(frozen=True)
class Chart:
    """Rows of panels under one title; ``size`` in inches.

    ``share_x`` gives all panels one x axis, ``share_y`` those of a row one y axis. ``legend`` is the number of
    columns of one legend below, from the labels of the first panel; 0 for none. ``x_label`` and ``y_label`` are those
    of all panels together.
    """

    title: Words
    panels: tuple[tuple[Panel, ...], ...]
    size: Span
    heights: Numbers = ()  # of the rows, in proportion; equal where empty
    share_x: bool = False
    share_y: bool = False
    legend: int = 0
    title_size: float = 10.0
    x_label: Words = ""
    y_label: Words = ""


@dataclass(frozen=True)
class Rank:
    """An arm and its mean rank; 1 is best."""

    name: str
    mean: float


@dataclass(frozen=True)
class RankDiagram:
    """Mean ranks on a line, best first; ``groups`` are ranges of ranks that a test does not tell apart.

    Source: Demšar (2006), Statistical comparisons of classifiers over multiple data sets, figure 1.
    """

    title: Words
    ranks: tuple[Rank, ...]
    groups: tuple[Span, ...]
    critical_difference: float
    caption: Words  # of the critical difference
    size: Span


AnyChart: TypeAlias = Chart | RankDiagram


def single(title: str, panel: Panel, size: Span = (8.0, 5.0)) -> Chart:
    """Return the chart of one panel.

    >>> single("a line", Panel((Line((0.0, 1.0), (1.0, 0.0)),))).panels[0][0].marks[0].dash
    '-'
    """
    return Chart(title, ((panel,),), size)
