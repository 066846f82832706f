"""``actlab explain``, ``cost`` and ``demo``: why an activation does what it does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from actlab.cli.options import OK, AsJson, Command, Lang, option, switch
from actlab.cli.output import show, show_files, show_record
from actlab.demos.names import LISTED, in_english
from actlab.facade.language import language
from actlab.words import _

if TYPE_CHECKING:
    from actlab.facade.tools import Page
    from actlab.report.document.parts import Document

Folder = Annotated[Path | None, option(_("Folder for the figure, as PNG and SVG."))]


def _explain(
    *activations: Annotated[str, option(_("Activations."), _("the tutorial's five"))],
    init: Annotated[str, option(_("Initialisations, with commas."), "matched,tutorial")] = "matched,tutorial",
    width: Annotated[int, option(_("Units of a layer."), 500)] = 500,
    depth: Annotated[int, option(_("Layers."), 30)] = 30,
    draws: Annotated[int, option(_("Random networks to measure."), 8)] = 8,
    out: Folder = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.facade.tools import explain
    from actlab.studies.protocols import CLAIM

    page = explain(activations or CLAIM, init=init, width=width, depth=depth, draws=draws)
    return _show(page, "explanations", out, as_json)


def _show(page: Page, name: str, out: Path | None, as_json: bool, **more: str) -> int:
    """Print a page, for people or for programs, and write its charts where a folder was asked for."""
    files = _figures(page.document, out)
    if as_json:
        show_record(page.record, name, files=files, **more)
    else:
        show(page.document, language())
        show_files(files, language())
    return OK


def _figures(document: Document, out: Path | None) -> list[Path]:
    """Write the charts where a folder was asked for; return the paths."""
    if out is None:
        return []
    from actlab.report.render.matplotlib import save_charts

    return list(save_charts(document.charts, out, language()))


def _cost(
    *activations: Annotated[str, option(_("Activations."), _("the whole catalogue"))],
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.functions.arms import named
    from actlab.functions.catalogue import CATALOGUE
    from actlab.functions.find import find
    from actlab.measure.step_cost import costs
    from actlab.report.document.cost import costs_document, costs_record

    found = costs(named(activations or CATALOGUE), "relu", find("relu"))
    if as_json:
        show_record(costs_record(found), "costs")
    else:
        show(costs_document(found), language())
    return OK


def _demo(
    name: Annotated[str, option(LISTED)],
    /,
    *,
    quick: Annotated[bool, switch(_("A smaller one, in seconds."))] = False,
    out: Folder = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.facade.tools import demo

    return _show(demo(name, quick=quick), "demo", out, as_json, demo=in_english(name))


EXPLAIN = Command(
    "explain",
    _explain,
    _("Say why, before any training: signal and gradient through depth, predicted and measured."),
)
COST = Command("cost", _cost, _("Measure the time per element, forward and backward, as ratios to relu."))
DEMO = Command("demo", _demo, _("Show what a sentence of the tutorial means, with numbers and a figure."))
