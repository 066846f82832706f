"""What the protocol fair adds for readers: how it was done, and the two answers side by side."""

from __future__ import annotations

from collections.abc import Mapping

from actlab.report.document import program
from actlab.report.document.charts import Words
from actlab.report.document.parts import Column, Table
from actlab.report.document.unit import Unit, unit_of
from actlab.report.document.verdicts import word
from actlab.studies.plan import Plan
from actlab.studies.protocols import CLASSROOM_STEPS, PROTOCOLS
from actlab.studies.study import Study
from actlab.studies.tuning import Tried, Tuning
from actlab.training.precision import SINGLE
from actlab.words import Text, _, decimal, joined, percent, plural


def setting(study: Study) -> Words:
    """Return seeds, what they resample, the grid and what was chosen: the part of the protocol that readers need."""
    plan, seeds = study.plan, study.plan.evaluation_seeds
    if plan.own:
        return program.setting(study, plan.own)
    named = _("Protocol {name}, plan {digest}.").format(name=plan.protocol, digest=plan.digest[:12])
    fixed = _("A seed fixes {what}, the same for every activation; compared are the seeds {first} to {last}.")
    if len(seeds) == 1:
        fixed = _("A seed fixes {what}, the same for every activation; seed {first} is the only one.")
    what = fixed_by_seed(plan)
    parts: list[Words] = [named, fixed.format(what=what, first=seeds[0], last=seeds[-1])]
    if study.tuning and study.tuning.trials:
        parts += _rates(study.tuning)
    if remark := _steps(plan):
        parts.append(remark)
    return joined(parts)


def _steps(plan: Plan) -> Words:
    """Return how the steps of the tutorial's experiment differ from those of its author's script, or do not."""
    many, steps = PROTOCOLS["tutorial"].plan.training.steps, plan.training.steps
    if (plan.protocol, steps) == ("tutorial", many):
        text = _("The author's script, as it is published, takes {few} steps, as the protocol aula does, not {many}.")
        return text.format(few=CLASSROOM_STEPS, many=many)
    if (plan.protocol, steps) == ("aula", CLASSROOM_STEPS):
        text = _("Training takes {few} steps, as in the author's published script; the protocol tutorial takes {many}.")
        return text.format(few=CLASSROOM_STEPS, many=many)
    return ""


def fixed_by_seed(plan: Plan) -> Text:
    """Return what a seed fixes, in words: initial weights and batch order."""
    *some, last = [_(one) for one in plan.seeds.resamples]  # a plan holds plain words
    return joined([joined(some, ", "), last], _(" and "))


def network_words(plan: Plan) -> Words:
    """Return the network's words, and the precision of its steps where that is not single."""
    if plan.training.precision == SINGLE:
        return plan.network.spec
    text = _("{network} in {precision} precision")
    return text.format(network=plan.network.spec, precision=plan.training.precision)


def _rates(tuning: Tuning) -> list[Words]:
    grid, choice = tuning.grid, tuning.choice
    text = _(
        "Learning rates, with equal effort for all: {n} from {low:g} to {high:g} by {scan}, then each activation's "
        "best and a quarter of a decade on either side by {refine}, chosen by the validation mean of these. The seeds "
        "0 to {last} are not used again; test data were read once, at the end."
    )
    fill: dict[str, object] = {"n": len(grid), "low": grid[0], "high": grid[-1], "last": choice.seeds[-1]}
    fill |= {"scan": _seeds(choice.scan_seeds), "refine": _others(choice.refine_seeds)}
    parts: list[Words] = [text.format(**fill)]
    if tuning.on_edge:
        edge = _("The best rate of {names} still lies at an end of the grid, after {n} extensions.")
        parts.append(edge.format(names=joined(tuning.on_edge, ", "), n=tuning.extensions))
    return parts


def chosen(study: Study, tuning: Tuning) -> Table:
    """Return what was chosen, and how clearly: each rate around the best of the grid with its validation mean.

    Behind the mean stands in how many of 100 resamples of the tuning seeds that rate would have been chosen.
    """
    columns = (
        Column(_("activation"), wrap="fold", least=10),
        *(Column(heading, align="right", wrap="never") for heading in (_("best of grid"), _("chosen"))),
        Column(_("validation mean at each rate (chosen in % of resamples)")),
    )
    rows = tuple(
        (name, decimal(f"{tuning.peak(name):g}"), rate(study, name), _near(study, tuning, name))
        for name in study.plan.names
    )
    return Table(columns, rows, _("How the learning rates were chosen"))


def _near(study: Study, tuning: Tuning, name: str) -> Words:
    unit, clear = unit_of(study.findings), tuning.clearness(name)
    return joined([_one(rate, one, clear, unit) for rate, one in tuning.deciding(name).items()], "; ")


def _one(rate: float, one: Tried, clear: Mapping[float, float], unit: Unit) -> Words:
    found = joined([decimal(f"{rate:g}"), unit.number(one.mean, sign=False)], ": ")
    parts: list[Words] = [
        joined([found, joined(["(", percent(f"{100 * clear[rate]:.0f}"), ")"], "")]) if rate in clear else found
    ]
    if one.failed:
        parts.append(plural("{n} of {all} failed", "{n} of {all} failed", one.failed, all=len(one.scores)))
    return joined(parts, ", ")


def _seeds(n: int) -> Text:
    return plural("{n} seed", "{n} seeds", n)


def _others(n: int) -> Text:
    return plural("{n} other seed", "{n} other seeds", n)


def both(study: Study, second: Study) -> Table:
    """Return the two answers side by side: each activation with its own initialisation, and one for all."""
    columns, unit = [Column(_("activation"), wrap="fold", least=10)], unit_of(study.findings)
    for answer in (study, second):
        initialisation = answer.plan.network.initialisation
        columns += [Column(name, align="right", wrap="never") for name in (initialisation, _("lr"))]
        columns.append(Column(_("verdict"), wrap="never"))
    sides = [_side(answer, unit) for answer in (study, second)]
    rows = tuple((name, *sides[0][name], *sides[1][name]) for name in study.plan.names)
    return Table(tuple(columns), rows)


def rate(study: Study, name: str) -> Words:
    """Return an activation's learning rate; a dash where none could be chosen."""
    used = study.tuning.chosen(name) if study.tuning else study.rates[name]
    return "-" if used is None else decimal(f"{used:g}")


def _side(answer: Study, unit: Unit) -> dict[str, tuple[Words, ...]]:
    """Return mean, learning rate and verdict of each activation."""
    verdicts = {one.arm: word(one.verdict) for one in answer.verdicts}
    return {
        arm.activation: (
            unit.number(arm.test.mean, sign=False),
            rate(answer, arm.activation),
            verdicts.get(arm.activation, _("control")),
        )
        for arm in answer.arms
    }
