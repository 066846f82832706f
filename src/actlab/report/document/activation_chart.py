"""Charts of activations: f and f' on the tutorial's range, saturated ranges shaded; or several over each other."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from actlab.functions.record import Activation
from actlab.report.document.charts import Axis, Chart, Line, Mark, Panel, Points, Shade, Words, numbers
from actlab.report.document.palette import styles
from actlab.words import _

LOW, HIGH = -5.0, 5.0  # the tutorial's range
POINTS = 1001
SATURATED = ((0.1, 0.12), (0.01, 0.28))  # below this |f'|, this depth of shade


def curves(activation: Activation, name: str = "") -> Chart:
    """Return f (solid) and f' (dashed), with the ranges shaded where |f'| is below 0.1 and 0.01."""
    name = name or str(activation)
    x = np.linspace(LOW, HIGH, POINTS)
    slope = slope_with_gaps(activation, x)
    marks: list[Mark] = [
        Line(numbers(x), numbers(activation(x)), "f(x)", styles([name])[name].colour, width=2),
        Line(numbers(x), numbers(slope), "f′(x)", "black", "--", width=1.6),
    ]
    for at, used in activation.kinks:
        label = _("f′({x:g}) = {slope:g} is used").format(x=at, slope=used)
        marks.append(Points((at,), (used,), label, "black", size=5))
    marks += _shades(x, np.abs(activation.derivative(x)))
    panel = Panel(tuple(marks), _across(), Axis("f(x), f′(x)"), legend="upper left", legend_size=9)
    return Chart(_title(activation, name), ((panel,),), (7.0, 4.5), title_size=11)


def overlay(activations: Mapping[str, Activation]) -> Chart:
    """Return several activations, by their names, in one chart: f on the left, f' on the right."""
    x = np.linspace(LOW, HIGH, POINTS)
    look = styles(list(activations))
    left, right = [], []
    for name, activation in activations.items():
        style = look[name]
        left.append(Line(numbers(x), numbers(activation(x)), name, style.colour, style.dash))
        slope = slope_with_gaps(activation, x)
        right.append(Line(numbers(x), numbers(slope), name, style.colour, style.dash))
    panels = (
        Panel(tuple(left), _across(), Axis("f(x)"), legend="upper left", legend_size=9),
        Panel(tuple(right), _across(), Axis("f′(x)")),
    )
    return Chart("", (panels,), (10.0, 4.2))


def saturated_ranges(x: np.ndarray, slope: np.ndarray, below: float) -> list[tuple[float, float]]:
    """Return the ranges of the grid ``x`` in which ``slope`` (|f'|) lies below a bound.

    >>> saturated_ranges(np.arange(5.0), np.array([0.0, 0.0, 1.0, 1.0, 0.0]), below=0.1)
    [(0.0, 1.0), (4.0, 4.0)]
    """
    inside = np.concatenate([[False], slope < below, [False]])
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    return [(float(x[begin]), float(x[end - 1])) for begin, end in edges.reshape(-1, 2)]


def slope_with_gaps(activation: Activation, x: np.ndarray) -> np.ndarray:
    """Return f' on the grid, with NaN at each kink, so that a line does not bridge the jump."""
    slope = np.array(activation.derivative(x))
    for at, _slope in activation.kinks:
        slope[np.argmin(np.abs(x - at))] = np.nan
    return slope


def _title(activation: Activation, name: str) -> Words:
    if not activation.formula:
        return name + ": " + _("a function in Python")
    formula = f"f(x) = {activation.formula}"
    return formula if name == activation.formula else f"{name}: {formula}"


def _shades(x: np.ndarray, slope: np.ndarray) -> list[Shade]:
    found = []
    for below, depth in SATURATED:
        label: Words = _("saturated: |f′| < {below:g}").format(below=below)
        for begin, end in saturated_ranges(x, slope, below):
            found.append(Shade(begin, end, label, opacity=depth))
            label = ""  # one entry in the legend
    return found


def _across() -> Axis:
    return Axis("x", low=LOW, high=HIGH)
