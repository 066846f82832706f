"""Figures of an activation: f and f' on the tutorial's range, saturated ranges shaded; for files and terminals."""

from __future__ import annotations

import numpy as np
import plotille
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actlab.functions.activation import Activation
from actlab.language import _
from actlab.report.palette import styles

LOW, HIGH = -5.0, 5.0  # the tutorial's range
POINTS = 1001
SATURATED = ((0.1, 0.12), (0.01, 0.28))  # below this |f'|, this depth of shade


def figure(activation: Activation) -> Figure:
    """Draw f (solid) and f' (dashed) with the ranges shaded where |f'| is below 0.1 and 0.01."""
    name = str(activation)
    x = np.linspace(LOW, HIGH, POINTS)
    drawing = Figure(figsize=(7.0, 4.5), layout="constrained")
    axes = drawing.add_subplot()
    colour = styles([name])[name].colour
    axes.plot(x, activation(x), color=colour, linewidth=2, label="f(x)")
    axes.plot(x, slope_with_gaps(activation, x), color="black", linewidth=1.6, linestyle="--", label="f′(x)")
    for at, slope in activation.kinks:
        label = _("f′({x:g}) = {slope:g} is used").format(x=at, slope=slope)
        axes.plot([at], [slope], "o", color="black", markersize=5, label=label)
    _shade(axes, x, np.abs(activation.derivative(x)))
    axes.set_title(f"{name}: f(x) = {activation.formula}", fontsize=11)
    axes.set_xlabel("x")
    axes.set_ylabel("f(x), f′(x)")
    axes.set_xlim(LOW, HIGH)
    axes.grid(alpha=0.3, linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper left", fontsize=9)
    return drawing


def in_terminal(activation: Activation, *, width: int = 60, height: int = 15, colour: bool = True) -> str:
    """Draw f and f' with braille dots, for a terminal."""
    x = np.linspace(LOW, HIGH, 401)
    f, slope = activation(x), activation.derivative(x)
    low, high = min(f.min(), slope.min()), max(f.max(), slope.max())
    margin = 0.05 * (high - low)
    plot = plotille.Figure()
    plot.width, plot.height, plot.with_colors = width, height, colour
    plot.register_label_formatter(float, lambda value, chars, **_: f"{value:{chars}.2f}"[:chars])
    plot.set_x_limits(LOW, HIGH)
    plot.set_y_limits(float(low - margin), float(high + margin))
    plot.x_label, plot.y_label = "x", "y"
    plot.plot(x, f, lc="cyan" if colour else None, label="f(x)")
    dots = slice(None, None, 16)  # f' as marks, so that the two differ without colours
    plot.scatter(x[dots], slope[dots], lc="yellow" if colour else None, label="f′(x)", marker="o")
    return str(plot.show(legend=True))


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


def _shade(axes: Axes, x: np.ndarray, slope: np.ndarray) -> None:
    for below, depth in SATURATED:
        label = _("saturated: |f′| < {below:g}").format(below=below)
        for begin, end in saturated_ranges(x, slope, below):
            axes.axvspan(begin, end, color="gray", alpha=depth, linewidth=0, label=label)
            label = "_"  # one entry in the legend
