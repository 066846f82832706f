"""Verdicts on results made elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from actlab.data.tables import read_table
from actlab.errors import InvalidInput, unknown
from actlab.findings.findings import Findings, find
from actlab.findings.results import Measure, Results, Table
from actlab.studies.cleaning import clean
from actlab.studies.columns import Columns, guess, observations
from actlab.words import _


@dataclass(frozen=True)
class Judgement:
    """How somebody's table was read, what had to be said of it, and the findings that follow."""

    source: str
    rows: int
    columns: Columns
    arms: tuple[str, ...]
    control_guessed: bool
    findings: Findings
    warnings: tuple[str, ...]


def judge(
    path: str | Path,
    *,
    metric: str | None = None,
    lower_is_better: bool | None = None,
    control: str | None = None,
    margin: float | None = None,
) -> Judgement:
    """Return the verdicts on a table of results: CSV, Parquet or JSON, one row per network or one per seed.

    What the columns mean is guessed from their names and is part of the answer. ``margin`` is the difference
    below which two arms count as equivalent, in the metric's own units; without one, nothing is called
    equivalent. Raises InvalidInput for a table that cannot be judged.
    """
    if margin is not None and not (margin > 0 and math.isfinite(margin)):
        message = _("margin: {given} is not allowed; it must be a number above 0.")
        raise InvalidInput(message.format(given=margin), "margin", "0.002")
    table = read_table(Path(path))
    columns = guess(table, metric, lower_is_better)
    rows = observations(table, columns)
    arms = tuple(sorted({row.arm for row in rows}))
    chosen = _control(control, arms)
    tables, warnings = clean(rows, columns)
    results = Results(
        measure=Measure(columns.metric, columns.higher_is_better),
        arms=arms,
        control=chosen,
        tables=tuple(Table(dataset, cells) for dataset, cells in tables.items()),
        margin=margin,
    )
    return Judgement(
        source=str(path),
        rows=len(table.rows),
        columns=columns,
        arms=arms,
        control_guessed=control is None,
        findings=find(results),
        warnings=tuple(warnings),
    )


def _control(wanted: str | None, arms: tuple[str, ...]) -> str:
    if len(arms) < 2:
        message = _("there is only one arm, {arm}; a comparison needs at least two.")
        raise InvalidInput(message.format(arm=arms[0]))
    if wanted is None:
        return "relu" if "relu" in arms else arms[0]
    if wanted not in arms:
        raise unknown(_("control"), wanted, arms)
    return wanted
