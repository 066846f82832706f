"""What the probes saw, below the accuracy curve and on the same axis of steps; one column per hidden layer."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actlab.errors import InvalidInput
from actlab.report.document.palette import styles
from actlab.report.figures import band, setting
from actlab.studies.study import Study
from actlab.training.probes.record import Probe
from actlab.training.probes.table import PROBES
from actlab.words import _, plural

MOST_COLUMNS = 4  # of a deeper network, layers evenly spaced from the first to the last


def layer_values(study: Study, name: str, probe: str) -> np.ndarray:
    """Return what a probe saw, [seeds, points, hidden layers], in networks that finished; NaN where it saw nothing."""
    curves = [result.curve for result in study.of(name) if result.test]
    if not curves:
        return np.empty((0, 0, 0))
    layers = max(len((point.probes or {}).get(probe, ())) for curve in curves for point in curve)
    nothing = (np.nan,) * layers
    return np.array([[(point.probes or {}).get(probe, nothing) for point in curve] for curve in curves])


def probe_curves(study: Study) -> Figure:
    """Draw the metric above and each probe below it, mean and band of one SD over the seeds.

    Raises InvalidInput when the study has no probes.
    """
    if not study.plan.probes:
        raise InvalidInput(_("this study has no probes; compare with --probes all, or probes='all'."))
    probes = [PROBES[name] for name in study.plan.probes]
    layers = _layers(study)
    size = (1.5 + 4.2 * len(layers), 2.6 + 1.75 * len(probes))
    figure = Figure(figsize=size, layout="constrained")
    grid = figure.subplots(
        len(probes) + 1,
        len(layers),
        squeeze=False,
        sharex=True,
        sharey="row",
        height_ratios=[1.4] + [1.0] * len(probes),
    )
    for column, layer in enumerate(layers):
        _metric(study, grid[0, column])
        grid[0, column].set_title(_("hidden layer {n}").format(n=layer + 1), fontsize=10)
        for row, probe in enumerate(probes, start=1):
            _probe(study, grid[row, column], probe, layer)
        grid[-1, column].set_xlabel(_("training steps (batches of {n})").format(n=study.plan.batch))
    for row, probe in enumerate(probes, start=1):
        if probe.share:  # from 0, and not enlarged beyond 1 %; all columns share the axis
            grid[row, 0].set_ylim(0, max(1, grid[row, 0].get_ylim()[1]))
    _label(study, grid, probes)
    title = _("Why: below the curve, what happened inside")
    seeds = plural("one seed", "lines: means of {n} seeds; bands: ±1 SD", len(study.pairs))
    figure.suptitle(f"{title}\n{setting(study)}\n{seeds}", fontsize=10)
    lines, names = grid[0, 0].get_legend_handles_labels()
    figure.legend(lines, names, loc="outside lower center", ncols=min(len(names), 5), frameon=False)
    return figure


def _layers(study: Study) -> list[int]:
    """Return the hidden layers to draw."""
    values = [layer_values(study, name, probe) for name in study.plan.activations for probe in study.plan.probes]
    count = max(value.shape[2] for value in values)
    return sorted({round(place) for place in np.linspace(0, count - 1, min(count, MOST_COLUMNS))})


def _metric(study: Study, axes: Axes) -> None:
    factor = 100 if study.task.percent else 1
    for name in study.plan.activations:
        curves = [result.curve for result in study.of(name) if result.test]
        values = factor * np.array([[point.score.metric for point in curve] for curve in curves])
        _draw(study, axes, name, values)


def _probe(study: Study, axes: Axes, probe: Probe, layer: int) -> None:
    if probe.logarithmic:
        axes.set_yscale("log")
    for name in study.plan.activations:
        values = layer_values(study, name, probe.name)
        if values.size:
            _draw(study, axes, name, (100 if probe.share else 1) * values[:, :, layer])


def _draw(study: Study, axes: Axes, name: str, values: np.ndarray) -> None:
    if not len(values):
        return
    style = styles(study.plan.activations)[name]
    steps = next([point.step for point in result.curve] for result in study.of(name) if result.test)
    mean, low, high = band(values, positive=axes.get_yscale() == "log")
    axes.plot(steps, mean, color=style.colour, linestyle=style.dash, linewidth=1.6, label=name)
    axes.fill_between(steps, low, high, color=style.colour, alpha=0.2, linewidth=0)


def _label(study: Study, grid: np.ndarray, probes: list[Probe]) -> None:
    unit = " (%)" if study.task.percent else ""
    label = _("{split} {metric}").format(split=_(study.plan.curves_read), metric=_(study.task.metric_name))
    grid[0, 0].set_ylabel(label + unit, fontsize=9)
    for row, probe in enumerate(probes, start=1):
        grid[row, 0].set_ylabel(_(probe.title).replace(" ", "\n", 1) + ("\n(%)" if probe.share else ""), fontsize=9)
    for axes in grid.ravel():
        axes.set_xlim(0, study.plan.steps)
        axes.grid(alpha=0.3, linewidth=0.6)
        axes.spines[["top", "right"]].set_visible(False)
