"""How much the learning rate matters to each activation, and what a given effort at tuning brings."""

from __future__ import annotations

from actlab.report.document.charts import Axis, Chart, Line, Mark, Panel, Points, Words, numbers, single
from actlab.report.document.curves import setting
from actlab.report.document.palette import Style, styles
from actlab.statistics.expected_best import expected_best
from actlab.studies.study import Study
from actlab.studies.tuning import Tuning
from actlab.words import _, joined, plural

_RING, _DOT = 10.0, 5.0  # points


def sensitivity(study: Study) -> Chart:
    """Return the validation metric against the learning rate: the grid by its seeds, around the best by others.

    A rate at which any network failed has a cross at the foot; in mean and range it counts at the level of chance. The
    ring marks the rate that is used.
    """
    tuning, look = _tuning(study), styles(study.plan.names)
    marks = [
        mark for place, name in enumerate(study.plan.names) for mark in _rates(study, tuning, name, look[name], place)
    ]
    text = _(
        "line: grid, {n}; bars: range of {more} around the best; ring: chosen; cross: a network failed, counted as "
        "chance"
    )
    choice = study.plan.tuning
    legend = text.format(n=_seeds(choice.scan_seeds), more=_seeds(choice.refine_seeds))
    panel = Panel(tuple(marks), Axis(_("learning rate"), "log"), Axis(_metric(study)), legend="best")
    return single(_title(study, _("How much the learning rate matters"), legend), panel)


def expected(study: Study) -> Chart:
    """Return the expected best validation metric of n rates taken at random from the grid (U-statistic)."""
    tuning, look = _tuning(study), styles(study.plan.names)
    lines = tuple(_expected(study, tuning, name, look[name]) for name in study.plan.names)
    x = Axis(_("learning rates tried, taken at random from the grid of {n}").format(n=len(tuning.grid)), whole=True)
    y = Axis(_("expected best {metric}").format(metric=_metric(study)))
    legend = _("a network that failed counts as chance")
    return single(_title(study, _("Expected validation performance"), legend), Panel(lines, x, y, legend="best"))


def _rates(study: Study, tuning: Tuning, name: str, style: Style, place: int) -> list[Mark]:
    factor = 100 if study.metric.percent else 1
    grid, near = tuning.scanned(name), tuning.refined(name)
    means = numbers(factor * one.mean for one in grid.values())
    marks: list[Mark] = [Line(numbers(grid), means, name, style.colour, style.dash, marker=".")]
    for rate, one in near.items():
        ends = numbers((factor * min(one.scores), factor * max(one.scores)))
        marks.append(Line((rate, rate), ends, "", style.colour))
        marks.append(Points((rate,), (factor * one.mean,), colour=style.colour, size=_DOT))
    if (best := tuning.best(name)) in near:
        mean = factor * near[best].mean
        marks.append(Points((best,), (mean,), colour=style.colour, size=_RING, hollow=True))
    if broken := numbers(sorted({rate for found in (grid, near) for rate, one in found.items() if one.failed})):
        foot = 0.02 + 0.03 * place
        marks.append(Points(broken, (foot,) * len(broken), colour=style.colour, marker="x", foot=True))
    return marks


def _expected(study: Study, tuning: Tuning, name: str, style: Style) -> Line:
    factor = 100 if study.metric.percent else 1
    means, better = [factor * value for value in tuning.means(name)], study.metric.higher_is_better
    budget = range(1, len(means) + 1)
    best = [expected_best(means, n, higher_is_better=better) for n in budget]
    return Line(numbers(budget), numbers(best), name, style.colour, style.dash, marker=".")


def _tuning(study: Study) -> Tuning:
    assert study.tuning is not None
    return study.tuning


def _seeds(n: int) -> Words:
    return plural("{n} seed", "{n} seeds", n)


def _metric(study: Study) -> Words:
    text = _("validation {metric}").format(metric=study.metric.title)
    return joined([text, "(%)"]) if study.metric.percent else text


def _title(study: Study, first: Words, legend: Words) -> Words:
    return joined([first, setting(study, study.plan.training.optimizer), legend], "\n")
