"""What the probes saw, below the metric's curve and on the same axis of steps; one column per hidden layer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from actlab.errors import InvalidInput
from actlab.report.document.charts import Axis, Chart, Line, Panel, Words
from actlab.report.document.curves import SPLITS, band, curve, metric_values, steps, steps_axis, trained
from actlab.report.document.palette import styles
from actlab.studies.study import Study
from actlab.training.probes import PROBES, Probe
from actlab.words import _, joined, plural

MOST_COLUMNS = 4  # of a deeper network, layers evenly spaced from the first to the last
_WIDTH = 1.6
_LABEL = 9.0  # points
_PER_ROW = 5  # names of the legend


def layer_values(study: Study, name: str, probe: str) -> np.ndarray:
    """Return what a probe saw, [seeds, points, hidden layers], in networks that finished; NaN where it saw nothing."""
    found = [trial.curve for trial in study.of(name) if trial.test]
    if not found:
        return np.empty((0, 0, 0))
    layers = max(len((point.probes or {}).get(probe, ())) for one in found for point in one)
    nothing = (np.nan,) * layers
    return np.array([[(point.probes or {}).get(probe, nothing) for point in one] for one in found])


def probes(study: Study) -> Chart:
    """Return the metric above and each probe below it, mean and band of one SD over the seeds.

    Raises InvalidInput when the study has no probes.
    """
    if not study.plan.training.probes:
        raise InvalidInput(_("this study has no probes."), "probes", "all")
    rows, layers = [PROBES[name] for name in study.plan.training.probes], _layers(study)
    grid = [tuple(_metric(study, layer, place == 0) for place, layer in enumerate(layers))]
    grid += [tuple(_probe(study, probe, layer, place == 0) for place, layer in enumerate(layers)) for probe in rows]
    label = steps_axis(study).label
    grid[-1] = tuple(replace(panel, x=replace(panel.x, label=label)) for panel in grid[-1])
    seeds = plural("one seed", "lines: means of {n} seeds; bands: ±1 SD", len(study.pairs))
    return Chart(
        title=joined([_("Why: below the curve, what happened inside"), trained(study), seeds], "\n"),
        panels=tuple(grid),
        size=(1.5 + 4.2 * len(layers), 2.6 + 1.75 * len(rows)),
        heights=(1.4, *[1.0] * len(rows)),
        share_x=True,
        share_y=True,
        legend=_PER_ROW,
    )


def _layers(study: Study) -> list[int]:
    """Return the hidden layers to draw; the first one where no network finished."""
    names = study.plan.training.probes
    count = max(1, *(layer_values(study, arm, probe).shape[2] for arm in study.plan.names for probe in names))
    return sorted({round(place) for place in np.linspace(0, count - 1, min(count, MOST_COLUMNS))})


def _metric(study: Study, layer: int, first: bool) -> Panel:
    lines = [_line(study, name, metric_values(study, name)) for name in study.plan.names]
    text = _("{split} {metric}").format(split=SPLITS[study.plan.training.curves_read], metric=study.metric.title)
    label = joined([text, "(%)"]) if study.metric.percent else text
    title = _("hidden layer {n}").format(n=layer + 1)
    return _panel(study, lines, Axis(label if first else "", size=_LABEL), title)


def _probe(study: Study, probe: Probe, layer: int, first: bool) -> Panel:
    """Return one layer's panel; a share is read in percent, from 0, and not enlarged beyond 1 %."""
    lines = []
    for name in study.plan.names:
        values = layer_values(study, name, probe.name)
        if values.size:
            seen = (100 if probe.share else 1) * values[:, :, layer]
            lines.append(_line(study, name, seen, positive=probe.logarithmic))
    label = joined([probe.title, "(%)"], "\n") if probe.share else probe.title
    axis = Axis(label if first else "", "log" if probe.logarithmic else "linear", folds=True, size=_LABEL)
    return _panel(study, lines, replace(axis, low=0.0, reach=1.0) if probe.share else axis)


def _line(study: Study, name: str, values: np.ndarray, *, positive: bool = False) -> Line | None:
    """Return an activation's line with its band; None where no network finished."""
    if not len(values):
        return None
    style = styles(study.plan.names)[name]
    return curve(steps(study, name), band(values, positive=positive), name, style, _WIDTH)


def _panel(study: Study, lines: list[Line | None], y: Axis, title: Words = "") -> Panel:
    return Panel(tuple(line for line in lines if line), replace(steps_axis(study), label=""), y, title)
