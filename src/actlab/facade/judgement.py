"""``actlab.judge``: the same verdicts for results made elsewhere."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from actlab.facade.language import known, language
from actlab.report.document.headline import headline
from actlab.report.document.judgement import judgement
from actlab.report.document.judgement_record import JudgementRecord, judgement_record
from actlab.report.document.methods import methods
from actlab.report.document.parts import Document
from actlab.report.render import matplotlib, terminal
from actlab.statistics.verdict import Comparison
from actlab.studies import judgement as studies
from actlab.words import said


class Judgement(studies.Judgement):
    """How a table was read, and the findings that follow: ``findings.comparisons`` has the verdicts."""

    @cached_property
    def document(self) -> Document:
        """All that people read of it, decided once."""
        return judgement(self)

    @property
    def headline(self) -> str:
        """The verdicts in a few sentences."""
        return said(headline(self.findings), language())

    @property
    def verdicts(self) -> tuple[Comparison, ...]:
        """Each arm against the control, in the metric's own units."""
        return self.findings.comparisons

    @property
    def record(self) -> JudgementRecord:
        """All of it for programs."""
        return judgement_record(self)

    def table(self, width: int = 100) -> str:
        """Return the headline, the tables and what they mean, as plain text."""
        return terminal.render(self.document, language(), width=width)

    def __str__(self) -> str:
        return self.table()

    def methods(self, language: str = "en") -> str:
        """Return a paragraph on methods to paste into a paper, in ``en`` or ``pt``."""
        return said(methods(self.findings), known(language))

    def save(self, path: str | Path) -> Path:
        """Write the figure, differences or ranks, as PNG, SVG or PDF."""
        return matplotlib.save(matplotlib.draw(self.document.charts[0].chart, language()), Path(path))


def judge(
    path: str | Path,
    *,
    metric: str | None = None,
    lower_is_better: bool | None = None,
    control: str | None = None,
    margin: float | None = None,
) -> Judgement:
    """Return the verdicts on a table of results: CSV, Parquet or JSON, one row per network or one per seed.

    What the columns mean is guessed from their names and is part of the answer. ``margin`` is the difference below
    which two arms count as equivalent, in the metric's own units; without one, nothing is called equivalent.
    Raises InvalidInput for a table that cannot be judged.
    """
    found = studies.judge(path, metric=metric, lower_is_better=lower_is_better, control=control, margin=margin)
    made = Judgement.__new__(Judgement)
    made.__dict__.update(found.__dict__)
    return made
