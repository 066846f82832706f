"""Charts by matplotlib: PNG, SVG and PDF, without a browser or a screen."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis as Ruler
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from actlab.errors import InvalidInput
from actlab.report.document.charts import (
    AnyChart,
    Axis,
    Bars,
    Chart,
    Interval,
    Intervals,
    Line,
    Mark,
    Note,
    Panel,
    Points,
    RankDiagram,
    Rule,
    Shade,
)
from actlab.report.document.parts import Document, NamedChart
from actlab.words import _, joined, said

ENDINGS = (".png", ".svg", ".pdf")
BAND = 0.2  # opacity
_GREY, _BLUE, _RED = "#4D4D4D", "#0072B2", "#D55E00"
_LETTER = 0.62  # of a size, how wide a letter is


def draw(chart: AnyChart, language: str) -> Figure:
    """Draw a chart with its words in a language."""
    figure = Figure(figsize=chart.size, layout="constrained")
    if isinstance(chart, RankDiagram):
        _ranks(figure.add_subplot(), chart, language)
    else:
        _panels(figure, chart, language)
    return figure


def save(figure: Figure, path: Path) -> Path:
    """Write a figure as PNG, SVG or PDF, by the ending of the path.

    Raises InvalidInput for another ending, or when the file cannot be written.
    """
    if path.suffix not in ENDINGS:
        message = _("{path}: the ending of a figure's file is one of {endings}.")
        raise InvalidInput(message.format(path=path, endings=joined(ENDINGS, ", ")))
    # the same figure gives the same SVG: no date, no random ids
    metadata = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(path.suffix)
    try:
        with matplotlib.rc_context({"svg.hashsalt": "actlab"}):
            figure.savefig(path, dpi=150, metadata=metadata)
    except OSError as error:
        message = _("{path} cannot be written ({reason}).")
        raise InvalidInput(message.format(path=path, reason=error.strerror)) from None
    return path


def save_charts(charts: Sequence[NamedChart], folder: Path, language: str) -> list[Path]:
    """Write charts into a folder, each as PNG and SVG under its name, and return the paths.

    Raises InvalidInput when the folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("{folder} cannot be written ({reason}); choose a folder of yours.")
        raise InvalidInput(message.format(folder=folder, reason=error.strerror), "out", "my-figures") from None
    figures = [(named.name, draw(named.chart, language)) for named in charts]
    return [save(figure, folder / (name + ending)) for name, figure in figures for ending in (".png", ".svg")]


def svg(chart: AnyChart, language: str) -> str:
    """Return a chart as an SVG element, to stand in a page."""
    drawn = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "actlab"}):
        draw(chart, language).savefig(drawn, format="svg", metadata={"Date": None})
    text = drawn.getvalue()
    return text[text.index("<svg") :]


def render(document: Document, language: str) -> str:
    """Return the charts of a document as SVG elements, one after another."""
    return "\n".join(svg(named.chart, language) for named in document.charts)


def _say(words: str, language: str) -> str:
    return said(words, language).replace("$", r"\$")  # a name is no mathematics


def _title(figure: Figure, chart: Chart, language: str) -> str:
    """Return the title in lines that fit the figure, whatever the language."""
    across = int(figure.get_figwidth() * 72 / (_LETTER * chart.title_size))
    lines = _say(chart.title, language).split("\n")
    return "\n".join(part for line in lines for part in wrap(line, across) or [""])


def _label(words: str, language: str) -> str:
    """Return the words of a legend; an invisible space keeps a name such as _f, which matplotlib would leave out."""
    label = _say(words, language)
    return "\u200b" + label if label.startswith("_") else label


def _panels(figure: Figure, chart: Chart, language: str) -> None:
    rows, columns = len(chart.panels), len(chart.panels[0])
    grid = figure.subplots(
        rows,
        columns,
        squeeze=False,
        sharex=chart.share_x,
        sharey="row" if chart.share_y else False,
        height_ratios=chart.heights or None,
    )
    places = [
        (axes, panel) for row, panels in enumerate(chart.panels) for axes, panel in zip(grid[row], panels, strict=True)
    ]
    for axes, panel in places:
        _marks(axes, panel, language)
    for axes, panel in places:  # only now, as panels that share an axis have their ends from all marks
        _dress(axes, panel, language)
    if rows * columns == 1 and not chart.panels[0][0].title:
        grid[0, 0].set_title(_title(figure, chart, language), fontsize=chart.title_size)
    elif chart.title:
        figure.suptitle(_title(figure, chart, language), fontsize=chart.title_size)
    lines, names = grid[0, 0].get_legend_handles_labels()
    if chart.legend and names:
        columns = min(len(names), chart.legend)
        figure.legend(lines, names, loc="outside lower center", ncols=columns, frameon=False)


