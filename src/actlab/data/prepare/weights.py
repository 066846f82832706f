"""The column that says how much a row counts -> weights whose mean over the training rows is 1."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float64

from actlab.data.prepare.columns import Column, Sheet
from actlab.data.prepare.split import PARTS, Parts
from actlab.data.tables.cells import short
from actlab.errors import InvalidInput
from actlab.words import Text, _


def weights(column: Column, parts: Parts, sheet: Sheet) -> Float64[np.ndarray, " n"]:
    """Return the weights of all rows.

    Raises InvalidInput where one is missing, negative or no number, or all of a part are 0.
    """
    called = short([column.name])
    if column.kind not in ("number", "boolean"):
        raise InvalidInput(_("weights: {column} holds no numbers.").format(column=called))
    wrong = np.flatnonzero(column.missing | (column.values < 0))
    if len(wrong):
        text = _("weights: {column} is missing or negative in {n} rows ({rows}); numbers from 0 are needed.")
        raise InvalidInput(text.format(column=called, n=len(wrong), rows=sheet.rows(wrong)))
    for rows, part in zip(parts.rows, PARTS, strict=True):
        if not column.values[rows].any():
            text = _("weights: {column} is 0 in all rows for {part}.")
            raise InvalidInput(text.format(column=called, part=part))
    found: np.ndarray = column.values / column.values[parts.train].mean()
    return found


def weighed(column: Column) -> Text:
    """Return what a column of weights is there for, in words."""
    text = _("{column} says how much a row counts, in training and in every metric.")
    return text.format(column=short([column.name]))
