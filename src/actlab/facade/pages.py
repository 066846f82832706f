"""Pages that can be mailed: of a study, and of results made elsewhere."""

from __future__ import annotations

from pathlib import Path

from actlab.errors import InvalidInput
from actlab.facade.language import language
from actlab.report.document.charts import Words
from actlab.report.document.parts import Document
from actlab.report.exports import page
from actlab.report.exports.formats import keep
from actlab.studies.study import Study
from actlab.words import _

REPORT = "report.html"


def cards(study: Study) -> Document:
    """Return the cards of a study's activations."""
    # which need JAX; whoever only reads a study does without
    from actlab.report.document.cards import cards

    return cards(study)


def page_path(path: str | Path) -> Path:
    """Return where a page goes.

    Raises InvalidInput for a name that does not end in ``.html``.
    """
    if Path(path).suffix.lower() != ".html":
        text = _("{path}: a report is a file whose name ends in .html.")
        raise InvalidInput(text.format(path=str(path)), "out", REPORT)
    return Path(path)


def write_study(study: Study, path: str | Path, *, force: bool) -> Path:
    """Write the page of a study, and return its file.

    Raises InvalidInput for another ending, what is there already unless ``force``, and what cannot be written.
    """
    file = page_path(path)
    return keep(((one, page.text(study, language(), cards(study))) for one in (file,)), file, force=force)[0]


def write_judged(title: Words, found: Document, path: str | Path, methods: Words = "", *, force: bool) -> Path:
    """Write the page of results made elsewhere, and return its file.

    Raises InvalidInput as ``write_study``.
    """
    file = page_path(path)
    content = page.text_of_judgement(title, found, language(), methods)
    return keep(iter([(file, content)]), file, force=force)[0]
