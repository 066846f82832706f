"""Which rows are learnt from, which choices may look at, and which are read at the end: 60, 20 and 20 percent."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Int

from actlab.data.prepare.columns import Column, Sheet
from actlab.data.prepare.target import Target
from actlab.data.tables.cells import short
from actlab.errors import InvalidInput
from actlab.words import Text, _

SHARES = (0.6, 0.2, 0.2)  # training, validation, test
FEWEST = 20  # rows
PARTS = (_("training"), _("validation"), _("test"))


class Parts(NamedTuple):
    """The places of the rows of each part, in an order drawn from the seed; and how they were divided, in words."""

    train: Int[np.ndarray, " a"]
    validation: Int[np.ndarray, " b"]
    test: Int[np.ndarray, " c"]
    how: Text

    @property
    def rows(self) -> tuple[Int[np.ndarray, " k"], ...]:
        """The rows of training, validation and test."""
        return self.train, self.validation, self.test


def enough(rows: int, source: str) -> None:
    """Refuse what is too small to be divided in three.

    >>> enough(20, "x.csv")
    """
    if rows < FEWEST:
        text = _("{source} has {n} rows; at least {least} are needed to learn from some and to test on others.")
        raise InvalidInput(text.format(source=source, n=rows, least=FEWEST))


def stratified(found: Target, seed: int) -> Parts:
    """Divide rows at random, each class by itself, so that its share is the same in all parts.

    >>> parts = stratified(Target("classification", np.array([0] * 10 + [1] * 20), ("a", "b")), 0)
    >>> [np.bincount(np.array([0] * 10 + [1] * 20)[rows]).tolist() for rows in parts.rows]
    [[6, 12], [2, 4], [2, 4]]
    """
    draw = _draw(seed)
    labels = found.values if found.classes else np.zeros(len(found.values), np.int32)
    parts: list[list[np.ndarray]] = [[], [], []]
    for one in np.unique(labels):
        rows = draw.permutation(np.flatnonzero(labels == one))
        aside = max(1, round(SHARES[1] * len(rows)))
        for part, piece in zip(parts, np.split(rows, [len(rows) - 2 * aside, len(rows) - aside]), strict=True):
            part.append(piece)
    how = _("at random, class by class, by seed {seed}") if found.classes else _("at random, by seed {seed}")
    return _shuffled([np.concatenate(part) for part in parts], draw, how.format(seed=seed))


def by_group(group: Column, seed: int, sheet: Sheet) -> Parts:
    """Divide rows so that those of a group stay together: each group, in random order, goes where most is lacking.

    Raises InvalidInput for a value that is missing and for less than three groups.
    """
    _complete(group, "group", sheet)
    _values, labels = np.unique(group.values, return_inverse=True)
    counts = np.bincount(labels)
    if len(counts) < 3:
        text = _("group: {column} has {n} groups; at least 3 are needed, one for each part.")
        raise InvalidInput(text.format(column=short([group.name]), n=len(counts)))
    draw = _draw(seed)
    wanted = np.array(SHARES) * len(labels)
    part_of = np.zeros(len(counts), np.int64)
    held = np.zeros(3)
    for place, one in enumerate(draw.permutation(len(counts))):
        empty = np.flatnonzero(held == 0)
        # the last groups go where there is none yet
        part = empty[-1] if len(counts) - place <= len(empty) else int(np.argmax((wanted - held) / wanted))
        part_of[one] = part
        held[part] += counts[one]
    parts = [np.flatnonzero(part_of[labels] == part) for part in range(3)]
    text = _("by group, {n} groups of {column}, by seed {seed}")
    return _shuffled(parts, draw, text.format(n=len(counts), column=short([group.name]), seed=seed))


def by_time(time: Column, sheet: Sheet) -> Parts:
    """Divide rows by time: the earliest are learnt from, the latest are the test; rows of one moment stay together.

    Raises InvalidInput for a value that is missing, words, and too few moments.
    """
    _complete(time, "time", sheet)
    if time.kind not in ("date", "number"):
        text = _("time: {column} holds neither dates nor numbers.")
        raise InvalidInput(text.format(column=short([time.name])))
    order = np.argsort(time.values, kind="stable")
    begins = np.flatnonzero(np.r_[True, time.values[order][1:] != time.values[order][:-1]])  # of each moment
    borders = [int(begins[np.argmin(np.abs(begins - share * len(order)))]) for share in (SHARES[0], 1 - SHARES[2])]
    if not 0 < borders[0] < borders[1] < len(order):
        text = _("time: {column} has too few different moments to be divided in three.")
        raise InvalidInput(text.format(column=short([time.name])))
    parts = np.split(order, borders)
    text = _("by time, the latest in {column} as the test")
    return _shuffled(parts, _draw(0), text.format(column=short([time.name])))


def check_classes(found: Target, parts: Parts) -> None:
    """Refuse parts in which a class is not learnt from, or not tested."""
    for rows, part in zip(parts.rows, PARTS, strict=True):
        lacking = [name for one, name in enumerate(found.classes) if one not in found.values[rows]]
        if lacking:
            text = _("no row of the class '{name}' is among those for {part} ({how}); divide the rows otherwise.")
            raise InvalidInput(text.format(name=short(lacking[:1]), part=part, how=parts.how))


def _complete(column: Column, field: str, sheet: Sheet) -> None:
    missing: Bool[np.ndarray, " n"] = column.missing
    if missing.any():
        text = _("{field}: {column} is missing in {n} rows ({rows}); fill it in, or take these rows out.")
        rows = sheet.rows(np.flatnonzero(missing))
        raise InvalidInput(text.format(field=field, column=short([column.name]), n=int(missing.sum()), rows=rows))


def _draw(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def _shuffled(parts: list[np.ndarray], draw: np.random.Generator, how: Text) -> Parts:
    """Return parts in random order: curves are read on the first rows of one."""
    train, validation, test = (draw.permutation(part) for part in parts)
    return Parts(train, validation, test, how)
