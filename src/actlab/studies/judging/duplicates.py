"""Results that are not told apart: once where they are the same, refused with the column that tells them apart."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from actlab.errors import InvalidInput
from actlab.studies.judging.cases import case, some
from actlab.studies.judging.direction import higher_is_better
from actlab.studies.judging.extras import is_bookkeeping, is_index, is_setting
from actlab.studies.judging.metrics import TEST, split_of
from actlab.studies.judging.names import plain
from actlab.studies.judging.parts import FOLDS, Parts
from actlab.studies.judging.rows import Observation
from actlab.studies.judging.sheet import Sheet
from actlab.words import Text, _

SUMMARY = '"gelu 93.32 0.19 3"'  # of an arm of which only name, mean, SD and n are known


def without_duplicates(
    rows: Sequence[Observation], sheet: Sheet, parts: Parts, left: Sequence[str]
) -> tuple[list[Observation], list[Text]]:
    """Return every result once, and what had to be said. ``left`` are columns that play no part.

    Raises InvalidInput where two rows of the same arm, data set, seed and learning rate have different values, or
    where no column says what belongs together; it names the column that tells the rows apart.
    """
    seen: dict[tuple[str, ...], Observation] = {}
    pairs = [(first, one) for one in rows if (first := seen.setdefault(one.key, one)) is not one]
    different = [pair for pair in pairs if not _same(pair[0].value, pair[1].value)]
    pairless = bool(parts.arm) and not parts.seed
    column = next(_telling(different or pairs, sheet, left), None) if pairs else None
    if pairs and (different or pairless or column):
        raise _not_told_apart(different or pairs, sheet, parts, column)
    if not pairs:
        return list(seen.values()), []
    cases = [case(one) + f" ({first.line}, {one.line})" for first, one in pairs]
    message = _("duplicate rows with the same value count once: {cases}.")
    return list(seen.values()), [message.format(cases=some(cases))]


def _same(first: float | None, second: float | None) -> bool:
    return first == second or (first is not None and second is not None and math.isnan(first) and math.isnan(second))


def _not_told_apart(
    pairs: Sequence[tuple[Observation, Observation]], sheet: Sheet, parts: Parts, column: str | None
) -> InvalidInput:
    first, one = pairs[0]
    fields = {"case": case(one), "first": first.line, "second": one.line, "column": column}
    if column is not None:
        return _by_column(fields | {"where": f"{column}={sheet.columns[column][first.place]}"}, column, sheet, parts)
    if not parts.seed and parts.arm:
        message = _(
            "no column says which rows belong together: {arm} has several. Add a column seed; where only mean, "
            "SD and n are known, judge these summaries."
        )
        return InvalidInput(message.format(arm=one.arm), "summary", SUMMARY)
    message = _("duplicate: {case} stands in rows {first} and {second} with different values; keep one.")
    return InvalidInput(message.format(**fields))


def _by_column(fields: dict[str, object], column: str, sheet: Sheet, parts: Parts) -> InvalidInput:
    """Return the error that names the column, and what to type."""
    order = list(sheet.columns)
    splits = [cell for cell in dict.fromkeys(sheet.filled(column)) if split_of(cell)]
    if splits:
        kept = next((cell for cell in splits if split_of(cell) == TEST), splits[0])
        message = _(
            "duplicate: {case} stands in rows {first} and {second}, which {column} tells apart; keep one of its values."
        )
        return InvalidInput(message.format(**fields), "where", f"{column}={kept}")
    arm, seed = (",".join(sorted([*names, column], key=order.index)) for names in (parts.arm, parts.seed))
    names_data = not parts.seed and not parts.dataset and not sheet.is_numeric(column)
    if plain(column) in FOLDS or (not parts.seed and not names_data):
        message = _(
            "duplicate: {case} stands in rows {first} and {second}, which {column} tells apart; say that it is part of "
            "the seed, or keep one of its values (where {where})."
        )
        return InvalidInput(message.format(**fields), "seed", seed)
    message = _(
        "duplicate: {case} stands in rows {first} and {second}, which {column} tells apart; say that it is part of the "
        "variant (arm {arm}), the data set (dataset {column}) or the seed (seed {seed}), or keep one of its values "
        "(where {where})."
    )
    field, example = ("dataset", column) if names_data else ("arm", arm)
    return InvalidInput(message.format(**fields, arm=arm, seed=seed), field, example)


def _telling(pairs: Sequence[tuple[Observation, Observation]], sheet: Sheet, left: Sequence[str]) -> Iterator[str]:
    """Yield the columns in which the rows of every pair differ, words and whole numbers only."""
    for name in left:
        cells = sheet.columns[name]
        if is_index(sheet, name) or is_bookkeeping(name) or higher_is_better(name) is not None:
            continue
        setting = is_setting(name) or name.startswith("param")
        countable = (
            setting
            or not sheet.is_numeric(name)
            or all(
                one is None or one.value == int(one.value)
                for one in sheet.numbers(name)
                if one is None or abs(one.value) < 1e15
            )
        )
        if countable and all(cells[first.place] != cells[one.place] for first, one in pairs):
            yield name
