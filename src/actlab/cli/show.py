"""``actlab show``, ``list`` and ``export``: what an activation is, without training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from rich.console import Console

from actlab.cli.options import (
    OK,
    AsJson,
    Lang,
    Png,
    Svg,
    app,
    figure_files,
    option,
    show_files,
    show_json,
    show_text,
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
    from actlab.functions.find import find
    from actlab.report.page import facts, page, side_by_side

    def drawing() -> Figure:
        from actlab.report.activation_figure import figure, overlay  # Matplotlib, only where a file is asked for

        return overlay(found) if others else figure(found[0])

    found = [find(spec) for spec in (activation, *others)]
    files = figure_files(drawing, png, svg)
    if as_json:
        pages = [facts(each) for each in found]
        show_json({"activations": pages, "files": files} if others else {**pages[0], "files": files})
        return OK
    from actlab.report.terminal import in_terminal, together

    show_text(side_by_side(found) if others else page(found[0]))
    colour = Console().is_terminal
    print(together(found, colour=colour) if others else in_terminal(found[0], colour=colour))
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
    from actlab.report.listing import chosen, duplicate_pairs, duplicate_table, records, table

    listed = chosen(family, where)
    if duplicates:
        pairs = duplicate_pairs(listed)
        show_json(pairs) if as_json else show_text(duplicate_table(pairs))
    else:
        show_json(records(listed)) if as_json else show_text(table(listed))
    return OK


@app.command(help=_("Write an activation as code for another framework, with a short check, or as LaTeX."))
def export(
    activation: Annotated[str, option(_("An activation, such as elu or x*tanh(x)."))],
    *,
    to: Annotated[str, option(_("torch, keras, jax, numpy or latex."))],
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.functions.export import export
    from actlab.functions.find import find

    code = export(find(activation), to)
    if as_json:
        show_json({"activation": activation, "to": to, "code": code})
    else:
        print(code, end="")
    return OK
