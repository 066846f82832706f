"""The metric while training: each activation's mean over its seeds, with a band of one SD."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from actlab.report.document import program
from actlab.report.document.answers import network_words
from actlab.report.document.apart import apart
from actlab.report.document.charts import Axis, Chart, Line, Panel, Words, numbers, single
from actlab.report.document.multiples import MANY, Multiple, multiples
from actlab.report.document.palette import Style, styles
from actlab.report.document.statuses import label
from actlab.studies.study import Study
from actlab.words import Text, _, joined, plural

ZOOM_FROM = 0.25  # the zoom's vertical range comes from the curves after this share of the steps
_ROOM = 0.05  # above and below, as a share of that range
SPLITS: Mapping[str, Words] = {"test": _("test"), "validation": _("validation")}


class Band(NamedTuple):
    """A mean and what lies one SD below and above it, each [points]."""

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray


def curves(study: Study, activations: Sequence[str] | None = None, *, zoom: bool = False) -> Chart:
    """Return each activation's mean metric while training, with a band of one SD over its seeds.

    Only networks that finished enter the mean; how many did not stands in the legend.
    """
    names = _best_first(study, activations or study.plan.names)
    labels = {arm.activation: label(arm, len(study.pairs)) for arm in study.arms}
    look, lines = styles(study.plan.names), []
    for name in names:
        values = metric_values(study, name)
        if len(values):
            line = curve(steps(study, name), band(values), labels[name], look[name])
            lines.append(replace(line, arm=name, singles=tuple(map(numbers, values))))
    x = steps_axis(study)
    low, high = _zoomed(lines) if zoom and lines else (None, None)
    y = Axis(_metric_label(study), low=low, high=high)
    first = _("The best {n}, enlarged").format(n=len(lines)) if zoom else _same(study)
    seeds = plural("one seed", "line: mean of {n} seeds; band: ±1 SD", len(study.pairs))
    if len(lines) <= MANY:
        return single(joined([first, trained(study), seeds], "\n"), Panel(apart(lines), x, y, legend="lower right"))
    title = joined([first, trained(study), joined([seeds, behind(study)], "; ")], "\n")
    return multiples(title, [Multiple(line.label, (line,)) for line in lines], x, y, _control(study))


def behind(study: Study) -> Words:
    """Return what stands in grey in every panel of small multiples."""
    return _("grey: {control}").format(control=study.plan.judgement.control)


def _control(study: Study) -> Line | None:
    name = study.plan.judgement.control
    values = metric_values(study, name)
    return curve(steps(study, name), band(values), name, styles([name])[name]) if len(values) else None


def trained(study: Study) -> Words:
    """Return the line of a title that says what was trained, and how."""
    plan = study.plan
    if plan.own:
        return program.trained(plan, plan.own)
    rate = _("lr tuned") if plan.tuned else _("lr {rate:g}").format(rate=plan.training.lr)
    return setting(study, joined([plan.training.optimizer, rate]))


def setting(study: Study, optimizer: Words) -> Words:
    """Return data, network, optimiser and initialisation in one line, or what program of the user's own it was."""
    if study.plan.own:
        return program.called(study.plan.own)
    text = _("{data}, {network}, {optimizer}, {initialisation} initialisation")
    plan = study.plan
    network, initialisation = network_words(plan), plan.network.initialisation
    return text.format(data=plan.data.name, network=network, optimizer=optimizer, initialisation=initialisation)


def steps_axis(study: Study) -> Axis:
    """Return the axis of training steps."""
    if study.plan.own:
        return program.steps_axis(study)
    label = _("training steps (batches of {n})").format(n=study.plan.training.batch)
    return Axis(label, low=0.0, high=float(study.plan.training.steps))


def steps(study: Study, name: str) -> np.ndarray:
    """Return the steps [points] that all curves of an activation have; empty where none of its networks finished."""
    found = [[point.step for point in trial.curve] for trial in study.of(name) if trial.test]
    if all(one == found[0] for one in found):
        return np.array(found[0] if found else [])
    return np.array(sorted(set(found[0]).intersection(*found)))  # a program may tell what it likes


def metric_values(study: Study, name: str) -> np.ndarray:
    """Return the metric [seeds, points] of the networks that finished, in percent where it is read so."""
    metric = study.metric
    found, shared = [trial.curve for trial in study.of(name) if trial.test], set(steps(study, name).tolist())
    values = [[point.scores[metric.name] for point in one if point.step in shared] for one in found]
    known = (100 if metric.percent else 1) * np.array(values if shared else [])
    return np.where(np.isfinite(known), known, np.nan)  # a gap


def band(values: np.ndarray, *, positive: bool = False) -> Band:
    """Return mean, mean - SD and mean + SD over the seeds of values [seeds, points].

    On an axis of powers of ten (``positive``) all three are taken of the logarithms.
    """
    if positive:
        found = band(np.log10(np.maximum(values, np.finfo(np.float64).tiny)))
        return Band(10**found.mean, 10**found.low, 10**found.high)
    mean = values.mean(axis=0)
    sd = values.std(axis=0, ddof=1) if len(values) > 1 else np.zeros(values.shape[1])
    return Band(mean, mean - sd, mean + sd)


def curve(x: np.ndarray, shown: Band, label: Words, style: Style, width: float = 1.8) -> Line:
    """Return a line with its band."""
    return Line(
        numbers(x),
        numbers(shown.mean),
        label,
        style.colour,
        style.dash,
        width,
        low=numbers(shown.low),
        high=numbers(shown.high),
    )


def _best_first(study: Study, names: Sequence[str]) -> list[str]:
    ranked = [name for name in study.best(len(study.plan.names)) if name in names]
    return ranked + [name for name in names if name not in ranked]


def _same(study: Study) -> Text:
    """Return what all networks have in common; of a program nobody knows more than that it was run."""
    if study.plan.own and not study.plan.own.paired:
        return _("The same training but for the activation")
    return _("Identical networks but for the activation")


def _zoomed(lines: Sequence[Line]) -> tuple[float | None, float | None]:
    """Return the ends of the axis on which the late parts of the bands have room; None where they have gaps alone."""
    last = max(line.x[-1] for line in lines)
    late = [
        end
        for line in lines
        for x, *ends in zip(line.x, line.low, line.high, strict=True)
        for end in ends
        if x >= ZOOM_FROM * last and math.isfinite(end)
    ]
    if not late:
        return None, None
    room = _ROOM * (max(late) - min(late)) or 1.0
    return min(late) - room, max(late) + room


def _metric_label(study: Study) -> Words:
    training, data = study.plan.training, study.provenance.data_set
    if data is None:
        return program.metric_label(study)
    examples = min(training.curve_examples, data.examples[training.curves_read])
    text = _("{metric} on the first {n} {split} examples{unit}")
    unit = " (%)" if study.metric.percent else ""
    return text.format(metric=study.metric.title, n=examples, split=SPLITS[training.curves_read], unit=unit)
