"""Arrays of any shape with their targets -> a Dataset; those of two dimensions are tables of numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from jaxtyping import Shaped

from actlab.data.dataset import Dataset
from actlab.data.prepare.asked import Asked
from actlab.data.prepare.assembled import assembled
from actlab.data.prepare.columns import Raw, Sheet
from actlab.data.prepare.decisions import of_duplicates, of_parts
from actlab.data.prepare.kinds import understood
from actlab.data.prepare.split import Parts, check_classes, enough, stratified
from actlab.data.prepare.table import table
from actlab.data.prepare.target import Target, target, title
from actlab.errors import InvalidInput
from actlab.words import Text, _

TARGET = "y"  # what the targets of arrays are called
CHANNELS = 4  # of an image, at most


def arrays(
    x: Shaped[np.ndarray, " ..."],
    y: Shaped[np.ndarray, " ..."],
    asked: Asked,
    name: str,
    fixed: Parts | None = None,
) -> Dataset:
    """Return the data set of inputs x [n, *shape] and targets y [n] or [n, 1]; ``fixed`` are parts that are given.

    A row of numbers is prepared as that of a table; anything else is scaled as a whole. Raises InvalidInput for arrays
    that do not belong together, and what cannot be learnt from.

    >>> made = arrays(np.arange(60.0).reshape(30, 2) % 7, np.arange(30) % 2, Asked(), "arrays")
    >>> made.shape, [len(split) for split in made.splits]
    ((2,), [18, 6, 6])
    """
    asked.nothing(name, but=("task",))
    y = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
    x = x[:, None] if x.ndim == 1 else x
    _check(x, y, name)
    sheet = Sheet(name, _columns(x) if x.ndim == 2 else (Raw(TARGET, y),), range(1, len(x) + 1))
    if x.ndim == 2:
        whole = replace(sheet, columns=(*sheet.columns, Raw(TARGET, y)))
        return table(whole, replace(asked, target=TARGET), name, fixed=fixed)
    enough(len(y), name)
    goal = target(understood(sheet.columns[0], sheet), asked.task, sheet)
    return dense(x, goal, sheet, name, fixed=fixed)


def dense(
    x: Shaped[np.ndarray, " n *shape"],
    goal: Target,
    sheet: Sheet,
    name: str,
    seed: int = 0,
    *,
    fixed: Parts | None = None,
) -> Dataset:
    """Return the data set of inputs that are standardised as a whole; bytes stay bytes until a network sees them.

    Mean and standard deviation are those of all numbers of the training rows. Bytes without channels get one.
    """
    parts = fixed or stratified(goal, seed)
    check_classes(goal, parts)
    is_bytes = x.dtype == np.uint8
    unit, centre = _standard(x[parts.train], name) if is_bytes else (1.0, 0.0)
    inputs, words = (_with_channel(x), _standardised(unit, centre)) if is_bytes else _scaled(x, parts, name)
    shape = " x ".join(map(str, inputs.shape[1:]))
    decisions = [
        _("{column} is predicted ({task}).").format(column=sheet.columns[0].name, task=title(goal)),
        _("{n} inputs of {shape}; {parts}.").format(n=len(x), shape=shape, parts=of_parts(parts)),
        _("All inputs are scaled as one: {words}.").format(words=words),
        *of_duplicates(_keys(x, goal.values), sheet, parts),
        *sheet.remarks,
    ]
    return assembled(
        *(inputs, goal, parts),
        name=name,
        title=sheet.source,
        decisions=decisions,
        again=None if fixed else partial(dense, x, goal, sheet, name),
        unit=unit,
        centre=centre,
        image=inputs.shape[1:] if inputs.ndim == 4 and inputs.shape[3] <= CHANNELS else (),
    )


def _columns(x: np.ndarray) -> tuple[Raw, ...]:
    return tuple(Raw(f"x{place}", column) for place, column in enumerate(x.T, start=1))


def _check(x: np.ndarray, y: np.ndarray, name: str) -> None:
    if y.ndim != 1:
        text = _("{name}: y has the shape {shape}; one target for each row is needed, [n].")
        raise InvalidInput(text.format(name=name, shape=str(y.shape)))
    if x.ndim < 2 or len(x) != len(y):
        text = _("{name}: x has the shape {x} and y {y}; both need one entry for each row.")
        raise InvalidInput(text.format(name=name, x=str(x.shape), y=str(y.shape)))
    if 0 in x.shape:
        raise InvalidInput(_("{name}: x is empty; its shape is {shape}.").format(name=name, shape=str(x.shape)))
    if x.ndim > 2 and x.dtype.kind not in "biuf":
        text = _("{name}: x holds values of the type {kind}; numbers are needed.")
        raise InvalidInput(text.format(name=name, kind=str(x.dtype)))


def _with_channel(x: np.ndarray) -> np.ndarray:
    return x[..., None] if x.ndim == 3 else x


def _scaled(x: np.ndarray, parts: Parts, name: str) -> tuple[np.ndarray, Text]:
    if not np.isfinite(x).all():
        rows = np.flatnonzero(~np.isfinite(x.reshape(len(x), -1)).all(axis=1))
        text = _("{name}: x is not finite in {n} rows (first: {row}); correct it.")
        raise InvalidInput(text.format(name=name, n=len(rows), row=int(rows[0]) + 1))
    train = x[parts.train].astype(np.float64)
    mean, spread = float(train.mean()), float(train.std())
    if not spread > 0 or not np.isfinite(spread):
        raise InvalidInput(_("{name}: x is the same, or beyond all measure, in all training rows.").format(name=name))
    words = _("the mean {mean:.4g} is taken off, and they are divided by the standard deviation {spread:.4g}")
    return ((x - mean) / spread).astype(np.float32), words.format(mean=mean, spread=spread)


def _standard(train: np.ndarray, name: str) -> tuple[float, float]:
    """Return what bytes are divided by, and what is taken off then, so that they have mean 0 and variance 1."""
    spread = float(train.std(dtype=np.float64))
    if not spread > 0:
        raise InvalidInput(_("{name}: x is the same, or beyond all measure, in all training rows.").format(name=name))
    return spread, float(train.mean(dtype=np.float64)) / spread


def _standardised(unit: float, centre: float) -> Text:
    words = _("the mean {mean:.4g} is taken off, and they are divided by the standard deviation {spread:.4g}")
    return words.format(mean=unit * centre, spread=unit)


def _keys(x: np.ndarray, targets: np.ndarray) -> Sequence[tuple[bytes, float]]:
    """Return for each row what is equal where input and target are."""
    return [
        (hashlib.sha256(np.ascontiguousarray(one).tobytes()).digest(), float(value))
        for one, value in zip(x, targets, strict=True)
    ]
