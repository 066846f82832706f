"""How figures look, in one place: what matplotlib is told, and the weights and greys of the marks.

Colours and dashes of activations are those of the palette, as a chart has them.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

import matplotlib

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
