"""A table and what is asked of it -> a Dataset."""

from __future__ import annotations

from functools import partial

from actlab.data.dataset import Dataset
from actlab.data.prepare.asked import Asked
from actlab.data.prepare.assembled import assembled
from actlab.data.prepare.columns import Sheet
from actlab.data.prepare.decisions import keys, of_columns, of_duplicates, of_size
from actlab.data.prepare.inputs import Inputs, inputs
from actlab.data.prepare.roles import Roles, roles
from actlab.data.prepare.split import Parts, by_group, by_time, check_classes, enough, stratified
from actlab.data.prepare.target import Target, target, title
from actlab.data.prepare.weights import weighed, weights
from actlab.data.tables.cells import short
from actlab.errors import InvalidInput
from actlab.words import Text, _

LARGEST = 2**31  # bytes of inputs


def table(sheet: Sheet, asked: Asked, name: str, seed: int = 0, *, fixed: Parts | None = None) -> Dataset:
    """Return the data set of a table: rows are divided first, and all else is fitted on the training rows.

    ``fixed`` are the parts where they are given. Raises InvalidInput for what cannot be learnt from, with what to do
    about it.
    """
    enough(len(sheet.numbers), sheet.source)
    found = roles(sheet, asked)
    goal = target(found.target, asked.task, sheet)
    parts = fixed or _divided(found, goal, sheet, seed)
    check_classes(goal, parts)
    _check_size(found, sheet)
    counted = weights(found.weights, parts, sheet) if found.weights else None
    made = inputs(found.inputs, parts.train)
    if not made.names:
        text = _("every column of {source} beside the target is the same in all training rows.")
        raise InvalidInput(text.format(source=sheet.source))
    return assembled(
        *(made.values, goal, parts),
        name=name,
        title=sheet.source,
        decisions=_decided(sheet, found, goal, made, parts),
        again=None if found.time or fixed else partial(table, sheet, asked, name),
        weights=counted,
    )


def _divided(found: Roles, goal: Target, sheet: Sheet, seed: int) -> Parts:
    if found.time and found.group:
        raise InvalidInput(_("time: rows are divided by group or by time, not by both; name one of them."))
    if found.time:
        return by_time(found.time, sheet)
    return by_group(found.group, seed, sheet) if found.group else stratified(goal, seed)


def _check_size(found: Roles, sheet: Sheet) -> None:
    rows = len(sheet.numbers)
    levels = {column.name: len(set(column.present)) for column in found.inputs if column.kind == "text"}
    width = sum(min(34, levels.get(column.name, 2)) for column in found.inputs)
    if 4 * rows * width > LARGEST:
        text = _("{source}: {rows} rows of {columns} columns are more than {n} MB; keep fewer of them.")
        columns = len(found.inputs)
        raise InvalidInput(text.format(source=sheet.source, rows=rows, columns=columns, n=LARGEST // 2**20))


def _decided(sheet: Sheet, found: Roles, goal: Target, made: Inputs, parts: Parts) -> list[Text]:
    predicted = _("{column} is predicted ({task}).").format(column=short([found.target.name]), task=title(goal))
    return [
        predicted,
        of_size(sheet, made, parts),
        *of_columns(found.inputs, made),
        *([weighed(found.weights)] if found.weights else []),
        *found.left_out,
        *of_duplicates(keys(found.inputs, goal.values), sheet, parts),
        *sheet.remarks,
    ]
