"""A grid -> headings and rows below them, none shifted; what does not fit is refused with its line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from actlab.data.tables.cells import at_lines, cells, clean, hides, is_blank, short
from actlab.data.tables.decimals import with_points
from actlab.data.tables.grid import Grid
from actlab.data.tables.numbers import number
from actlab.data.tables.table import Table
from actlab.errors import InvalidInput
from actlab.words import Text, _, plural

_RULE = re.compile(r":?-{2,}:?|=+")  # below the heading of a table in Markdown


def table_of(grid: Grid, source: str) -> Table:
    """Return the table of a grid whose first row is the heading.

    Blank rows, titles above the heading, rows that repeat it, and columns without anything are left out. Raises
    InvalidInput where there is no heading or no row, a heading occurs twice, a column has none, or a row has more
    cells than there are headings.
    """
    grid = _without_titles(_without_blanks(grid))
    if not grid.rows:
        raise InvalidInput(_("it is empty; write a heading, and rows below it."))
    columns = _headings(grid.rows[0])
    remarks = [*grid.remarks, *_hidden(grid)]
    below, lines = _below(grid, columns, remarks)
    columns, rows = _named(columns, below, lines)
    _check_headings(columns, rows)
    if not rows:
        message = _("it holds no row below its heading.")
        raise InvalidInput(message)
    remarks += with_points(columns, rows)
    return Table(source, columns, rows, [line - grid.lines[0] for line in lines], tuple(remarks))


def _without_blanks(grid: Grid) -> Grid:
    kept = [place for place, row in enumerate(grid.rows) if not is_blank(row)]
    if len(kept) == len(grid.rows):
        return grid
    return Grid([grid.rows[place] for place in kept], [grid.lines[place] for place in kept], grid.remarks)


def _without_titles(grid: Grid) -> Grid:
    """Leave out lines of one cell above a heading of several."""
    first = next((place for place, row in enumerate(grid.rows) if sum(map(bool, map(clean, row))) > 1), 0)
    titles = grid.rows[:first]
    if not titles or not all(clean(row[0]) for row in titles) or any(number(clean(c)) for c in grid.rows[first]):
        return grid
    message = _("Titles above the heading are left out ({lines}).").format(lines=at_lines(grid.lines[:first]))
    return Grid(grid.rows[first:], grid.lines[first:], [*grid.remarks, message])


def _headings(row: Sequence[str]) -> list[str]:
    """Return the headings up to the last one that is not empty."""
    columns = [clean(cell) for cell in row]
    while columns and not columns[-1]:
        columns.pop()
    return columns


def _hidden(grid: Grid) -> list[Text]:
    found = [line for row, line in zip(grid.rows, grid.lines, strict=True) if hides("".join(row))]
    if not found:
        return []
    message = _("Control characters and terminal escapes are taken out ({lines}).")
    return [message.format(lines=at_lines(found))]


def _below(grid: Grid, columns: list[str], remarks: list[Text]) -> tuple[list[list[str | None]], list[int]]:
    """Return the rows below the heading, each as long as it, with their lines."""
    width = len(columns)
    rows: list[list[str | None]] = []
    lines: list[int] = []
    short_lines, repeated = [], []
    heading = cells(grid.rows[0])[:width]
    for row, line in zip(grid.rows[1:], grid.lines[1:], strict=True):
        found = cells(row)
        if len(found) != width:
            if any(found[width:]):
                raise _too_many(row, line, columns)
            if len(found) < width:
                short_lines.append(line)
            found = found[:width] + [None] * (width - len(found))
        if found == heading:
            repeated.append(line)
        elif rows or not _is_rule(found):
            rows.append(found)
            lines.append(line)
    if short_lines:
        message = _("Rows with fewer cells than the heading lack the last ones ({lines}).")
        remarks.append(message.format(lines=at_lines(short_lines)))
    if repeated:
        remarks.append(_("The heading is repeated; left out ({lines}).").format(lines=at_lines(repeated)))
    return rows, lines


def _is_rule(row: Sequence[str | None]) -> bool:
    return any(row) and all(cell is None or _RULE.fullmatch(cell) for cell in row)


def _too_many(row: Sequence[str], line: int, columns: list[str]) -> InvalidInput:
    message = _(
        "line {line} has {n} ({cells}) under {headings} ({names}). A decimal takes a point, and a cell that holds the "
        "separator takes quotes."
    )
    return InvalidInput(
        message.format(
            line=line,
            n=plural("{n} cell", "{n} cells", len(row)),
            cells=short(row),
            headings=plural("{n} heading", "{n} headings", len(columns)),
            names=short(columns),
        )
    )


def _named(
    columns: list[str], rows: list[list[str | None]], lines: list[int]
) -> tuple[list[str], list[list[str | None]]]:
    """Leave out columns without heading and cells; the first may have cells: it is an index."""
    nameless = [place for place, name in enumerate(columns) if not name]
    for place in nameless:
        filled = next((line for row, line in zip(rows, lines, strict=True) if row[place] is not None), None)
        if filled and place:
            message = _("column {column} has no heading, and a cell in line {line}; name it, or remove it.")
            raise InvalidInput(message.format(column=place + 1, line=filled))
    if not nameless or (nameless == [0] and any(row[0] is not None for row in rows)):
        return columns, rows
    index = any(row[0] is not None for row in rows)
    kept = [place for place, name in enumerate(columns) if name or (index and place == 0)]
    return [columns[place] for place in kept], [[row[place] for place in kept] for row in rows]


def _check_headings(columns: list[str], rows: list[list[str | None]]) -> None:
    twice = next((name for name, times in Counter(columns).items() if times > 1), None)
    if twice is not None:
        places = [place + 1 for place, name in enumerate(columns) if name == twice]
        message = _("the heading '{name}' occurs twice (columns {first} and {second}); give each column its own.")
        raise InvalidInput(message.format(name=short([twice]), first=places[0], second=places[1]))
    values = [number(name) for name in columns if name]
    broken = any(value and not value.value.is_integer() for value in values)
    again = any(values) and any(
        name and not number(name) and any(row[place] == name for row in rows) for place, name in enumerate(columns)
    )
    if all(values) or broken or again:
        message = _("its first row ({cells}) is no heading; write one, with a name for each column.")
        raise InvalidInput(message.format(cells=short(columns)))
