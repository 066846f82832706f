"""Users' tables of results, whatever they are written with."""

from pathlib import Path

from actlab.data.tables.read import read_tables
from actlab.data.tables.table import Table as Table


def read_table(path: Path) -> Table:
    """Read a file with one table."""
    return read_tables([path])
