"""XLSX -> a grid: the first sheet with a table, as people see its cells (ECMA-376, part 1, chapter 18)."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError

from actlab.data.tables.cells import clean, short
from actlab.data.tables.grid import Grid
from actlab.data.tables.sheet_formats import Format, formats, shown
from actlab.errors import InvalidInput
from actlab.words import Text, _

_LIMIT = 2**30  # bytes of one part, unpacked
_MAXIMUM = 16_384  # columns
_REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]+")


class _Sheet(NamedTuple):
    """A sheet that is shown: its name, and the part of the archive that holds it."""

    name: str
    part: str


class _Book(NamedTuple):
    """What the cells of all sheets refer to."""

    strings: list[str]
    formats: list[Format]
    since_1904: bool


def sheet(data: bytes) -> Grid:
    """Return the first sheet of a workbook that has a row of two cells and another row below it.

    Raises InvalidInput where it is no workbook, is damaged, or has no such sheet, and for a formula without a value.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _first_table(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ParseError,
        LookupError,
        ValueError,
        NotImplementedError,
        EOFError,
    ) as error:
        reason = clean(str(error))[:100]
        raise InvalidInput(_("it cannot be read as XLSX ({reason}).").format(reason=reason)) from None
    except RuntimeError:  # of zipfile, for an archive with a password
        raise InvalidInput(_("it has a password; save it without, or as CSV.")) from None


def _first_table(archive: zipfile.ZipFile) -> Grid:
    if "xl/workbook.xml" not in archive.namelist():
        raise InvalidInput(_("it is an archive, and no XLSX; save the table as XLSX or CSV."))
    workbook = _tree(archive, "xl/workbook.xml")
    sheets = _sheets(workbook, archive)
    book = _book(workbook, archive)
    for one in sheets:
        grid = _grid(archive, one, book)
        if any(sum(map(bool, row)) > 1 for row in grid.rows[:-1]):
            others = [other.name for other in sheets if other is not one]
            return Grid(grid.rows, grid.lines, [*_chosen(one, others), *grid.remarks])
    raise InvalidInput(_("none of its sheets ({names}) holds a table.").format(names=short([s.name for s in sheets])))


def _chosen(chosen: _Sheet, others: list[str]) -> list[Text]:
    if not others:
        return []
    message = _("The sheet '{name}' is read; there are others: {others}.")
    return [message.format(name=short([chosen.name]), others=short(others))]


def _tree(archive: zipfile.ZipFile, part: str) -> Element:
    if archive.getinfo(part).file_size > _LIMIT:
        raise InvalidInput(
            _("it holds more than {n} MB; keep only the columns and rows that are needed.").format(n=_LIMIT // 2**20)
        )
    root = ElementTree.fromstring(archive.read(part))
    for element in root.iter():  # names without their namespaces: there are two sets of these
        element.tag = element.tag.rpartition("}")[2]
    return root


def _sheets(workbook: Element, archive: zipfile.ZipFile) -> list[_Sheet]:
    targets = {one.get("Id", ""): one.get("Target", "") for one in _tree(archive, "xl/_rels/workbook.xml.rels")}
    found = []
    for one in workbook.iter("sheet"):
        key = next((value for name, value in one.items() if name.endswith("}id")), "")
        target = targets.get(key, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if one.get("state", "visible") == "visible" and "worksheets/" in part:  # others are charts
            found.append(_Sheet(clean(one.get("name", "")), part))
    return found


def _book(workbook: Element, archive: zipfile.ZipFile) -> _Book:
    parts = archive.namelist()
    strings = _tree(archive, "xl/sharedStrings.xml") if "xl/sharedStrings.xml" in parts else Element("sst")
    styles = _tree(archive, "xl/styles.xml") if "xl/styles.xml" in parts else Element("styleSheet")
    since_1904 = any(one.get("date1904") in ("1", "true") for one in workbook.iter("workbookPr"))
    return _Book([_said(one) for one in strings.iter("si")], formats(styles), since_1904)


def _said(element: Element) -> str:
    """Return the text of a string with its runs; what says how it is pronounced is none of it."""
    runs = [run for run in element if run.tag in ("t", "r")]
    return "".join(text.text or "" for run in runs for text in run.iter("t"))


def _grid(archive: zipfile.ZipFile, one: _Sheet, book: _Book) -> Grid:
    rows: list[list[str]] = []
    lines: list[int] = []
    hidden = 0
    for row in _tree(archive, one.part).iter("row"):
        cells: list[str] = []
        for place, cell in _placed(row):
            cells += [""] * (place + 1 - len(cells))
            cells[place] = _cell(cell, book)
        if any(cells):
            rows.append(cells)
            lines.append(int(row.get("r", lines[-1] + 1 if lines else 1)))
            hidden += row.get("hidden") in ("1", "true")
    first = min((next(place for place, cell in enumerate(row) if cell) for row in rows), default=0)
    remarks = [_("Hidden rows are read as well ({n}).").format(n=hidden)] if hidden else []
    width = max(map(len, rows), default=0)  # blank cells are not there
    return Grid([row[first:] + [""] * (width - len(row)) for row in rows], lines, remarks)


def _placed(row: Element) -> Iterator[tuple[int, Element]]:
    """Yield the cells of a row with the numbers of their columns; a cell that does not say is the next one."""
    place = -1
    for cell in row.iter("c"):
        found = _REFERENCE.fullmatch(cell.get("r", ""))
        place = _column(found[1]) if found else place + 1
        if place >= _MAXIMUM:
            raise ValueError(cell.get("r"))
        yield place, cell


def _column(letters: str) -> int:
    """Return the number of a column from 0.

    >>> _column("A"), _column("Z"), _column("AA")
    (0, 25, 26)
    """
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _cell(cell: Element, book: _Book) -> str:
    kind = cell.get("t", "n")
    inline = cell.find("is")
    if inline is not None:
        return _said(inline)
    value = cell.findtext("v") or ""
    if not value and cell.find("f") is not None and kind != "str":
        message = _("the formula in {cell} has no value in the file; open it in a spreadsheet program, and save it.")
        raise InvalidInput(message.format(cell=clean(cell.get("r", ""))))
    if kind == "s" and value:
        return book.strings[int(value)]
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    if kind != "n" or not value:
        return value
    style = int(cell.get("s", "0"))
    return shown(value, book.formats[style] if style < len(book.formats) else Format.NUMBER, book.since_1904)
