"""What the protocol fair adds for readers: how it was done, and the two answers side by side."""

from __future__ import annotations

from rich import box
from rich.table import Table

from actlab.report.verdicts import Unit, word
from actlab.statistics.verdict import UNDECIDED, Comparison
from actlab.studies.study import Study
from actlab.words import _


def setting(study: Study) -> str:
    """Return seeds, what they resample, the grid and what was chosen: the part of the protocol that readers need."""
    plan = study.plan
    seeds = plan.evaluation_seeds
    resampled = _(" and ").join(_(what) for what in plan.seed_resamples)
    parts = [
        _("Protocol {name}, plan {digest}.").format(name=plan.protocol, digest=plan.digest[:12]),
        _("A seed fixes {what}, the same for every activation; compared are the seeds {first} to {last}.").format(
            what=resampled, first=seeds[0], last=seeds[-1]
        ),
    ]
    if study.tuning and study.tuning.results:
        text = _(
            "Learning rates: {n} from {low:g} to {high:g}, the same for all, chosen by validation over the seeds 0 to "
            "{seeds} that are not used again; test data were read once, at the end."
        )
        grid = study.tuning.grid
        parts.append(text.format(n=len(grid), low=grid[0], high=grid[-1], seeds=plan.tuning_seeds - 1))
        if study.tuning.on_edge:
            edge = _("The best rate of {names} still lies at an end of the grid, after {n} extensions.")
            parts.append(edge.format(names=", ".join(study.tuning.on_edge), n=study.tuning.extensions))
    return " ".join(parts)


def both(study: Study, unit: Unit) -> Table:
    """Return the two answers side by side: each activation with its own initialisation, and one for all."""
    second = _second(study)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column(_("activation"))
    for answer in (study, second):
        table.add_column(answer.plan.initialisation, justify="right")
        table.add_column(_("lr"), justify="right")
        table.add_column(_("verdict"))
    means = [{arm.activation: arm.test for arm in answer.arms} for answer in (study, second)]
    verdicts = [_by_arm(answer) for answer in (study, second)]
    for name in study.plan.activations:
        cells = [name]
        for answer, mean, found in zip((study, second), means, verdicts, strict=True):
            score = mean[name]
            cells += [
                unit.number(score.mean, sign=False) if score else "-",
                f"{answer.rates[name]:g}",
                word(found[name].verdict) if name in found else _("control"),
            ]
        table.add_row(*cells)
    return table


def agreement(study: Study) -> str:
    """Return whether the two answers agree, in a sentence."""
    second = _second(study)
    first, other = _by_arm(study), _by_arm(second)
    text = _("{arm} is {one} with its own ({own}), {two} with {same} for all")
    differ = [
        text.format(
            arm=arm,
            one=word(first[arm].verdict),
            own=study.plan.initialisation,
            two=word(other[arm].verdict),
            same=second.plan.initialisation,
        )
        for arm in first
        if first[arm].verdict != other[arm].verdict
    ]
    if all(one.verdict == UNDECIDED for one in first.values()) and not differ:
        return _("Both answers leave every comparison undecided, which does not make them equal.")
    if not differ:
        return _("The two answers agree in every verdict.")
    return _("The two answers disagree, so that the initialisation is part of the result: {cases}.").format(
        cases="; ".join(differ)
    )


def _by_arm(study: Study) -> dict[str, Comparison]:
    return {one.arm: one for one in study.verdicts}


def _second(study: Study) -> Study:
    assert study.same is not None
    return study.same
