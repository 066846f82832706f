"""The cards of a page: a formula set as mathematics, code to be copied, and what holds both together."""

from __future__ import annotations

from collections.abc import Iterable

from actlab.functions.expression import size
from actlab.report.document.parts import Card, Code, Formula
from actlab.report.render.markup import Markup, element, escaped, spoken, together
from actlab.report.render.mathml import equation
from actlab.words import LANGUAGES, _

LARGEST = 200  # nodes of a formula at most that is set; whoever reads more reads it as it was typed


def card(part: Card, inside: Iterable[Markup]) -> Markup:
    """Return a card as something that folds, with its name as a heading that is always there."""
    name = element("summary", element("h3", spoken(part.name)))
    return element("details", together([name, *inside], "\n"), class_="card", open="" if part.open else None)


def formula(part: Formula) -> Markup:
    """Return a formula as mathematics, in each language where they differ in it; as it was typed where it is long."""
    if size(part.tree) > LARGEST:
        return element("pre", element("code", escaped(f"{part.left} = {part.text}")), tabindex="0")
    written = {language: equation(part.left, part.tree, language) for language in LANGUAGES}
    if len(set(written.values())) == 1:
        shown = [element("div", next(iter(written.values())))]
    else:
        shown = [element("div", one, lang=language) for language, one in written.items()]
    return element("div", together(shown), class_="scroll formula", tabindex="0")


def snippet(part: Code) -> Markup:
    """Return code that is folded; without a script it can be selected, with one it is copied by a button."""
    copy = element("button", spoken(_("Copy")), type="button", data_copy="", hidden="")
    copied = element("span", spoken(_("Copied")), class_="copied", role="status", hidden="")
    code = element("pre", element("code", escaped(part.text.rstrip("\n"))), tabindex="0")
    return element("details", together([element("summary", spoken(part.title)), copy, copied, code]), class_="snippet")
