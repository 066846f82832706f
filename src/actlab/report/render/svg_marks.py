"""Each mark of a chart as SVG, within two axes; what lies beyond them is cut by the panel."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from actlab.report.document.charts import Bars, HeatMap, Interval, Intervals, Line, Mark, Note, Points, Rule, Shade
from actlab.report.render.markup import Attribute, Markup, element, spoken, together
from actlab.report.render.scale import Scale
from actlab.report.render.svg_heat import heat_map

BAND = 0.18  # opacity
DASHES = {"--": "7 4", "-.": "8 3 2 3", ":": "2 3"}
_NEAR = 0.6  # of the paper's units: a point this near to the one before adds nothing
_STEPS = 14  # of colour in a legend
INK = ("black", "#000000")
GREYS = ("gray", "dimgray", "#4D4D4D")


def drawn(mark: Mark, x: Scale, y: Scale) -> Markup:
    """Return a mark that stands on two axes."""
    match mark:
        case Line():
            return _of(mark.arm, _line(mark, x, y))
        case Points():
            return _of(mark.arm, together(_points(mark, x, y)))
        case Bars():
            return together(_bars(mark, x, y))
        case Shade(low, high):
            if math.isnan(low) or math.isnan(high):
                return Markup("")
            left, right = sorted((x.clipped(low), x.clipped(high)))
            across, up = abs(y.end - y.start), min(y.start, y.end)
            fill: dict[str, Attribute] = {"fill": colour(mark.colour), "fill_opacity": mark.opacity}
            return element("rect", x=tidy(left), y=tidy(up), width=tidy(right - left), height=tidy(across), **fill)
        case Rule():
            return _rule(mark, x, y)
        case Intervals(rows):
            levels = range(len(rows) - 1, -1, -1)
            return together(_of(row.name, _interval(row, x, y(level))) for row, level in zip(rows, levels, strict=True))
        case HeatMap():
            return together(heat_map(mark, x, y))
        case Note(words):
            across, up = tidy((x.start + x.end) / 2), tidy((y.start + y.end) / 2)
            return element("text", spoken(words, "tspan"), x=across, y=up, text_anchor="middle")


def _of(arm: str, shown: Markup) -> Markup:
    """Return what is drawn for an activation as one group that bears its name."""
    return element("g", shown, data_arm=arm) if arm and shown else shown


def swatch(mark: Line | Points | Shade | HeatMap) -> Markup:
    """Return a mark's look for a legend, as a picture that says nothing beside its words."""
    x, y = Scale(0, 1, 0, 28), Scale(0, 1, 12, 0)
    if isinstance(mark, Line):
        shown: Mark = Line((0.0, 1.0), (0.5, 0.5), "", mark.colour, mark.dash, 2.2, opacity=mark.opacity)
    elif isinstance(mark, Points):
        shown = Points((0.5,), (0.5,), "", mark.colour, mark.marker, 6, mark.hollow)
    elif isinstance(mark, HeatMap):
        steps = tuple((place + 0.5) / _STEPS for place in range(_STEPS))
        shown = HeatMap(steps, (0.5,), (steps,), 0.0, 1.0, "", mark.colours)
    else:
        shown = Shade(0.0, 1.0, "", mark.colour, mark.opacity)
    return element("svg", drawn(shown, x, y), viewBox="0 0 28 12", class_="swatch", aria_hidden="true")


def colour(name: str) -> str:
    """Return how a colour is written: black is that of the text, which is light in a dark page.

    >>> colour("black"), colour("#0072B2"), colour("dimgray")
    ('currentColor', '#0072B2', '#4D4D4D')
    """
    return "currentColor" if name in INK else "#4D4D4D" if name in GREYS else name


def tidy(place: float) -> float:
    """Return a place on the paper to a tenth of its unit."""
    return round(place, 1) + 0.0


def stroke(paint: str, width: float, dash: str = "-") -> dict[str, Attribute]:
    """Return the attributes of a line's look."""
    return {"stroke": colour(paint), "stroke_width": width, "stroke_dasharray": DASHES.get(dash)}


def _line(line: Line, x: Scale, y: Scale) -> Markup:
    parts = []
    if line.low and (band := "".join(_bands(line, x, y))):
        parts.append(element("path", d=band, fill=colour(line.colour), fill_opacity=BAND))
    if text := path([*zip(line.x, line.y, strict=True)], x, y):
        look = stroke(line.colour, line.width, line.dash)
        parts.append(element("path", d=text, fill="none", stroke_opacity=line.opacity, **look))
    if line.marker:
        parts += _points(Points(line.x, line.y, "", line.colour, line.marker, 5), x, y)
    return together(parts)


def _bands(line: Line, x: Scale, y: Scale) -> Iterator[str]:
    """Yield the outline of each run of points at which a band has both of its ends."""
    run: list[tuple[float, float, float]] = []
    for at, low, high in (*zip(line.x, line.low, line.high, strict=True), (math.nan,) * 3):
        if all(map(math.isfinite, (x(at), y(low), y(high)))):
            run.append((at, low, high))
            continue
        if len(run) > 1:
            there, back = [(one[0], one[1]) for one in run], [(one[0], one[2]) for one in reversed(run)]
            yield path([*there, *back], x, y) + "Z"
        run = []


