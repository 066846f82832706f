"""Files, standard input or open files -> one table of text, whatever they are written with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from actlab.data.tables.contents import Contents, Readable, contents, name_of
from actlab.data.tables.delimited import delimited
from actlab.data.tables.encoding import text_of
from actlab.data.tables.grid import Grid
from actlab.data.tables.heading import table_of
from actlab.data.tables.parquet import parquet
from actlab.data.tables.records import records
from actlab.data.tables.several import together
from actlab.data.tables.sheet import sheet
from actlab.data.tables.table import Table
from actlab.errors import InvalidInput
from actlab.words import Text, _

_JSON = (".json", ".jsonl", ".ndjson")
_SNIFFED = ("", ".txt")
_MARKS = {".parquet": b"PAR1", ".xlsx": b"PK\x03\x04"}
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also what a password makes of a new one


def read_tables(sources: Sequence[str | Path | Readable], stdin: Readable | None = None) -> Table:
    """Read one table from all sources: names of files, ``-`` for standard input, or open files.

    CSV and its relatives, JSON, Parquet and XLSX are read, each also packed by gzip; what is no file with a known
    ending is recognised by its content. Several files have the same columns; a column ``file`` is added. Each source
    is read once, and nothing is fetched from anywhere. Raises InvalidInput in one line, with the source's name.

    >>> from io import StringIO
    >>> table = read_tables([StringIO("activation;seed;accuracy\\nrelu;0;93,1\\ngelu;0;NA\\n")])
    >>> table.columns, table.rows
    (['activation', 'seed', 'accuracy'], [['relu', '0', '93.1'], ['gelu', '0', None]])
    >>> table.remarks
    ('Cells are separated by ;.', 'Decimal commas in accuracy are read as points.')
    """
    if isinstance(sources, str | Path):
        sources = [sources]
    if not sources:
        raise InvalidInput(_("name a file with a table of results."))
    return together([_table(source, stdin) for source in sources])


def _table(source: str | Path | Readable, stdin: Readable | None) -> Table:
    try:
        return _read(contents(source, stdin))
    except InvalidInput as error:
        message = _("{source}: {what}").format(source=name_of(source), what=error.text)
        raise InvalidInput(message, error.field, error.example) from None


def _read(given: Contents) -> Table:
    if given.data.startswith(_OLD_EXCEL):
        raise InvalidInput(
            _("it is an old Excel file, or one with a password; save it as XLSX without one, or as CSV.")
        )
    kind = next((ending for ending, mark in _MARKS.items() if given.data.startswith(mark)), "")
    if not kind and given.ending in _MARKS:
        raise InvalidInput(_("it is not what its ending says ({ending}).").format(ending=given.ending))
    remarks = [_written(kind)] if kind and given.ending not in ("", kind) else []
    grid = _binary(given.data, kind) if kind else _text(given)
    return table_of(Grid(grid.rows, grid.lines, [*remarks, *grid.remarks]), given.source)


def _written(kind: str) -> Text:
    return _("It is read as {ending}, which it is whatever its ending says.").format(ending=kind)


def _binary(data: bytes, kind: str) -> Grid:
    return parquet(data) if kind == ".parquet" else sheet(data)


def _text(given: Contents) -> Grid:
    text, remarks = text_of(given.data)
    if not text.strip("\ufeff\x00 \t\r\n"):
        raise InvalidInput(_("it is empty; write a heading, and rows below it."))
    looks_like_json = given.ending in _SNIFFED and text.lstrip().startswith(("{", "["))
    grid = records(text) if given.ending in _JSON or looks_like_json else delimited(text, given.ending)
    return Grid(grid.rows, grid.lines, [*remarks, *grid.remarks])
