"""Tables with an arm in each row and a run, or a data set, in each column: turned to one number a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actlab.errors import InvalidInput
from actlab.studies.judging.asked import Asked
from actlab.studies.judging.extras import is_bookkeeping, is_index, is_setting, sums_up
from actlab.studies.judging.metrics import is_metric, spread_of
from actlab.studies.judging.parts import Parts, are_runs
from actlab.studies.judging.sheet import Sheet
from actlab.words import Text, _, joined

_VALUE, _RUN, _DATASET = "value", "seed", "dataset"
_NUMBER = re.compile(r"[0-9]+(?:\.0)?")
_ACTIVATIONS = re.compile(r"relu|elu$|tanh|sigmoid|swish|silu|mish|softplus|softsign|logistic|maxout", re.IGNORECASE)
_SHOWN = 4  # how many columns are named


def upright(sheet: Sheet, parts: Parts, asked: Asked) -> tuple[Sheet, Parts, list[Text]]:
    """Return a table with one number a row, its parts and what was said, where it has an arm in each row.

    Columns that are called like runs, or by numbers, are runs; others are data sets where the user names the arm, or
    where the rows are known activation functions and the columns are not. Raises InvalidInput where either may be
    what is compared.
    """
    columns = _columns(sheet, parts, asked)
    if not parts.arm or len(columns) < 2:
        return sheet, parts, []
    runs = are_runs(columns) or all(_NUMBER.fullmatch(name) for name in columns)
    if runs and not parts.seed:
        return _turned(sheet, parts, columns, _RUN)
    if parts.seed or parts.dataset or not _tells_rows(sheet, parts.arm):
        return sheet, parts, []
    if not asked.arm:
        by_rows = any(map(_ACTIVATIONS.search, sheet.filled(parts.arm[0])))
        by_columns = any(map(_ACTIVATIONS.search, columns))
        if by_columns and not by_rows:
            return sheet, parts, []
        if by_columns or not by_rows:
            raise _either(parts.arm[0], columns)
    return _turned(sheet, parts, columns, _DATASET)


def _columns(sheet: Sheet, parts: Parts, asked: Asked) -> list[str]:
    """Return the columns of numbers; none where one of them is what was measured."""
    if asked.metric is not None and sheet.find(asked.metric) is not None:
        return []
    numeric = [name for name in parts.free if sheet.is_numeric(name)]
    kept = [name for name in numeric if not (is_bookkeeping(name) or is_setting(name) or is_index(sheet, name))]
    kept = [name for name in kept if not sums_up(sheet, name, [other for other in kept if other != name])]
    return [] if any(is_metric(name) or spread_of(name, kept) for name in kept) else kept


def _tells_rows(sheet: Sheet, names: Sequence[str]) -> bool:
    return len(set(zip(*(sheet.columns[name] for name in names), strict=True))) == len(sheet.lines)


def _turned(sheet: Sheet, parts: Parts, columns: Sequence[str], role: str) -> tuple[Sheet, Parts, list[Text]]:
    """Return the table with a row for each number, and the heading above it in the column of the role."""
    others = [name for name in sheet.columns if name not in columns]
    added, value = _new(role, others), _new(_VALUE, others)
    rows = range(len(sheet.lines))
    made = {name: [sheet.columns[name][row] for row in rows for _column in columns] for name in others}
    made[added] = [name for _row in rows for name in columns]
    made[value] = [sheet.columns[name][row] for row in rows for name in columns]
    free = tuple(name for name in parts.free if name not in columns)
    found = replace(parts, free=(*free, value)).taking(role, added)
    shown = joined([*columns[:_SHOWN], *(["..."] if len(columns) > _SHOWN else [])], ", ")
    if role == _RUN:
        message = _("Each row is a variant; the columns {columns} are taken for its runs.")
    else:
        message = _("Each row is a variant; the columns {columns} are taken for data sets.")
    return Sheet(made, [line for line in sheet.lines for _column in columns]), found, [message.format(columns=shown)]


def _new(name: str, others: Sequence[str]) -> str:
    return next(called for called in (name, *(f"{name}_{n}" for n in range(2, 99))) if called not in others)


def _either(arm: str, columns: Sequence[str]) -> InvalidInput:
    shown = ", ".join([*columns[:_SHOWN], *(["..."] if len(columns) > _SHOWN else [])])
    message = _(
        "either the rows, by their {arm}, or the columns {columns} may be what is compared: name {arm} as the variant "
        "(arm), or as the data set (dataset) where each column is a variant."
    )
    return InvalidInput(message.format(arm=arm, columns=shown), "arm", arm)
