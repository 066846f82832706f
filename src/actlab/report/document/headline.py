"""The first thing that is said: who is better, worse, equivalent, undecided, and what would settle the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actlab.findings.findings import SEEDS, Findings
from actlab.report.document.charts import Words
from actlab.report.document.remarks import rests_on_failures
from actlab.report.document.sentences import alike, kind, settled_by_more
from actlab.report.document.unit import Unit, unit_of
from actlab.report.document.verdicts import needed_text, p_equation
from actlab.statistics.power import MOST_PAIRS
from actlab.statistics.verdict import FAILED, INCLUDES_ZERO, TOO_FEW, Comparison
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
        margin, equal = unit.exact(found.margin or 0.0), [_equal(by_arm[arm]) for arm in heads.equivalent]
        parts.append(text.format(control=found.control, margin=margin, arms=joined(equal, ", ")))
    if heads.undecided:
        text = _("Undecided against {control}: {arms}.")
        parts.append(text.format(control=found.control, arms=joined(heads.undecided, ", ")))
        parts += _settling(found, [by_arm[arm] for arm in heads.undecided], study)
    return joined(parts)


def _gap(one: Comparison, unit: Unit) -> Text:
    """Return an arm with how far it is from the control, and how sure that is."""
    parts: list[Words] = [_("95 % interval {interval}").format(interval=unit.interval(one.interval))]
    if INCLUDES_ZERO in one.notes:
        parts.append(_("which includes zero"))
    parts.append(p_equation(one.p_holm))
    if FAILED in one.notes:
        parts.append(_failures(one))
    if rests_on_failures(one):
        parts.append(_("on which this rests"))
    text = _("{arm} by {size} ({sure})")
    return text.format(arm=one.arm, size=unit.size(one.difference or 0.0), sure=joined(parts, ", "))


def _equal(one: Comparison) -> Words:
    if FAILED not in one.notes:
        return one.arm
    return _("{arm} ({failures})").format(arm=one.arm, failures=_failures(one))


def _failures(one: Comparison) -> Words:
    seen = one.failures
    text = _("failed: {a} of {n}, {control} {b} of {n}")
    return text.format(a=seen.arm, b=seen.control, n=seen.n, control=one.control)


def _settling(found: Findings, undecided: Sequence[Comparison], study: bool) -> Iterable[Words]:
    """Return what would settle what is undecided: fresh pairs, or seeds that are added while one looks."""
    unlike = [one for one in undecided if settled_by_more(one)]
    if not unlike:
        if any(alike(one) for one in undecided):
            yield _("Where no pair differs, more {pairs} would not help.").format(pairs=kind(found.counted))
        return
    if few := [one for one in unlike if TOO_FEW in one.notes]:
        text = _("At least {smallest} {pairs} are needed to claim anything.")
        yield text.format(smallest=max(one.smallest_n for one in few), pairs=kind(found.counted))
    if needs := [joined([one.arm, needed_text(one)]) for one in unlike if _more(one)]:
        yield _planned(found).format(pairs=kind(found.counted), needs=joined(needs, ", "))
    if study and (option := until_decided(found)):
        yield _("To add seeds until all is decided: {option}.").format(option=option)


def until_decided(found: Findings) -> str:
    """Return what to type so that seeds are added until all is decided; empty where that cannot be told."""
    most = found.headline.to_decide
    if most is None or found.counted != SEEDS:
        return ""
    # of its own accord it ends at UNTIL_DECIDED seeds
    return "--until-decided" if most <= UNTIL_DECIDED else f"--until-decided --seeds {most}"


def _planned(found: Findings) -> Text:
    if found.results.sequential:
        return _("A difference as large as the margin takes about so many {pairs} in all, which can be added: {needs}.")
    if found.counted == SEEDS:
        return _("A difference as large as the margin takes about so many fresh {pairs}: {needs}.")
    return _("A difference as large as the margin takes about so many fresh data sets: {needs}.")


def _more(one: Comparison) -> bool:
    """Return whether more pairs than these are needed for a difference as large as the margin."""
    return one.needed is not None and (one.needed[1] or MOST_PAIRS) > one.n
