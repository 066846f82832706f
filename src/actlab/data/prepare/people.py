"""Whatever people hand over as data, and what they ask of it -> a Dataset."""

from __future__ import annotations

from actlab.data.dataset import Dataset
from actlab.data.prepare.asked import Asked
from actlab.data.prepare.columns import Raw, Sheet
from actlab.data.prepare.given import Given
from actlab.data.prepare.table import table
from actlab.data.sources import load
from actlab.data.tables.read import read_tables


def dataset(data: Given, asked: Asked) -> Dataset:
    """Read data and return them ready to be learnt from.

    Raises InvalidInput for what cannot be read or learnt from, with what to do about it.
    """
    if data.place is None and data.held is None:
        asked.nothing(data.name)
        return load(data.name)
    assert data.place is not None
    return table(_sheet(data), asked, data.name)


def _sheet(data: Given) -> Sheet:
    read = read_tables([data.place])
    columns = tuple(Raw(name, cells) for name, cells in zip(read.columns, zip(*read.rows, strict=True), strict=True))
    return Sheet(data.name, columns, read.lines, read.remarks)
