"""Whatever people hand over as data, and what they ask of it -> a Dataset."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from actlab.data.dataset import Dataset
from actlab.data.prepare.arrays import arrays, dense
from actlab.data.prepare.asked import Asked
from actlab.data.prepare.columns import Raw, Sheet
from actlab.data.prepare.frames import array, is_frame, name_of, sheet
from actlab.data.prepare.given import ARCHIVE, Given
from actlab.data.prepare.images import images
from actlab.data.prepare.npz import archive
from actlab.data.prepare.split import enough
from actlab.data.prepare.table import table
from actlab.data.prepare.target import classified
from actlab.data.sources import load
from actlab.data.tables.read import read_tables


def dataset(data: Given, asked: Asked) -> Dataset:
    """Read data and return them ready to be learnt from.

    Raises InvalidInput for what cannot be read or learnt from, with what to do about it.
    """
    if data.place is not None:
        return _of_place(data.place, asked, data.name)
    if data.held is not None:
        return _of_memory(data.held, asked, data.name)
    asked.nothing(data.name)
    return load(data.name)


def _of_place(place: Path, asked: Asked, name: str) -> Dataset:
    if place.is_dir():
        asked.nothing(name)
        found = images(place, name)
        enough(len(found.classes), name)
        return dense(found.pixels, classified(found.classes, found.sheet.columns[0].name), found.sheet, name)
    if place.suffix.lower() == ARCHIVE:
        held = archive(place, name)
        return arrays(held.x, held.y, asked, name, held.parts)
    read = read_tables([place])
    columns = zip(read.columns, zip(*read.rows, strict=True), strict=True)
    raws = tuple(Raw(heading, cells) for heading, cells in columns)
    return table(Sheet(name, raws, read.lines, read.remarks), asked, name)


def _of_memory(held: object, asked: Asked, name: str) -> Dataset:
    if is_frame(held):
        return table(sheet(held, name), asked, name)
    assert isinstance(held, tuple | list)  # a pair: given
    x, y = held
    if is_frame(x):
        asked.nothing(name, but=("drop", "task", "group", "time", "weights"))
        return table(sheet(x, name, y), replace(asked, target=name_of(y)), name)
    return arrays(array(x, name), array(y, name), asked, name)
