"""Whether two answers differ, by the test of each arm's difference between them: never by comparing verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from actlab.findings.answers import Agreement, Interaction
from actlab.findings.findings import SEEDS
from actlab.report.document.charts import Words
from actlab.report.document.sentences import counted
from actlab.report.document.unit import Unit, unit_of
from actlab.report.document.verdicts import p_equation, word
from actlab.statistics.verdict import BETTER, EQUIVALENT, FAILED, INCLUDES_ZERO, WORSE
from actlab.studies.study import Study
from actlab.words import _, joined, plural


def agreement(study: Study) -> Words:
    """Return for which activations the initialisation matters, in sentences; empty without two answers."""
    found = study.agreement
    if study.same is None or found is None or not found.cases:
        return ""
    own, same = study.plan.network.initialisation, study.same.plan.network.initialisation
    if found.silent:
        return _too_few(found)
    unit = unit_of(study.findings)
    matters = [case for case in found.cases if case.arm in found.matters]
    rest = [case for case in found.cases if case.arm not in found.matters]
    parts: list[Words] = []
    if matters:
        cases = joined([_matters(case, unit, own, same) for case in matters], "; ")
        text = _("The initialisation matters to the difference from {control}: {cases}.")
        parts.append(text.format(control=study.plan.judgement.control, cases=cases))
    parts += _rest(rest, unit)
    return joined(parts)


def otherwise(study: Study) -> Words:
    """Return for which activations the second answer is shown to be another one; empty where it is for none."""
    found = study.agreement
    if study.same is None or found is None or not found.matters:
        return ""
    text = _("With one initialisation for all ({same}) the difference from {control} is another one for {arms}.")
    return text.format(
        same=study.same.plan.network.initialisation,
        control=study.plan.judgement.control,
        arms=joined(found.matters, ", "),
    )


def _too_few(found: Agreement) -> Words:
    test = found.cases[0].test
    text = _(
        "Whether the initialisation matters cannot be told by {count}; at least {smallest} are needed for {family}."
    )
    family = plural("{n} comparison", "{n} comparisons", test.comparisons)
    return text.format(count=counted(test.n, SEEDS), smallest=test.smallest_n, family=family)


def _matters(case: Interaction, unit: Unit, own: str, same: str) -> Words:
    """Return how much better an arm stands against the control with its own initialisation than with that of all.

    That need not be the arm's doing: the control has an initialisation of its own as well.
    """
    test = case.test
    words = _(
        "against {control}, {arm} does {better} with initialisations of their own ({own}) than with {same} for all, by "
        "{size} ({sure})"
    )
    sure: list[Words] = [_("95 % interval {interval}").format(interval=unit.interval(test.interval))]
    if INCLUDES_ZERO in test.notes:
        sure.append(_("which includes zero"))
    sure.append(p_equation(test.p_holm))
    if FAILED in test.notes:
        text = _("pairs with a failed network: {a} and {b} of {n}")
        sure.append(text.format(a=test.failures.arm, b=test.failures.control, n=test.failures.n))
    return words.format(
        arm=case.arm,
        control=test.control,
        better=word(test.verdict),
        own=own,
        same=same,
        size=unit.size(test.difference or 0.0),
        sure=joined(sure, ", "),
    )


def _rest(rest: Sequence[Interaction], unit: Unit) -> list[Words]:
    """Return of which arms no difference between the answers is shown, and that labels may differ by chance."""
    equal = [case for case in rest if case.test.verdict == EQUIVALENT]
    open_ = [case for case in rest if case.test.verdict not in (BETTER, WORSE, EQUIVALENT)]
    found: list[Words] = []
    if equal:
        text = _("For {arms} the two answers are equivalent within ±{margin}.")
        margin = unit.exact(equal[0].test.margin or 0.0)
        found.append(text.format(arms=joined([case.arm for case in equal], ", "), margin=margin))
    if open_:
        text = _("For {arms} no difference between the two answers is shown, which does not make them equal.")
        found.append(text.format(arms=joined([case.arm for case in open_], ", ")))
    if unlike := [case for case in rest if case.first != case.second]:
        text = _("That the verdicts on {arms} are not the same in both may be chance.")
        found.append(text.format(arms=joined([case.arm for case in unlike], ", ")))
    return found
