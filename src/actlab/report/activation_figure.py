"""Figures of an activation: f and f' on the tutorial's range, saturated ranges shaded; for files."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actlab.functions.record import Activation
from actlab.report.palette import styles
from actlab.report.terminal import HIGH, LOW
from actlab.words import _

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
    formula = f"f(x) = {activation.formula}"
    axes.set_title(formula if name == activation.formula else f"{name}: {formula}", fontsize=11)
    _dress(axes, "f(x), f′(x)")
    axes.legend(loc="upper left", fontsize=9)
    return drawing


def overlay(activations: Sequence[Activation]) -> Figure:
    """Draw several activations in one figure: f on the left, f' on the right."""
    x = np.linspace(LOW, HIGH, POINTS)
    drawing = Figure(figsize=(10.0, 4.2), layout="constrained")
    left, right = drawing.subplots(1, 2)
    look = styles([str(activation) for activation in activations])
    for activation in activations:
        style = look[str(activation)]
        line = {"color": style.colour, "linestyle": style.dash, "linewidth": 1.8, "label": str(activation)}
        left.plot(x, activation(x), **line)
        right.plot(x, slope_with_gaps(activation, x), **line)
    for axes, label in ((left, "f(x)"), (right, "f′(x)")):
        _dress(axes, label)
    left.legend(loc="upper left", fontsize=9)
    return drawing


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


def _dress(axes: Axes, label: str) -> None:
    axes.set_xlabel("x")
    axes.set_ylabel(label)
    axes.set_xlim(LOW, HIGH)
    axes.grid(alpha=0.3, linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
