"""``actlab.export``, ``show``, ``explain``, ``demo`` and ``gain``: what the command line does, in Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from actlab.analysis.gaussian import gain as gain_of
from actlab.demos.table import demonstrate
from actlab.errors import InvalidInput
from actlab.facade.language import language
from actlab.facade.shown import Shown
from actlab.functions.arms import Arm, named
from actlab.functions.export import export as code_of
from actlab.functions.find import Spelling, find
from actlab.measure.explain import explain as measured
from actlab.report.document.activation import page
from actlab.report.document.activation_record import record
from actlab.report.document.explain import explanations_document, explanations_record
from actlab.report.document.parts import Document
from actlab.report.render import markdown, matplotlib, terminal
from actlab.studies.protocols import CLAIM
from actlab.words import _, said


@dataclass(frozen=True)
class Page(Shown):
    """Something to read: ``document`` for people, ``record`` for programs. Printing it shows it as a terminal does."""

    document: Document
    record: object

    def __str__(self) -> str:
        return terminal.render(self.document, language(), width=100)

    def markdown(self) -> str:
        """Return the page as Markdown."""
        return markdown.render(self.document, language())

    def plot(self, path: str | Path | None = None) -> Figure:
        """Draw its first chart; write it to ``path`` (.png, .svg or .pdf) where given."""
        figure = matplotlib.draw(self.document.charts[0].chart, language())
        if path is not None:
            matplotlib.save(figure, Path(path))
        return figure


def export(spec: Spelling, to: str) -> str:
    """Return an activation as code: ``to`` is torch, keras, jax, numpy or latex, whose words are in your language.

    Raises InvalidInput for another framework, or what cannot be exported.

    >>> "def gelu(x):" in export("gelu", "numpy")
    True
    """
    return said(code_of(find(spec), to), language())


def show(spec: Spelling, *, derivatives: int = 1) -> Page:
    """Show what is known of an activation without training, with closed forms up to the third derivative.

    Raises InvalidInput for what is no activation, or another number of derivatives.

    >>> print(show("tanh", derivatives=2).document.parts[0].rows[3])
    ('f″(x)', '-(2 - 2*tanh(x)**2)*tanh(x)')
    """
    if derivatives not in (1, 2, 3):
        message = _("{n} derivatives cannot be shown: 1, 2 or 3.")
        raise InvalidInput(message.format(n=derivatives), "derivatives", "2")
    found = find(spec)
    return Page(page(found, derivatives=derivatives), record(found, derivatives=derivatives))


def gain(spec: Spelling) -> float:
    """Return the factor that keeps a layer's second moment at 1: (E f(z)^2)^(-1/2) for z ~ N(0, 1).

    Raises InvalidInput for what is no activation, or a gated unit.

    >>> round(gain("relu") ** 2, 12)
    2.0
    """
    return gain_of(find(spec).alone())


def explain(
    activations: Sequence[Spelling | Arm] = CLAIM,
    *,
    init: str = "matched,tutorial",
    width: int = 500,
    depth: int = 30,
    draws: int = 8,
) -> Page:
    """Say why, before any training: signal and gradient through depth, predicted and measured in random networks.

    Raises InvalidInput for an unknown name, a gated unit, or a width, depth or number of draws that cannot be used.

    >>> page = explain(["relu"], init="matched", width=20, depth=3, draws=2)
    >>> page.record.explanations[0].activation
    'relu'
    """
    found = measured(
        named(activations), [name.strip() for name in init.split(",")], width=width, depth=depth, draws=draws
    )
    return Page(explanations_document(found), explanations_record(found))


def demo(name: str, *, quick: bool = False) -> Page:
    """Show what a sentence of the tutorial means, such as ``leak``, with numbers and a chart.

    Raises InvalidInput for an unknown name.
    """
    outcome = demonstrate(name, quick=quick)
    return Page(outcome.document, outcome.numbers)
