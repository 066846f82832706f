"""Charts of activations: f and f' on the tutorial's range, saturated ranges shaded; or several over each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from actlab.analysis.breaks import breaks
from actlab.analysis.numeric import Numeric
from actlab.functions.record import Activation
from actlab.report.document.apart import apart
from actlab.report.document.charts import Axis, Chart, Line, Mark, Panel, Points, Shade, Words, numbers
from actlab.report.document.palette import styles
from actlab.words import _

LOW, HIGH = -5.0, 5.0  # the tutorial's range
POINTS = 1001
LABELLED = 6  # kinks that get a line of the legend each
MIDDLE = 5.0  # per cent of the heights of f on each side that an axis need not show; of its derivatives, 25
ROOM = 0.4  # beside what it shows then, as a share of it
SQUASHED = 10.0  # times that room: an axis that would reach farther is cut
SATURATED = ((0.1, 0.12), (0.01, 0.28))  # below this |f'|, this depth of shade


def curves(activation: Activation, name: str = "", derivatives: int = 1, points: int = POINTS) -> Chart:
    """Return f (solid) and f' (dashed), with the ranges shaded where |f'| is below 0.1 and 0.01.

    With more ``derivatives`` f″ and f‴ are drawn too. Where one has no value, or jumps, there is a gap.
    """
    name = name or str(activation)
    x = np.linspace(LOW, HIGH, points)
    heights = [drawable(activation, x, order) for order in range(max(derivatives, 1) + 1)]
    marks: list[Mark] = [
        Line(numbers(x), numbers(heights[0]), "f(x)", styles([name])[name].colour, width=2),
        Line(numbers(x), numbers(heights[1]), "f′(x)", "black", "--", width=1.6),
    ]
    for line, label, dash in zip(heights[2:], ("f″(x)", "f‴(x)"), (":", "-."), strict=False):
        marks.append(Line(numbers(x), numbers(line), label, "dimgray", dash, width=1.4))
    marks += _kinks(activation)
    marks += _shades(x, np.abs(Numeric(activation).slope(x)))
    axis = _upright(", ".join(str(mark.label) for mark in marks if isinstance(mark, Line)), heights)
    panel = Panel(tuple(marks), _across(), axis, legend="upper left", legend_size=9)
    return Chart(_title(activation, name), ((panel,),), (7.0, 4.5), title_size=11)


def overlay(activations: Mapping[str, Activation]) -> Chart:
    """Return several activations, by their names, in one chart: f on the left, f' on the right; none hides another."""
    x = np.linspace(LOW, HIGH, POINTS)
    look = styles(list(activations))
    left: list[Line] = []
    right: list[Line] = []
    for name, activation in activations.items():
        style = look[name]
        for order, lines in enumerate((left, right)):
            heights = numbers(drawable(activation, x, order))
            lines.append(Line(numbers(x), heights, name, style.colour, style.dash))
    values, slopes = ([np.array(line.y) for line in lines] for lines in (left, right))
    panels = (
        Panel(apart(left), _across(), _upright("f(x)", values), legend="upper left", legend_size=9),
        Panel(apart(right), _across(), _upright("f′(x)", slopes)),
    )
    return Chart("", (panels,), (10.0, 4.2))


def _kinks(activation: Activation) -> Iterator[Points]:
    """Yield the slope that is used at each kink in the picture, where they are few."""
    near = [(at, used) for at, used in activation.kinks if LOW <= at <= HIGH and np.isfinite(used)]
    if len(near) <= LABELLED:
        for at, used in near:
            yield Points((at,), (used,), _("f′({x:g}) = {slope:g} is used").format(x=at, slope=used), "black", size=5)
    else:
        across, up = zip(*near, strict=True)
        yield Points(across, up, _("slopes used at kinks"), "black", size=3)


def _upright(label: Words, heights: Sequence[np.ndarray]) -> Axis:
    """Return an axis that shows everything, or, where poles would squash it, what most of the points reach."""
    lines = [values[np.isfinite(values)] for values in heights if np.isfinite(values).any()]
    if not lines:
        return Axis(label, low=-1.0, high=1.0)
    drawn = np.concatenate(lines)
    low, high = np.percentile(lines[0], [MIDDLE, 100 - MIDDLE])
    for slope in lines[1:]:
        quarter, rest = np.percentile(slope, [25, 75])
        low, high = min(low, quarter), max(high, rest)
    room = ROOM * max(high - low, 1e-3)
    if drawn.min() >= low - SQUASHED * room and drawn.max() <= high + SQUASHED * room:
        return Axis(label)
    return Axis(label, low=float(max(low - room, drawn.min())), high=float(min(high + room, drawn.max())))


def saturated_ranges(x: np.ndarray, slope: np.ndarray, below: float) -> list[tuple[float, float]]:
    """Return the ranges of the grid ``x`` in which ``slope`` (|f'|) lies below a bound.

    >>> saturated_ranges(np.arange(5.0), np.array([0.0, 0.0, 1.0, 1.0, 0.0]), below=0.1)
    [(0.0, 1.0), (4.0, 4.0)]
    """
    inside = np.concatenate([[False], slope < below, [False]])
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    return [(float(x[begin]), float(x[end - 1])) for begin, end in edges.reshape(-1, 2)]


def drawable(activation: Activation, x: np.ndarray, order: int) -> np.ndarray:
    """Return a derivative on the grid (order 0: f), with NaN where it is not finite and at each point where it breaks.

    The nearest point of the grid stands for such a point, so that no line between neighbours bridges a jump.
    """
    numeric = Numeric(activation)
    values = numeric.slope(x) if order == 1 else numeric.derivative(x, order)
    values = np.where(np.isfinite(values), values, np.nan)
    for at in breaks(activation, order):
        if x[0] <= at <= x[-1]:
            values[np.argmin(np.abs(x - at))] = np.nan
    return values


def _title(activation: Activation, name: str) -> Words:
    if not activation.formula:
        return name + ": " + _("a function in Python")
    formula = f"f(x) = {activation.formula}"
    return formula if name == activation.formula else f"{name}: {formula}"


def _shades(x: np.ndarray, slope: np.ndarray) -> list[Shade]:
    """Return the ranges in which f′ is small; where it is 0 throughout, as for half of ReLU, nothing saturates."""
    found: list[Shade] = []
    zero: Words = _("zero gradient: f′ = 0")
    for below, depth in SATURATED:
        label: Words = _("saturated: |f′| < {below:g}").format(below=below)
        for begin, end in saturated_ranges(x, slope, below):
            flat = not slope[(x >= begin) & (x <= end)].any()
            if not flat:
                found.append(Shade(begin, end, label, opacity=depth))
                label = ""  # one entry in the legend
            elif (below, depth) == SATURATED[-1]:
                found.append(Shade(begin, end, zero, opacity=depth))
                zero = ""
    return found


def _across() -> Axis:
    return Axis("x", low=LOW, high=HIGH)
