"""The first thing that is said: who is better, worse, equivalent, undecided, and what would settle the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actlab.findings.findings import SEEDS, Findings
from actlab.report.document.charts import Words
from actlab.report.document.sentences import kind, opposed
from actlab.report.document.unit import Unit, unit_of
from actlab.report.document.verdicts import p_equation
from actlab.statistics.verdict import IDENTICAL, TOO_FEW, Comparison
from actlab.studies.protocols import UNTIL_DECIDED
from actlab.words import Text, _, joined


def headline(found: Findings, *, study: bool = False) -> Words:
    """Return the verdicts in a few sentences, and nothing that is not one of them; empty without a comparison.

    With ``study`` it is known that seeds can be added until all is decided.
    """
    if not found.comparisons:
        return ""
    by_arm, heads, unit = found.by_arm, found.headline, unit_of(found)
    parts: list[Words] = []
    for arms, text in (
        (heads.better, _("Better than {control}: {arms}.")),
        (heads.worse, _("Worse than {control}: {arms}.")),
    ):
        if arms:
            gaps = joined([_gap(by_arm[arm], unit) for arm in arms], "; ")
            parts.append(text.format(control=found.control, arms=gaps))
    if not heads.better:
        parts.insert(0, _("Nothing is shown to be better than {control}.").format(control=found.control))
    if heads.equivalent:
        text = _("Equivalent to {control} within ±{margin}: {arms}.")
        margin = unit.size(found.margin or 0.0)
        parts.append(text.format(control=found.control, margin=margin, arms=joined(heads.equivalent, ", ")))
    absent = [arm for arm in heads.undecided if by_arm[arm].n and not by_arm[arm].finished]
    if open_ := [arm for arm in heads.undecided if arm not in absent]:
        text = _("Undecided against {control}: {arms}.")
        parts.append(text.format(control=found.control, arms=joined(open_, ", ")))
        parts += _settling(found, [by_arm[arm] for arm in open_], study)
    if absent:
        text = _("Undecided, without a pair in which both finished: {arms}.")
        parts.append(text.format(arms=joined(absent, ", ")))
    return joined(parts)


def _gap(one: Comparison, unit: Unit) -> Text:
    """Return an arm with how far it is from the control, and how sure that is."""
    p = p_equation(one.p_holm)
    if one.difference is None:
        return _("{arm} (one of the two never finished; {p})").format(arm=one.arm, p=p)
    if opposed(one, unit):
        return _("{arm} (because of networks that did not finish; {p})").format(arm=one.arm, p=p)
    size, ends = unit.size(one.difference), unit.interval(one.interval)
    return _("{arm} by {size} (95 % interval {interval}, {p})").format(arm=one.arm, size=size, interval=ends, p=p)


def _settling(found: Findings, undecided: Sequence[Comparison], study: bool) -> Iterable[Words]:
    """Return what would settle what is undecided."""
    unlike = [one for one in undecided if not _alike(one)]
    if not unlike:
        yield _("Where no pair differs, more {pairs} would not help.").format(pairs=kind(found.counted))
        return
    if needs := [need for one in unlike if (need := _needed(one))]:
        text = _("About so many {pairs} in all would be needed: {needs}.")
        yield text.format(pairs=kind(found.counted), needs=joined(needs, ", "))
    most = found.headline.to_decide
    if study and most is not None and found.counted == SEEDS:
        # of its own accord it ends at UNTIL_DECIDED seeds
        option = "--until-decided" if most <= UNTIL_DECIDED else f"--until-decided --seeds {most}"
        yield _("To add seeds until all is decided: {option}.").format(option=option)


def _needed(one: Comparison) -> Words:
    """Return an arm with the number of pairs that it needs in all; empty where that cannot be told."""
    few = one.smallest_n if TOO_FEW in one.notes else 0
    if one.seeds_needed or (few and not one.sd):
        most = one.seeds_needed or few
        return f"{one.arm} {most}" if most > one.n else ""
    return _("{arm} more than 10,000").format(arm=one.arm) if one.sd else ""


def _alike(one: Comparison) -> bool:
    """Return whether enough pairs were seen, and all of them tie."""
    return IDENTICAL in one.notes and TOO_FEW not in one.notes and one.finished == one.n
