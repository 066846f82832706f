"""Maps of values as SVG: one path for each of a few levels of colour, as a page has no room for a shape per cell."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from actlab.report.document.charts import HeatMap
from actlab.report.render.markup import Markup, element
from actlab.report.render.scale import Scale

LEVELS = 32  # of colour; the eye tells fewer apart
_OVERLAP = 0.4  # units by which cells cover the seam to the next row


def heat_map(heat: HeatMap, x: Scale, y: Scale) -> Iterator[Markup]:
    """Yield a path for each level that occurs: level strokes, each as long as the cells in a row that have it."""
    wide, high = heat.cell
    thick = abs(y(heat.y[0] + high) - y(heat.y[0])) + _OVERLAP
    runs = defaultdict(list)
    for up, row in zip(heat.y, heat.values, strict=True):
        for level, first, last in _runs([level_of(heat, value) for value in row]):
            left, right = x(heat.x[first] - wide / 2), x(heat.x[last] + wide / 2)
            runs[level].append(f"M{left:.1f} {y(up):.1f}H{right:.1f}")
    for level, strokes in sorted(runs.items()):
        paint = mixture(heat.colours, level / (LEVELS - 1))
        yield element("path", d="".join(strokes), stroke=paint, stroke_width=round(thick, 1), fill="none")


def level_of(heat: HeatMap, value: float) -> int | None:
    """Return the level of a value, from 0 on; None for what is no number, which is left open."""
    share = heat.share(value)
    return None if math.isnan(share) else round(share * (LEVELS - 1))


def mixture(colours: Sequence[str], share: float) -> str:
    """Return the colour at a share of the way through colours that are spread evenly.

    >>> mixture(("#FFFFFF", "#000000"), 1.0), mixture(("#000000", "#FF0000", "#FFFFFF"), 0.25)
    ('#000000', '#800000')
    """
    place = share * (len(colours) - 1)
    first = min(int(place), len(colours) - 2)
    ends = (colours[first], colours[first + 1])
    low, high = ([int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in ends)
    return "#" + "".join(f"{round(a + (place - first) * (b - a)):02X}" for a, b in zip(low, high, strict=True))


def _runs(levels: Sequence[int | None]) -> Iterator[tuple[int, int, int]]:
    """Yield each level that neighbours share, with the first and the last of them."""
    at = 0
    for level, same in groupby(levels):
        last = at + len(list(same)) - 1
        if level is not None:
            yield level, at, last
        at = last + 1
