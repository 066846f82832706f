"""``actlab show``, ``list`` and ``export``: what an activation is, without training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from actlab.cli.options import (
    LANGUAGE,
    OK,
    AsJson,
    Lang,
    Png,
    Svg,
    app,
    figure_files,
    option,
    show_document,
    show_files,
    show_json,
    switch,
)
from actlab.words import _

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@app.command(help=_("Draw an activation and its derivative, and print what is known of it; or draw several together."))
def show(
    activation: Annotated[str, option(_("An activation: elu, elu(alpha=0.5), x*tanh(x), file.py:function."))],
    *others: Annotated[str, option(_("More of them, drawn over it in one figure."))],
    png: Png = None,
    svg: Svg = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.functions.activation import activation as find
    from actlab.report.document.activation import page, side_by_side
    from actlab.report.document.activation_record import record, records
    from actlab.report.render.json import dumps

    found = {str(one): one for one in map(find, (activation, *others))}
    first = next(iter(found.values()))
    document = side_by_side(found) if len(found) > 1 else page(first)

    def drawing() -> Figure:
        from actlab.report.render.matplotlib import draw  # Matplotlib, only where a file is asked for

        return draw(document.charts[0].chart, LANGUAGE)

    files = figure_files(drawing, png, svg)
    if as_json and len(found) > 1:
        print(dumps(records(found), "activations", files=files))
    elif as_json:
        print(dumps(record(first), "activation", files=files))
    else:
        show_document(document)
        show_files(files)
    return OK


@app.command(name="list", help=_("List the catalogue, or those of a family or with a property."))
def list_(
    *,
    family: Annotated[str | None, option(_("Only this family, such as sigmoidal or self-gated."))] = None,
    where: Annotated[str | None, option(_('Only these, such as "smooth and not monotone".'))] = None,
    duplicates: Annotated[bool, switch(_("What is another of them, rescaled."))] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.analysis.selection import chosen
    from actlab.report.document import listing as lists
    from actlab.report.render.json import dumps

    listed = chosen(family, where)
    if duplicates:
        pairs = lists.duplicates(listed)
        print(dumps(pairs, "duplicate")) if as_json else show_document(lists.duplicates_document(pairs))
    elif as_json:
        print(dumps(lists.listing_records(listed), "catalogue-entry"))
    else:
        show_document(lists.listing(listed))
    return OK


@app.command(help=_("Write an activation as code for another framework, with a short check, or as LaTeX."))
def export(
    activation: Annotated[str, option(_("An activation, such as elu or x*tanh(x)."))],
    *,
    to: Annotated[str, option(_("torch, keras, jax, numpy or latex."))],
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.functions.activation import activation as find
    from actlab.functions.export import export

    code = export(find(activation), to)
    if as_json:
        show_json({"activation": activation, "to": to, "code": code})
    else:
        print(code, end="")
    return OK
