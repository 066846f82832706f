"""Judgements as records for programs; keys and numbers never change with the language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from actlab.findings.across import AcrossDatasets
from actlab.report.document.charts import Words
from actlab.report.document.comparison_record import ComparisonRow, HeadlineRecord, by_language
from actlab.report.document.headline import headline
from actlab.report.document.judgement import sentences
from actlab.report.document.methods import methods
from actlab.report.document.records import MERGED
from actlab.report.document.summaries import headline as summary_headline
from actlab.report.document.summaries import sentence as summary_sentence
from actlab.report.document.unit import unit_of
from actlab.report.document.verdicts import line
from actlab.statistics.ranking import Ranking
from actlab.statistics.rope import Rope
from actlab.statistics.summaries import Summary, Unpaired
from actlab.statistics.verdict import Comparison
from actlab.studies.columns import Columns
from actlab.studies.judgement import Judgement
from actlab.studies.summaries import SummaryJudgement

JUDGEMENT, SUMMARIES = "judgement", "summaries"


@dataclass(frozen=True)
class AcrossRecord:
    """Ranks over data sets, in the order of ``arms``."""

    ranking: Ranking = field(metadata=MERGED)
    arms: tuple[str, ...]
    critical_difference: float
    rope: Mapping[str, Rope]


@dataclass(frozen=True)
class JudgementRecord:
    """How a table was read, and the verdicts on it."""

    headline: HeadlineRecord
    source: str
    rows: int
    columns: Columns
    arms: tuple[str, ...]
    control: str
    margin: float | None
    counted: str
    folds: int | None
    comparisons: tuple[ComparisonRow, ...]
    all_pairs: tuple[Comparison, ...]
    within: Mapping[str, tuple[Comparison, ...]]
    across: AcrossRecord | None
    remarks: tuple[Words, ...]
    warnings: tuple[Words, ...]
    methods: Mapping[str, str]


@dataclass(frozen=True)
class SummaryComparison:
    """One published mean against the control's."""

    arm: str
    control: str
    against: Unpaired = field(metadata=MERGED)
    p_holm: float | None
    simultaneous_interval: tuple[float, float] | None
    verdict: str
    sentence: Words


@dataclass(frozen=True)
class SummariesRecord:
    """Published means compared with the control's."""

    headline: Words
    metric: str
    higher_is_better: bool | None
    margin: float | None
    control: Summary
    comparisons: tuple[SummaryComparison, ...]


def judgement_record(found: Judgement) -> JudgementRecord:
    """Return what programs read of a judgement."""
    findings, unit = found.findings, unit_of(found.findings)
    heads, said_of = findings.headline, zip(findings.comparisons, sentences(findings), strict=True)
    return JudgementRecord(
        headline=HeadlineRecord(headline(findings), heads.better, heads.worse, heads.equivalent, heads.undecided),
        source=found.source,
        rows=found.rows,
        columns=found.columns,
        arms=found.arms,
        control=findings.control,
        margin=findings.margin,
        counted=findings.counted,
        folds=findings.results.folds,
        comparisons=tuple(ComparisonRow(one, line(one, unit), sentence) for one, sentence in said_of),
        all_pairs=findings.pairs,
        within=findings.within,
        across=_across(findings.across),
        remarks=found.remarks,
        warnings=found.warnings,
        methods=by_language(methods(findings)),
    )


def summaries_record(found: SummaryJudgement) -> SummariesRecord:
    """Return what programs read of published means."""
    control = found.control.summary
    rows = [
        SummaryComparison(
            row.summary.arm,
            control.arm,
            row.against,
            row.p_holm,
            row.simultaneous,
            row.verdict,
            summary_sentence(row, found),
        )
        for row in found.others
        if row.against
    ]
    return SummariesRecord(
        summary_headline(found), found.metric, found.higher_is_better, found.margin, control, tuple(rows)
    )


def _across(found: AcrossDatasets | None) -> AcrossRecord | None:
    if found is None:
        return None
    return AcrossRecord(found.ranking, found.arms, found.critical_difference, found.rope)
