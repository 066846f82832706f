"""Figures of comparisons with a control: differences with their intervals, and mean ranks across data sets."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actlab.report.verdicts import Unit, word
from actlab.statistics.ranking import groups
from actlab.statistics.verdict import BETTER, EQUIVALENT, UNDECIDED, WORSE, Comparison
from actlab.studies.judgement import AcrossDatasets, Judgement
from actlab.words import _

# Okabe, Ito (2008); the verdict is written beside the interval as well
_COLOURS = {BETTER: "#0072B2", WORSE: "#D55E00", EQUIVALENT: "#009E73", UNDECIDED: "#4D4D4D"}
_ROW = 0.45  # inches per arm


def figure(found: Judgement) -> Figure:
    """Draw a judgement: the average-rank diagram where there are ranks, else the differences."""
    if found.across:
        return rank_diagram(found.across)
    return forest(found.comparisons, Unit(1.0, 3, ""), found.columns.metric)


def forest(comparisons: Sequence[Comparison], unit: Unit, metric: str) -> Figure:
    """Draw each difference from the control with its own and the simultaneous interval, and the margin."""
    drawing = Figure(figsize=(8.0, 1.6 + _ROW * len(comparisons)), layout="constrained")
    axes = drawing.add_subplot()
    for row, one in enumerate(reversed(comparisons)):
        _draw(axes, row, one, unit.factor)
    axes.axvline(0, color="black", linewidth=0.8)
    margin = comparisons[0].margin
    if margin:
        axes.axvspan(-unit.factor * margin, unit.factor * margin, color="#009E73", alpha=0.12, linewidth=0)
    axes.set_yticks(range(len(comparisons)), [one.arm for one in reversed(comparisons)])
    axes.set_ylim(-0.7, len(comparisons) - 0.3)
    name = f"{metric} ({unit.name})" if unit.name else metric
    axes.set_xlabel(_("difference from {control} in {metric}").format(control=comparisons[0].control, metric=name))
    text = _("thick: 95 % interval of each; thin: all {m} together at 95 %").format(m=len(comparisons))
    axes.set_title(text + ("; " + _("green: margin") if margin else ""), fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", alpha=0.3, linewidth=0.6)
    return drawing


def _draw(axes: Axes, row: int, one: Comparison, factor: float) -> None:
    colour = _COLOURS[one.verdict]
    if one.difference is not None:
        for ends, width in ((one.simultaneous_interval, 1.0), (one.interval, 3.0)):
            if ends:
                axes.plot([factor * ends[0], factor * ends[1]], [row, row], color=colour, linewidth=width)
        axes.plot([factor * one.difference], [row], "o", color=colour)
    axes.annotate(word(one.verdict), (1.01, row), xycoords=("axes fraction", "data"), va="center", color=colour)


def rank_diagram(across: AcrossDatasets) -> Figure:
    """Draw mean ranks on a line, best at the left; bars join arms that Nemenyi's test does not tell apart.

    Source: Demšar (2006), figure 1.
    """
    order = sorted(zip(across.ranking.mean_ranks, across.arms, strict=True))
    joined = groups(across.ranking.mean_ranks, across.critical_difference)
    drawing = Figure(figsize=(8.0, 1.8 + 0.3 * len(order)), layout="constrained")
    axes = drawing.add_subplot()
    half = (len(order) + 1) // 2
    for place, (rank, arm) in enumerate(order):
        left = place < half
        depth = -1.0 - len(joined) * 0.4 - 0.8 * (place if left else len(order) - 1 - place)
        end = 0.7 if left else len(order) + 0.3
        axes.plot([rank, rank, end], [0, depth, depth], color="#4D4D4D", linewidth=1)
        axes.text(end, depth, f" {arm} ({rank:.2f}) ", ha="right" if left else "left", va="center")
    for level, group in enumerate(joined, start=1):
        ranks = [across.ranking.mean_ranks[arm] for arm in group]
        axes.plot([min(ranks) - 0.03, max(ranks) + 0.03], [-0.4 * level] * 2, color="#0072B2", linewidth=4)
    axes.plot([1, 1 + across.critical_difference], [1.4, 1.4], color="#D55E00", linewidth=2, marker="|")
    axes.text(1, 1.55, _("critical difference {cd}").format(cd=f"{across.critical_difference:.2f}"), color="#D55E00")
    _dress(axes, across, len(order))
    return drawing


def _dress(axes: Axes, across: AcrossDatasets, arms: int) -> None:
    axes.plot([1, arms], [0, 0], color="black", linewidth=1)
    for rank in range(1, arms + 1):
        axes.plot([rank, rank], [0, 0.15], color="black", linewidth=1)
        axes.text(rank, 0.25, str(rank), ha="center", va="bottom")
    axes.set_xlim(0.0, arms + 1.0)
    axes.set_ylim(top=2.2)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[["left", "right", "top", "bottom"]].set_visible(False)
    title = _("mean rank over {n} data sets (1 is best); bars: not told apart at 5 % (Nemenyi)")
    axes.set_title(title.format(n=across.ranking.datasets), fontsize=10)
