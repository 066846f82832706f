"""Results -> comparisons: which arms are held against which, over what, by which test, in which family."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from actlab.findings.examples import over_examples
from actlab.findings.levels import over_datasets, over_seeds
from actlab.findings.results import Results, Table
from actlab.statistics.compare import Contrast, Rules, compare
from actlab.statistics.inference import E_PROCESS, SIGNED_RANK, Inference, SignFlips
from actlab.statistics.verdict import Comparison

Couple = tuple[str, str]  # an arm, and what it is held against


def couples(results: Results) -> list[Couple]:
    """Return what is asked: every other arm with the control, and with ``all_pairs`` the others with each other."""
    asked = [(arm, results.control) for arm in results.others]
    return asked + list(combinations(results.others, 2)) if results.all_pairs else asked


def judge(results: Results, asked: Sequence[Couple]) -> tuple[Comparison, ...]:
    """Return one family of comparisons: over seeds with one data set, over data sets with several."""
    if len(results.tables) == 1:
        family = [contrast(results, results.tables[0], *couple) for couple in asked]
        return tuple(compare(family, rules(results, way_over_seeds(results))))
    family = [Contrast(*couple, over_datasets(results, *couple)) for couple in asked]
    return tuple(compare(family, rules(results, SIGNED_RANK)))


def within(results: Results, asked: Sequence[Couple]) -> dict[str, tuple[Comparison, ...]]:
    """Return the comparisons over seeds in each of several data sets, all of them one family."""
    places = [(table, couple) for table in results.tables for couple in asked]
    family = [contrast(results, table, *couple) for table, couple in places]
    found = compare(family, rules(results, way_over_seeds(results)))
    size = len(asked)
    return {table.dataset: tuple(found[i * size : (i + 1) * size]) for i, table in enumerate(results.tables)}


def contrast(results: Results, table: Table, arm: str, other: str) -> Contrast:
    """Return two arms to be compared over the seeds of a data set."""
    pairs = over_seeds(results, table, arm, other)
    return Contrast(arm, other, pairs, over_examples(results, arm, other, pairs))


def rules(results: Results, way: Inference) -> Rules:
    """Return by which rules results are judged."""
    step = results.step if len(results.tables) == 1 else None
    return Rules(results.margin, results.measure.higher_is_better, way=way, step=step)


def way_over_seeds(results: Results) -> Inference:
    """Return the test over seeds: one that allows for looking while they are added, for folds, or the usual one."""
    return E_PROCESS if results.sequential else SignFlips(results.folds, results.splits)
