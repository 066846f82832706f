"""The columns of a table, as they come and as they are understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from jaxtyping import Bool, Int, Shaped

from actlab.data.tables.cells import short
from actlab.words import Text, _

Kind = Literal["number", "boolean", "date", "text"]
TITLES: dict[str, Text] = {
    "number": _("numbers"),
    "boolean": _("true or false"),
    "date": _("dates"),
    "text": _("text"),
}
Cells = Sequence[str | None] | Shaped[np.ndarray, " n"]


class Raw(NamedTuple):
    """A column as it comes: texts, None where nothing stands, or an array of whatever type."""

    name: str
    cells: Cells


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table: what it comes from, its columns, and what was taken for what when it was read.

    ``numbers`` [n] are those of its rows for people, from 1.
    """

    source: str
    columns: tuple[Raw, ...]
    numbers: Sequence[int]
    remarks: tuple[Text, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(raw.name for raw in self.columns)

    def rows(self, places: Sequence[int] | Int[np.ndarray, " k"]) -> Text:
        """Return which rows are meant, the first few by their numbers.

        >>> Sheet("x", (), range(1, 9)).rows([0]), Sheet("x", (), range(1, 9)).rows([0, 2, 4, 5])
        ('row 1', 'rows 1, 3, 5 and 1 more')
        """
        shown = ", ".join(str(self.numbers[place]) for place in places[:3])
        if len(places) == 1:
            return _("row {rows}").format(rows=shown)
        if len(places) <= 3:
            return _("rows {rows}").format(rows=shown)
        return _("rows {rows} and {n} more").format(rows=shown, n=len(places) - 3)


@dataclass(frozen=True, eq=False)
class Column:
    """A column that is understood; what ``values`` holds where ``missing`` is of no meaning.

    ``values`` are float64 for numbers and for what is true (1) or false (0), datetime64 in microseconds for dates, and
    texts.
    """

    name: str
    kind: Kind
    values: Shaped[np.ndarray, " n"]
    missing: Bool[np.ndarray, " n"]

    def __len__(self) -> int:
        return len(self.missing)

    def take(self, rows: Int[np.ndarray, " k"]) -> Column:
        """Return some rows of it."""
        return Column(self.name, self.kind, self.values[rows], self.missing[rows])

    @property
    def present(self) -> Shaped[np.ndarray, " k"]:
        """The values that are there."""
        found: np.ndarray = self.values[~self.missing]
        return found


def named(names: Sequence[str], most: int = 2) -> str:
    """Return columns as they are named in a line: the first few.

    >>> named(["a", "b", "c", "d"]), named(["a", "b", "c"])
    ('a, b and 2 more', 'a, b and 1 more')
    """
    shown = [short([name]) for name in names]
    if len(shown) <= most:
        return ", ".join(shown)
    return _("{names} and {n} more").format(names=", ".join(shown[:most]), n=len(shown) - most)
