"""From results to findings: the one road to a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from actlab.findings.across import AcrossDatasets, across
from actlab.findings.comparisons import couples, judge, within
from actlab.findings.order import Order, order
from actlab.findings.results import Measure, Results
from actlab.statistics.inference import E_PROCESS, SIGN_FLIP
from actlab.statistics.verdict import ALPHA, BETTER, EQUIVALENT, UNDECIDED, WORSE, Comparison

SEEDS, DATASETS = "seeds", "data sets"  # what is counted


@dataclass(frozen=True)
class Headline:
    """The arms by their verdict against the control, those better with the largest difference first.

    ``to_decide`` is the number of pairs after which, by the test that allows for looking while seeds are added, a
    difference as large as the margin would be found with power 0.8 in all that is undecided; None without a margin,
    where nothing is undecided, or it cannot be told.
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
    sets on. ``counted`` says what is counted. ``pairs`` has every pair of arms, those with the control first, where all
    were asked for: all are one family then, by which ``comparisons`` are adjusted too. All comparisons ``within`` the
    data sets are one family.
    """

    results: Results
    measure: Measure
    control: str
    margin: float | None
    counted: str
    comparisons: tuple[Comparison, ...]
    pairs: tuple[Comparison, ...]
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
    several, asked = len(results.tables) > 1, couples(results)
    family = judge(results, asked)
    comparisons = family[: len(results.others)]
    return Findings(
        results=results,
        measure=results.measure,
        control=results.control,
        margin=results.margin,
        counted=DATASETS if several else SEEDS,
        comparisons=comparisons,
        pairs=family if results.all_pairs else (),
        within=within(results, asked) if _seeded(results) else {},
        across=across(results),
        order=order(results),
        headline=_headline(results, comparisons),
    )


def _seeded(results: Results) -> bool:
    """Return whether there are several data sets with several seeds."""
    rows = [row for table in results.tables for row in table.values.values()]
    return len(results.tables) > 1 and any(len(row) > 1 for row in rows)


def _headline(results: Results, comparisons: Iterable[Comparison]) -> Headline:
    sign = -1 if results.measure.higher_is_better else 1
    found = sorted(comparisons, key=lambda one: sign * (one.difference or 0.0))

    def arms(verdict: str) -> tuple[str, ...]:
        return tuple(one.arm for one in found if one.verdict == verdict)

    return Headline(
        results.control, arms(BETTER), arms(WORSE), arms(EQUIVALENT), arms(UNDECIDED), _to_decide(results, found)
    )


def _to_decide(results: Results, comparisons: Sequence[Comparison]) -> int | None:
    """Return the pairs that the margin needs where seeds are added until all is decided; None if that is not known."""
    open_ = [one for one in comparisons if one.verdict == UNDECIDED and one.test == SIGN_FLIP.name and one.n]
    if not results.margin or not all(one.sd for one in open_):
        return None
    needs = [E_PROCESS.pairs(results.margin / (one.sd or 1.0), ALPHA / one.comparisons) for one in open_]
    return max((need for need in needs if need), default=None) if None not in needs else None
