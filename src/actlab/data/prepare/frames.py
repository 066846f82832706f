"""What is held in memory -> a table: a frame of pandas or polars, a dict of columns; neither library is needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, cast

import numpy as np

from actlab.data.prepare.columns import Raw, Sheet
from actlab.data.tables.cells import clean
from actlab.errors import InvalidInput
from actlab.words import _

TARGET = "target"  # what a target that is handed over by itself is called, unless it has a name


class Frame(Protocol):
    """What a frame of pandas and one of polars have in common."""

    columns: Iterable[object]

    def __getitem__(self, name: object) -> object:
        """Return a column."""


def is_frame(held: object) -> bool:
    """Return whether something has columns by names.

    >>> is_frame({"a": [1]}), is_frame(np.zeros((2, 2)))
    (True, False)
    """
    return isinstance(held, Mapping) or (hasattr(held, "columns") and hasattr(held, "__getitem__"))


def sheet(held: object, name: str, target: object = None) -> Sheet:
    """Return the table of a frame, and of a target that is handed over beside it, as its last column.

    Raises InvalidInput where columns have the same name, or are of different lengths.

    >>> sheet({"a": [1, 2], "b": ["x", None]}, "frame").names
    ('a', 'b')
    """
    labels = _labels(held)
    names = [_named(label) for label in labels]
    if twice := next((one for place, one in enumerate(names) if one in names[:place]), None):
        text = _("the column '{name}' occurs twice in {source}; give each its own name.")
        raise InvalidInput(text.format(name=twice, source=name))
    raws = [Raw(one, _values(held, label, name)) for one, label in zip(names, labels, strict=True)]
    if target is not None:
        raws.append(Raw(name_of(target), array(target, name)))
    lengths = {len(raw.cells) for raw in raws}
    if len(lengths) != 1:
        text = _("{source}: its columns need to be of the same length, and at least one.")
        raise InvalidInput(text.format(source=name))
    return Sheet(name, tuple(raws), range(1, lengths.pop() + 1))


def name_of(target: object) -> str:
    """Return what a column is called that is handed over by itself."""
    found = getattr(target, "name", None)
    return _named(found) if found is not None and str(found) else TARGET


def _named(label: object) -> str:
    """Return what a column is called: its label, without control characters."""
    return str(label) if str(label).isprintable() else clean(str(label))


def array(held: object, name: str) -> np.ndarray:
    """Return what is held as an array of one type.

    Raises InvalidInput where it is none.

    >>> array([1, None], "arrays").dtype
    dtype('O')
    """
    try:
        to_numpy = getattr(held, "to_numpy", None)
        found = np.asarray(to_numpy() if callable(to_numpy) else held)
    except (TypeError, ValueError, AttributeError, RuntimeError):
        raise InvalidInput(_("{source}: it holds what is no array of numbers or texts.").format(source=name)) from None
    return found


def _labels(held: object) -> list[object]:
    if isinstance(held, Mapping):
        return list(held)
    named = getattr(held, "column_names", None)  # of Arrow
    return list(cast(Frame, held).columns if named is None else named)


def _values(held: object, label: object, name: str) -> np.ndarray:
    try:
        found = array(cast(Frame, held)[label], name)
    except (TypeError, KeyError, IndexError):
        text = _("{source}: its columns cannot be read; a frame of pandas or polars is needed.")
        raise InvalidInput(text.format(source=name)) from None
    if found.ndim != 1:
        text = _("{source}: the column '{name}' does not hold one value in each row.")
        raise InvalidInput(text.format(source=name, name=str(label)))
    return found
