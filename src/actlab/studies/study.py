"""A study: a plan with its results, and what follows from them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from actlab.data.tasks import Task
from actlab.statistics.inference import E_PROCESS, SIGN_FLIP
from actlab.statistics.paired import Estimate, estimate, paired_difference
from actlab.statistics.verdict import ALPHA, UNDECIDED, Comparison, compare_with_control
from actlab.studies.plan import Plan
from actlab.studies.protocols import CLAIM
from actlab.studies.tuning import Tuning
from actlab.training.population import DIVERGED, Result

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Arm(NamedTuple):
    """One activation over the complete pairs; ``test`` is None when no network of it finished."""

    activation: str
    test: Estimate | None
    diverged: int
    seconds: float


class Difference(NamedTuple):
    """An activation against another, pair by pair; None without a pair in which both finished."""

    activation: str
    against: str
    difference: Estimate | None


@dataclass
class Study:
    """A plan with its results.

    ``description`` is what plan.json adds to the plan: formulas, versions, digests. ``files`` lists what has
    been written into ``folder``. ``tuning`` is how the learning rates were chosen; ``same`` is the second answer,
    with one initialisation for all.
    """

    plan: Plan
    task: Task
    results: list[Result] = field(default_factory=list)
    description: dict[str, Any] = field(default_factory=dict)
    interrupted: bool = False
    folder: Path | None = None
    files: list[Path] = field(default_factory=list)
    tuning: Tuning | None = None
    same: Study | None = None

    @property
    def pairs(self) -> list[int]:
        """The seeds of which every activation has ended: the complete pairs, on which all comparisons rest."""
        ended = {(str(result.member.activation), result.member.seed) for result in self.results}
        seeds = self.plan.evaluation_seeds
        return [seed for seed in seeds if all((name, seed) in ended for name in self.plan.activations)]

    def of(self, activation: str) -> list[Result]:
        """Return an activation's results over the complete pairs, in the order of the seeds."""
        pairs = set(self.pairs)
        chosen = [r for r in self.results if str(r.member.activation) == activation and r.member.seed in pairs]
        return sorted(chosen, key=lambda result: result.member.seed)

    @property
    def arms(self) -> list[Arm]:
        """Each activation's mean test metric, divergences and mean training seconds per network."""
        return [self._arm(name) for name in self.plan.activations]

    @property
    def verdicts(self) -> list[Comparison]:
        """Each activation against the control, over the complete pairs; metrics are fractions."""
        if not self.pairs:
            return []
        others = [name for name in self.plan.activations if name != self.plan.control]
        control = self._scores(self.plan.control)
        return compare_with_control(
            {name: (self._scores(name), control) for name in others},
            self.plan.control,
            margin=self.plan.margin,
            higher_is_better=self.task.higher_is_better,
            inference=E_PROCESS if self.plan.until_decided else SIGN_FLIP,
        )

    @property
    def decided(self) -> bool:
        """Return whether no comparison is left undecided."""
        return bool(self.pairs) and all(one.verdict != UNDECIDED for one in self.verdicts)

    @property
    def rates(self) -> dict[str, float]:
        """The learning rate of each activation."""
        return {str(result.member.activation): result.member.learning_rate for result in self.results}

    def _scores(self, name: str) -> list[float]:
        """Return the test metric for each complete pair; NaN for a diverged network."""
        return [result.test.metric if result.test else math.nan for result in self.of(name)]

    @property
    def differences(self) -> list[Difference]:
        """Each activation against the control."""
        others = [name for name in self.plan.activations if name != self.plan.control]
        return [self.difference(name, self.plan.control) for name in others]

    @property
    def claim(self) -> list[Difference]:
        """The steps of the tutorial's order among the activations that take part, each upper minus lower.

        Their intervals hold together at 95 %.
        """
        steps = list(pairwise(name for name in CLAIM if name in self.plan.activations))
        return [self.difference(upper, lower, 1 - ALPHA / len(steps)) for upper, lower in steps]

    def difference(self, activation: str, against: str, confidence: float = 1 - ALPHA) -> Difference:
        """Return the paired difference of two activations in the test metric."""
        couples = [
            (a.test.metric, b.test.metric)
            for a, b in zip(self.of(activation), self.of(against), strict=True)
            if a.test and b.test
        ]
        upper, lower = [a for a, _b in couples], [b for _a, b in couples]
        return Difference(activation, against, paired_difference(upper, lower, confidence) if couples else None)

    def best(self, count: int) -> list[str]:
        """Return the activations with the best means, best first."""
        scored = [(arm.test.mean, arm.activation) for arm in self.arms if arm.test]
        ranked = sorted(scored, key=lambda pair: pair[0], reverse=self.task.higher_is_better)
        return [name for _mean, name in ranked[:count]]

    def table(self) -> str:
        """Return what people read at the end of a comparison, as text."""
        from actlab.report.text import outcome

        return outcome(self)

    def methods(self, language: str = "en") -> str:
        """Return a paragraph on methods to paste into a paper, in ``en`` or ``pt``."""
        from actlab.report.methods import study_methods

        return study_methods(self, language)

    def plot(
        self, path: str | Path | None = None, activations: Sequence[str] | None = None, *, zoom: bool = False
    ) -> Figure:
        """Draw the mean curves with their bands; write them to ``path`` (.png, .svg or .pdf) where given."""
        from actlab.report.figures import curves, save

        figure = curves(self, activations, zoom=zoom)
        if path is not None:
            save(figure, Path(path))
        return figure

    def draw(self, folder: Path) -> None:
        """Write the figures of the study: all activations, and the best three enlarged."""
        if not self.pairs:
            return
        for ending in (".png", ".svg"):
            self.plot(folder / f"curves{ending}")
            self.plot(folder / f"zoom{ending}", self.best(3), zoom=True)
            self.files += [folder / f"curves{ending}", folder / f"zoom{ending}"]
        self._draw_tuning(folder)
        if self.same and self.same.folder:
            self.same.draw(self.same.folder)
            self.files += self.same.files

    def _draw_tuning(self, folder: Path) -> None:
        """Write the figures of the tuning, where there was one."""
        from actlab.report.figures import save
        from actlab.report.tuning_figures import expected, sensitivity

        if self.tuning is None:
            return
        for name, figure in (("sensitivity", sensitivity(self)), ("expected", expected(self))):
            self.files += [save(figure, folder / f"{name}{ending}") for ending in (".png", ".svg")]

    def to_pandas(self) -> Any:
        """Return one row per network as a pandas DataFrame; needs pandas."""
        import pandas  # type: ignore[import-not-found,import-untyped,unused-ignore]

        from actlab.studies.files import member_rows

        return pandas.DataFrame(member_rows(self))

    def _arm(self, name: str) -> Arm:
        results = self.of(name)
        scores = [result.test.metric for result in results if result.test]
        return Arm(
            name,
            estimate(scores) if scores else None,
            sum(result.status == DIVERGED for result in results),
            sum(result.seconds for result in results) / max(len(results), 1),
        )
