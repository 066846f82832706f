"""Figures of the tuning: how much the learning rate matters to each activation, and what a given effort brings."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actlab.report.document.palette import styles
from actlab.statistics.expected_best import expected_best
from actlab.studies.study import Study
from actlab.studies.tuning import Tuning
from actlab.words import _

SIZE = (8.0, 5.0)  # inches


def sensitivity(study: Study) -> Figure:
    """Draw the validation metric against the learning rate: mean and range over the tuning seeds.

    A rate at which any network diverged has a cross at the foot and no point; the ring marks the rate chosen.
    """
    tuning, factor = _tuning(study), 100 if study.task.percent else 1
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.add_subplot()
    look = styles(study.plan.activations)
    for place, name in enumerate(study.plan.activations):
        style = look[name]
        found = [(rate, factor * np.array(scores)) for rate, scores in _complete(tuning, name)]
        rates, means = [rate for rate, _scores in found], [scores.mean() for _rate, scores in found]
        axes.plot(rates, means, color=style.colour, linestyle=style.dash, marker=".", label=name)
        low, high = [scores.min() for _rate, scores in found], [scores.max() for _rate, scores in found]
        axes.fill_between(rates, low, high, color=style.colour, alpha=0.2, linewidth=0)
        chosen = [(rate, mean) for rate, mean in zip(rates, means, strict=True) if rate == tuning.best(name)]
        axes.plot(*(zip(*chosen, strict=True) if chosen else ((), ())), "o", ms=10, mfc="none", color=style.colour)
        broken = [rate for rate in tuning.grid if None in tuning.scores(name, rate)]
        foot = 0.02 + 0.03 * place
        axes.plot(broken, [foot] * len(broken), "x", color=style.colour, transform=axes.get_xaxis_transform())
    axes.set_xscale("log")
    axes.set_xlabel(_("learning rate"))
    axes.set_ylabel(_metric(study))
    seeds = study.plan.tuning_seeds
    text = _("line: mean of {n} tuning seeds; band: their range; ring: chosen; cross: a network diverged")
    _dress(axes, _("How much the learning rate matters"), study, text.format(n=seeds))
    return figure


def expected(study: Study) -> Figure:
    """Draw the expected best validation metric of n rates taken at random from the grid (U-statistic)."""
    tuning, factor = _tuning(study), 100 if study.task.percent else 1
    figure = Figure(figsize=SIZE, layout="constrained")
    axes = figure.add_subplot()
    look = styles(study.plan.activations)
    for name in study.plan.activations:
        trials = [factor * value for value in tuning.trials(name)]
        budget = range(1, len(trials) + 1)
        best = [expected_best(trials, n, higher_is_better=study.task.higher_is_better) for n in budget]
        axes.plot(budget, best, color=look[name].colour, linestyle=look[name].dash, marker=".", label=name)
    axes.set_xlabel(_("learning rates tried, taken at random from the grid of {n}").format(n=len(tuning.grid)))
    axes.set_ylabel(_("expected best {metric}").format(metric=_metric(study)))
    text = _("a rate at which a network diverged counts as the worst mean seen")
    _dress(axes, _("Expected validation performance"), study, text)
    return figure


def _tuning(study: Study) -> Tuning:
    assert study.tuning is not None
    return study.tuning


def _complete(tuning: Tuning, name: str) -> list[tuple[float, list[float]]]:
    """Return the rates at which every network finished, with their scores."""
    found = [(rate, tuning.scores(name, rate)) for rate in tuning.grid]
    return [
        (rate, [one for one in scores if one is not None]) for rate, scores in found if scores and None not in scores
    ]


def _metric(study: Study) -> str:
    return _("validation {metric}").format(metric=_(study.task.metric_name)) + (" (%)" if study.task.percent else "")


def _setting(study: Study) -> str:
    plan = study.plan
    text = _("{data}, {network}, {optimizer}, {initialisation} initialisation")
    return text.format(
        data=plan.data, network=plan.network, optimizer=plan.optimizer, initialisation=plan.initialisation
    )


def _dress(axes: Axes, title: str, study: Study, legend: str) -> None:
    axes.set_title(f"{title}\n{_setting(study)}\n{legend}", fontsize=10)
    axes.grid(alpha=0.3, linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=True, framealpha=0.9)
