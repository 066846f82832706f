"""The columns of a table -> inputs of a network: everything is fitted on the training rows, and applied to all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from jaxtyping import Float64, Int

from actlab.data.prepare import dates, levels, numbers
from actlab.data.prepare.columns import Column
from actlab.data.prepare.levels import Levels
from actlab.data.prepare.numbers import Scale
from actlab.words import Text, _, plural


@dataclass(frozen=True)
class Fitted:
    """All that was learnt of a column from the training rows.

    ``scales`` are those of its numbers (of a date four), ``levels`` those of a text; ``common`` is what stands for a
    missing truth value; ``flag`` says that an input tells where it is missing, ``first`` is the earliest date.
    """

    name: str
    kind: str
    flag: bool
    scales: tuple[Scale, ...] = ()
    levels: Levels | None = None
    common: float = 0.0
    first: np.datetime64 = field(default_factory=lambda: np.datetime64(0, "us"))

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of its inputs."""
        flag = (f"{self.name}=missing",) if self.flag else ()
        if self.levels is not None:
            return tuple(f"{self.name}={level}" for level in self.levels.inputs)
        if self.kind == "date":
            return (*(f"{self.name}:{part}" for part in dates.PARTS), *flag)
        return (self.name, *flag)


def fitted(column: Column) -> Fitted:
    """Return what is learnt of a column whose rows are the training rows."""
    flag = bool(column.missing.any())
    if column.kind == "text":
        return Fitted(column.name, "text", False, levels=levels.fitted(column.values, column.missing))
    if column.kind == "boolean":
        common = float(2 * column.present.sum() > len(column.present))
        return Fitted(column.name, "boolean", flag, common=common)
    if column.kind == "date":
        first = dates.earliest(column.values, column.missing)
        parts = dates.parts(column.values, column.missing, first)
        return Fitted(column.name, "date", flag, tuple(map(numbers.fitted, parts.T)), first=first)
    return Fitted(column.name, "number", flag, (numbers.fitted(_gaps(column)),))


def applied(learnt: Fitted, column: Column) -> Float64[np.ndarray, "n k"]:
    """Return the inputs of a column's rows, whichever they are."""
    if learnt.levels is not None:
        return levels.applied(learnt.levels, column.values, column.missing)
    flags = [column.missing.astype(np.float64)] if learnt.flag else []
    if learnt.kind == "boolean":
        return np.stack([np.where(column.missing, learnt.common, column.values), *flags], axis=1)
    dated = learnt.kind == "date"
    parts = [*dates.parts(column.values, column.missing, learnt.first).T] if dated else [_gaps(column)]
    scaled = [numbers.applied(scale, part) for scale, part in zip(learnt.scales, parts, strict=True)]
    return np.stack([*scaled, *flags], axis=1)


def _gaps(column: Column) -> Float64[np.ndarray, " n"]:
    return np.where(column.missing, np.nan, column.values)


class Inputs(NamedTuple):
    """The inputs [n, k] of all rows with their names, what was learnt of each column, and how many of each vary."""

    values: Float64[np.ndarray, "n k"]
    names: tuple[str, ...]
    learnt: tuple[Fitted, ...]
    kept: tuple[int, ...]


def inputs(columns: Sequence[Column], training: Int[np.ndarray, " t"]) -> Inputs:
    """Return the inputs of all rows; what is the same in all training rows is left out, for nothing is learnt of it.

    >>> column = Column("age", "number", np.array([1.0, 2.0, 4.0, np.nan]), np.array([False, False, False, True]))
    >>> inputs([column], np.array([0, 1, 3])).names
    ('age', 'age=missing')
    """
    learnt = tuple(fitted(column.take(training)) for column in columns)
    parts: list[np.ndarray] = []
    names: list[str] = []
    kept: list[int] = []
    for one, column in zip(learnt, columns, strict=True):
        values = applied(one, column)
        varies = np.ptp(values[training], axis=0) > 0
        parts.append(values[:, varies].astype(np.float32))
        names += [name for name, there in zip(one.inputs, varies, strict=True) if there]
        kept.append(int(varies.sum()))
    return Inputs(np.concatenate(parts, axis=1), tuple(names), learnt, tuple(kept))


class Treatment(NamedTuple):
    """What became of a column, in words, and what stands where it is missing; the same for columns treated alike."""

    words: Text
    filling: Text


def treatment(learnt: Fitted, kept: int) -> Treatment:
    """Return what became of a column of which ``kept`` inputs are left."""
    if not kept:
        return Treatment(_("left out: the same in all training rows"), _("left out"))
    if learnt.levels is not None:
        return _of_text(learnt.levels)
    words = {
        "number": _("robust scale, smooth clip"),
        "boolean": _("0 or 1"),
        "date": _("year, month, weekday and days elapsed, scaled as numbers"),
    }[learnt.kind]
    filling = _("the commoner") if learnt.kind == "boolean" else _("the median")
    told = _("{filling}, with a flag") if learnt.flag else _("{filling}, without a flag: none in training rows")
    return Treatment(words, told.format(filling=filling))


def _of_text(found: Levels) -> Treatment:
    words = plural("one-hot, {n} level", "one-hot, {n} levels", len(found.names))
    if found.other:
        words += _(" and other")
    if found.missing:
        return Treatment(words, _("a level of its own"))
    return Treatment(words, _("other; none in training rows") if found.other else _("no level; none in training rows"))
