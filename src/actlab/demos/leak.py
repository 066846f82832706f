"""Accuracy against the slope of leaky ReLU, in pairs of the same seed."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
from matplotlib.figure import Figure

from actlab.demos.outcome import Outcome
from actlab.functions.find import find as activation
from actlab.report.palette import styles
from actlab.report.sentences import SEEDS, sentence
from actlab.report.text import reading, unit_of
from actlab.report.verdicts import word
from actlab.statistics.verdict import Comparison
from actlab.studies.compare import compare
from actlab.studies.study import Study
from actlab.words import _

SLOPES = (0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5)
QUICK_SLOPES = (0.0, 0.01, 0.2)
SMALL, LARGE = 0.01, 0.2  # what Maas et al. (2013) and Xu et al. (2015) propose


def run(*, quick: bool) -> Outcome:
    """Train leaky ReLU at several slopes and judge each against 0.01."""
    slopes = QUICK_SLOPES if quick else SLOPES
    names = {_name(slope): slope for slope in slopes}
    changes = {"data": "digits", "steps": 400, "seeds": 8} if quick else {"data": "mnist", "steps": 1500, "seeds": 8}
    study = compare(
        list(names),
        network="mlp(128,128)",
        control=_name(SMALL),
        progress=False,
        **changes,  # type: ignore[arg-type]
    )
    verdicts = {names[one.arm]: one for one in study.verdicts}
    setting = _("{data}, mlp(128,128), {steps} steps, {seeds} pairs").format(**changes)
    sentences = [sentence(one, unit_of(study), SEEDS) for one in verdicts.values()]
    return Outcome(
        _("A large leak, such as 0.2, can give better results than 0.01 (Xu et al. 2015)."),
        [setting, *sentences, reading(study)],
        {"against": SMALL, "verdicts": {str(slope): asdict(one) for slope, one in verdicts.items()}},
        _draw(study, names, verdicts[LARGE]),
    )


def _name(slope: float) -> str:
    return str(activation("leaky_relu", alpha=slope))


def _draw(study: Study, names: dict[str, float], large: Comparison) -> Figure:
    # a diverged network has no place: the line of its seed has a gap
    values = np.array([[100 * r.test.metric if r.test else np.nan for r in study.of(name)] for name in names])
    figure = Figure(figsize=(7.0, 4.4), layout="constrained")
    axes = figure.add_subplot()
    axes.plot(list(names.values()), values, color="#999999", linewidth=0.7, alpha=0.6)
    colour = styles(["leaky_relu"])["leaky_relu"].colour
    means = [100 * arm.test.mean if arm.test else np.nan for arm in study.arms]
    axes.plot(list(names.values()), means, "o-", color=colour, linewidth=2, label=_("mean"))
    axes.set_xlabel(_("slope of the negative side"))
    axes.set_ylabel(_("test accuracy (%)"))
    text = _("{large:g} against {small:g}: {verdict}, 95 % {interval} points; thin lines: seeds")
    interval = unit_of(study).interval(large.interval)
    title = text.format(large=LARGE, small=SMALL, verdict=word(large.verdict), interval=interval)
    axes.set_title(title, fontsize=10)
    axes.grid(alpha=0.3)
    axes.legend()
    return figure
