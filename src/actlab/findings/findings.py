"""From results to findings: the one road to a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from actlab.findings.across import AcrossDatasets, across
from actlab.findings.order import Order, order
from actlab.findings.results import Measure, Results, Values, common, mean
from actlab.statistics.inference import E_PROCESS, SIGN_FLIP, SIGNED_RANK, Inference
from actlab.statistics.verdict import ALPHA, BETTER, EQUIVALENT, UNDECIDED, WORSE, Comparison, compare_with_control

SEEDS, DATASETS = "seeds", "data sets"  # what is counted


@dataclass(frozen=True)
class Headline:
    """The arms by their verdict against the control, those better with the largest difference first.

    ``to_decide`` is the number of pairs after which, by the test that allows for looking while seeds are added, what
    is undecided would have power 0.8; None where there is nothing of the kind, or it cannot be told.
    """

    control: str
    better: tuple[str, ...]
    worse: tuple[str, ...]
    equivalent: tuple[str, ...]
    undecided: tuple[str, ...]
    to_decide: int | None


@dataclass(frozen=True)
class Findings:
    """What follows from results.

    With one data set, ``comparisons`` are over seeds. With several they are over data sets, one mean per arm and
    data set, and ``within`` has the comparisons over seeds in each; ``across`` then has the ranks, from six data
    sets on. ``counted`` says what is counted.
    """

    measure: Measure
    control: str
    margin: float | None
    counted: str
    comparisons: tuple[Comparison, ...]
    within: Mapping[str, tuple[Comparison, ...]]
    across: AcrossDatasets | None
    order: Order | None
    headline: Headline

    @property
    def decided(self) -> bool:
        """Whether no comparison is left undecided."""
        return not self.headline.undecided

    @property
    def by_arm(self) -> dict[str, Comparison]:
        """The comparisons by arm."""
        return {one.arm: one for one in self.comparisons}


def find(results: Results) -> Findings:
    """Judge results.

    >>> from actlab.findings.results import Table
    >>> numbers = {"elu": [0.94, 0.95, 0.96, 0.95, 0.94, 0.96], "relu": [0.91, 0.93, 0.92, 0.93, 0.93, 0.93]}
    >>> table = Table("", {arm: {str(n): value for n, value in enumerate(row)} for arm, row in numbers.items()})
    >>> find(Results(Measure("accuracy", True), ("elu", "relu"), "relu", (table,))).headline.better
    ('elu',)
    """
    several = len(results.tables) > 1
    comparisons = _over_datasets(results) if several else _over_seeds(results, results.tables[0].values)
    return Findings(
        measure=results.measure,
        control=results.control,
        margin=results.margin,
        counted=DATASETS if several else SEEDS,
        comparisons=comparisons,
        within={t.dataset: _over_seeds(results, t.values) for t in results.tables} if _seeded(results) else {},
        across=across(results),
        order=order(results),
        headline=_headline(results, comparisons),
    )


def _over_seeds(results: Results, values: Values) -> tuple[Comparison, ...]:
    pairs = {arm: common(values, arm, results.control) for arm in results.others}
    return _compare(results, pairs, E_PROCESS if results.sequential else SIGN_FLIP)


def _over_datasets(results: Results) -> tuple[Comparison, ...]:
    pairs = {}
    for arm in results.others:
        both = [common(table.values, arm, results.control) for table in results.tables]
        means = [(mean(a), mean(b)) for a, b in both if a]
        pairs[arm] = ([a for a, _b in means], [b for _a, b in means])
    return _compare(results, pairs, SIGNED_RANK)


def _compare(
    results: Results, pairs: dict[str, tuple[list[float], list[float]]], way: Inference
) -> tuple[Comparison, ...]:
    better = results.measure.higher_is_better
    found = compare_with_control(pairs, results.control, margin=results.margin, higher_is_better=better, inference=way)
    return tuple(found)


def _seeded(results: Results) -> bool:
    """Return whether there are several data sets with several seeds."""
    rows = [row for table in results.tables for row in table.values.values()]
    return len(results.tables) > 1 and any(len(row) > 1 for row in rows)


def _headline(results: Results, comparisons: Iterable[Comparison]) -> Headline:
    sign = -1 if results.measure.higher_is_better else 1
    found = sorted(comparisons, key=lambda one: sign * (one.difference or 0.0))

    def arms(verdict: str) -> tuple[str, ...]:
        return tuple(one.arm for one in found if one.verdict == verdict)

    unsettled = [one for one in found if one.verdict == UNDECIDED and one.finished]
    return Headline(
        results.control, arms(BETTER), arms(WORSE), arms(EQUIVALENT), arms(UNDECIDED), _to_decide(unsettled)
    )


def _to_decide(undecided: Sequence[Comparison]) -> int | None:
    needs = [
        E_PROCESS.needed(
            max(abs(one.difference or 0.0), one.margin or 0.0), one.sd or 0.0, one.finished, ALPHA / one.comparisons
        )
        for one in undecided
        if one.test == SIGN_FLIP.name
    ]
    return None if not needs or None in needs else max(need for need in needs if need)
