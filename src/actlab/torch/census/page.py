"""What is said of a model's sites: a table, what is mere arithmetic in a sentence, and what escapes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from actlab.report.document.charts import Words
from actlab.report.document.parts import Column, Document, Paragraph, Part, Table
from actlab.torch.census.record import ARITHMETIC, GATE, HIDDEN, INPUT, OUTPUT, POOLER, UNDECIDED, Escape, Site
from actlab.words import Text, _, joined, plural

ROLE: dict[str, Text] = {
    HIDDEN: _("hidden"),
    GATE: _("gate"),
    POOLER: _("pooler"),
    OUTPUT: _("output"),
    INPUT: _("input"),
    ARITHMETIC: _("arithmetic"),
    UNDECIDED: _("undecided"),
}


def page(sites: Sequence[Site], escapes: Sequence[Escape]) -> Document:
    """Return the census as people read it."""
    columns = (
        Column(_("site"), wrap="fold", least=12),
        Column(_("spelled"), wrap="words"),
        Column(_("function"), wrap="fold", least=8),
        Column(_("role")),
        Column(_("because"), wrap="words", least=16),
        Column(_("calls"), align="right", wrap="never"),
    )
    listed = tuple(_row(site) for site in sites if site.role != ARITHMETIC)
    title = _("Where nonlinearities are applied (calls in training / evaluation / evaluation without gradients)")
    parts: list[Part] = [Table(columns, listed, title)] if listed else [Paragraph(_("No activation was seen."))]
    sums = Counter(site.spelling for site in sites if site.role == ARITHMETIC)
    if sums:
        what = ", ".join(f"{name} ({n})" for name, n in sums.items())
        n = sum(sums.values())
        parts.append(
            Paragraph(
                plural("{n} place of mere arithmetic: {what}.", "{n} places of mere arithmetic: {what}.", n, what=what)
            )
        )
    parts += [Paragraph(_("Escapes: {site} {reason}.").format(site=called(e.path), reason=e.reason)) for e in escapes]
    return Document(tuple(parts))


def called(path: str) -> Text | str:
    """Return what a module or site is called, by its path."""
    return path or _("the model")


def _row(site: Site) -> tuple[Words, ...]:
    spelled: list[Words] = [site.spelling]
    if site.line:
        spelled.append(_("(line {line})").format(line=site.line))
    if site.in_place:
        spelled.append(_("in place"))
    why = joined([site.why, *([site.obstacle] if site.obstacle else [])], "; ")
    calls = " / ".join(str(n) for n in site.calls)
    return called(site.name), joined(spelled), site.function, ROLE[site.role], why, calls
