"""A chart as an SVG element for a page: panels with round ticks, in every language at once.

Words are sized in the units of the picture, so that it is read at the width of a telephone as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from actlab.report.document.charts import (
    AnyChart,
    Axis,
    Chart,
    HeatMap,
    Interval,
    Intervals,
    Line,
    Mark,
    Panel,
    Points,
    RankDiagram,
    Shade,
    Span,
    Tick,
    single,
)
from actlab.report.document.multiples import MANY, is_small_multiples
from actlab.report.render.chart_numbers import scale_of, sentence
from actlab.report.render.markup import Markup, element, escaped, spoken, together
from actlab.report.render.scale import Scale, reaches
from actlab.report.render.svg_marks import drawn, swatch, tidy
from actlab.words import LANGUAGES, decimal, said

WIDE, NARROW = 480.0, 300.0  # units of a panel that stands alone, and of one of several
_TALL, _LOW = 270.0, 130.0  # heights of a panel: alone, and one of several
_ROW, _CLOSE = 34.0, 20.0  # of a row of a forest plot, and of one of many
_LEFT, _RIGHT, _TOP, _FOOT, _LINE, _GAP = 58.0, 20.0, 12.0, 20.0, 20.0, 6.0
_COLUMNS = 5  # of small panels
_FONT, _LETTER = 14.0, 7.4  # units: the size of letters, and about the width of one
_LONGEST = 24  # letters of a name beside its row; the table has all of it
_GREY, _BLUE, _RED = "#4D4D4D", "#0072B2", "#D55E00"


@dataclass(frozen=True)
class _Place:
    """Where a panel is: its two scales, the ends of its share of the picture, and whether its x axis is numbered."""

    x: Scale
    y: Scale
    left: float
    right: float
    top: float
    numbered: bool = True

    @property
    def foot(self) -> float:
        """Where the x axis lies."""
        return self.y.start


def svg(chart: AnyChart, name: str) -> Markup:
    """Return a chart as an element that is one image, with its title and what it shows in every language.

    ``name`` is unique in the page.
    """
    if isinstance(chart, RankDiagram):
        return svg(_ranked(chart), name)
    small = is_small_multiples(chart)
    width, height, parts = _grid(_narrow(chart) if small else chart, name)
    words = [
        element(tag, escaped(" ".join(said(text, language).split())), lang=language)
        for language in LANGUAGES
        for tag, text in (("title", chart.title or name), ("desc", sentence(chart)))
    ]
    return element(
        "svg",
        together([*words, *parts]),
        viewBox=f"0 0 {width:g} {height:g}",
        class_="wide small" if small else "wide" if len(chart.panels[0]) > 1 else "chart",
        role="img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-sentence",
    )


def legend(chart: AnyChart) -> Markup:
    """Return the labels of a chart with how their marks look, as a list; empty without labels."""
    chart = _ranked(chart) if isinstance(chart, RankDiagram) else chart
    panels = [panel for row in chart.panels for panel in row if panel.legend or chart.legend or _is_map(panel)]
    entries: dict[str, Markup] = {}
    for mark in chain.from_iterable(panel.marks for panel in panels):
        if isinstance(mark, Line | Points | Shade | HeatMap) and mark.label and mark.label not in entries:
            words = scale_of(mark) if isinstance(mark, HeatMap) else mark.label
            content = together([swatch(mark), element("span", spoken(words))])
            arm = None if isinstance(mark, Shade | HeatMap) else mark.arm or None
            entries[mark.label] = element("li", content, data_arm=arm)
    return element("ul", together(entries.values()), class_="legend") if entries else Markup("")


def _is_map(panel: Panel) -> bool:
    return any(isinstance(mark, HeatMap) for mark in panel.marks)


def _narrow(chart: Chart) -> Chart:
    """Return small panels in as few columns as leave their words readable."""
    panels = [panel for row in chart.panels for panel in row if panel.frame != "none"]
    panels += [Panel((), panels[0].x, panels[0].y, frame="none")] * (-len(panels) % _COLUMNS)
    return replace(chart, panels=tuple(tuple(panels[at : at + _COLUMNS]) for at in range(0, len(panels), _COLUMNS)))


def _grid(chart: Chart, name: str) -> tuple[float, float, list[Markup]]:
    """Return width and height of the picture, and its panels."""
    down, parts, last = 0.0, [], len(chart.panels) - 1
    width = NARROW if len(chart.panels[0]) > 1 else WIDE
    for number, (row, ends) in enumerate(zip(chart.panels, reaches(chart), strict=True)):
        numbered = number == last or not chart.share_x
        foot = max(_FOOT * numbered + _LINE * bool(panel.x.label) for panel in row)
        top, down = down, down + _height(chart, number)
        for place, (panel, (across, up)) in enumerate(zip(row, ends, strict=True)):
            left, right = _sides(panel)
            x = Scale(*across, place * width + left, (place + 1) * width - right, panel.x.scale == "log")
            y = Scale(*up, down, top + max(map(_above, row)), panel.y.scale == "log")
            at = _Place(x, y, place * width, (place + 1) * width, top, numbered)
            parts.append(_panel(panel, at, f"{name}-{number}-{place}"))
        down += foot + _GAP
    return width * len(chart.panels[0]), down, parts


def _height(chart: Chart, number: int) -> float:
    """Return the height of a row of panels from its top to its x axis."""
    row = chart.panels[number]
    ratio = chart.heights[number] if chart.heights else 1.0
    alone = len(chart.panels) * len(row) == 1
    return max(map(_above, row)) + (_rows(row[0]) if alone else _LOW * ratio)


def _rows(panel: Panel) -> float:
    """Return the height of a panel that stands alone: a forest plot grows with its rows."""
    rows = [len(mark.rows) for mark in panel.marks if isinstance(mark, Intervals)]
    return (_ROW if rows[0] <= MANY else _CLOSE) * (rows[0] + 0.6) if rows else _TALL


def _above(panel: Panel) -> float:
    return _TOP + _LINE * (bool(panel.title) + bool(panel.y.label))


def _sides(panel: Panel) -> Span:
    """Return the room at the left and the right of a panel: for the names and verdicts of a forest plot."""
    rows = [row for mark in panel.marks if isinstance(mark, Intervals) for row in mark.rows]
    if not rows:
        return _LEFT, _RIGHT
    names = max(len(_short(row.name)) for row in rows)
    words = max(len(said(row.word, language)) for row in rows for language in LANGUAGES)
    return max(_LEFT, 14 + _LETTER * names), 14 + _LETTER * words


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def _panel(panel: Panel, at: _Place, name: str) -> Markup:
    """Return a panel: its grid and axes, its marks within them, and its words."""
    x, y = at.x, at.y
    box = {"x": tidy(x.start), "y": tidy(y.end), "width": tidy(x.end - x.start), "height": tidy(y.start - y.end)}
    clip = element("clipPath", element("rect", **box), id=f"{name}-box")
    marks = [drawn(mark, x, y) for mark in _shades_first(panel)]
    inside = element("g", together(marks), clip_path=f"url(#{name}-box)")
    axes = () if panel.frame == "none" else _axes(panel, at)
    return element("g", together([clip, *axes, inside, *_words(panel, at)]))


def _shades_first(panel: Panel) -> list[Mark]:
    return sorted(panel.marks, key=lambda mark: not isinstance(mark, Shade))


def _axes(panel: Panel, at: _Place) -> Iterator[Markup]:
    x, y = at.x, at.y
    for tick in _ticks(panel.x, x, 7 if x.end - x.start > 300 else 5):
        place = tidy(x(tick.at))
        if panel.grid != "none":
            yield element("line", x1=place, x2=place, y1=tidy(y.start), y2=tidy(y.end), class_="grid")
        if at.numbered:
            yield _text(tick.words, place, at.foot + 17, "middle", "tick")
    rows = [mark for mark in panel.marks if isinstance(mark, Intervals)]
    for tick in [] if rows else _ticks(panel.y, y, 7 if y.start - y.end > 200 else 4):
        place = tidy(y(tick.at))
        if panel.grid == "both":
            yield element("line", x1=tidy(x.start), x2=tidy(x.end), y1=place, y2=place, class_="grid")
        yield _text(tick.words, x.start - 6, place + 4.5, "end", "tick")
    yield element("line", x1=tidy(x.start), x2=tidy(x.end), y1=tidy(at.foot), y2=tidy(at.foot), class_="axis")
    for mark in rows:
        for row, level in zip(mark.rows, range(len(mark.rows) - 1, -1, -1), strict=True):
            yield _text(_short(row.name), x.start - 8, y(level) + 4.5, "end", arm=row.name)
            yield _text(row.word, x.end + 8, y(level) + 4.5, "start", arm=row.name)


def _ticks(axis: Axis, scale: Scale, most: int) -> list[Tick]:
    if axis.ticks is not None:
        return [tick for tick in axis.ticks if scale.holds(tick.at)]
    places = [at for at in scale.ticks(axis.most_ticks or most) if scale.holds(at)]
    return [Tick(at, decimal(f"{at:g}")) for at in places if not axis.whole or at == round(at)]


def _words(panel: Panel, at: _Place) -> Iterator[Markup]:
    """Yield the title and the labels of a panel; one that is too long for its place is moved, then made smaller."""
    line = at.top + 14
    if panel.title:
        yield _text(panel.title, at.x.start, line, "start", "panel")
        line += _LINE
    if panel.y.label:
        yield _text(panel.y.label, max(at.x.start - _LEFT, 0) + 6, line, "start", size=_size(panel.y.label, at))
    if panel.x.label:
        half = min(_length(panel.x.label), at.right - at.left) / 2
        middle = min(max((at.x.start + at.x.end) / 2, at.left + half), at.right - half)
        below = at.foot + (_FOOT if at.numbered else 0) + 15
        yield _text(panel.x.label, middle, below, "middle", size=_size(panel.x.label, at))


def _length(words: str) -> float:
    """Return about how long words are, in the language in which they are longest."""
    return _LETTER * max(len(said(words, language)) for language in LANGUAGES)


def _size(words: str, at: _Place) -> float | None:
    """Return the size of words that do not fit at the usual one."""
    room = at.right - at.left - 8
    return round(_FONT * room / _length(words), 1) if _length(words) > room else None


def _text(
    words: str, x: float, y: float, anchor: str, kind: str | None = None, size: float | None = None, arm: str = ""
) -> Markup:
    look = {"text_anchor": anchor, "class_": kind, "font_size": size, "data_arm": arm or None}
    return element("text", spoken(words, "tspan"), x=tidy(x), y=tidy(y), **look)


def _ranked(diagram: RankDiagram) -> Chart:
    """Return mean ranks as rows, best on top, with a bar below for each group that a test does not tell apart."""
    rows = tuple(
        Interval(rank.name, rank.mean, None, None, decimal(f"{rank.mean:.2f}"), _GREY) for rank in diagram.ranks
    )
    bars = [Line(group, (-0.8 - 0.3 * place,) * 2, "", _BLUE, width=4) for place, group in enumerate(diagram.groups)]
    above = len(rows) - 0.4
    distance = Line((1.0, 1 + diagram.critical_difference), (above, above), diagram.caption, _RED, width=2)
    panel = Panel((Intervals(rows), *bars, distance), Axis(whole=True), grid="x", legend="best")
    return single(diagram.title, panel)
