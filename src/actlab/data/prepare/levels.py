"""Text -> inputs: one for each of the 32 commonest levels of the training rows, one for others, one for missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float64, Shaped

MOST = 32  # levels that have an input of their own


class Levels(NamedTuple):
    """The levels with an input of their own in order, and whether there is one for other levels and for missing."""

    names: tuple[str, ...]
    other: bool
    missing: bool

    @property
    def inputs(self) -> tuple[str, ...]:
        """What each input stands for."""
        return (*self.names, *(["other"] if self.other else []), *(["missing"] if self.missing else []))


def fitted(values: Shaped[np.ndarray, " n"], missing: Bool[np.ndarray, " n"]) -> Levels:
    """Return the levels of the training rows: the commonest 32, of equally common ones the first by name.

    >>> fitted(np.array(["b", "a", "b", ""], object), np.array([False, False, False, True]))
    Levels(names=('a', 'b'), other=False, missing=True)
    """
    counts = Counter(values[~missing])
    common = sorted(counts, key=lambda one: (-counts[one], one))[:MOST]
    return Levels(tuple(sorted(common)), len(counts) > MOST, bool(missing.any()))


def applied(
    levels: Levels, values: Shaped[np.ndarray, " n"], missing: Bool[np.ndarray, " n"]
) -> Float64[np.ndarray, "n k"]:
    """Return 1 in the input of each row's level, else 0.

    A level that the training rows do not have is one of the others; where they have no others, nor any that is
    missing, there is no input for it: all its inputs are 0, since what is never learnt from must not speak.

    >>> applied(Levels(("a", "b"), True, False), np.array(["b", "new"], object), np.array([False, False])).tolist()
    [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    inputs: Sequence[str] = levels.inputs
    place = {name: number for number, name in enumerate(levels.names)}
    other = len(levels.names) if levels.other else None
    gone = len(inputs) - 1 if levels.missing else None
    found = np.zeros((len(values), len(inputs)))
    for row, (value, absent) in enumerate(zip(values, missing, strict=True)):
        column = gone if absent else place.get(value, other)
        if column is not None:
            found[row, column] = 1.0
    return found
