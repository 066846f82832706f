"""A study as a record for programs; keys and numbers never change with the language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from actlab.findings.answers import Interaction
from actlab.report.document.agreement import agreement
from actlab.report.document.charts import Words
from actlab.report.document.claim import claim
from actlab.report.document.comparison import sentences, study_headline
from actlab.report.document.methods import study_methods
from actlab.report.document.next import command
from actlab.report.document.probes import layer_values
from actlab.report.document.records import MERGED
from actlab.report.document.unit import unit_of
from actlab.report.document.verdicts import line
from actlab.statistics.paired import Estimate
from actlab.statistics.verdict import Comparison
from actlab.studies.plan import Plan
from actlab.studies.study import Arm, Study
from actlab.studies.tuning import Tuning
from actlab.training.trial import Status
from actlab.words import LANGUAGES, said

FORMAT = "comparison"
LayerMeans = tuple[tuple[float, ...], ...]  # [points][hidden layers]; NaN where a point has none


@dataclass(frozen=True)
class HeadlineRecord:
    """The headline as a text, and the arms by their verdict."""

    text: Words
    better: tuple[str, ...]
    worse: tuple[str, ...]
    equivalent: tuple[str, ...]
    undecided: tuple[str, ...]


@dataclass(frozen=True)
class ArmRow:
    """One activation; ``test`` counts networks that failed as chance, ``reasons`` says why the first of them did."""

    activation: str
    test: Estimate
    without_failures: Estimate | None
    failed: int
    seconds: float
    statuses: Mapping[Status, int]
    reasons: Mapping[Status, Words]


@dataclass(frozen=True)
class ComparisonRow:
    """One comparison with what is said of it."""

    comparison: Comparison = field(metadata=MERGED)
    line: Words
    sentence: Words


@dataclass(frozen=True)
class TuningRecord:
    """How learning rates were chosen: what the rates of the grid gave, and those around the best of it, by activation.

    ``means`` are by rate of the grid; ``around`` has the rates of the second stage. A failed network counts as chance,
    or as the worst that was seen where that is not known.
    """

    grid: tuple[float, ...]
    extensions: int
    on_edge: tuple[str, ...]
    chance: float | None
    chosen: Mapping[str, float | None]
    means: Mapping[str, tuple[float, ...]]
    around: Mapping[str, tuple[RateRow, ...]]


@dataclass(frozen=True)
class RateRow:
    """A rate of the second stage: validation by seed, how many failed, the share of resamples that choose it."""

    learning_rate: float
    mean: float
    scores: tuple[float, ...]
    failed: int
    chosen_in: float | None


@dataclass(frozen=True)
class ClaimRecord:
    """The tutorial's order, step by step, and what became of it; no outcome where it does not apply."""

    outcome: str | None
    steps: tuple[Comparison, ...]
    sentence: Words


@dataclass(frozen=True)
class AgreementRecord:
    """The test of each arm's difference between two answers, and the arms for which it is shown."""

    sentence: Words
    matters: tuple[str, ...]
    cases: tuple[Interaction, ...]


@dataclass(frozen=True)
class ComparisonRecord:
    """Plan, table, comparisons and files of a study; metrics as fractions, times in seconds.

    ``next`` is the command that finishes a stored study, or settles what is undecided; empty where there is none.
    """

    headline: HeadlineRecord | None
    next: str
    plan: Plan
    interrupted: bool
    pairs: tuple[int, ...]
    metric: Words
    table: tuple[ArmRow, ...]
    plan_sha256: str
    comparisons: tuple[ComparisonRow, ...]
    all_pairs: tuple[Comparison, ...]
    tuning: TuningRecord | None
    same_initialisation: ComparisonRecord | None
    agreement: AgreementRecord | None
    methods: Mapping[str, str] | None
    probes: Mapping[str, Mapping[str, LayerMeans]]
    claim: ClaimRecord
    folder: Path | None
    files: tuple[Path, ...]


def comparison_record(study: Study) -> ComparisonRecord:
    """Return what programs read of a study."""
    return ComparisonRecord(
        headline=_headline(study) if study.verdicts else None,
        next=command(study),
        plan=study.plan,
        interrupted=study.interrupted,
        pairs=tuple(study.pairs),
        metric=study.metric.title,
        table=tuple(_arm(arm) for arm in study.arms),
        plan_sha256=study.plan.digest,
        comparisons=_comparisons(study),
        all_pairs=study.findings.pairs if study.verdicts else (),
        tuning=_tuning(study),
        same_initialisation=comparison_record(study.same) if study.same else None,
        agreement=_agreement(study),
        methods=by_language(study_methods(study)) if study.verdicts else None,
        probes={
            probe: {name: _layer_means(study, name, probe) for name in study.plan.names}
            for probe in study.plan.training.probes
        },
        claim=_claim(study),
        folder=study.folder,
        files=study.files,
    )


def by_language(words: Words) -> Mapping[str, str]:
    """Return words in every language, for what a program pastes into a paper."""
    return {language: said(words, language) for language in LANGUAGES}


def _headline(study: Study) -> HeadlineRecord:
    found = study.findings.headline
    text = study_headline(study)
    return HeadlineRecord(text, found.better, found.worse, found.equivalent, found.undecided)


def _arm(arm: Arm) -> ArmRow:
    return ArmRow(arm.activation, arm.test, arm.sound, arm.failed, arm.seconds, arm.statuses, arm.reasons)


def _comparisons(study: Study) -> tuple[ComparisonRow, ...]:
    unit = unit_of(study.findings)
    said_of = zip(study.verdicts, sentences(study), strict=True)
    return tuple(ComparisonRow(one, line(one, unit), sentence) for one, sentence in said_of)


def _tuning(study: Study) -> TuningRecord | None:
    tuning = study.tuning
    if tuning is None:
        return None
    names = [arm.name for arm in tuning.arms]
    return TuningRecord(
        grid=tuning.grid,
        extensions=tuning.extensions,
        on_edge=tuple(tuning.on_edge),
        chance=tuning.chance,
        chosen={name: tuning.chosen(name) for name in names},
        means={name: tuple(tuning.means(name)) for name in names},
        around={name: _around(tuning, name) for name in names},
    )


def _around(tuning: Tuning, name: str) -> tuple[RateRow, ...]:
    clear = tuning.clearness(name)
    return tuple(
        RateRow(rate, one.mean, one.scores, one.failed, clear.get(rate)) for rate, one in tuning.refined(name).items()
    )


def _agreement(study: Study) -> AgreementRecord | None:
    found = study.agreement
    return AgreementRecord(agreement(study), found.matters, found.cases) if found else None


def _claim(study: Study) -> ClaimRecord:
    order = study.findings.order if study.pairs else None
    if order is None:
        return ClaimRecord(None, (), "")
    return ClaimRecord(order.outcome, order.steps, claim(study.findings))


def _layer_means(study: Study, name: str, probe: str) -> LayerMeans:
    values = layer_values(study, name, probe)
    means = values.mean(axis=0) if len(values) else np.empty((0, 0))
    return tuple(tuple(point) for point in means.tolist())
