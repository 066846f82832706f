"""``actlab explain``, ``cost`` and ``demo``: why an activation does what it does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from actlab.cli.options import OK, AsJson, Command, Lang, option, switch
from actlab.cli.output import show, show_files, show_record
from actlab.facade.language import language
from actlab.words import _

if TYPE_CHECKING:
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
    from actlab.functions.find import find
    from actlab.measure.explain import explain
    from actlab.report.document.explain import explanations_document, explanations_record
    from actlab.studies.protocols import CLAIM

    chosen = {str(one): one for one in map(find, activations or CLAIM)}
    starts = [name.strip() for name in init.split(",")]
    found = explain(chosen, starts, width=width, depth=depth, draws=draws)
    document = explanations_document(found)
    files = _figures(document, out)
    if as_json:
        show_record(explanations_record(found), "explanations", files=files)
    else:
        show(document, language())
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
    from actlab.functions.catalogue import CATALOGUE
    from actlab.functions.find import find
    from actlab.measure.step_cost import costs
    from actlab.report.document.cost import costs_document, costs_record

    chosen = {str(one): one for one in map(find, activations or CATALOGUE)}
    found = costs(chosen, "relu", find("relu"))
    if as_json:
        show_record(costs_record(found), "costs")
    else:
        show(costs_document(found), language())
    return OK


def _demo(
    name: Annotated[
        str, option("linear-collapse, vanishing-gradient, dead-units, leak, elu-cost " + _("or") + " output-layer")
    ],
    /,
    *,
    quick: Annotated[bool, switch(_("A smaller one, in seconds."))] = False,
    out: Folder = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.demos.table import demonstrate

    outcome = demonstrate(name, quick=quick)
    files = _figures(outcome.document, out)
    if as_json:
        show_record(outcome.numbers, "demo", demo=name, files=files)
    else:
        show(outcome.document, language())
        show_files(files, language())
    return OK


EXPLAIN = Command(
    "explain",
    _explain,
    _("Say why, before any training: signal and gradient through depth, predicted and measured."),
)
COST = Command("cost", _cost, _("Measure the time per element, forward and backward, as ratios to relu."))
DEMO = Command("demo", _demo, _("Show what a sentence of the tutorial means, with numbers and a figure."))
