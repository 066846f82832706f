"""What was decided about a table, in a few lines: a column each, those of which the same became together."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from actlab.data.prepare.columns import TITLES, Column, Sheet, named
from actlab.data.prepare.inputs import Inputs, Treatment, treatment
from actlab.data.prepare.split import PARTS, Parts
from actlab.words import Text, _, joined

_WIDEST = 40  # characters of the names in a table
_SHOWN = 2  # columns by name where the same became of many


@dataclass
class _Together:
    """Columns of which the same became, and in how many of their cells nothing stood."""

    names: list[str] = field(default_factory=list)
    missing: int = 0


def of_size(sheet: Sheet, inputs: Inputs, parts: Parts) -> Text:
    """Return what a table was turned into: rows, columns, inputs, and its division."""
    text = _("{rows} rows, {columns} columns, {inputs} inputs; {parts}.")
    rows, columns = len(sheet.numbers), len(sheet.columns)
    return text.format(rows=rows, columns=columns, inputs=len(inputs.names), parts=of_parts(parts))


def of_parts(parts: Parts) -> Text:
    """Return how many rows are for what, and how they were divided."""
    counts = [_("{n} for {part}").format(n=len(rows), part=part) for rows, part in zip(parts.rows, PARTS, strict=True)]
    return _("{counts} ({how})").format(counts=joined(counts, ", "), how=parts.how)


def of_columns(columns: Sequence[Column], inputs: Inputs) -> Iterator[Text]:
    """Yield a line for every kind of columns of which the same became, their names in a column of the same width."""
    together: dict[tuple[str, Treatment, bool], _Together] = {}
    for column, learnt, kept in zip(columns, inputs.learnt, inputs.kept, strict=True):
        gone = int(column.missing.sum())
        one = together.setdefault((column.kind, treatment(learnt, kept), gone > 0), _Together())
        one.names.append(column.name)
        one.missing += gone
    shown = [named(one.names, _SHOWN) for one in together.values()]
    width = min(_WIDEST, max(map(len, shown)))
    for name, ((kind, became, _gaps), one) in zip(shown, together.items(), strict=True):
        filled = _("; {n} missing: {filling}").format(n=one.missing, filling=became.filling) if one.missing else ""
        yield joined([name, " " * (width - len(name)), "  ", TITLES[kind], ": ", became.words, filled], "")


def of_duplicates(keys: Sequence[Hashable], sheet: Sheet, parts: Parts) -> Iterator[Text]:
    """Yield how many rows of validation and test are also training rows by their keys; they are kept."""
    known = {keys[row]: row for row in sorted(parts.train.tolist(), reverse=True)}  # the first of equal ones
    for rows, part in zip(parts.rows[1:], PARTS[1:], strict=True):
        again = [row for row in sorted(rows.tolist()) if keys[row] in known]
        if again:
            text = _(
                "{n} of the {all} rows for {part} are the same as training rows ({row} as {other}); they are kept."
            )
            row, other = sheet.rows(again[:1]), sheet.rows([known[keys[again[0]]]])
            yield text.format(n=len(again), all=len(rows), part=part, row=row, other=other)


def keys(columns: Sequence[Column], targets: np.ndarray) -> list[bytes]:
    """Return for each row bytes that are equal where all its cells, the target included, are.

    >>> column = Column("a", "number", np.array([1.0, 2.0, 1.0]), np.zeros(3, bool))
    >>> first, _second, third = keys([column], np.zeros(3))
    >>> first == third
    True
    """
    codes = [np.unique(targets, return_inverse=True)[1].astype(np.int32)]
    for column in columns:
        values = column.values
        code = np.unique(values, return_inverse=True)[1].astype(np.int32)
        codes.append(np.where(column.missing, np.int32(-1), code))
    return [row.tobytes() for row in np.stack(codes, axis=1)]
