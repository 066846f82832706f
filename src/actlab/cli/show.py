"""``actlab show``, ``list`` and ``export``: what an activation is, without training."""

from __future__ import annotations

from typing import Annotated, Literal

from actlab.cli.options import OK, AsJson, Command, Lang, Png, Svg, figure_paths, option, switch
from actlab.cli.output import show, show_files, show_record, show_words
from actlab.facade.language import language
from actlab.words import _, said


def _show(
    activation: Annotated[str, option(_("An activation: elu, elu(alpha=0.5), x*tanh(x), file.py:function."))],
    /,
    *others: Annotated[str, option(_("More of them, drawn over it in one figure."))],
    derivatives: Annotated[
        Literal[1, 2, 3], option(_("Closed forms and curves up to this derivative: 1, 2 or 3."), "1")
    ] = 1,
    png: Png = None,
    svg: Svg = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.functions.arms import named
    from actlab.report.document.activation import page, side_by_side

    found = named((activation, *others), gated=True)
    (name, first), several = next(iter(found.items())), len(found) > 1
    document = side_by_side(found) if several else page(first, name, derivatives)
    files = []
    for path in figure_paths(png, svg):
        from actlab.report.render import matplotlib  # only where a file is asked for

        files.append(matplotlib.save(matplotlib.draw(document.charts[0].chart, language()), path))
    if as_json:
        from actlab.report.document.activation_record import record, records  # SymPy, for the LaTeX in it

        if several:
            show_record(records(found, derivatives), "activations", files=files)
        else:
            show_record(record(first, name, derivatives), "activation", files=files)
    else:
        show(document, language())
        show_files(files, language())
    return OK


def _list(
    *,
    family: Annotated[str | None, option(_("Only this family, such as sigmoidal or self-gated."))] = None,
    where: Annotated[str | None, option(_('Only these, such as "smooth and not monotone".'))] = None,
    duplicates: Annotated[bool, switch(_("What is another of them, rescaled."))] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.analysis.selection import chosen
    from actlab.report.document import listing as lists

    listed = chosen(family, where)
    if duplicates:
        pairs = lists.duplicates(listed)
        show_record(pairs, "duplicate") if as_json else show(lists.duplicates_document(pairs), language())
    elif as_json:
        show_record(lists.listing_records(listed), "catalogue-entry")
    else:
        show(lists.listing(listed), language())
    return OK


def _export(
    activation: Annotated[str, option(_("An activation, such as elu or x*tanh(x)."))],
    /,
    *,
    to: Annotated[str, option(_("torch, keras, jax, numpy or latex."))],
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.functions.export import export
    from actlab.functions.find import find

    code = export(find(activation), to)
    if as_json:
        show_record({"activation": activation.strip(), "to": to, "code": code}, "export")
    else:
        show_words(said(code, language()).removesuffix("\n"), language())
    return OK


SHOW = Command(
    "show",
    _show,
    _("Draw an activation and its derivative, and print what is known of it; or draw several together."),
)
LIST = Command("list", _list, _("List the catalogue, or those of a family or with a property."))
EXPORT = Command(
    "export", _export, _("Write an activation as code for another framework, with a short check, or as LaTeX.")
)
