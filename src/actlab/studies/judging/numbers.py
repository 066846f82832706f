"""From a table that is understood to numbers by arm, data set and seed, and all that has to be said of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from actlab.errors import InvalidInput
from actlab.findings.results import Table
from actlab.studies.judging.asked import BEST_VALIDATION, Asked
from actlab.studies.judging.confounding import changing
from actlab.studies.judging.direction import higher_is_better
from actlab.studies.judging.duplicates import without_duplicates
from actlab.studies.judging.epochs import Choice, Ends, one_per_run, several_steps
from actlab.studies.judging.gaps import at_chance, by_dataset, chance_told, failures, left_unfinished, levels, missing
from actlab.studies.judging.metrics import VALIDATION, any_validation, split_of, validation_of
from actlab.studies.judging.published import ignored_spreads
from actlab.studies.judging.rates import choose_rates
from actlab.studies.judging.reading import Reading
from actlab.studies.judging.rows import Observation, observe, unfinished
from actlab.studies.judging.scale import mixed_percent, out_of_scale
from actlab.studies.judging.spellings import one_spelling
from actlab.words import Text, _

MOST_FOLDS, FEWEST_FOLDS = 10, 5


class Numbers(NamedTuple):
    """Numbers by data set, how they were chosen, and what was said; ``stepped`` tells that runs had several rows."""

    tables: tuple[Table, ...]
    arms: tuple[str, ...]
    validation: str | None
    stepped: bool
    percent: bool
    folds: int | None
    remarks: tuple[Text, ...]
    warnings: tuple[Text, ...]


def numbers(reading: Reading, asked: Asked, higher: bool) -> Numbers:
    """Return the numbers of a table, one for each arm, data set and seed.

    Raises InvalidInput where they contradict one another or are not told apart.
    """
    sheet, parts, metric = reading.sheet, reading.parts, reading.metric
    columns = parts.arms or (metric.column or "",)
    percent = _percent(reading, columns)
    validation = None if parts.arms else _validation(reading, asked)
    rows = observe(sheet, parts, metric.column, validation)
    if not rows:
        raise InvalidInput(_("no run has ended; there is nothing to judge."))
    rows, spelt = one_spelling(rows)
    ends = _ends(rows, reading, asked, validation, higher)
    rows, repeated = without_duplicates(ends.rows, sheet, parts, [*parts.free, *_unused_step(reading, ends)])
    validated_higher = _validation_higher(validation, higher)
    rows, chosen = choose_rates(rows, metric.name, validation, higher, validated_higher)
    chance = levels(asked.chance, rows, percent)
    rows, low = at_chance(rows, chance, higher)
    odd = out_of_scale(rows, metric.name, higher)
    tables = by_dataset(rows, chance)
    arms = tuple(sorted({one.arm for one in rows}))
    folds, of_folds = _folds(reading)
    mixed = changing(reading, rows)
    said = [*spelt, *ends.remarks, *ignored_spreads(sheet, columns), *of_folds, *chance_told(chance, rows), *mixed]
    ended = left_unfinished(unfinished(sheet, parts.status))
    lacking = missing(tables, arms)
    warnings = [*ended, *repeated, *ends.warnings, *chosen, *odd, *lacking, *low, *failures(rows, chance)]
    return Numbers(tables, arms, validation, bool(ends.remarks), percent, folds, tuple(said), tuple(warnings))


def _percent(reading: Reading, columns: Sequence[str]) -> bool:
    cells = [one for name in columns for one in reading.sheet.numbers(name) if one is not None]
    percents = [one.percent for one in cells if math.isfinite(one.value)]
    mixed_percent(percents, reading.metric.name or columns[0])
    return bool(percents) and percents[0]


def _validation(reading: Reading, asked: Asked) -> str | None:
    """Return the column by which a rate or an epoch is chosen."""
    column = reading.metric.column or ""
    own = validation_of(reading.sheet, column)
    if own == column:
        own = None
    if asked.at != BEST_VALIDATION:
        return own
    itself = column if split_of(column) == VALIDATION else None
    return own or any_validation(reading.sheet, reading.parts.free) or itself


def _validation_higher(validation: str | None, higher: bool) -> bool:
    known = higher_is_better(validation) if validation else None
    return higher if known is None else known


def _ends(rows: list[Observation], reading: Reading, asked: Asked, validation: str | None, higher: bool) -> Ends:
    """Return one row per run, where runs have several."""
    step = reading.parts.step
    if step is None or not several_steps(rows):
        if asked.at == BEST_VALIDATION:
            message = _("at: no run has several rows, so that there is none to choose.")
            raise InvalidInput(message)
        return Ends(rows, (), ())
    judged = validation is not None and validation == reading.metric.column
    way = _validation_higher(validation, higher)
    return one_per_run(rows, Choice(step, asked.at, validation, way, judged))


def _unused_step(reading: Reading, ends: Ends) -> list[str]:
    return [reading.parts.step] if reading.parts.step and not ends.remarks else []


def _folds(reading: Reading) -> tuple[int | None, list[Text]]:
    """Return the number of folds where seeds are folds of a cross-validation.

    More than ten are taken for repetitions of five, of which least can be claimed.
    """
    column = reading.parts.fold
    if column is None:
        return None, []
    found = len(set(reading.sheet.filled(column)))
    if found < 2:
        return None, []
    folds = found if found <= MOST_FOLDS else FEWEST_FOLDS
    message = _(
        "{column} has the folds of a cross-validation, which share training data: the test allows for {folds} of them."
    )
    return folds, [message.format(column=column, folds=folds)]
