"""How figures look, in one place: what matplotlib is told, and the weights and greys of the marks.

Colours and dashes of activations are those of the palette, as a chart has them.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

import matplotlib
from matplotlib.axis import Axis as Ruler
from matplotlib.ticker import Formatter, LogFormatter, ScalarFormatter

from actlab.words import COMMA

DPI, SCREEN_DPI = 150, 100  # of files, and in a notebook
BAND = 0.2  # opacity
THIN, THICK = 1.0, 3.0  # intervals: all together, each of its own
CAP = 4.0  # of error bars
INK, GROUP, SCALE = "#4D4D4D", "#0072B2", "#D55E00"  # of a diagram of ranks: Okabe, Ito (2008)
GRID_OPACITY, GRID_WIDTH = 0.3, 0.6
LEGEND_OPACITY = 0.9
OVER, LAYERS = 2.0, 100  # matplotlib's level of lines; how many layers lie between it and that of words


def in_style() -> AbstractContextManager[None]:
    """Return the context in which a figure is made or written; what it does not say follows the user's own style."""
    return matplotlib.rc_context(
        {
            "svg.hashsalt": "actlab",  # the same figure gives the same SVG
            "pdf.fonttype": 42,  # letters that other programs can edit
        }
    )


class _Commas(Formatter):
    """Writes the numbers of an axis as another formatter does, with decimal commas."""

    def __init__(self, own: Formatter) -> None:
        self._own = own

    def __call__(self, x: float, pos: int | None = None) -> str:
        return _with_comma(self._own(x, pos))

    def set_locs(self, locs: list[float]) -> None:
        self._own.set_locs(locs)

    def get_offset(self) -> str:
        return _with_comma(self._own.get_offset())

    def format_data_short(self, value: float) -> str:
        return _with_comma(self._own.format_data_short(value))


def _with_comma(number: str) -> str:
    # in mathematics a bare comma is followed by a space
    return number.replace(".", "{,}" if "$" in number else ",")


def numbers_in(language: str, ruler: Ruler) -> None:
    """Let an axis write its numbers as a language does; names that stand there stay as they are."""
    if language not in COMMA:
        return
    for own, put in (
        (ruler.get_major_formatter(), ruler.set_major_formatter),
        (ruler.get_minor_formatter(), ruler.set_minor_formatter),
    ):
        if isinstance(own, ScalarFormatter | LogFormatter):
            put(_Commas(own))
