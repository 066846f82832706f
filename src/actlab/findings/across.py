"""What several data sets say together: mean ranks, and probabilities of practical equivalence."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from actlab.findings.levels import level, mean, over_datasets
from actlab.findings.results import Results, Table
from actlab.statistics.paired import differences
from actlab.statistics.ranking import FEWEST, Ranking, critical_difference, nemenyi_q, rank_rows, ranking
from actlab.statistics.rope import Rope, signed_rank_rope
from actlab.statistics.sample import Sample


@dataclass(frozen=True)
class AcrossDatasets:
    """Mean ranks over data sets, in the order of ``arms``, with Nemenyi's critical difference at 5 %.

    ``rope`` has, with a margin, the probabilities that an arm is worse, equivalent and better than the control; not
    where one of the two failed and nobody knows what that counts as.
    """

    arms: tuple[str, ...]
    ranking: Ranking
    critical_difference: float
    rope: dict[str, Rope]


def across(results: Results) -> AcrossDatasets | None:
    """Return ranks over the data sets in which every arm has a number; None with fewer than six."""
    complete = [table for table in results.tables if all(table.values.get(arm) for arm in results.arms)]
    if len(complete) < FEWEST:
        return None
    scores = np.array([_means(results, table) for table in complete])
    ranks = rank_rows(scores, higher_is_better=results.measure.higher_is_better)
    distance = critical_difference(nemenyi_q(len(results.arms)), len(results.arms), len(complete))
    return AcrossDatasets(results.arms, ranking(ranks), distance, _rope(results, scores))


def _means(results: Results, table: Table) -> list[float]:
    """Return each arm's mean, with failed networks at their level."""
    rows = [list(table.values[arm].values()) for arm in results.arms]
    if all(math.isfinite(value) for row in rows for value in row):
        return [mean(row) for row in rows]
    worth, _known = level(table, results.measure.higher_is_better)
    return [mean([value if math.isfinite(value) else worth for value in row]) for row in rows]


def _known(results: Results, arm: str) -> bool:
    found = over_datasets(results, arm, results.control)
    return not (found.arm_flattered or found.control_flattered)


def _rope(results: Results, scores: np.ndarray) -> dict[str, Rope]:
    if results.margin is None:
        return {}
    sign = 1 if results.measure.higher_is_better else -1
    control = scores[:, results.arms.index(results.control)]
    gaps = {
        arm: Sample.of(sign * differences(scores[:, place], control))
        for place, arm in enumerate(results.arms)
        if arm != results.control and _known(results, arm)
    }
    return {arm: signed_rank_rope(gap.values, gap.scaled(results.margin)) for arm, gap in gaps.items()}
