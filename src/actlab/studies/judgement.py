"""Verdicts on results made elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from actlab.errors import InvalidInput
from actlab.findings.findings import Findings, find
from actlab.findings.results import Measure, Results
from actlab.studies.columns import Columns
from actlab.studies.judging.asked import Asked, Chance, Names, asked
from actlab.studies.judging.gaps import unpaired
from actlab.studies.judging.left_out import left_out
from actlab.studies.judging.memory import without_collection
from actlab.studies.judging.metrics import direction
from actlab.studies.judging.names import folded, unitless
from actlab.studies.judging.numbers import Numbers, numbers
from actlab.studies.judging.published import summaries
from actlab.studies.judging.reading import Reading, read
from actlab.studies.judging.rows import BETWEEN
from actlab.studies.judging.spellings import find_name
from actlab.studies.summaries import SummaryJudgement, compare_summaries
from actlab.words import Text, _


@dataclass(frozen=True)
class Judgement:
    """How somebody's table was read, what had to be said of it, and the findings that follow.

    ``remarks`` say what was taken for what and what was left out; ``warnings`` what weakens the answer.
    """

    source: str
    rows: int
    columns: Columns
    arms: tuple[str, ...]
    control_guessed: bool
    findings: Findings
    remarks: tuple[Text, ...]
    warnings: tuple[Text, ...]


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

    What the columns mean is found from their names and is part of the answer; ``arm``, ``seed`` and ``dataset`` name
    them, several joined by commas. ``where`` keeps the rows with these values ("model=cnn"). Where a run has a row for
    each epoch the last is taken, or with ``at="best-validation"`` that with the best value on validation data.
    ``margin`` is the difference below which two arms count as equivalent, in the metric's own units; without one,
    nothing is called equivalent. ``chance`` is what predicting the commonest class gives, a number or
    "DATASET=NUMBER": failures count as that, and what is no better has failed. ``all_pairs`` compares every two arms.
    Raises InvalidInput for a table that cannot be judged.
    """
    found = judge_table(
        *paths,
        choices=asked(
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
        ),
    )
    if isinstance(found, SummaryJudgement):
        message = _("these are published means, not results of single runs; judge them as summaries.")
        texts = " ".join(
            f'"{row.summary.arm} {row.summary.mean:g} {row.summary.sd:g} {row.summary.n}"' for row in found.rows
        )
        raise InvalidInput(message, "summary", texts)
    return found


@without_collection()
def judge_table(*paths: str | Path, choices: Asked) -> Judgement | SummaryJudgement:
    """Return the verdicts on a table, of results or of published means with their SDs and numbers of runs."""
    reading = read(paths, choices)
    means = summaries(reading.sheet, reading.parts, reading.metric)
    if means is not None:
        return compare_summaries(means, choices, reading.metric.name)
    higher = direction(reading.metric.name, choices.lower_is_better, reading.parts.arms)
    found = numbers(reading, choices, higher)
    control = _control(choices.control, found.arms)
    unpaired(found.tables, found.arms, control)
    name = reading.metric.name or _("value")
    results = Results(
        measure=Measure(name + " (%)" if found.percent and "%" not in name else name, higher),
        arms=found.arms,
        control=control,
        tables=found.tables,
        margin=choices.margin,
        all_pairs=choices.all_pairs,
        folds=found.folds,
    )
    columns = _columns(reading, found, choices, higher)
    return Judgement(
        source=reading.source,
        rows=reading.rows,
        columns=columns,
        arms=found.arms,
        control_guessed=choices.control is None,
        findings=find(results),
        remarks=(*reading.remarks, *found.remarks, *_told(reading, columns)),
        warnings=found.warnings,
    )


def _control(wanted: str | None, arms: tuple[str, ...]) -> str:
    if len(arms) < 2:
        message = _("there is only one variant, {arm}; a comparison needs at least two.")
        raise InvalidInput(message.format(arm=arms[0]))
    if wanted is None:
        whole = [arm for arm in arms if unitless(arm) == "relu"]
        in_part = [arm for arm in arms if "relu" in map(folded, arm.split(BETWEEN))]
        return (*whole, *in_part, *arms)[0]
    return find_name(_("control"), wanted, arms)


def _columns(reading: Reading, found: Numbers, choices: Asked, higher: bool) -> Columns:
    """Return what each column was taken for, as it is told."""
    parts, metric = reading.parts, reading.metric
    step = [parts.step] if parts.step and not found.stepped else []
    used = (*metric.others, found.validation)
    return Columns(
        metric=metric.name or "value",
        higher_is_better=higher,
        arm=",".join(parts.arm) or None,
        arms=parts.arms,
        seed=",".join(parts.seed) or None,
        dataset=",".join(parts.dataset) or None,
        lr=parts.lr,
        validation=found.validation,
        step=parts.step if found.stepped else None,
        status=parts.status,
        where=tuple(f"{column}={value}" for column, value in choices.where),
        others=metric.others,
        left_out=tuple(name for name in (*parts.free, *step) if name not in used),
        export=reading.export.name if reading.export else "",
    )


def _told(reading: Reading, columns: Columns) -> list[Text]:
    """Return what is said of the other metrics, and of the columns that play no part."""
    said = left_out(reading.sheet, columns.left_out, columns.arms)
    if columns.others:
        message = _("Judged is {metric}; {others} could be judged as well.")
        said.insert(0, message.format(metric=columns.metric, others=", ".join(columns.others)))
    return said
