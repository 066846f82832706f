"""The marks of charts on matplotlib's axes."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from actlab.report.document.charts import (
    Bars,
    HeatMap,
    Interval,
    Intervals,
    Line,
    Mark,
    Note,
    Points,
    RankDiagram,
    Rule,
    Shade,
)
from actlab.report.render.style import BAND, CAP, GROUP, INK, LAYERS, OVER, SCALE, THICK, THIN, numbers_in
from actlab.words import decimal, joined, said


def say(words: str, language: str) -> str:
    """Return words in a language, for matplotlib."""
    return said(words, language).replace("$", r"\$")  # a name is no mathematics


def _label(words: str, language: str) -> str:
    """Return the words of a legend; an invisible space keeps a name such as _f, which matplotlib would leave out."""
    label = say(words, language)
    return "\u200b" + label if label.startswith("_") else label


def mark_on(axes: Axes, mark: Mark, language: str) -> None:
    """Draw a mark."""
    match mark:
        case Line():
            _line(axes, mark, _label(mark.label, language))
        case Points():
            _points(axes, mark, _label(mark.label, language))
        case Bars():
            _bars(axes, mark, _label(mark.label, language))
        case Intervals():
            _intervals(axes, mark, language)
        case Shade():
            label = _label(mark.label, language)
            axes.axvspan(mark.low, mark.high, color=mark.colour, alpha=mark.opacity, linewidth=0, label=label)
        case Rule():
            line = axes.axvline if mark.axis == "x" else axes.axhline
            line(
                mark.at,
                color=mark.colour,
                linestyle=mark.dash,
                linewidth=mark.width,
                label=_label(mark.label, language),
            )
        case HeatMap():
            _heat_map(axes, mark, language)
        case Note():
            words = say(mark.words, language)
            axes.text(0.5, 0.5, words, ha="center", va="center", transform=axes.transAxes)


def _line(axes: Axes, line: Line, label: str) -> None:
    axes.plot(
        line.x,
        line.y,
        color=line.colour,
        linestyle=line.dash,
        linewidth=line.width,
        marker=line.marker or None,
        alpha=line.opacity,
        label=label,
        zorder=OVER + line.layer / LAYERS,
    )
    if line.low:
        axes.fill_between(line.x, line.low, line.high, color=line.colour, alpha=BAND, linewidth=0)


def _points(axes: Axes, points: Points, label: str) -> None:
    axes.plot(
        points.x,
        points.y,
        color=points.colour,
        linestyle="",
        marker=points.marker,
        markersize=points.size,
        markerfacecolor="none" if points.hollow else None,
        alpha=points.opacity,
        label=label,
        transform=axes.get_xaxis_transform() if points.foot else axes.transData,
    )


def _bars(axes: Axes, bars: Bars, label: str) -> None:
    heights = np.array(bars.heights)
    errors = None
    if bars.low:
        errors = np.maximum([heights - bars.low, bars.high - heights], 0)
    axes.bar(bars.x, heights, bars.width, yerr=errors, capsize=CAP, color=bars.colour, label=label)


def _heat_map(axes: Axes, heat: HeatMap, language: str) -> None:
    drawn = axes.pcolormesh(
        heat.x,
        heat.y,
        np.array(heat.values),
        cmap=LinearSegmentedColormap.from_list("heat", heat.colours),
        vmin=heat.low,
        vmax=heat.high,
        shading="nearest",
        rasterized=True,
    )
    if heat.label:
        values = np.array(heat.values)
        ends = {(False, False): "neither", (True, False): "min", (False, True): "max", (True, True): "both"}
        beyond = ends[bool(np.nanmin(values) < heat.low), bool(np.nanmax(values) > heat.high)]
        bar = axes.figure.colorbar(drawn, ax=axes, label=say(heat.label, language), extend=beyond)
        numbers_in(language, bar.ax.yaxis)


def _intervals(axes: Axes, intervals: Intervals, language: str) -> None:
    last = len(intervals.rows) - 1
    for place, row in enumerate(intervals.rows):
        _interval(axes, last - place, row, language)
    axes.set_yticks(range(last, -1, -1), [say(row.name, language) for row in intervals.rows])
    axes.set_ylim(-0.7, last + 0.7)


def _interval(axes: Axes, level: int, row: Interval, language: str) -> None:
    for ends, width in ((row.thin, THIN), (row.thick, THICK)):
        if ends:
            axes.plot(ends, [level, level], color=row.colour, linewidth=width)
    if row.at is not None:
        axes.plot([row.at], [level], "o", color=row.colour)
    end = (1.01, level)
    axes.annotate(say(row.word, language), end, xycoords=("axes fraction", "data"), va="center", color=row.colour)


def ranks_on(axes: Axes, diagram: RankDiagram, language: str) -> None:
    """Draw a diagram of ranks."""
    order, groups = diagram.ranks, diagram.groups
    count, half = len(order), (len(order) + 1) // 2
    for place, rank in enumerate(order):
        left = place < half
        depth = -1.0 - len(groups) * 0.4 - 0.8 * (place if left else count - 1 - place)
        end = 0.7 if left else count + 0.3
        axes.plot([rank.mean, rank.mean, end], [0, depth, depth], color=INK, linewidth=1)
        words = joined([" ", rank.name, " (", decimal(f"{rank.mean:.2f}"), ") "], "")
        axes.text(end, depth, say(words, language), ha="right" if left else "left", va="center")
    for level, (low, high) in enumerate(groups, start=1):
        axes.plot([low - 0.03, high + 0.03], [-0.4 * level] * 2, color=GROUP, linewidth=4)
    axes.plot([1, 1 + diagram.critical_difference], [1.4, 1.4], color=SCALE, linewidth=2, marker="|")
    axes.text(1, 1.55, say(diagram.caption, language), color=SCALE)
    axes.plot([1, count], [0, 0], color="black", linewidth=1)
    for number in range(1, count + 1):
        axes.plot([number, number], [0, 0.15], color="black", linewidth=1)
        axes.text(number, 0.25, str(number), ha="center", va="bottom")
    axes.set(xlim=(0.0, count + 1.0), xticks=[], yticks=[])
    axes.set_ylim(top=2.2)
    axes.spines[["left", "right", "top", "bottom"]].set_visible(False)
    axes.set_title(say(diagram.title, language), fontsize=10)
