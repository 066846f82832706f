"""How much the learning rate matters to each activation, and what a given effort at tuning brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actlab.errors import InvalidInput
from actlab.report.document.apart import apart
from actlab.report.document.charts import Axis, Chart, Line, Mark, Panel, Points, Words, numbers, single
from actlab.report.document.curves import behind, setting
from actlab.report.document.multiples import MANY, Multiple, multiples
from actlab.report.document.palette import Style, styles
from actlab.statistics.expected_best import expected_best
from actlab.studies.plan import TUNE
from actlab.studies.study import Study
from actlab.studies.tuning import Tuning
from actlab.words import _, joined, plural

_RING, _DOT = 10.0, 5.0  # points


def sensitivity(study: Study, activations: Sequence[str] | None = None) -> Chart:
    """Return the validation metric against the learning rate: the grid by its seeds, around the best by others.

    A rate at which any network failed has a cross at the foot; in mean and range it counts at the level of chance, or
    as the worst that was seen where that is not known. The ring marks the rate that is used.

    Raises InvalidInput when no learning rates were tuned.
    """
    tuning, look = _tuning(study), styles(study.plan.names)
    names = [name for name in study.plan.names if activations is None or name in activations]
    many = len(names) > MANY
    marks = {name: _rates(study, tuning, name, look[name], 0 if many else place) for place, name in enumerate(names)}
    legend = _legend(study, tuning)
    first, x, y = _("How much the learning rate matters"), Axis(_("learning rate"), "log"), Axis(_metric(study))
    if many:
        title = _title(study, first, joined([legend, behind(study)], "; "))
        control = _grid(study, tuning, study.plan.judgement.control)
        return multiples(title, [Multiple(name, tuple(found)) for name, found in marks.items()], x, y, control)
    panel = Panel(_apart([mark for found in marks.values() for mark in found]), x, y, legend="best")
    return single(_title(study, first, legend), panel)


def expected(study: Study, activations: Sequence[str] | None = None) -> Chart:
    """Return the expected best validation metric of n rates taken at random from the grid (U-statistic).

    Raises InvalidInput when no learning rates were tuned.
    """
    tuning, look = _tuning(study), styles(study.plan.names)
    names = [name for name in study.plan.names if activations is None or name in activations]
    lines = [_expected(study, tuning, name, look[name]) for name in names]
    x = Axis(_("learning rates tried, taken at random from the grid of {n}").format(n=len(tuning.grid)), whole=True)
    y = Axis(_("expected best {metric}").format(metric=_metric(study)))
    legend = _counted(tuning)
    first = _("Expected validation performance")
    if len(lines) <= MANY:
        return single(_title(study, first, legend), Panel(apart(lines), x, y, legend="best"))
    name = study.plan.judgement.control
    parts = [Multiple(line.label, (line,)) for line in lines]
    title = _title(study, first, joined([legend, behind(study)], "; "))
    return multiples(title, parts, x, y, _expected(study, tuning, name, look[name]))


def _rates(study: Study, tuning: Tuning, name: str, style: Style, place: int) -> list[Mark]:
    factor = 100 if study.metric.percent else 1
    grid, near = tuning.scanned(name), tuning.refined(name)
    marks: list[Mark] = [replace(_grid(study, tuning, name), colour=style.colour, dash=style.dash)]
    for rate, one in near.items():
        ends = numbers((factor * min(one.scores), factor * max(one.scores)))
        marks.append(Line((rate, rate), ends, "", style.colour, arm=name))
        marks.append(Points((rate,), (factor * one.mean,), colour=style.colour, size=_DOT, arm=name))
    if (best := tuning.best(name)) in (decided := tuning.deciding(name)):
        mean = factor * decided[best].mean
        marks.append(Points((best,), (mean,), colour=style.colour, size=_RING, hollow=True, arm=name))
    if broken := numbers(sorted({rate for found in (grid, near) for rate, one in found.items() if one.failed})):
        foot = 0.02 + 0.03 * place
        cross = Points(broken, (foot,) * len(broken), colour=style.colour, marker="x", foot=True, arm=name)
        marks.append(cross)
    return marks


def _grid(study: Study, tuning: Tuning, name: str) -> Line:
    """Return the line of the grid's rates."""
    factor, grid = 100 if study.metric.percent else 1, tuning.scanned(name)
    return Line(numbers(grid), numbers(factor * one.mean for one in grid.values()), name, marker=".", arm=name)


def _apart(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return marks in which lines of the grid do not hide each other."""
    seen = iter(apart([mark for mark in marks if isinstance(mark, Line) and mark.label]))
    return tuple(next(seen) if isinstance(mark, Line) and mark.label else mark for mark in marks)


def _expected(study: Study, tuning: Tuning, name: str, style: Style) -> Line:
    factor = 100 if study.metric.percent else 1
    means, better = [factor * value for value in tuning.means(name)], study.metric.higher_is_better
    budget = range(1, len(means) + 1)
    best = [expected_best(means, n, higher_is_better=better) for n in budget]
    return Line(numbers(budget), numbers(best), name, style.colour, style.dash, marker=".", arm=name)


def _tuning(study: Study) -> Tuning:
    if study.tuning is None:
        raise InvalidInput(_("this study has one learning rate for all: none was tuned."), "lr", TUNE)
    return study.tuning


def _legend(study: Study, tuning: Tuning) -> Words:
    """Return what line, bars, ring and cross mean."""
    choice = study.plan.tuning
    parts = [_("line: grid, {n}").format(n=_seeds(choice.scan_seeds))]
    if choice.refine_seeds:
        parts.append(_("bars: range of {more} around the best").format(more=_seeds(choice.refine_seeds)))
    cross = _("cross: a network failed, counted as chance")
    if tuning.chance is None:
        cross = _("cross: a network failed, counted as the worst value seen")
    return joined([*parts, _("ring: chosen"), cross], "; ")


def _counted(tuning: Tuning) -> Words:
    """Return what a network that failed counts as."""
    if tuning.chance is None:
        return _("a network that failed counts as the worst value seen")
    return _("a network that failed counts as chance")


def _seeds(n: int) -> Words:
    return plural("{n} seed", "{n} seeds", n)


def _metric(study: Study) -> Words:
    text = _("validation {metric}").format(metric=study.metric.title)
    return joined([text, "(%)"]) if study.metric.percent else text


def _title(study: Study, first: Words, legend: Words) -> Words:
    return joined([first, setting(study, study.plan.training.optimizer), legend], "\n")
