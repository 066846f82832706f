"""What each test example adds to networks' numbers -> the interval over examples and seeds together."""

from __future__ import annotations

import numpy as np

from actlab.findings.results import Examples, Results
from actlab.statistics.examples import examples_interval
from actlab.statistics.paired import Interval
from actlab.statistics.pairs import Pairs

_ROUNDING = 1e-5  # of numbers in single precision, and less than one example of any test set


def over_examples(results: Results, arm: str, other: str, pairs: Pairs) -> Interval | None:
    """Return the interval of a difference over test examples and seeds.

    None where the examples are not known of every network, or where what they add up to is not the measure.
    """
    if results.examples is None or len(results.tables) != 1:
        return None
    mine, theirs = (results.tables[0].values.get(name, {}) for name in (arm, other))
    seeds = [seed for seed in mine if seed in theirs]
    first, second = (_known(results.examples, name, seeds) for name in (arm, other))
    if first is None or second is None or not seeds:
        return None
    asked, largest = np.mean(np.subtract(pairs.arm, pairs.control)), np.max(np.abs([*pairs.arm, *pairs.control]))
    if not abs(asked - (first.mean() - second.mean())) <= _ROUNDING * max(1.0, largest):
        return None
    return examples_interval(first, second)


def _known(examples: Examples, arm: str, seeds: list[str]) -> np.ndarray | None:
    """Return numbers [seeds, examples]; None where a network's are missing."""
    rows = [found for seed in seeds if (found := examples.of(arm, seed)) is not None]
    return np.array(rows) if len(rows) == len(seeds) else None
