"""``actlab.judge``: the same verdicts for results made elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from actlab.facade.figures import written
from actlab.facade.language import known, language
from actlab.facade.pages import REPORT, write_judged
from actlab.facade.shown import Shown
from actlab.report.document.headline import headline
from actlab.report.document.judgement import judgement
from actlab.report.document.judgement_record import (
    JudgementRecord,
    SummariesRecord,
    judgement_record,
    summaries_record,
)
from actlab.report.document.methods import methods
from actlab.report.document.parts import Document
from actlab.report.document.summaries import headline as summaries_headline
from actlab.report.document.summaries import summaries
from actlab.report.render import terminal
from actlab.statistics.verdict import Comparison
from actlab.studies import judgement as studies
from actlab.studies import summaries as studies_of_summaries
from actlab.studies.judging.asked import Asked, Chance, Names
from actlab.words import _, said

Made = TypeVar("Made", bound=object)


class Judgement(Shown, studies.Judgement):
    """How a table was read, and the findings that follow: ``findings.comparisons`` has the verdicts."""

    in_notebooks = ("differences", "ranks")

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

    def report(self, path: str | Path = REPORT, *, force: bool = False) -> Path:
        """Write one page with everything, in English and Portuguese; it needs no network and no other file.

        Raises InvalidInput for a name that does not end in ``.html``, what is there already unless ``force``, and what
        cannot be written.
        """
        title = _("Which variants differ in {metric}?").format(metric=self.findings.measure.name)
        return write_judged(title, self.document, path, methods(self.findings), force=force)

    def save(self, path: str | Path) -> Path:
        """Write the figure, differences or ranks, as PNG, SVG or PDF."""
        return written(self.document.charts[0].chart, Path(path))


class PublishedMeans(Shown, studies_of_summaries.SummaryJudgement):
    """Means, SDs and numbers of runs compared: ``others`` has each arm's difference from the control and verdict."""

    in_notebooks = ("differences", "ranks")

    @cached_property
    def document(self) -> Document:
        """All that people read of it, decided once."""
        return summaries(self)

    @property
    def headline(self) -> str:
        """What the published numbers support, in a sentence or two."""
        return said(summaries_headline(self), language())

    @property
    def record(self) -> SummariesRecord:
        """All of it for programs."""
        return summaries_record(self)

    def table(self, width: int = 100) -> str:
        """Return the headline, the table and what it means, as plain text."""
        return terminal.render(self.document, language(), width=width)

    def __str__(self) -> str:
        return self.table()

    def report(self, path: str | Path = REPORT, *, force: bool = False) -> Path:
        """Write one page with everything, as of results with their seeds."""
        return write_judged(_("Which differences do the published means show?"), self.document, path, force=force)

    def save(self, path: str | Path) -> Path:
        """Write the figure of the differences as PNG, SVG or PDF."""
        return written(self.document.charts[0].chart, Path(path))


def judge(
    *paths: str | Path,
    metric: str | None = None,
    lower_is_better: bool | None = None,
    control: str | None = None,
    margin: float | None = None,
    arm: Names = None,
    seed: Names = None,
    dataset: Names = None,
    where: Names = None,
    at: str | None = None,
    chance: Chance = None,
    all_pairs: bool = False,
) -> Judgement:
    """Return the verdicts on a table of results: one row per network, or one per seed with a column for each arm.

    One or several files, CSV, JSON, Parquet or XLSX; "-" is standard input. What the columns mean is found from their
    names and is part of the answer; ``arm``, ``seed`` and ``dataset`` name them, several joined by commas. ``where``
    keeps the rows with these values ("model=cnn"). Where a run has a row for each epoch the last is taken, or with
    ``at="best-validation"`` that with the best value on validation data.

    ``margin`` is the difference below which two arms count as equivalent, in the metric's own units; without one,
    nothing is called equivalent. ``chance`` is what predicting the commonest class gives, a number or
    "DATASET=NUMBER": failures count as that, and what is no better has failed. ``all_pairs`` compares every two arms.
    Raises InvalidInput for a table that cannot be judged, and where it is not clear what is meant.
    """
    found = studies.judge(
        *paths,
        metric=metric,
        lower_is_better=lower_is_better,
        control=control,
        margin=margin,
        arm=arm,
        seed=seed,
        dataset=dataset,
        where=where,
        at=at,
        chance=chance,
        all_pairs=all_pairs,
    )
    return _as(Judgement, found)


def judge_table(*paths: str | Path, choices: Asked) -> Judgement | PublishedMeans:
    """Return the verdicts on a table, of results or of published means."""
    found = studies.judge_table(*paths, choices=choices)
    return _as(Judgement, found) if isinstance(found, studies.Judgement) else _as(PublishedMeans, found)


def judge_summaries(texts: str | Sequence[str], choices: Asked | None = None) -> PublishedMeans:
    """Compare arms of which only "name mean SD n" is known, unpaired, with the first or the control.

    >>> from actlab.studies.judging.asked import asked
    >>> judge_summaries(["relu 92.75 0.2 3", "gelu 93.32 0.19 3"], asked(metric="accuracy")).others[0].verdict
    'better'
    """
    return _as(PublishedMeans, studies_of_summaries.judge_summaries(texts, choices))


def _as(kind: type[Made], found: object) -> Made:
    """Return a record with the conveniences of the façade."""
    made = kind.__new__(kind)
    made.__dict__.update(found.__dict__)
    return made
