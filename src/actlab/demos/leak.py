"""Accuracy against the slope of leaky ReLU, in pairs of the same seed."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from actlab.demos.outcome import Outcome
from actlab.functions.activation import activation
from actlab.language import _
from actlab.report.palette import styles
from actlab.statistics.paired import Estimate, paired_difference
from actlab.studies.compare import compare
from actlab.studies.study import Study

SLOPES = (0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5)
QUICK_SLOPES = (0.0, 0.01, 0.2, 0.5)
SMALL, LARGE = 0.01, 0.2  # what Maas et al. (2013) and Xu et al. (2015) propose


def run(*, quick: bool) -> Outcome:
    """Train leaky ReLU at slopes from 0 to 0.5 and judge each against 0.01."""
    slopes = QUICK_SLOPES if quick else SLOPES
    names = {slope: _name(slope) for slope in slopes}
    changes = {"data": "digits", "steps": 400, "seeds": 4} if quick else {"data": "mnist", "steps": 1500, "seeds": 8}
    study = compare(
        list(names.values()),
        network="mlp(128,128)",
        control=names[SMALL],
        progress=False,
        **changes,  # type: ignore[arg-type]
    )
    differences = {slope: _difference(study, names[slope], names[SMALL]) for slope in slopes if slope != SMALL}
    text = _("slope {slope:g} against {small:g}: {mean:+.2f} points [{low:+.2f}, {high:+.2f}]: {verdict}")
    findings = [
        text.format(slope=slope, small=SMALL, mean=d.mean, low=d.low, high=d.high, verdict=_(verdict(d)))
        for slope, d in differences.items()
    ]
    setting = _("{data}, mlp(128,128), {steps} steps, {seeds} pairs; 95 % t intervals, one by one")
    numbers = {
        str(slope): {"mean": d.mean, "low": d.low, "high": d.high, "n": d.n, "verdict": verdict(d)}
        for slope, d in differences.items()
    }
    return Outcome(
        _("A large leak, such as 0.2, can give better results than 0.01 (Xu et al. 2015)."),
        [setting.format(**changes), *findings],
        {"against": SMALL, "differences": numbers},
        _draw(study, names, differences[LARGE]),
    )


def verdict(difference: Estimate) -> str:
    """Return ``better``, ``worse`` or ``undecided``, by the side of zero on which the interval lies.

    >>> verdict(Estimate(8, 1.0, 1.0, 0.2, 1.8))
    'better'
    """
    if difference.low is not None and difference.low > 0:
        return "better"
    return "worse" if difference.high is not None and difference.high < 0 else "undecided"


def _name(slope: float) -> str:
    return str(activation("leaky_relu", alpha=slope))


def _points(study: Study, name: str) -> list[float]:
    """Return the test accuracies in percent, by seed; a diverged network counts as none right."""
    return [100 * result.test.metric if result.test else 0.0 for result in study.of(name)]


def _difference(study: Study, name: str, control: str) -> Estimate:
    return paired_difference(_points(study, name), _points(study, control))


def _draw(study: Study, names: dict[float, str], large: Estimate) -> Figure:
    values = np.array([_points(study, name) for name in names.values()])
    figure = Figure(figsize=(7.0, 4.4), layout="constrained")
    axes = figure.add_subplot()
    axes.plot(list(names), values, color="#999999", linewidth=0.7, alpha=0.6)
    colour = styles(["leaky_relu"])["leaky_relu"].colour
    axes.plot(list(names), values.mean(axis=1), "o-", color=colour, linewidth=2, label=_("mean"))
    axes.set_xlabel(_("slope of the negative side"))
    axes.set_ylabel(_("test accuracy (%)"))
    text = _("0.2 against 0.01: {mean:+.2f} points [{low:+.2f}, {high:+.2f}]; thin lines: seeds")
    axes.set_title(text.format(mean=large.mean, low=large.low, high=large.high), fontsize=10)
    axes.grid(alpha=0.3)
    axes.legend()
    return figure
