"""A study for a paper, as LaTeX to be put in: the table of verdicts (booktabs) and the methods paragraph."""

from __future__ import annotations

from collections.abc import Mapping

from actlab.report.document.comparison import verdict_table
from actlab.report.document.methods import study_methods
from actlab.report.document.parts import Column
from actlab.report.exports.bibliography import keys
from actlab.report.exports.latex_text import cell, escaped
from actlab.studies.study import Study
from actlab.words import Text, _, said

_HEAD = _("Needs {package} and, before the end of the document, {bibliography}.")


def text(study: Study, language: str, name: str) -> bytes:
    """Return the table and the paragraph in a language; ``name`` is that of the BibTeX file beside it.

    Without a complete pair there is neither, and a comment says so.
    """
    head = _HEAD.format(package=r"\usepackage{booktabs}", bibliography=rf"\bibliography{{{name}}}")
    lines = [f"% {said(head, language)}", f"% plan {study.plan.digest}"]
    if not study.verdicts:
        words: Text = _("There is nothing to compare: no seed has ended with every activation.")
        return "\n".join([*lines, f"% {said(words, language)}", ""]).encode()
    cited = keys(study)
    lines += ["", *_table(study, language), "", escaped(said(study_methods(study), language))]
    return "\n".join([*lines, rf"\nocite{{{','.join(cited)}}}", ""]).encode()


def _table(study: Study, language: str) -> list[str]:
    found = verdict_table(study)
    headings = " & ".join(escaped(said(column.heading, language)) for column in found.columns)
    rows = [_row([said(words, language) for words in row], _cited(study)) for row in found.rows]
    return [
        r"\begin{table}",
        r"\centering",
        rf"\caption{{{escaped(said(found.title, language))}}}",
        rf"\begin{{tabular}}{{{''.join(map(_alignment, found.columns))}}}",
        r"\toprule",
        rf"{headings} \\",
        r"\midrule",
        *rows,
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table}",
    ]


def _row(words: list[str], cited: Mapping[str, str]) -> str:
    """Return a row; the activation with its citation, then the verdict, then numbers."""
    name, verdict, *numbers = words
    source = rf"~\cite{{{cited[name]}}}" if name in cited else ""
    # an empty group, so that a name such as [x] is no argument of the row before it
    return " & ".join([f"{{}}{escaped(name)}{source}", escaped(verdict), *map(cell, numbers)]) + r" \\"


def _cited(study: Study) -> dict[str, str]:
    """Return the keys of the BibTeX entries by the activations' names."""
    by_reference = {reference: key for key, reference in keys(study).items()}
    return {name: by_reference[reference] for name, reference in study.provenance.references.items()}


def _alignment(column: Column) -> str:
    return "r" if column.align == "right" else "l"
