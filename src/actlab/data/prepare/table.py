"""A table and what is asked of it -> a Dataset."""

from __future__ import annotations

from functools import partial

import numpy as np

from actlab.data.dataset import Dataset, Split, Splits
from actlab.data.prepare.asked import Asked
from actlab.data.prepare.columns import Column, Sheet
from actlab.data.prepare.decisions import of_columns, of_duplicates, of_size
from actlab.data.prepare.inputs import Inputs, inputs
from actlab.data.prepare.roles import Roles, roles
from actlab.data.prepare.split import Parts, by_group, by_time, check_classes, enough, stratified
from actlab.data.prepare.target import Target, target, title
from actlab.data.tables.cells import short
from actlab.data.tasks import CLASSIFICATION, REGRESSION
from actlab.errors import InvalidInput
from actlab.words import Text, _

LARGEST = 2**31  # bytes of inputs


def table(sheet: Sheet, asked: Asked, name: str, seed: int = 0) -> Dataset:
    """Return the data set of a table: rows are divided first, and all else is fitted on the training rows.

    Raises InvalidInput for what cannot be learnt from, with what to do about it.
    """
    enough(len(sheet.numbers), sheet.source)
    found = roles(sheet, asked)
    goal = target(found.target, asked.task, sheet)
    parts = _divided(found, goal, sheet, seed)
    check_classes(goal, parts)
    _check_size(found, sheet)
    made = inputs(found.inputs, parts.train)
    if not made.names:
        text = _("every column of {source} beside the target is the same in all training rows.")
        raise InvalidInput(text.format(source=sheet.source))
    again = None if found.time else partial(table, sheet, asked, name)
    return Dataset(
        name,
        sheet.source,
        "",
        REGRESSION if not goal.classes else CLASSIFICATION,
        1.0,
        _splits(made, goal, parts),
        tuple(_decided(sheet, found, goal, made, parts)),
        again=again,
    )


def _divided(found: Roles, goal: Target, sheet: Sheet, seed: int) -> Parts:
    if found.time and found.group:
        raise InvalidInput(_("time: rows are divided by group or by time, not by both; name one of them."))
    if found.time:
        return by_time(found.time, sheet)
    return by_group(found.group, seed, sheet) if found.group else stratified(goal, seed)


def _check_size(found: Roles, sheet: Sheet) -> None:
    rows = len(sheet.numbers)
    width = sum(34 if column.kind == "text" else 5 if column.kind == "date" else 2 for column in found.inputs)
    if 4 * rows * width > LARGEST and 4 * rows * len(found.inputs) > LARGEST:
        text = _("{source}: {rows} rows of {columns} columns are more than {n} MB; keep fewer of them.")
        columns = len(found.inputs)
        raise InvalidInput(text.format(source=sheet.source, rows=rows, columns=columns, n=LARGEST // 2**20))


def _splits(made: Inputs, goal: Target, parts: Parts) -> Splits:
    values = goal.values
    if not goal.classes:
        train = values[parts.train]
        values = ((values - train.mean()) / (train.std() or 1.0)).astype(np.float32)
    found = [Split(made.values[rows], values[rows]) for rows in parts.rows]
    for array in (array for split in found for array in split):
        array.setflags(write=False)
    return Splits(*found)


def _decided(sheet: Sheet, found: Roles, goal: Target, made: Inputs, parts: Parts) -> list[Text]:
    predicted = _("{column} is predicted ({task}).").format(column=short([found.target.name]), task=title(goal))
    everything: list[Column] = [*found.inputs]
    return [
        predicted,
        of_size(sheet, made, parts),
        *of_columns(found.inputs, made),
        *found.left_out,
        *of_duplicates(everything, goal.values, sheet, parts),
        *sheet.remarks,
    ]
