"""Which rows are meant: those with the values that a user names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from actlab.errors import InvalidInput, unknown
from actlab.studies.judging.names import same
from actlab.studies.judging.sheet import Sheet
from actlab.words import _

_SHOWN = 12  # how many values an error names


def select(sheet: Sheet, conditions: Sequence[tuple[str, str]]) -> Sheet:
    """Return the rows that hold one of the values named for each column.

    Raises InvalidInput for a column or a value that is not there.

    >>> select(Sheet({"model": ["cnn", "mlp"], "acc": ["1", "2"]}, [1, 2]), [("Model", "mlp")]).columns["acc"]
    ['2']
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for given, value in conditions:
        column = sheet.find(given)
        if column is None:
            raise unknown(_("column"), given, sheet.columns)
        wanted[column] |= _matching(sheet, column, value)
    if not wanted:
        return sheet
    places = range(len(sheet.lines))
    kept = [place for place in places if all(sheet.columns[name][place] in cells for name, cells in wanted.items())]
    if not kept:
        raise InvalidInput(_("where: no row has all of these values."))
    return sheet.keep(kept)


def _matching(sheet: Sheet, column: str, value: str) -> set[str]:
    """Return the spellings of a value that occur in a column."""
    every = dict.fromkeys(sheet.filled(column))
    found = {value} if value in every else {cell for cell in every if same(cell, value)}
    if not found:
        shown = [*list(every)[:_SHOWN], "..."] if len(every) > _SHOWN else list(every)
        message = _("where: {column} is never '{value}'; its values are: {values}.")
        fields = {"column": column, "value": value, "values": ", ".join(shown)}
        raise InvalidInput(message.format(**fields), "where", f"{column}={next(iter(every), '')}")
    return found
