"""Users' tables of results, read by DuckDB as text: CSV, Parquet or JSON."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path

from actlab.data.tables.table import Table
from actlab.errors import InvalidInput
from actlab.words import _

# What stands in a cell without a value
EMPTY = ("", "na", "n/a", "null", "none", "-")

_READERS = {
    ".csv": "read_csv(?, header = true, all_varchar = true, null_padding = true)",
    ".tsv": "read_csv(?, header = true, all_varchar = true, null_padding = true)",
    ".parquet": "read_parquet(?)",
    ".json": "read_json_auto(?)",
    ".jsonl": "read_json_auto(?)",
    ".ndjson": "read_json_auto(?)",
}


def read_tables(sources: Sequence[str | Path]) -> Table:
    """Read files as one table."""
    return read_table(Path(sources[0]))


def read_table(path: Path) -> Table:
    """Read a file with one table.

    Raises InvalidInput when it is not there, has another ending, cannot be read, or holds no row.
    """
    if path.suffix.lower() not in _READERS:
        message = _("{path}: the ending of a table's file is one of {endings}.")
        raise InvalidInput(message.format(path=path, endings=", ".join(_READERS)))
    if not path.is_file():
        raise InvalidInput(_("{path}: there is no such file.").format(path=path))
    columns, rows = _query(path)
    if not rows:
        message = _("{path} holds no row below its heading; write one row per network, or one per seed.")
        raise InvalidInput(message.format(path=path))
    cells = [[_text(cell) for cell in row] for row in rows]
    return Table(str(path), columns, cells, list(range(1, len(cells) + 1)))


def _query(path: Path) -> tuple[list[str], list[tuple[object, ...]]]:
    import duckdb  # heavy

    # nothing is fetched from anywhere: what is not built in is not loaded
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
        try:
            # DuckDB takes a path for a pattern
            found = connection.execute(f"SELECT * FROM {_READERS[path.suffix.lower()]}", [glob.escape(str(path))])
            return [str(column[0]) for column in found.description or []], found.fetchall()
        except duckdb.Error as error:
            message = _("{path} cannot be read as a table ({reason}).")
            raise InvalidInput(message.format(path=path, reason=_first_line(error))) from None


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _text(cell: object) -> str | None:
    text = "" if cell is None else str(cell).strip()
    return None if text.lower() in EMPTY else text
