"""Curves of activations in the terminal, with braille dots."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotille

from actlab.functions.record import Activation

LOW, HIGH = -5.0, 5.0  # the tutorial's range
_COLOURS = ("cyan", "yellow", "magenta", "green", "red", "blue", "white")
_MARKS = (None, "o", "x", "+", "*", "#", "%")


def in_terminal(activation: Activation, *, width: int = 60, height: int = 15, colour: bool = True) -> str:
    """Draw f and f' for a terminal."""
    x = np.linspace(LOW, HIGH, 401)
    return _plot(x, {"f(x)": activation(x), "f′(x)": activation.derivative(x)}, width, height, colour)


def together(activations: Sequence[Activation], *, width: int = 60, height: int = 18, colour: bool = True) -> str:
    """Draw several activations in one plot."""
    x = np.linspace(LOW, HIGH, 401)
    return _plot(x, {str(activation): activation(x) for activation in activations}, width, height, colour)


def _plot(x: np.ndarray, curves: dict[str, np.ndarray], width: int, height: int, colour: bool) -> str:
    low, high = (float(end([end(values) for values in curves.values()])) for end in (np.min, np.max))
    margin = 0.05 * (high - low) or 1.0
    plot = plotille.Figure()
    plot.width, plot.height, plot.with_colors = width, height, colour
    plot.register_label_formatter(float, lambda value, chars, **_: f"{value:{chars}.2f}"[:chars])
    plot.set_x_limits(LOW, HIGH)
    plot.set_y_limits(low - margin, high + margin)
    plot.x_label, plot.y_label = "x", "y"
    for place, (label, values) in enumerate(curves.items()):
        shade, mark = _COLOURS[place % len(_COLOURS)] if colour else None, _MARKS[place % len(_MARKS)]
        if mark is None:
            plot.plot(x, values, lc=shade, label=label)
        else:  # marks, so that curves differ without colours
            dots = slice(4 * place, None, 16)
            plot.scatter(x[dots], values[dots], lc=shade, label=label, marker=mark)
    return str(plot.show(legend=True))
