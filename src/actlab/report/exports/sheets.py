"""What a study's results are as tables: one row per network, or one per network and point of its curve."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from actlab.studies.files import ResultRow, Row, curve_columns, curve_rows, member_rows, result_columns, result_rows
from actlab.studies.study import Study
from actlab.training.trial import Trial

NETWORKS, CURVES = "networks", "curves"
WHOLE = ("seed", "steps", "step")  # columns of whole numbers
WORDS = ("activation", "data", "network", "initialisation", "status", "reason")  # columns of text


@dataclass(frozen=True)
class Sheet:
    """A table with a name: its columns in order, and its rows by column; None stands for what there is not."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Row]


def answers(study: Study) -> tuple[Study, ...]:
    """Return a study and its second answer, where it has one: their networks differ in the initialisation."""
    return (study,) if study.same is None else (study, study.same)


def networks(study: Study) -> Sheet:
    """Return one row per network that was compared: what it was, how it ended, its scores, reason and seconds."""
    columns = (*result_columns(study), "reason", "seconds")
    return Sheet(NETWORKS, columns, [row for one in answers(study) for row in _networks(one)])


def curves(study: Study) -> Sheet:
    """Return one row per network and point of its curve."""
    columns = curve_columns(study)
    place = columns.index("activation") + 1
    rows = (
        {**row, "initialisation": one.plan.network.initialisation} for one in answers(study) for row in curve_rows(one)
    )
    return Sheet(CURVES, (*columns[:place], "initialisation", *columns[place:]), rows)


def sheet(study: Study, name: str) -> Sheet:
    """Return one of the two tables."""
    return curves(study) if name == CURVES else networks(study)


def records(study: Study) -> list[ResultRow]:
    """Return one record per network, its curve by column."""
    return [row for one in answers(study) for row in result_rows(one)]


def _networks(study: Study) -> list[Row]:
    trials: Sequence[Trial] = study.ordered()
    pairs = zip(member_rows(study), trials, strict=True)
    return [{**row, "reason": str(trial.reason), "seconds": trial.seconds} for row, trial in pairs]
