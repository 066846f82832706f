"""The first thing that is said: who is better, worse, equivalent, undecided, and what would settle the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actlab.findings.findings import SEEDS, Findings
from actlab.report.document.charts import Words
from actlab.report.document.sentences import counted, kind, opposed
from actlab.report.document.unit import Unit, unit_of
from actlab.report.document.verdicts import p_equation
from actlab.statistics.inference import E_PROCESS
from actlab.statistics.verdict import IDENTICAL, TOO_FEW, Comparison
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
    if heads.undecided:
        text = _("Undecided against {control}: {arms}.")
        parts.append(text.format(control=found.control, arms=joined(heads.undecided, ", ")))
        parts += _settling(found, [by_arm[arm] for arm in heads.undecided], study)
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
    most, seen = max((_needed(one) for one in unlike), default=0), max(one.n for one in unlike)
    until = study and found.counted == SEEDS and all(one.test != E_PROCESS.name for one in unlike)
    if most > seen:
        fewest = any(one.seeds_needed is None and TOO_FEW in one.notes for one in unlike)
        text = _settles(fewest, until)
        yield text.format(count=counted(most, found.counted))
    elif all(one.seeds_needed is None and one.sd for one in unlike):
        yield _("Differences as small as these need more than 10,000 {pairs}.").format(pairs=kind(found.counted))
    elif until:
        yield _("Add seeds until every comparison is decided.")
    else:
        yield _("More {pairs} would be needed.").format(pairs=kind(found.counted))


def _settles(fewest: bool, until: bool) -> Text:
    if fewest and until:
        return _("At least {count} in all are needed, or seeds until every comparison is decided.")
    if fewest:
        return _("At least {count} in all are needed.")
    if until:
        return _("About {count} in all would be needed, or seeds until every comparison is decided.")
    return _("About {count} in all would be needed.")


def _needed(one: Comparison) -> int:
    return one.seeds_needed or (one.smallest_n if TOO_FEW in one.notes else 0)


def _alike(one: Comparison) -> bool:
    """Return whether enough pairs were seen, and all of them tie."""
    return IDENTICAL in one.notes and TOO_FEW not in one.notes and one.finished == one.n
