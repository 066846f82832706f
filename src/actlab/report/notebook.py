"""An activation as a notebook shows it: formula, curve, properties; nothing is loaded from anywhere."""

from __future__ import annotations

import io
from html import escape

import matplotlib

from actlab.functions.record import Activation
from actlab.report.activation_figure import figure
from actlab.report.page import rows


def card(activation: Activation) -> str:
    """Return the page of an activation as HTML, with its figure as SVG."""
    drawn = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "actlab"}):
        figure(activation).savefig(drawn, format="svg", metadata={"Date": None})
    svg = drawn.getvalue()
    lines = "".join(f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in rows(activation))
    return f"<div>{svg[svg.index('<svg') :]}<table>{lines}</table></div>"
