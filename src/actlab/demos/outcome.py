"""What every demonstration returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from actlab.report.document.charts import Chart
from actlab.report.document.parts import Document, Heading, NamedChart, Paragraph, Table
from actlab.words import Text, _

Numbers = TypeVar("Numbers", covariant=True)
Given = TypeVar("Given")


@dataclass(frozen=True)
class Outcome(Generic[Numbers]):
    """What was found, for people, and the same as a record of plain numbers for programs."""

    document: Document
    numbers: Numbers


def outcome(name: str, sentence: Text, findings: Sequence[str | Table], chart: Chart, numbers: Given) -> Outcome[Given]:
    """Put an outcome together: the tutorial's sentence above, what was found below it, the chart under the name."""
    title = Heading(_("The tutorial says: {sentence}").format(sentence=sentence), 2)
    parts = [one if isinstance(one, Table) else Paragraph(one) for one in findings]
    return Outcome(Document((title, *parts), (NamedChart(name, chart),)), numbers)
