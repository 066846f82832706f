"""A study as one page that can be mailed: the report, with its files in it."""

from __future__ import annotations

from collections.abc import Iterator

from actlab.report.document.charts import Words
from actlab.report.document.parts import Code, Document
from actlab.report.document.report import judged, report
from actlab.report.exports import bibliography, delimited, latex
from actlab.report.exports.sheets import NETWORKS
from actlab.report.render import html
from actlab.studies.files import plan_text
from actlab.studies.study import Study
from actlab.words import LANGUAGES

_NONE = Document(())


def text(study: Study, language: str, activations: Document = _NONE) -> bytes:
    """Return the page, which holds every language and shows ``language`` first; the same study gives the same bytes.

    ``activations`` are the cards of its activations.
    """
    return html.render(report(study, activations, tuple(_files(study))), language).encode()


def text_of_judgement(title: Words, found: Document, language: str, methods: Words = "") -> bytes:
    """Return the page of results made elsewhere: what it says, its charts, the methods paragraph."""
    return html.render(judged(title, found, methods), language).encode()


def _files(study: Study) -> Iterator[Code]:
    yield Code(delimited.text(study, NETWORKS).decode(), "csv", "results.csv")
    for language in LANGUAGES:
        yield Code(latex.text(study, language, "references").decode(), "latex", f"table-{language}.tex")
    yield Code(bibliography.text(study).decode(), "bibtex", "references.bib")
    yield Code(plan_text(study), "json", "plan.json")
