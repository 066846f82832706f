"""Charts by matplotlib: PNG, SVG and PDF, without a browser or a screen."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap

from matplotlib.axes import Axes
from matplotlib.axis import Axis as Ruler
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from actlab.errors import InvalidInput, reason_of
from actlab.report.document.charts import AnyChart, Axis, Chart, Panel, RankDiagram
from actlab.report.document.parts import Document, NamedChart
from actlab.report.render.marks import mark_on, ranks_on, say
from actlab.report.render.style import DPI, GRID_OPACITY, GRID_WIDTH, LEGEND_OPACITY, SCREEN_DPI, in_style, numbers_in
from actlab.words import _, joined

ENDINGS = (".png", ".svg", ".pdf")
_LETTER = 0.62  # of a size, how wide a letter is


class Drawn(Figure):
    """A figure that a notebook shows where it is the value of a cell, and only there: pyplot knows nothing of it."""

    def _repr_png_(self) -> bytes:
        written = io.BytesIO()
        with in_style():
            self.savefig(written, format="png", dpi=SCREEN_DPI)
        return written.getvalue()


def draw(chart: AnyChart, language: str) -> Drawn:
    """Draw a chart with its words in a language."""
    with in_style():
        figure = Drawn(figsize=chart.size, layout="constrained")
        if isinstance(chart, RankDiagram):
            ranks_on(figure.add_subplot(), chart, language)
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
        with in_style():
            figure.savefig(path, dpi=DPI, metadata=metadata)
    except OSError as error:
        message = _("{path} cannot be written ({reason}).")
        raise InvalidInput(message.format(path=path, reason=reason_of(error))) from None
    return path


def save_charts(charts: Sequence[NamedChart], folder: Path, language: str) -> list[Path]:
    """Write charts into a folder, each as PNG and SVG under its name, and return the paths.

    Raises InvalidInput when the folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("{folder} cannot be written ({reason}); choose a folder of yours.")
        raise InvalidInput(message.format(folder=folder, reason=reason_of(error)), "out", "my-figures") from None
    return [path for named in charts for path in _both(draw(named.chart, language), folder / named.name)]


def _both(figure: Figure, path: Path) -> list[Path]:
    """Write a figure as PNG and SVG; it is laid out once, which takes as long as drawing it."""
    first = save(figure, path.with_name(path.name + ".png"))
    figure.set_layout_engine("none")  # what has been laid out stays where it is
    return [first, save(figure, path.with_name(path.name + ".svg"))]


def svg(chart: AnyChart, language: str) -> str:
    """Return a chart as an SVG element, to stand in a page."""
    drawn = io.StringIO()
    with in_style():
        draw(chart, language).savefig(drawn, format="svg", metadata={"Date": None})
    text = drawn.getvalue()
    return text[text.index("<svg") :]


def render(document: Document, language: str) -> str:
    """Return the charts of a document as SVG elements, one after another."""
    return "\n".join(svg(named.chart, language) for named in document.charts)


def png(chart: AnyChart, language: str) -> bytes:
    """Return a chart as a PNG, for a screen."""
    return draw(chart, language)._repr_png_()


def _title(words: str, size: float, width: float, language: str) -> str:
    """Return a title in lines that fit into ``width`` inches, whatever the language."""
    across = max(int(width * 72 / (_LETTER * size)), 1)
    lines = say(words, language).split("\n")
    return "\n".join(part for line in lines for part in wrap(line, across) or [""])


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
        _dress(axes, panel, chart.size[0] / columns, language)
    title = _title(chart.title, chart.title_size, chart.size[0], language)
    if rows * columns == 1 and not chart.panels[0][0].title:
        grid[0, 0].set_title(title, fontsize=chart.title_size)
    elif chart.title:
        figure.suptitle(title, fontsize=chart.title_size)
    if chart.x_label:
        figure.supxlabel(say(chart.x_label, language), fontsize=chart.title_size)
    if chart.y_label:
        figure.supylabel(say(chart.y_label, language), fontsize=chart.title_size)
    lines, names = grid[0, 0].get_legend_handles_labels()
    if chart.legend and names:
        columns = min(len(names), chart.legend)
        figure.legend(lines, names, loc="outside lower center", ncols=columns, frameon=False)


def _marks(axes: Axes, panel: Panel, language: str) -> None:
    axes.set_xscale(panel.x.scale)
    axes.set_yscale(panel.y.scale)
    for mark in panel.marks:
        mark_on(axes, mark, language)


def _dress(axes: Axes, panel: Panel, width: float, language: str) -> None:
    """Give a panel, of so many inches, its axes, grid, title and legend."""
    if panel.frame == "none":
        axes.set_axis_off()
        return
    _ruler(axes, axes.xaxis, panel.x, language)
    _ruler(axes, axes.yaxis, panel.y, language)
    if panel.grid != "none":
        axes.grid(axis=panel.grid, alpha=GRID_OPACITY, linewidth=GRID_WIDTH)
    if panel.frame == "open":
        axes.spines[["top", "right"]].set_visible(False)
    if panel.title:
        axes.set_title(_title(panel.title, panel.title_size, width, language), fontsize=panel.title_size)
    if panel.legend and axes.get_legend_handles_labels()[0]:
        axes.legend(loc=panel.legend, fontsize=panel.legend_size, frameon=True, framealpha=LEGEND_OPACITY)


def _ruler(axes: Axes, ruler: Ruler, axis: Axis, language: str) -> None:
    """Give an axis its label, ends and ticks."""
    upright = ruler is axes.yaxis
    label = say(axis.label, language)
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
    numbers_in(language, ruler)
    if axis.ticks is not None:
        ruler.set_ticks([tick.at for tick in axis.ticks], [say(tick.words, language) for tick in axis.ticks])
    if axis.tick_size is not None:
        ruler.set_tick_params(labelsize=axis.tick_size)
