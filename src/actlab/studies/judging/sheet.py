"""A table by its columns, and the cells of a column as numbers, read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from actlab.data.tables.numbers import Number, number
from actlab.data.tables.table import Table
from actlab.studies.judging.names import plain

Cells = Sequence[str | None]  # by row; None for a cell without a value


@dataclass(frozen=True)
class Sheet:
    """Columns by name, all of one length, and the line of each row in its file, counted below the heading."""

    columns: Mapping[str, Cells]
    lines: Sequence[int]
    _read: dict[str, list[Number | None]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, table: Table) -> Sheet:
        """Return a table by its columns."""
        by_column = zip(*table.rows, strict=True) if table.rows else ((),) * len(table.columns)
        return cls(dict(zip(table.columns, by_column, strict=True)), table.lines)

    def numbers(self, name: str) -> list[Number | None]:
        """Return the cells of a column as numbers; None for what is blank or no number."""
        if name not in self._read:
            known: dict[str | None, Number | None] = {None: None}
            for cell in set(self.columns[name]) - {None}:
                known[cell] = number(cell or "")
            self._read[name] = [known[cell] for cell in self.columns[name]]
        return self._read[name]

    def filled(self, name: str) -> list[str]:
        """Return the cells of a column that hold something."""
        return [cell for cell in self.columns[name] if cell is not None]

    def is_numeric(self, name: str) -> bool:
        """Return whether at least half of the cells that hold something are numbers."""
        filled = len(self.filled(name))
        return filled > 0 and 2 * sum(one is not None for one in self.numbers(name)) >= filled

    def varies(self, name: str) -> bool:
        """Return whether a column has at least two different cells."""
        return len(set(self.columns[name])) > 1

    def keep(self, places: Sequence[int]) -> Sheet:
        """Return the rows at these places."""
        columns = {name: [cells[place] for place in places] for name, cells in self.columns.items()}
        return Sheet(columns, [self.lines[place] for place in places])

    def without(self, names: Iterable[str]) -> Sheet:
        """Return all columns but these."""
        gone = set(names)
        return Sheet({name: cells for name, cells in self.columns.items() if name not in gone}, self.lines, self._read)

    def find(self, wanted: str) -> str | None:
        """Return the column of this name; else the only one that is called so but for case, spaces and prefix."""
        if wanted in self.columns:
            return wanted
        alike = [name for name in self.columns if plain(name) == plain(wanted)]
        return alike[0] if len(alike) == 1 else None
