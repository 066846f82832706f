"""A map of values in a terminal: a shade for each of a few levels, dense where values are high."""

from __future__ import annotations

import math

from actlab.report.document.charts import HeatMap, Panel
from actlab.words import decimal, joined, said

_SHADES = " ░▒▓█"
_ACROSS = 2  # columns of a cell, as letters are higher than wide


def shaded(panel: Panel, heat: HeatMap, language: str, width: int) -> str:
    """Return a map as lines of text, the highest y first; of a map wider than ``width``, every second cell, or third.

    >>> heat = HeatMap((0.0, 1.0), (0.0, 1.0), ((0.0, 1.0), (1.0, 0.0)), 0.0, 1.0, "f")
    >>> print(shaded(Panel((heat,)), heat, "en", 80))
    f:    = 0, ██ = 1
    ██
      ██
    """
    every = max(1, math.ceil(_ACROSS * len(heat.x) / width))
    ends = [(_SHADES[0] * _ACROSS, heat.low), (_SHADES[-1] * _ACROSS, heat.high)]
    scale = joined([joined([shade, "=", decimal(f"{value:.3g}")]) for shade, value in ends], ", ")
    words = [said(part, language) for part in (panel.title, joined([heat.label or panel.y.label, scale], ": ")) if part]
    rows = ["".join(_shade(heat, value) * _ACROSS for value in row[::every]) for row in heat.values[::-every]]
    return "\n".join([*words, *(row.rstrip() for row in rows)])


def _shade(heat: HeatMap, value: float) -> str:
    share = heat.share(value)
    return "?" if math.isnan(share) else _SHADES[round(share * (len(_SHADES) - 1))]
