"""Parquet -> a grid, by DuckDB, which fetches nothing."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from actlab.data.tables.cells import clean
from actlab.data.tables.grid import Grid
from actlab.errors import InvalidInput
from actlab.words import _


def parquet(data: bytes) -> Grid:
    """Return the rows of a Parquet file as text; a cell without a value is empty.

    Raises InvalidInput where it is damaged.
    """
    import duckdb  # heavy

    # a file of its own: a path of the user's may hold what DuckDB takes for a pattern, and is read once
    with TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        path = Path(folder) / "table.parquet"
        path.write_bytes(data)
        connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
        try:
            headings = connection.execute("SELECT * FROM read_parquet(?) LIMIT 0", [str(path)]).description or []
            query = "SELECT COALESCE(CAST(COLUMNS(*) AS VARCHAR), '') FROM read_parquet(?)"
            rows = connection.execute(query, [str(path)]).fetchall()
        except duckdb.Error as error:
            reason = clean(str(error).replace(str(path), "")).partition("  ")[0]
            message = _("it cannot be read as Parquet ({reason}).")
            raise InvalidInput(message.format(reason=reason[:200])) from None
    names = [str(column[0]) for column in headings]
    return Grid([names, *rows], list(range(len(rows) + 1)), [])
