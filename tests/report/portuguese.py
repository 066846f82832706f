"""What must hold of everything that is shown in Portuguese: decimal commas, no blank before a percent sign."""

import re
from collections.abc import Iterable

from actlab.report.document.charts import AnyChart
from actlab.report.document.parts import Document
from actlab.report.render import nothing
from actlab.words import said
from tests.report.pseudo import drawn

# What keeps its points whatever the language: addresses and numbers of papers, versions, files
CODE = re.compile(r"(?:doi:|arXiv:|https?:)\S+|\d+\.\d+\.\d+\S*|\b\w+\.(?:py|html|csv|json|gz|xz)\b")
WRONG = re.compile(r"\d\.\d|(?<!\()[\d}\]] %")  # a decimal point, a blank before a percent sign


def wrong_numbers(texts: Iterable[str], names: Iterable[str] = ()) -> list[str]:
    """Return the texts in Portuguese that write a number as in English; names and formulas are code."""
    longest_first = sorted((name for name in names if name), key=len, reverse=True)
    found = []
    for text in texts:
        words = said(text, "pt")
        for name in longest_first:
            words = words.replace(name, "")
        if WRONG.search(CODE.sub("", words)):
            found.append(said(text, "pt"))
    return found


def assert_numbers(document: Document, names: Iterable[str] = ()) -> None:
    """Fail where a document, or a figure of it, has a number as in English."""
    names = [*names]
    assert not wrong_numbers(nothing.words(document), names)
    for named in document.charts:
        assert not wrong_numbers(_in_figure(named.chart), names)


def _in_figure(chart: AnyChart) -> list[str]:
    return drawn(chart, "pt")[1]