def _marks(axes: Axes, panel: Panel, language: str) -> None:
    axes.set_xscale(panel.x.scale)
    axes.set_yscale(panel.y.scale)
    for mark in panel.marks:
        _mark(axes, mark, language)


def _dress(axes: Axes, panel: Panel, language: str) -> None:
    _ruler(axes, axes.xaxis, panel.x, language)
    _ruler(axes, axes.yaxis, panel.y, language)
    if panel.grid != "none":
        axes.grid(axis=panel.grid, alpha=0.3, linewidth=0.6)
    if panel.frame == "open":
        axes.spines[["top", "right"]].set_visible(False)
    if panel.title:
        axes.set_title(_say(panel.title, language), fontsize=panel.title_size)
    if panel.legend and axes.get_legend_handles_labels()[0]:
        axes.legend(loc=panel.legend, fontsize=panel.legend_size, frameon=True, framealpha=0.9)


def _ruler(axes: Axes, ruler: Ruler, axis: Axis, language: str) -> None:
    """Give an axis its label, ends and ticks."""
    upright = ruler is axes.yaxis
    label = _say(axis.label, language)
    ruler.set_label_text(label.replace(" ", "\n", 1) if axis.folds else label, fontsize=axis.size)
    if axis.margin is not None:
        if upright:
            axes.margins(y=axis.margin)
        else:
            axes.margins(x=axis.margin)
    limits, set_limits = (axes.get_ylim, axes.set_ylim) if upright else (axes.get_xlim, axes.set_xlim)
    if axis.reach is not None:
        set_limits(limits()[0], max(limits()[1], axis.reach))
    if axis.low is not None or axis.high is not None:
        set_limits(axis.low, axis.high)
    if axis.whole:
        ruler.set_major_locator(MaxNLocator(integer=True))
    if axis.most_ticks is not None:
        axes.locator_params(axis="y" if upright else "x", nbins=axis.most_ticks)
    if axis.ticks is not None:
        ruler.set_ticks([tick.at for tick in axis.ticks], [_say(tick.words, language) for tick in axis.ticks])
    if axis.tick_size is not None:
        ruler.set_tick_params(labelsize=axis.tick_size)


def _mark(axes: Axes, mark: Mark, language: str) -> None:
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
        case Note():
            words = _say(mark.words, language)
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
    axes.bar(bars.x, heights, bars.width, yerr=errors, capsize=4, color=bars.colour, label=label)


def _intervals(axes: Axes, intervals: Intervals, language: str) -> None:
    last = len(intervals.rows) - 1
    for place, row in enumerate(intervals.rows):
        _interval(axes, last - place, row, language)
    axes.set_yticks(range(last, -1, -1), [_say(row.name, language) for row in intervals.rows])
    axes.set_ylim(-0.7, last + 0.7)


def _interval(axes: Axes, level: int, row: Interval, language: str) -> None:
    for ends, width in ((row.thin, 1.0), (row.thick, 3.0)):
        if ends:
            axes.plot(ends, [level, level], color=row.colour, linewidth=width)
    if row.at is not None:
        axes.plot([row.at], [level], "o", color=row.colour)
    end = (1.01, level)
    axes.annotate(_say(row.word, language), end, xycoords=("axes fraction", "data"), va="center", color=row.colour)


def _ranks(axes: Axes, diagram: RankDiagram, language: str) -> None:
    order, groups = diagram.ranks, diagram.groups
    count, half = len(order), (len(order) + 1) // 2
    for place, rank in enumerate(order):
        left = place < half
        depth = -1.0 - len(groups) * 0.4 - 0.8 * (place if left else count - 1 - place)
        end = 0.7 if left else count + 0.3
        axes.plot([rank.mean, rank.mean, end], [0, depth, depth], color=_GREY, linewidth=1)
        words = f" {_say(rank.name, language)} ({rank.mean:.2f}) "
        axes.text(end, depth, words, ha="right" if left else "left", va="center")
    for level, (low, high) in enumerate(groups, start=1):
        axes.plot([low - 0.03, high + 0.03], [-0.4 * level] * 2, color=_BLUE, linewidth=4)
    axes.plot([1, 1 + diagram.critical_difference], [1.4, 1.4], color=_RED, linewidth=2, marker="|")
    axes.text(1, 1.55, _say(diagram.caption, language), color=_RED)
    axes.plot([1, count], [0, 0], color="black", linewidth=1)
    for number in range(1, count + 1):
        axes.plot([number, number], [0, 0.15], color="black", linewidth=1)
        axes.text(number, 0.25, str(number), ha="center", va="bottom")
    axes.set(xlim=(0.0, count + 1.0), xticks=[], yticks=[])
    axes.set_ylim(top=2.2)
    axes.spines[["left", "right", "top", "bottom"]].set_visible(False)
    axes.set_title(_say(diagram.title, language), fontsize=10)
