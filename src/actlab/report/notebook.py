"""An activation as a notebook shows it: formula, curve, properties; nothing is loaded from anywhere."""

from __future__ import annotations

from actlab.functions.record import Activation
from actlab.report.document.activation import page
from actlab.report.document.parts import Facts
from actlab.report.render.matplotlib import svg
from actlab.report.render.notebook import facts
from actlab.words import ENGLISH


def card(activation: Activation, language: str = ENGLISH, name: str = "") -> str:
    """Return the page of an activation as HTML, with its chart as SVG."""
    document = page(activation, name)
    rows = [row for part in document.parts if isinstance(part, Facts) for row in part.rows]
    return f"<div>{svg(document.chart('activation'), language)}{facts(rows, language)}</div>"
