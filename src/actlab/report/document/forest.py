"""Comparisons with a control: differences with their intervals, and mean ranks across data sets."""

from __future__ import annotations

from collections.abc import Sequence

from actlab.findings.across import AcrossDatasets
from actlab.report.document.charts import (
    Axis,
    Chart,
    Interval,
    Intervals,
    Mark,
    Note,
    Panel,
    Rank,
    RankDiagram,
    Rule,
    Shade,
    Span,
    Words,
    single,
)
from actlab.report.document.multiples import MANY
from actlab.report.document.unit import Unit
from actlab.report.document.verdicts import word
from actlab.statistics.ranking import groups
from actlab.statistics.verdict import BETTER, EQUIVALENT, UNDECIDED, WORSE, Comparison
from actlab.words import _, decimal, joined

# Okabe, Ito (2008); the verdict is written beside the interval as well
COLOURS = {BETTER: "#0072B2", WORSE: "#D55E00", EQUIVALENT: "#009E73", UNDECIDED: "#4D4D4D"}
_WIDTH = 8.0  # inches, as the heights of one arm
_ROW, _CLOSE, _RANK = 0.45, 0.26, 0.3  # rows of many arms are closer
_LARGEST = 1e300  # of what is drawn; an axis needs room beyond it


def forest(comparisons: Sequence[Comparison], unit: Unit, metric: Words) -> Chart:
    """Return each difference from the control with its own and the simultaneous interval, and the margin."""
    first, margin = comparisons[0], comparisons[0].margin
    if too_large(comparisons):
        return undrawn()
    marks: list[Mark] = [Intervals(tuple(row(one, unit.factor) for one in comparisons)), Rule(0.0, "x")]
    title = _("thick: 95 % interval of each; thin: all {m} together at 95 %").format(m=len(comparisons))
    if len(comparisons) == 1:
        title = _("95 % interval")
    if margin:
        marks.append(Shade(-unit.factor * margin, unit.factor * margin, colour=COLOURS[EQUIVALENT]))
        title = joined([title, _("green: margin")], "; ")
    high = _ROW if len(comparisons) <= MANY else _CLOSE
    label = axis_label(first.control, unit, metric)
    return single(title, Panel(tuple(marks), Axis(label), grid="x"), (_WIDTH, 1.6 + high * len(comparisons)))


def ranks(across: AcrossDatasets) -> RankDiagram:
    """Return mean ranks on a line, best at the left; bars join arms that Nemenyi's test does not tell apart."""
    means = across.ranking.mean_ranks
    order = sorted(zip(means, across.arms, strict=True))
    near = [[means[arm] for arm in group] for group in groups(means, across.critical_difference)]
    title = _("mean rank over {n} data sets (1 is best); bars: not told apart at 5 % (Nemenyi)")
    caption = _("critical difference {cd}").format(cd=decimal(f"{across.critical_difference:.2f}"))
    return RankDiagram(
        title=title.format(n=across.ranking.datasets),
        ranks=tuple(Rank(arm, mean) for mean, arm in order),
        groups=tuple((min(group), max(group)) for group in near),
        critical_difference=across.critical_difference,
        caption=caption,
        size=(_WIDTH, 1.8 + _RANK * len(order)),
    )


def too_large(comparisons: Sequence[Comparison]) -> bool:
    """Return whether no axis can hold the differences."""
    return any(abs(value) > _LARGEST for one in comparisons for value in (*one.differences, *(one.interval or ())))


def undrawn() -> Chart:
    """Return the chart of numbers that are too large for one."""
    return single("", Panel((Note(_("The numbers are too large to be drawn.")),)))


def axis_label(control: str, unit: Unit, metric: Words) -> Words:
    """Return the label of an axis of differences."""
    name = joined([metric, " (", unit.name, ")"], "") if unit.name else metric
    return _("difference from {control} in {metric}").format(control=control, metric=name)


def row(one: Comparison, factor: float) -> Interval:
    """Return a comparison's row; without numbers where there is no pair."""
    colour = COLOURS[one.verdict]
    if one.difference is None:
        return Interval(one.arm, None, None, None, word(one.verdict), colour)
    own, together = _scaled(one.interval, factor), _scaled(one.simultaneous_interval, factor)
    return Interval(one.arm, factor * one.difference, own, together, word(one.verdict), colour)


def _scaled(ends: Span | None, factor: float) -> Span | None:
    return (factor * ends[0], factor * ends[1]) if ends else None
