"""The column that is predicted -> a task, and numbers to compare outputs with."""

from __future__ import annotations

from collections import Counter
from typing import Literal, NamedTuple

import numpy as np
from jaxtyping import Num

from actlab.data.prepare.columns import Column, Sheet
from actlab.data.tables.cells import short
from actlab.errors import InvalidInput
from actlab.words import Text, _

FEWEST = 3  # different whole numbers that leave open whether they are classes or amounts
AMBIGUOUS = 20  # up to so many
MOST = 1000  # classes
ROWS = 5  # of a class, so that some are learnt from and some are left to be tested


class Target(NamedTuple):
    """What is predicted: int32 numbers of ``classes`` by their names in order, or float64 amounts, without classes."""

    task: Literal["classification", "regression"]
    values: Num[np.ndarray, " n"]
    classes: tuple[str, ...] = ()

    @property
    def rarest(self) -> float:
        """The share of the rarest class; 1 without classes.

        >>> Target("classification", np.array([0, 1, 1, 1]), ("a", "b")).rarest
        0.25
        """
        counts = np.bincount(self.values.astype(np.int64), minlength=len(self.classes)) if self.classes else [1]
        return float(min(counts) / max(1, sum(counts)))


def target(column: Column, task: str, sheet: Sheet) -> Target:
    """Return what a column asks: words, and what is true or false, are classes; numbers that are not whole are amounts.

    Two whole numbers are classes, more than 20 are amounts. Raises InvalidInput for 3 to 20, which ask for ``task``;
    for values that are missing, one class or value, a class of less than 5 rows, and a task that the values cannot be
    asked for.
    """
    _check_present(column, sheet)
    _check_task(task)
    if (task or _meant(column)) == "regression":
        return _amounts(column)
    return classified(_names(column), column.name)


def classified(names: list[str], name: str) -> Target:
    """Return classes by the names of every row, in the order of their first being sorted as they are written.

    Raises InvalidInput for one class, too many, or one of less than 5 rows.

    >>> classified(["b"] * 5 + ["a"] * 6, "kind").classes
    ('a', 'b')
    """
    counts = Counter(names)
    classes = tuple(sorted(counts, key=_order))
    called = short([name])
    if len(classes) < 2:
        text = _("target: {column} has one class only ({name}); there is nothing to be told apart.")
        raise InvalidInput(text.format(column=called, name=short(classes)))
    if len(classes) > MOST or 2 * len(classes) > len(names):
        text = _(
            "target: {column} has {n} classes in {rows} rows; at most {most}, and half as many as rows, are taken."
        )
        raise InvalidInput(text.format(column=called, n=len(classes), rows=len(names), most=MOST))
    rare = min(classes, key=lambda one: counts[one])
    if counts[rare] < ROWS:
        text = _(
            "target: the class '{name}' of {column} has {n} of the rows; each needs {least}. Join it or leave it out."
        )
        raise InvalidInput(text.format(name=short([rare]), column=called, n=counts[rare], least=ROWS))
    number = {one: place for place, one in enumerate(classes)}
    return Target("classification", np.array([number[one] for one in names], np.int32), classes)


def _order(name: str) -> tuple[int, float, str]:
    """Sort numbers by their values, and before words."""
    try:
        return 0, float(name), name
    except ValueError:
        return 1, 0.0, name


def _check_present(column: Column, sheet: Sheet) -> None:
    missing = np.flatnonzero(column.missing)
    if len(missing) == len(column):
        text = _("target: {column} holds no value in any of the {n} rows.")
        raise InvalidInput(text.format(column=short([column.name]), n=len(column)))
    if len(missing):
        text = _("target: {column} is missing in {n} of {all} rows ({rows}); fill it in, or take these rows out.")
        where = sheet.rows(missing)
        raise InvalidInput(text.format(column=short([column.name]), n=len(missing), all=len(column), rows=where))


def _check_task(task: str) -> None:
    if task not in ("", "classification", "regression"):
        text = _("task: {given} is not allowed; it must be {allowed}.")
        raise InvalidInput(text.format(given=task, allowed=_("classification or regression")), "task", "regression")


def _meant(column: Column) -> str:
    """Return which task a target leaves no doubt of."""
    if column.kind != "number":
        return "classification"
    different = np.unique(column.values)
    if np.any(different != np.floor(different)) or len(different) > AMBIGUOUS:
        return "regression"
    if len(different) >= FEWEST:
        text = _(
            "task: {column} holds {n} different whole numbers, which may be classes or amounts; say which: "
            "classification or regression."
        )
        raise InvalidInput(text.format(column=short([column.name]), n=len(different)), "task", "classification")
    return "classification"


def _amounts(column: Column) -> Target:
    called = short([column.name])
    if column.kind != "number":
        text = _("task: {column} holds no numbers, so it can only be classified.")
        raise InvalidInput(text.format(column=called), "task", "classification")
    if np.ptp(column.values) == 0:
        text = _("target: {column} has the same value ({value}) in every row; there is nothing to predict.")
        raise InvalidInput(text.format(column=called, value=f"{column.values[0]:g}"))
    return Target("regression", column.values)


def _names(column: Column) -> list[str]:
    if column.kind == "date":
        text = _("target: {column} holds dates; a number of days or classes can be predicted.")
        raise InvalidInput(text.format(column=short([column.name])))
    if column.kind == "boolean":
        return ["true" if one else "false" for one in column.values]
    if column.kind == "number":
        return [f"{one:.0f}" if one == np.floor(one) and abs(one) < 1e15 else repr(float(one)) for one in column.values]
    return list(column.values)


def title(found: Target) -> Text:
    """Return in a few words what is predicted.

    >>> title(Target("classification", np.array([0, 1, 1, 1]), ("no", "yes")))
    'classification: no, yes'
    """
    if not found.classes:
        return _("regression")
    shown = short(found.classes)
    return _("classification: {names}").format(names=shown)
