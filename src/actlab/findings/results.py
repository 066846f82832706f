"""Results as findings see them: one number per arm, data set and seed, wherever they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

Values = Mapping[str, Mapping[str, float]]  # arm -> seed -> number; NaN for a network that failed


class Table(NamedTuple):
    """The numbers of one data set; ``dataset`` is empty where there is only one and it has no name.

    ``chance`` is what predicting the commonest class, or the mean, would give: a failed network counts as that. None
    where nobody knows.
    """

    dataset: str
    values: Values
    chance: float | None = None


@dataclass(frozen=True)
class Examples:
    """What each of ``count`` test examples adds to a network's number, by arm and seed: their mean is the number.

    Where the number ``counts`` examples, whether they are right: booleans packed by numpy.packbits; else float32. A
    failed network has those of the best constant prediction.
    """

    count: int
    kept: Mapping[str, Mapping[str, bytes]]
    counts: bool = True

    def of(self, arm: str, seed: str) -> np.ndarray | None:
        """Return the numbers [count] of a network, None where they are missing."""
        found = self.kept.get(arm, {}).get(seed)
        if found is None:
            return None
        if self.counts:
            return np.unpackbits(np.frombuffer(found, np.uint8), count=self.count).astype(np.bool_)
        return np.frombuffer(found, "<f4") if len(found) == 4 * self.count else None  # or somebody has made it up


@dataclass(frozen=True)
class Measure:
    """The number that is judged: its name, which way is better, and whether people read it in percent."""

    name: str
    higher_is_better: bool
    percent: bool = False


@dataclass(frozen=True)
class Results:
    """Numbers to be judged against a control.

    ``margin`` is the difference below which two arms count as equivalent; None: nothing is called so. ``sequential``
    says that seeds are added until all is decided, which calls for another test. ``claim`` is an order of arms to be
    held against the numbers, best first; empty: none. ``all_pairs`` asks for every pair of arms, not only those with
    the control. ``folds`` is the number of folds where seeds are folds of one cross-validation; ``splits`` how many
    test examples there are to a training example where each seed divides the same data anew. ``step`` is what one test
    example makes of the measure, where it counts examples. ``examples`` are known of one data set at most.
    """

    measure: Measure
    arms: tuple[str, ...]
    control: str
    tables: tuple[Table, ...]
    margin: float | None = None
    sequential: bool = False
    claim: tuple[str, ...] = ()
    all_pairs: bool = False
    folds: int | None = None
    step: float | None = None
    examples: Examples | None = None
    splits: float | None = None

    @property
    def others(self) -> tuple[str, ...]:
        """All arms but the control."""
        return tuple(arm for arm in self.arms if arm != self.control)
