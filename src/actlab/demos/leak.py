"""Accuracy against the slope of leaky ReLU, in pairs of the same seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from actlab.demos.outcome import Outcome, outcome
from actlab.functions.find import find
from actlab.report.document.charts import Axis, Chart, Line, Panel, numbers, single
from actlab.report.document.comparison import reading, sentences
from actlab.report.document.palette import styles
from actlab.report.document.unit import unit_of
from actlab.report.document.verdicts import word
from actlab.statistics.verdict import BETTER, EQUIVALENT, UNDECIDED, WORSE, Comparison
from actlab.studies.compare import compare
from actlab.studies.study import Study
from actlab.words import _

SLOPES = (0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5)
QUICK_SLOPES = (0.0, 0.01, 0.2)
SEEDS, QUICK_SEEDS = 16, 24  # 8 left it open: with their spread about 17 find a difference of 1.3 points on the digits
SMALL, LARGE = 0.01, 0.2  # what Maas et al. (2013) and Xu et al. (2015) propose
_CLOSING = {
    BETTER: _("So the large leak is better here, as the tutorial says it can be."),
    WORSE: _("So the large leak is worse here: which one is better depends on data, network and training."),
    EQUIVALENT: _("So the two leaks are as good as each other here, within the margin."),
    UNDECIDED: _(
        "So these networks do not decide which leak is better; more seeds would, or more data and steps, which the "
        "quick version saves."
    ),
}


@dataclass(frozen=True)
class Leak:
    """The slope that the others are compared with, and the comparison of each of them, by its slope."""

    against: float
    verdicts: Mapping[str, Comparison]


def run(*, quick: bool) -> Outcome[Leak]:
    """Train leaky ReLU at several slopes and judge each against 0.01."""
    slopes = QUICK_SLOPES if quick else SLOPES
    names = {_name(slope): slope for slope in slopes}
    data, steps, seeds = ("digits", 400, QUICK_SEEDS) if quick else ("mnist", 1500, SEEDS)
    study = compare(
        list(names),
        choices={
            "network": "mlp(128,128)",
            "control": _name(SMALL),
            "data": data,
            "steps": steps,
            "seeds": seeds,
        },
    )
    verdicts = {names[one.arm]: one for one in study.verdicts}
    setting = _("{data}, mlp(128,128), {steps} steps, {seeds} pairs").format(data=data, steps=steps, seeds=seeds)
    return outcome(
        "leak",
        _("A large leak, such as 0.2, can give better results than 0.01 (Xu et al. 2015)."),
        [setting, *sentences(study), _CLOSING[verdicts[LARGE].verdict], reading(study)],
        _chart(study, names, verdicts[LARGE]),
        Leak(SMALL, {str(slope): one for slope, one in verdicts.items()}),
    )


def _name(slope: float) -> str:
    return str(find("leaky_relu", alpha=slope))


def _chart(study: Study, names: Mapping[str, float], large: Comparison) -> Chart:
    # a diverged network has no place: the line of its seed has a gap
    values = np.array([[100 * t.test["accuracy"] if t.test else np.nan for t in study.of(name)] for name in names])
    slopes = numbers(names.values())
    seeds = [Line(slopes, numbers(seed), colour="#999999", width=0.7, opacity=0.6) for seed in values.T]
    means = numbers(100 * arm.test.mean if arm.test else np.nan for arm in study.arms)
    colour = styles(["leaky_relu"])["leaky_relu"].colour
    text = _("{large:g} against {small:g}: {verdict}, 95 % interval {interval} points; thin lines: seeds")
    interval = unit_of(study.findings).interval(large.interval)
    panel = Panel(
        (*seeds, Line(slopes, means, _("mean"), colour, width=2, marker="o")),
        Axis(_("leak α")),
        Axis(_("test accuracy (%)")),
        legend="best",
        frame="box",
    )
    title = text.format(large=LARGE, small=SMALL, verdict=word(large.verdict), interval=interval)
    return single(title, panel, (7.0, 4.4))
