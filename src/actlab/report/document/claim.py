"""The order that the tutorial claims, held against the numbers, as a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from actlab.findings.findings import Findings
from actlab.findings.order import FAILS, HOLDS, TOO_FEW, Order
from actlab.report.document.charts import Words
from actlab.report.document.sentences import counted
from actlab.report.document.unit import Unit, unit_for, unit_of
from actlab.report.document.verdicts import p_equation, word
from actlab.statistics.verdict import FAILED, INCLUDES_ZERO, Comparison
from actlab.words import _, joined


def claim(found: Findings) -> Words:
    """Return the sentence on the claimed order; empty where it does not apply."""
    order = found.order
    if order is None:
        return ""
    start = _("The tutorial's order {claim}").format(claim=spelt(order))
    if order.outcome == TOO_FEW:
        text = _("{start} cannot be judged by {count}; at least {smallest} are needed.")
        return text.format(start=start, count=counted(order.pairs, found.counted), smallest=order.smallest)
    if order.outcome == HOLDS:
        text = _("{start} holds here: each step is a difference, adjusted for all of them ({steps}).")
        return text.format(start=start, steps=_steps(order.steps, _unit(found, order)))
    against = order.outcome == FAILS
    steps = _steps(order.against if against else order.open, _unit(found, order))
    if against:
        return _("{start} does not hold here: {found}.").format(start=start, found=steps)
    text = _("{start} is not settled here: chance has not been ruled out for {found}.")
    return text.format(start=start, found=steps)


def spelt(order: Order) -> str:
    """Return the order as the tutorial writes it."""
    return " > ".join(order.claim).replace("relu > tanh", "relu >> tanh")


def _unit(found: Findings, order: Order) -> Unit:
    """Return the unit of the findings, or one with decimals enough for the steps as well."""
    if found.measure.percent:
        return unit_of(found)
    return unit_for((*found.comparisons, *order.steps), found.measure.higher_is_better)


def _steps(steps: Sequence[Comparison], unit: Unit) -> Words:
    return joined([_step(step, unit) for step in steps], "; ")


def _step(step: Comparison, unit: Unit) -> Words:
    text = _("{arm} - {control} = {difference} {interval}, {verdict}, {p}")
    found = text.format(
        arm=step.arm,
        control=step.control,
        difference=unit.shown(step.difference),
        interval=unit.interval(step.interval),
        verdict=word(step.verdict),
        p=p_equation(step.p_holm),
    )
    parts: list[Words] = [found]
    if INCLUDES_ZERO in step.notes:
        parts.append(_("although the interval includes zero"))
    if FAILED in step.notes:
        text = _("failed {a} and {b} of {n}")
        parts.append(text.format(a=step.failures.arm, b=step.failures.control, n=step.failures.n))
    return joined(parts, ", ")
