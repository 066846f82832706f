"""What a failed network counts as, in one place: pairs for comparisons over seeds and over data sets."""

from __future__ import annotations

import math
from collections.abc import Sequence

from actlab.findings.results import Results, Table
from actlab.statistics.pairs import Pairs, pairs
from actlab.statistics.sample import Sample


def level(table: Table, higher_is_better: bool) -> tuple[float, bool]:
    """Return what a failed network counts as in a table, and whether that is known.

    Where it is not, it is the worst value that was seen there; 0 where nothing was.

    >>> level(Table("", {"relu": {"0": 0.9, "1": math.nan}, "elu": {"0": 0.8}}), True)
    (0.8, False)
    """
    if table.chance is not None and math.isfinite(table.chance):
        return table.chance, True
    seen = [value for row in table.values.values() for value in row.values() if math.isfinite(value)]
    return (min(seen) if higher_is_better else max(seen)) if seen else 0.0, False


def over_seeds(results: Results, table: Table, arm: str, other: str, seeds: Sequence[str] | None = None) -> Pairs:
    """Return the networks of two arms with some seeds; by default those that both have."""
    mine, theirs = table.values.get(arm, {}), table.values.get(other, {})
    both = [seed for seed in mine if seed in theirs] if seeds is None else seeds
    numbers, others = [mine[seed] for seed in both], [theirs[seed] for seed in both]
    # of thousands of tables only those with failures are looked through for their worst number
    failed = not all(map(math.isfinite, (*numbers, *others)))
    worth, known = level(table, results.measure.higher_is_better) if failed else (0.0, True)
    return pairs(numbers, others, worth, known=known)


def over_datasets(results: Results, arm: str, other: str) -> Pairs:
    """Return the means of two arms in each data set in which they have a seed in common."""
    tables = [over_seeds(results, table, arm, other) for table in results.tables]
    some = [table for table in tables if table.arm]
    finished = [table.finished for table in some if table.finished]
    return Pairs(
        arm=tuple(mean(table.arm) for table in some),
        control=tuple(mean(table.control) for table in some),
        arm_failed=tuple(failed for table in some for failed in table.arm_failed),
        control_failed=tuple(failed for table in some for failed in table.control_failed),
        finished=tuple((mean([a for a, _b in both]), mean([b for _a, b in both])) for both in finished),
        arm_flattered=any(table.arm_flattered for table in some),
        control_flattered=any(table.control_flattered for table in some),
        groups=tuple(len(table.arm) for table in some),
    )


def mean(values: Sequence[float]) -> float:
    """Return the mean of one or more finite numbers, which no order of them changes."""
    try:
        return values[0] if len(values) == 1 else math.fsum(values) / len(values)
    except OverflowError:  # only their sum is too large
        sample = Sample.of(values)
        return sample.original(sample.mean)
