"""What several data sets say together: mean ranks, and probabilities of practical equivalence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from actlab.findings.results import Results, mean
from actlab.statistics.ranking import FEWEST, Ranking, critical_difference, nemenyi_q, rank_rows, ranking
from actlab.statistics.signed_rank import Rope, signed_rank_rope


@dataclass(frozen=True)
class AcrossDatasets:
    """Mean ranks over data sets, in the order of ``arms``, with Nemenyi's critical difference at 5 %.

    ``rope`` has, with a margin, the probabilities that an arm is worse, equivalent and better than the control.
    """

    arms: tuple[str, ...]
    ranking: Ranking
    critical_difference: float
    rope: dict[str, Rope]


def across(results: Results) -> AcrossDatasets | None:
    """Return ranks over the data sets in which every arm has a number; None with fewer than six."""
    complete = [table.values for table in results.tables if all(table.values.get(arm) for arm in results.arms)]
    if len(complete) < FEWEST:
        return None
    scores = np.array([[mean(list(values[arm].values())) for arm in results.arms] for values in complete])
    better = results.measure.higher_is_better
    ranks = rank_rows(np.where(np.isnan(scores), -np.inf if better else np.inf, scores), higher_is_better=better)
    distance = critical_difference(nemenyi_q(len(results.arms)), len(results.arms), len(complete))
    return AcrossDatasets(results.arms, ranking(ranks), distance, _rope(results, scores))


def _rope(results: Results, scores: np.ndarray) -> dict[str, Rope]:
    if results.margin is None or np.isnan(scores).any():
        return {}
    sign = 1 if results.measure.higher_is_better else -1
    gaps = (scores.T - scores[:, results.arms.index(results.control)]) * sign
    return {
        arm: signed_rank_rope(gap, results.margin)
        for arm, gap in zip(results.arms, gaps, strict=True)
        if arm != results.control
    }
