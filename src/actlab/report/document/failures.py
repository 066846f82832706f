"""Networks that failed, arm by arm: shares with exact intervals, which stand beside every verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence

from actlab.findings.findings import DATASETS, Findings
from actlab.report.document.charts import Words
from actlab.report.document.parts import Column, Paragraph, Table
from actlab.report.document.unit import Unit
from actlab.report.document.verdicts import ARM, p_text
from actlab.statistics.paired import Interval
from actlab.statistics.verdict import BETTER, EQUIVALENT, FAILED, Comparison
from actlab.words import _, bracketed, percent


def failures(
    found: Findings,
    unit: Unit,
    comparisons: Sequence[Comparison] | None = None,
    title: Words = "",
    arm: Words = ARM,
) -> list[Table | Paragraph]:
    """Return a table of the networks that failed, or one line where none did.

    Nothing only where no network failed and nobody is called better or equivalent either, by any of the comparisons
    with the control, of every pair, or of a claimed order.
    """
    judged = found.comparisons if comparisons is None else comparisons
    if any(FAILED in one.notes for one in judged):
        return [_table(judged, title or _title(found, unit), arm)]
    steps = found.order.steps if found.order else ()
    said = judged if comparisons is not None else (*judged, *found.pairs, *steps)
    if not any(one.verdict in (BETTER, EQUIVALENT) for one in said):
        return []
    return [Paragraph(none_failed(found, judged, arm))]


def none_failed(found: Findings, comparisons: Sequence[Comparison], arm: Words = ARM) -> Words:
    """Return that no network failed, and how often one could fail all the same."""
    fewest = min((one.failures for one in comparisons if one.failures.n), key=lambda one: one.n)
    if found.counted == DATASETS and not found.within:  # one number for each, which may be a mean of many
        text = _("No result failed: of each {arm} 0 of {n}, which leaves up to {high:.0f} %.")
    else:
        text = _("No network failed: of each {arm} 0 of {n}, which leaves up to {high:.0f} %.")
    several = any(one.failures.n != fewest.n for one in comparisons if one.failures.n)
    n = _("{n} or more").format(n=fewest.n) if several else fewest.n
    return text.format(arm=arm, n=n, high=100 * fewest.arm_interval[1])


def levels_known(found: Findings) -> bool:
    """Return whether it is known everywhere what chance gives."""
    return all(table.chance is not None and math.isfinite(table.chance) for table in found.results.tables)


def counted_as(found: Findings, unit: Unit) -> Words:
    """Return what a failed network counts as, in words."""
    levels = [table.chance for table in found.results.tables]
    if not levels_known(found):
        return _("the worst value seen")
    if len(levels) > 1 or levels[0] is None:
        return _("chance")
    number = unit.number(levels[0], sign=False)
    return _("chance ({level})").format(level=percent(number) if found.measure.percent else number)


def _title(found: Findings, unit: Unit) -> Words:
    """Return the title of the table of failures: what they count as."""
    text = _("Networks that failed, which count as {level}; 95 % intervals by Clopper and Pearson")
    return text.format(level=counted_as(found, unit))


def share(failed: int, of: int) -> Words:
    """Return how many of how many."""
    return _("{n} of {all}").format(n=failed, all=of)


def percents(ends: Interval) -> Words:
    """Return the interval of a share, in percent.

    >>> percents((0.0, 0.369))
    '[0, 37] %'
    """
    return percent(bracketed(*(f"{100 * end:.0f}" for end in ends)))


def _table(comparisons: Sequence[Comparison], title: Words, arm: Words) -> Table:
    numbers = (_("failed"), _("95 %"), _("control"), _("95 %"), _("McNemar p (Holm)"))
    columns = (
        Column(arm, wrap="fold", least=10),
        *(Column(heading, align="right", wrap="never") for heading in numbers),
    )
    return Table(columns, tuple(_row(one) for one in comparisons), title, tight=True)


def _row(one: Comparison) -> tuple[Words, ...]:
    seen = one.failures
    return (
        one.arm,
        share(seen.arm, seen.n),
        percents(seen.arm_interval),
        share(seen.control, seen.n),
        percents(seen.control_interval),
        p_text(seen.p_holm),
    )
