"""What the probes saw, below the metric's curve and on the same axis of steps; one column per hidden layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from actlab.errors import InvalidInput
from actlab.report.document.apart import apart
from actlab.report.document.charts import Axis, Chart, Line, Panel, Words, numbers
from actlab.report.document.curves import SPLITS, band, curve, metric_values, steps, steps_axis, trained
from actlab.report.document.multiples import MANY
from actlab.report.document.palette import OTHER, Style, styles
from actlab.studies.study import Study
from actlab.training.probes import PROBES, Probe
from actlab.words import _, joined, plural

MOST_COLUMNS = 4  # of a deeper network, layers evenly spaced from the first to the last
_WIDTH = 1.6
_LABEL = 9.0  # points
_PER_ROW = 5  # names of the legend
_Seen: TypeAlias = Mapping[tuple[str, str], np.ndarray]  # by activation and probe: [seeds, points, hidden layers]
_COLOURED = 7  # of many activations, the best that have colours


def layer_values(study: Study, name: str, probe: str) -> np.ndarray:
    """Return what a probe saw, [seeds, points, hidden layers], in networks that finished; NaN where it saw nothing."""
    found = [trial.curve for trial in study.of(name) if trial.test]
    if not found:
        return np.empty((0, 0, 0))
    layers = max(len((point.probes or {}).get(probe, ())) for one in found for point in one)
    nothing = (np.nan,) * layers
    return np.array([[(point.probes or {}).get(probe, nothing) for point in one] for one in found])


def probes(study: Study, activations: Sequence[str] | None = None) -> Chart:
    """Return the metric above and each probe below it, mean and band of one SD over the seeds.

    Of many activations the best and the control have colours, and the others are grey.

    Raises InvalidInput when the study has no probes.
    """
    if not study.plan.training.probes:
        raise InvalidInput(_("this study has no probes."), "probes", "all")
    rows, look = [PROBES[name] for name in study.plan.training.probes], _styles(study, activations or study.plan.names)
    seen = {(name, probe.name): layer_values(study, name, probe.name) for probe in rows for name in study.plan.names}
    layers = _layers(seen)
    grid = [tuple(_metric(study, look, layer, place == 0) for place, layer in enumerate(layers))]
    grid += [
        tuple(_probe(study, look, seen, probe, layer, place == 0) for place, layer in enumerate(layers))
        for probe in rows
    ]
    label = steps_axis(study).label
    grid[-1] = tuple(replace(panel, x=replace(panel.x, label=label)) for panel in grid[-1])
    seeds = plural("one seed", "lines: means of {n} seeds; bands: ±1 SD", len(study.pairs))
    if others := [name for name, style in look.items() if style == OTHER]:
        seeds = joined([seeds, _("grey: the other {n}").format(n=len(others))], "; ")
    return Chart(
        title=joined([_("Why: below the curve, what happened inside"), trained(study), seeds], "\n"),
        panels=tuple(grid),
        size=(1.5 + 4.2 * len(layers), 2.6 + 1.75 * len(rows)),
        heights=(1.4, *[1.0] * len(rows)),
        share_x=True,
        share_y=True,
        legend=_PER_ROW,
    )


def _layers(seen: _Seen) -> list[int]:
    """Return the hidden layers to draw; the first one where no network finished."""
    count = max(1, *(values.shape[2] for values in seen.values()))
    return sorted({round(place) for place in np.linspace(0, count - 1, min(count, MOST_COLUMNS))})


def _styles(study: Study, names: Sequence[str]) -> dict[str, Style]:
    """Return the style of each line, the grey ones first, so that they lie below the others."""
    if len(names) <= MANY:
        return {name: style for name, style in styles(study.plan.names).items() if name in names}
    ranked = [name for name in study.best(len(study.plan.names)) if name in names]
    shown = {study.plan.judgement.control, *ranked[:_COLOURED]} & set(names)
    return {name: OTHER for name in names if name not in shown} | styles(sorted(shown))


def _metric(study: Study, look: Mapping[str, Style], layer: int, first: bool) -> Panel:
    lines = [_line(study, name, metric_values(study, name), style) for name, style in look.items()]
    text = _("{split} {metric}").format(split=SPLITS[study.plan.training.curves_read], metric=study.metric.title)
    label = joined([text, "(%)"]) if study.metric.percent else text
    title = _("hidden layer {n}").format(n=layer + 1)
    return _panel(study, lines, Axis(label if first else "", size=_LABEL), title)


def _probe(study: Study, look: Mapping[str, Style], all_seen: _Seen, probe: Probe, layer: int, first: bool) -> Panel:
    """Return one layer's panel; a share is read in percent, from 0, and not enlarged beyond 1 %."""
    lines = []
    for name, style in look.items():
        values = all_seen[name, probe.name]
        if values.size:
            seen = (100 if probe.share else 1) * values[:, :, layer]
            lines.append(_line(study, name, seen, style, positive=probe.logarithmic))
    label = joined([probe.title, "(%)"], "\n") if probe.share else probe.title
    axis = Axis(label if first else "", "log" if probe.logarithmic else "linear", folds=True, size=_LABEL)
    return _panel(study, lines, replace(axis, low=0.0, reach=1.0) if probe.share else axis)


def _line(study: Study, name: str, values: np.ndarray, style: Style, *, positive: bool = False) -> Line | None:
    """Return an activation's line with its band, a grey one without; None where no network finished."""
    if not len(values):
        return None
    if style == OTHER:
        mean = band(values, positive=positive).mean
        return Line(numbers(steps(study, name)), numbers(mean), "", style.colour, style.dash, 0.8, arm=name)
    return replace(curve(steps(study, name), band(values, positive=positive), name, style, _WIDTH), arm=name)


def _panel(study: Study, lines: list[Line | None], y: Axis, title: Words = "") -> Panel:
    return Panel(apart([line for line in lines if line]), replace(steps_axis(study), label=""), y, title)
