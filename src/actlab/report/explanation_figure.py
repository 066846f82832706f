"""Signal and gradient through depth: prediction as a line, measurement as points; one column per initialisation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from actlab.networks.explain import Explanation
from actlab.report.document.palette import styles
from actlab.words import _

_MARKERS = {"-": "o", "--": "s", "-.": "D", ":": "^"}  # one for each kind of line


def depth_figure(found: Sequence[Explanation]) -> Figure:
    """Draw the variance of z and the squared gradient against depth, on axes of powers of ten."""
    initialisations = list(dict.fromkeys(e.initialisation for e in found))
    look = styles(list(dict.fromkeys(e.activation for e in found)))
    size = (1.5 + 4.2 * len(initialisations), 7.0)
    figure = Figure(figsize=size, layout="constrained")
    grid = figure.subplots(2, len(initialisations), squeeze=False, sharex=True)
    for e in found:
        column = initialisations.index(e.initialisation)
        style = look[e.activation]
        for row, predicted, measured in ((0, e.signal, e.measured.signal), (1, e.gradient, e.measured.gradient)):
            _draw(grid[row, column], predicted, measured, style.colour, style.dash, e.activation)
    for column, name in enumerate(initialisations):
        grid[0, column].set_title(_("{name} initialisation").format(name=name), fontsize=10)
        grid[1, column].set_xlabel(_("layer"))
        grid[1, column].xaxis.set_major_locator(MaxNLocator(integer=True))
    grid[0, 0].set_ylabel(_("variance of z"))
    grid[1, 0].set_ylabel(_("mean square of the gradient,\nrelative to the last layer"))
    draws, inputs, _layers = found[0].measured.signal.shape
    title = _("Signal and gradient through depth")
    legend = _("lines: mean-field prediction\npoints: mean of {draws} random networks, {inputs} inputs each")
    figure.suptitle(title + "\n" + legend.format(draws=draws, inputs=inputs), fontsize=10)
    lines, names = grid[0, 0].get_legend_handles_labels()
    figure.legend(lines, names, loc="outside lower center", ncols=min(len(names), 6), frameon=False)
    return figure


def _draw(axes: Axes, predicted: np.ndarray, measured: np.ndarray, colour: str, dash: str, label: str) -> None:
    layers = np.arange(1, len(predicted) + 1)
    mean = measured.mean(axis=(0, 1))
    axes.set_yscale("log")
    axes.plot(layers, _drawable(predicted), color=colour, linestyle=dash, linewidth=1.6, label=label)
    axes.plot(layers, _drawable(mean), _MARKERS[dash], color=colour, markersize=3.5)
    axes.grid(alpha=0.3, linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)


def _drawable(values: np.ndarray) -> np.ndarray:
    """Leave out what an axis of powers of ten cannot show."""
    return np.where(np.isfinite(values) & (values > 0), values, np.nan)
