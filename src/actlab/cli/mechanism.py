"""``actlab explain``, ``cost`` and ``demo``: why an activation does what it does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from actlab.cli.options import LANGUAGE, OK, AsJson, Lang, app, option, show_document, show_files, switch
from actlab.words import _

if TYPE_CHECKING:
    from actlab.report.document.parts import Document

Folder = Annotated[Path | None, option(_("Folder for the figure, as PNG and SVG."))]


@app.command(help=_("Say why, before any training: signal and gradient through depth, predicted and measured."))
def explain(
    *activations: Annotated[str, option(_("Activations."), _("the tutorial's five"))],
    init: Annotated[str, option(_("Initialisations, with commas."), "matched,tutorial")] = "matched,tutorial",
    width: Annotated[int, option(_("Units of a layer."), 500)] = 500,
    depth: Annotated[int, option(_("Layers."), 30)] = 30,
    draws: Annotated[int, option(_("Random networks to measure."), 8)] = 8,
    out: Folder = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.functions.activation import activation
    from actlab.measure.explain import explain as run
    from actlab.report.document.explain import explanations_document, explanations_record
    from actlab.report.render.json import dumps
    from actlab.studies.protocols import CLAIM

    chosen = {str(one): one for one in map(activation, activations or CLAIM)}
    starts = [name.strip() for name in init.split(",")]
    found = run(chosen, starts, width=width, depth=depth, draws=draws)
    document = explanations_document(found)
    files = _figures(document, out)
    if as_json:
        print(dumps(explanations_record(found), "explanations", files=files))
    else:
        show_document(document)
        show_files(files)
    return OK


def _figures(document: Document, out: Path | None) -> list[str]:
    """Write the charts where a folder was asked for; return the paths."""
    if out is None:
        return []
    from actlab.report.render.matplotlib import save_charts

    return [str(path) for path in save_charts(document.charts, out, LANGUAGE)]


@app.command(help=_("Measure the time per element, forward and backward, as ratios to relu."))
def cost(
    *activations: Annotated[str, option(_("Activations."), _("the whole catalogue"))],
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.functions.activation import activation
    from actlab.functions.catalogue import CATALOGUE
    from actlab.measure.step_cost import costs
    from actlab.report.document.cost import costs_document, costs_record
    from actlab.report.render.json import dumps

    chosen = {str(one): one for one in map(activation, activations or CATALOGUE)}
    found = costs(chosen, "relu", activation("relu"))
    if as_json:
        print(dumps(costs_record(found), "costs"))
    else:
        show_document(costs_document(found))
    return OK


@app.command(help=_("Show what a sentence of the tutorial means, with numbers and a figure."))
def demo(
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
    from actlab.report.render.json import dumps

    outcome = demonstrate(name, quick=quick)
    files = _figures(outcome.document, out)
    if as_json:
        print(dumps(outcome.numbers, "demo", demo=name, files=files))
    else:
        show_document(outcome.document)
        show_files(files)
    return OK
