"""Figures of a study, by matplotlib: accuracy against steps, mean and band."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actlab.report.document.palette import styles
from actlab.report.render.matplotlib import save as save
from actlab.studies.study import Study
from actlab.words import _, plural

SIZE = (8.0, 5.0)  # inches
ZOOM_FROM = 0.25  # the zoom's vertical range comes from the curves after this share of the steps
SPLITS = {"test": _("test"), "validation": _("validation")}


def curves(study: Study, activations: Sequence[str] | None = None, *, zoom: bool = False) -> Figure:
    """Draw each activation's mean test metric while training, with a band of one SD over its seeds.

    Only networks that finished enter the mean; how many diverged stands in the legend.
    """
    names = list(activations or study.plan.activations)
    look = styles(study.plan.activations)
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.add_subplot()
    lows, highs = [], []
    for name in _best_first(study, names):
        steps, values = _values(study, name)
        if not len(values):
            continue
        mean, sd = values.mean(axis=0), _sd(values)
        style = look[name]
        axes.plot(steps, mean, color=style.colour, linestyle=style.dash, linewidth=1.8, label=_label(study, name))
        axes.fill_between(steps, mean - sd, mean + sd, color=style.colour, alpha=0.2, linewidth=0)
        late = steps >= ZOOM_FROM * study.plan.steps
        lows.append((mean - sd)[late].min())
        highs.append((mean + sd)[late].max())
    _dress(study, axes, zoom=zoom)
    if zoom and lows:
        margin = 0.05 * (max(highs) - min(lows)) or 1.0
        axes.set_ylim(min(lows) - margin, max(highs) + margin)
    return figure


def setting(study: Study) -> str:
    """Return the line of a title that says what was trained, and how."""
    plan = study.plan
    rate = _("lr tuned") if plan.tuned else f"lr {plan.lr:g}"
    text = _("{data}, {network}, {optimizer}, {initialisation} initialisation")
    return text.format(**{**plan.model_dump(), "optimizer": f"{plan.optimizer} {rate}"})


def band(values: np.ndarray, *, positive: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return mean, mean - SD and mean + SD over the seeds of values [seeds, points].

    On an axis of powers of ten (``positive``) all three are taken of the logarithms.
    """
    if positive:
        mean, low, high = band(np.log10(np.maximum(values, np.finfo(np.float64).tiny)))
        return 10**mean, 10**low, 10**high
    mean, sd = values.mean(axis=0), _sd(values)
    return mean, mean - sd, mean + sd


def _values(study: Study, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return steps [points] and the metric [seeds, points] of the networks that finished."""
    factor = 100 if study.task.percent else 1
    curves = [result.curve for result in study.of(name) if result.test]
    steps = np.array([point.step for point in curves[0]] if curves else [])
    return steps, factor * np.array([[point.score.metric for point in curve] for curve in curves])


def _sd(values: np.ndarray) -> np.ndarray:
    return values.std(axis=0, ddof=1) if len(values) > 1 else np.zeros(values.shape[1])


def _best_first(study: Study, names: Sequence[str]) -> list[str]:
    ranked = [name for name in study.best(len(study.plan.activations)) if name in names]
    return ranked + [name for name in names if name not in ranked]


def _label(study: Study, name: str) -> str:
    diverged = sum(result.test is None for result in study.of(name))
    if not diverged:
        return name
    return _("{name} ({n} of {all} diverged)").format(name=name, n=diverged, all=len(study.pairs))


def _dress(study: Study, axes: Axes, *, zoom: bool) -> None:
    plan = study.plan
    examples = min(plan.curve_examples, study.description["data_set"]["examples"][plan.curves_read])
    unit = " (%)" if study.task.percent else ""
    axes.set_xlabel(_("training steps (batches of {n})").format(n=plan.batch))
    axes.set_ylabel(
        _("{metric} on the first {n} {split} examples{unit}").format(
            metric=_(study.task.metric_name), n=examples, split=_(SPLITS[plan.curves_read]), unit=unit
        )
    )
    seeds = plural("one seed", "line: mean of {n} seeds; band: ±1 SD", len(study.pairs))
    title = (
        _("The best {n}, enlarged").format(n=len(axes.lines))
        if zoom
        else _("Identical networks but for the activation")
    )
    axes.set_title(f"{title}\n{setting(study)}\n{seeds}", fontsize=10)
    axes.set_xlim(0, plan.steps)
    axes.grid(alpha=0.3, linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="lower right", frameon=True, framealpha=0.9)
