"""Several data sets, each by its seeds: a table for each, all of them one family, and what failed there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from actlab.findings.findings import Findings
from actlab.report.document.failures import failures, none_failed
from actlab.report.document.parts import Paragraph, Table
from actlab.report.document.remarks import disagreeing
from actlab.report.document.unit import unit_for
from actlab.report.document.verdicts import table
from actlab.statistics.verdict import FAILED, Comparison
from actlab.words import _


def within(found: Findings) -> Iterator[Table | Paragraph]:
    """Return the comparisons with the control in each data set; nothing where there are no seeds."""
    if not found.within:
        return
    rows = {name: [one for one in all_ if one.control == found.control] for name, all_ in found.within.items()}
    for name, comparisons in rows.items():
        yield from _one(found, name, comparisons)
    seen = [one for comparisons in rows.values() for one in comparisons]
    if not any(FAILED in one.notes for one in seen):
        yield Paragraph(none_failed(found, seen))
    text = _("Verdicts within the data sets are adjusted for all {m} comparisons in them, as one family (Holm).")
    yield Paragraph(text.format(m=seen[0].comparisons))


def _one(found: Findings, name: str, comparisons: Sequence[Comparison]) -> Iterator[Table | Paragraph]:
    unit = unit_for(comparisons, found.measure.higher_is_better)
    title = _("{dataset}: difference from {control}, over seeds").format(dataset=name, control=found.control)
    yield table(comparisons, unit, title)
    if words := disagreeing(comparisons):
        yield Paragraph(words)
    if any(FAILED in one.notes for one in (one for all_ in found.within.values() for one in all_)):
        failed = _("{dataset}: networks that failed").format(dataset=name)
        yield from failures(found, unit, comparisons, failed)
