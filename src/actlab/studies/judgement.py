"""Verdicts on results made elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from actlab.data.tables import read_table
from actlab.errors import InvalidInput, unknown
from actlab.statistics.inference import SIGN_FLIP, SIGNED_RANK, Inference
from actlab.statistics.ranking import FEWEST, Ranking, critical_difference, nemenyi_q, rank_rows, ranking
from actlab.statistics.signed_rank import Rope, signed_rank_rope
from actlab.statistics.verdict import Comparison, compare_with_control
from actlab.studies.cleaning import Cells, clean
from actlab.studies.columns import Columns, guess, observations
from actlab.words import _


@dataclass(frozen=True)
class AcrossDatasets:
    """Mean ranks over data sets, in the order of ``arms``, with Nemenyi's critical difference at 5 %.

    ``rope`` has, with a margin, the probabilities that an arm is worse, equivalent and better than the control.
    """

    arms: tuple[str, ...]
    ranking: Ranking
    critical_difference: float
    rope: dict[str, Rope]


@dataclass(frozen=True)
class Judgement:
    """What follows from a table.

    With one data set, ``comparisons`` are over seeds. With several they are over data sets, one mean per arm and
    data set, and ``within`` has the comparisons over seeds in each; ``across`` then has the ranks, from six
    data sets on. ``unit`` says what is counted: seeds, or data sets.
    """

    source: str
    rows: int
    columns: Columns
    arms: tuple[str, ...]
    control: str
    control_guessed: bool
    margin: float | None
    unit: str
    comparisons: list[Comparison]
    within: dict[str, list[Comparison]]
    across: AcrossDatasets | None
    warnings: list[str]


def judge(
    path: str | Path,
    *,
    metric: str | None = None,
    lower_is_better: bool | None = None,
    control: str | None = None,
    margin: float | None = None,
) -> Judgement:
    """Return the verdicts on a table of results: CSV, Parquet or JSON, one row per network or one per seed.

    What the columns mean is guessed from their names and is part of the answer. ``margin`` is the difference
    below which two arms count as equivalent, in the metric's own units; without one, nothing is called
    equivalent. Raises InvalidInput for a table that cannot be judged.
    """
    if margin is not None and not (margin > 0 and math.isfinite(margin)):
        raise InvalidInput(_("margin: {given} is not allowed; it must be a number above 0.").format(given=margin))
    table = read_table(Path(path))
    columns = guess(table, metric, lower_is_better)
    rows = observations(table, columns)
    arms = tuple(sorted({row.arm for row in rows}))
    chosen = _control(control, arms)
    tables, warnings = clean(rows, columns)
    question = _Question(arms, chosen, margin, columns.higher_is_better)
    several = len(tables) > 1
    return Judgement(
        source=str(path),
        rows=len(table.rows),
        columns=columns,
        arms=arms,
        control=chosen,
        control_guessed=control is None,
        margin=margin,
        unit="data sets" if several else "seeds",
        comparisons=question.over_datasets(tables) if several else question.over_seeds(*tables.values()),
        within={name: question.over_seeds(cells) for name, cells in tables.items()} if _seeded(tables) else {},
        across=question.across(tables) if len(tables) >= FEWEST else None,
        warnings=warnings,
    )


@dataclass(frozen=True)
class _Question:
    arms: tuple[str, ...]
    control: str
    margin: float | None
    higher_is_better: bool

    def over_seeds(self, cells: Cells) -> list[Comparison]:
        return self._compare({arm: _common(cells, arm, self.control) for arm in self._others()}, SIGN_FLIP)

    def over_datasets(self, tables: dict[str, Cells]) -> list[Comparison]:
        pairs = {}
        for arm in self._others():
            both = [_common(cells, arm, self.control) for cells in tables.values()]
            means = [(_mean(a), _mean(b)) for a, b in both if a]
            pairs[arm] = ([a for a, _b in means], [b for _a, b in means])
        return self._compare(pairs, SIGNED_RANK)

    def across(self, tables: dict[str, Cells]) -> AcrossDatasets | None:
        """Return ranks over the data sets in which every arm has a result; None with fewer than six."""
        rows = [[_mean(list(cells.get(arm, {}).values())) for arm in self.arms] for cells in tables.values()]
        present = [number for number, cells in enumerate(tables.values()) if all(cells.get(arm) for arm in self.arms)]
        if len(present) < FEWEST:
            return None
        scores = np.array([rows[number] for number in present])
        worst = -np.inf if self.higher_is_better else np.inf
        ranks = rank_rows(np.where(np.isnan(scores), worst, scores), higher_is_better=self.higher_is_better)
        distance = critical_difference(nemenyi_q(len(self.arms)), len(self.arms), len(present))
        return AcrossDatasets(self.arms, ranking(ranks), distance, self._rope(scores))

    def _rope(self, scores: np.ndarray) -> dict[str, Rope]:
        if self.margin is None or np.isnan(scores).any():
            return {}
        gaps = (scores.T - scores[:, self.arms.index(self.control)]) * (1 if self.higher_is_better else -1)
        return {
            arm: signed_rank_rope(gap, self.margin)
            for arm, gap in zip(self.arms, gaps, strict=True)
            if arm != self.control
        }

    def _others(self) -> list[str]:
        return [arm for arm in self.arms if arm != self.control]

    def _compare(self, pairs: dict[str, tuple[list[float], list[float]]], way: Inference) -> list[Comparison]:
        return compare_with_control(
            pairs, self.control, margin=self.margin, higher_is_better=self.higher_is_better, inference=way
        )


def _control(wanted: str | None, arms: tuple[str, ...]) -> str:
    if len(arms) < 2:
        message = _("there is only one arm, {arm}; a comparison needs at least two.")
        raise InvalidInput(message.format(arm=arms[0]))
    if wanted is None:
        return "relu" if "relu" in arms else arms[0]
    if wanted not in arms:
        raise unknown(_("control"), wanted, arms)
    return wanted


def _common(cells: Cells, arm: str, control: str) -> tuple[list[float], list[float]]:
    """Return the values of two arms for the seeds that both have."""
    mine, theirs = cells.get(arm, {}), cells.get(control, {})
    seeds = [seed for seed in mine if seed in theirs]
    return [mine[seed] for seed in seeds], [theirs[seed] for seed in seeds]


def _mean(values: list[float]) -> float:
    """Return the mean; NaN where a value is, or where there is none."""
    return math.fsum(sorted(values)) / len(values) if values and all(map(math.isfinite, values)) else math.nan


def _seeded(tables: dict[str, Cells]) -> bool:
    """Return whether there are several data sets with several seeds."""
    return len(tables) > 1 and any(len(values) > 1 for cells in tables.values() for values in cells.values())
