"""``actlab explain``, ``cost`` and ``demo``: why an activation does what it does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from actlab.cli.options import OK, AsJson, Lang, app, option, show_files, show_json, show_text, switch
from actlab.words import _

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
    from actlab.report.explain import explain as run
    from actlab.report.explanation import explanation_data, explanation_parts

    found, files = run(activations, init, width=width, depth=depth, draws=draws, out=out)
    if as_json:
        show_json({"explanations": explanation_data(found), "files": [str(path) for path in files]})
        return OK
    show_text(explanation_parts(found))
    show_files([str(path) for path in files])
    return OK


@app.command(help=_("Measure the time per element, forward and backward, as ratios to relu."))
def cost(
    *activations: Annotated[str, option(_("Activations."), _("the whole catalogue"))],
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.report.cost import cost_data, cost_table, costs

    found, step = costs(activations)
    if as_json:
        show_json(cost_data(found, step))
    else:
        show_text(cost_table(found, step))
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

    outcome, files = demonstrate(name, quick=quick, out=out)
    if as_json:
        show_json({"demo": name, **outcome.numbers, "files": [str(path) for path in files]})
        return OK
    show_text("\n".join([_("The tutorial says: {sentence}").format(sentence=outcome.sentence), "", *outcome.findings]))
    show_files([str(path) for path in files])
    return OK
