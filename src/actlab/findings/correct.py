"""Which test examples networks get right -> the interval over examples and seeds together."""

from __future__ import annotations

import numpy as np

from actlab.findings.results import Correct, Results
from actlab.statistics.examples import examples_interval
from actlab.statistics.paired import Interval
from actlab.statistics.pairs import Pairs

_ROUNDING = 1e-5  # an accuracy in single precision, and less than one example of any test set


def over_examples(results: Results, arm: str, other: str, pairs: Pairs) -> Interval | None:
    """Return the interval of a difference over test examples and seeds.

    None where predictions are not known of every network, or where the measure is not the share of them that is right.
    """
    if results.correct is None or len(results.tables) != 1:
        return None
    mine, theirs = (results.tables[0].values.get(name, {}) for name in (arm, other))
    seeds = [seed for seed in mine if seed in theirs]
    right, others = (_right(results.correct, name, seeds) for name in (arm, other))
    if right is None or others is None or not seeds:
        return None
    asked = np.mean(np.subtract(pairs.arm, pairs.control))
    if abs(asked - (right.mean() - others.mean())) > _ROUNDING:
        return None
    return examples_interval(right, others)


def _right(correct: Correct, arm: str, seeds: list[str]) -> np.ndarray | None:
    """Return booleans [seeds, examples]; None where a network's are missing."""
    packed = [correct.bits.get(arm, {}).get(seed) for seed in seeds]
    rows = [np.frombuffer(bits, np.uint8) for bits in packed if bits is not None]
    if len(rows) < len(seeds):
        return None
    return np.array([np.unpackbits(row, count=correct.examples) for row in rows], np.bool_)