def path(points: Sequence[tuple[float, float]], x: Scale, y: Scale) -> str:
    """Return the path through points, each from the one before it; it ends at gaps.

    >>> path([(0, 0), (1, 1), (2, float("nan")), (3, 0)], Scale(0, 3, 0, 30), Scale(0, 1, 10, 0))
    'M0 10l10-10M30 10'
    """
    pieces: list[str] = []
    before: tuple[float, float] | None = None
    far = 20 * abs(y.end - y.start)  # beyond it nobody sees a difference, and numbers stay short
    for number, (across, up) in enumerate(points):
        place = (x(across), y(up))
        if not all(map(math.isfinite, place)):
            before = None
            continue
        place = (place[0], min(max(place[1], -far), far))
        last = number + 1 == len(points)
        if before and not last and max(abs(place[0] - before[0]), abs(place[1] - before[1])) < _NEAR:
            continue
        pieces.append(_stroke(place, before))
        before = place
    return "".join(pieces)


def _stroke(place: tuple[float, float], before: tuple[float, float] | None) -> str:
    """Return a place of a path; each is rounded by itself, so that the differences do not add up to another one."""
    start = (0.0, 0.0) if before is None else before
    across, up = (_brief(tidy(to) - tidy(since)) for to, since in zip(place, start, strict=True))
    return f"{'M' if before is None else 'l'}{across}{'' if up.startswith('-') else ' '}{up}"


def _brief(length: float) -> str:
    """Return a length to a tenth in as few letters as can be.

    >>> _brief(12.0), _brief(-0.3), _brief(0.04)
    ('12', '-.3', '0')
    """
    sign, text = "-" if length < 0 else "", f"{abs(length):.1f}".removesuffix(".0")
    return "0" if text == "0" else sign + (text.removeprefix("0") if text.startswith("0.") else text)


def _points(points: Points, x: Scale, y: Scale) -> Iterator[Markup]:
    foot = Scale(0.0, 1.0, y.start, y.end)
    look = {**stroke(points.colour, 1.5), "fill": "none" if points.hollow else colour(points.colour)}
    for across, up in zip(points.x, points.y, strict=True):
        place = (x(across), (foot if points.foot else y)(up))
        if all(map(math.isfinite, place)):
            yield _symbol(points.marker, place, points.size / 2, points.opacity, look)


def _symbol(marker: str, place: tuple[float, float], half: float, opacity: float, look: dict[str, Attribute]) -> Markup:
    across, up = map(tidy, place)
    shape = {
        "s": f"m{-half} {-half}h{2 * half}v{2 * half}h{-2 * half}z",
        "D": f"m0 {-half}l{half} {half}l{-half} {half}l{-half} {-half}z",
        "^": f"m0 {-half}l{half} {2 * half}h{-2 * half}z",
        "x": f"m{-half} {-half}l{2 * half} {2 * half}m0 {-2 * half}l{-2 * half} {2 * half}",
        "|": f"m0 {-half}v{2 * half}",
    }.get(marker)
    if shape is None:
        radius = half / 2 if marker == "." else half
        return element("circle", cx=across, cy=up, r=radius, opacity=opacity, **look)
    return element("path", d=f"M{across} {up}{shape}", opacity=opacity, **look)


def _bars(bars: Bars, x: Scale, y: Scale) -> Iterator[Markup]:
    for place, (at, height) in enumerate(zip(bars.x, bars.heights, strict=True)):
        if not (math.isfinite(x(at)) and math.isfinite(height)):
            continue
        left, right = x(at - bars.width / 2), x(at + bars.width / 2)
        foot, top = y.clipped(max(0.0, y.low) if y.log else 0.0), y.clipped(height)
        size = {"width": tidy(right - left), "height": tidy(abs(foot - top))}
        yield element("rect", x=tidy(left), y=tidy(min(foot, top)), fill=colour(bars.colour), **size)
        if bars.low:
            yield _straight(x(at), y.clipped(bars.low[place]), x(at), y.clipped(bars.high[place]), "black", 1.2)


def _rule(rule: Rule, x: Scale, y: Scale) -> Markup:
    scale = x if rule.axis == "x" else y
    if not scale.holds(rule.at):
        return Markup("")
    at = scale(rule.at)
    ends = (at, y.start, at, y.end) if rule.axis == "x" else (x.start, at, x.end, at)
    return _straight(*ends, rule.colour, rule.width, rule.dash)


def _straight(x1: float, y1: float, x2: float, y2: float, paint: str, width: float, dash: str = "-") -> Markup:
    if not all(map(math.isfinite, (x1, y1, x2, y2))):
        return Markup("")
    return element("line", x1=tidy(x1), y1=tidy(y1), x2=tidy(x2), y2=tidy(y2), **stroke(paint, width, dash))


def _interval(row: Interval, x: Scale, level: float) -> Markup:
    parts = [
        _straight(x.clipped(ends[0]), level, x.clipped(ends[1]), level, row.colour, width)
        for ends, width in ((row.thin, 1.4), (row.thick, 4.5))
        if ends
    ]
    if row.at is not None and x.holds(row.at):
        parts.append(element("circle", cx=tidy(x(row.at)), cy=tidy(level), r=5.5, fill=colour(row.colour)))
    return together(parts)
