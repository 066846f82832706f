"""The order that the tutorial claims, held against the numbers, as a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from actlab.findings.findings import SEEDS, Findings
from actlab.findings.order import FAILS, HOLDS, TOO_FEW, Order, Step
from actlab.report.document.charts import Words
from actlab.report.document.sentences import counted
from actlab.report.document.unit import Unit, unit_of
from actlab.words import _, joined


def claim(found: Findings) -> Words:
    """Return the sentence on the claimed order; empty where it does not apply."""
    order = found.order
    if order is None:
        return ""
    start = _("The tutorial's order {claim}").format(claim=spelt(order))
    if order.outcome == TOO_FEW:
        text = _("{start} cannot be judged by {count}; at least {smallest} are needed.")
        return text.format(start=start, count=counted(order.pairs, SEEDS), smallest=order.smallest)
    if order.outcome == HOLDS:
        return _("{start} holds here: no step's interval includes zero.").format(start=start)
    against = order.outcome == FAILS
    steps = _steps(order.against(-1 if against else 0), unit_of(found))
    if against:
        return _("{start} does not hold here: {found}.").format(start=start, found=steps)
    text = _("{start} is not settled here: chance has not been ruled out for {found}.")
    return text.format(start=start, found=steps)


def spelt(order: Order) -> str:
    """Return the order as the tutorial writes it."""
    return " > ".join(order.claim).replace("relu > tanh", "relu >> tanh")


def _steps(steps: Sequence[Step], unit: Unit) -> Words:
    return joined([_step(step, unit) for step in steps], "; ")


def _step(step: Step, unit: Unit) -> Words:
    names, found = f"{step.upper} - {step.lower}", step.difference
    if found is None:
        return _("{names}, without a pair in which both finished").format(names=names)
    ends = (found.low, found.high) if found.low is not None and found.high is not None else None
    parts = [names, "=", unit.shown(found.mean)]
    return joined([*parts, unit.interval(ends)] if ends else parts)
