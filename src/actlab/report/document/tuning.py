"""How much the learning rate matters to each activation, and what a given effort at tuning brings."""

from __future__ import annotations

from actlab.report.document.charts import Axis, Chart, Line, Mark, Panel, Points, Words, numbers, single
from actlab.report.document.curves import setting
from actlab.report.document.palette import Style, styles
from actlab.statistics.expected_best import expected_best
from actlab.studies.study import Study
from actlab.studies.tuning import Tuning
from actlab.words import _, joined

_RING = 10.0  # points


def sensitivity(study: Study) -> Chart:
    """Return the validation metric against the learning rate: mean and range over the tuning seeds.

    A rate at which any network did not finish has a cross at the foot and no point; the ring marks the rate chosen.
    """
    tuning, look = _tuning(study), styles(study.plan.names)
    marks = [
        mark for place, name in enumerate(study.plan.names) for mark in _rates(study, tuning, name, look[name], place)
    ]
    text = _("line: mean of {n} tuning seeds; band: their range; ring: chosen; cross: a network did not finish")
    legend = text.format(n=study.plan.tuning.tuning_seeds)
    panel = Panel(tuple(marks), Axis(_("learning rate"), "log"), Axis(_metric(study)), legend="best")
    return single(_title(study, _("How much the learning rate matters"), legend), panel)


def expected(study: Study) -> Chart:
    """Return the expected best validation metric of n rates taken at random from the grid (U-statistic)."""
    tuning, look = _tuning(study), styles(study.plan.names)
    lines = tuple(_expected(study, tuning, name, look[name]) for name in study.plan.names)
    x = Axis(_("learning rates tried, taken at random from the grid of {n}").format(n=len(tuning.grid)), whole=True)
    y = Axis(_("expected best {metric}").format(metric=_metric(study)))
    legend = _("a rate at which a network did not finish counts as the worst mean seen")
    return single(_title(study, _("Expected validation performance"), legend), Panel(lines, x, y, legend="best"))


def _rates(study: Study, tuning: Tuning, name: str, style: Style, place: int) -> list[Mark]:
    factor = 100 if study.metric.percent else 1
    found = {rate: [factor * score for score in scores] for rate, scores in _complete(tuning, name).items()}
    means = {rate: sum(scores) / len(scores) for rate, scores in found.items()}
    line = Line(
        numbers(found),
        numbers(means.values()),
        name,
        style.colour,
        style.dash,
        marker=".",
        low=numbers(min(scores) for scores in found.values()),
        high=numbers(max(scores) for scores in found.values()),
    )
    marks: list[Mark] = [line]
    best = tuning.best(name)
    if best in means:
        marks.append(Points((best,), (means[best],), colour=style.colour, size=_RING, hollow=True))
    broken = numbers(rate for rate in tuning.grid if None in tuning.scores(name, rate))
    if broken:
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


def _complete(tuning: Tuning, name: str) -> dict[float, list[float]]:
    """Return the rates at which every network finished, with their scores."""
    found = {rate: tuning.scores(name, rate) for rate in tuning.grid}
    return {
        rate: [score for score in scores if score is not None]
        for rate, scores in found.items()
        if scores and None not in scores
    }


def _metric(study: Study) -> Words:
    text = _("validation {metric}").format(metric=study.metric.title)
    return joined([text, "(%)"]) if study.metric.percent else text


def _title(study: Study, first: Words, legend: Words) -> Words:
    return joined([first, setting(study, study.plan.training.optimizer), legend], "\n")
