"""An activation as a notebook shows it: formula, curve, properties; nothing is loaded from anywhere."""

from __future__ import annotations

from html import escape

from actlab.functions.record import Activation
from actlab.report.document.activation import page
from actlab.report.document.parts import Facts
from actlab.report.render.matplotlib import svg
from actlab.words import ENGLISH, said


def card(activation: Activation, language: str = ENGLISH, name: str = "") -> str:
    """Return the page of an activation as HTML, with its chart as SVG."""
    document = page(activation, name)
    rows = [row for part in document.parts if isinstance(part, Facts) for row in part.rows]
    cells = ((escape(said(what, language)), escape(said(words, language))) for what, words in rows)
    lines = "".join(f"<tr><th>{what}</th><td>{words}</td></tr>" for what, words in cells)
    return f"<div>{svg(document.chart('activation'), language)}<table>{lines}</table></div>"
