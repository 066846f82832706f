"""The choice of a learning rate for each activation: the same grid, the same seeds, by validation."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from actlab.functions.find import find as activation
from actlab.studies.plan import Plan
from actlab.training.member import Member
from actlab.training.population import Result

ADDED = 2  # points by which an end of the grid is extended at once

Train = Callable[[Sequence[Member], Callable[[Result], None]], None]


@dataclass
class Tuning:
    """What was tried: ``grid`` in ascending order, and one result per activation, learning rate and seed.

    ``on_edge`` names the activations whose best rate still lies at an end of the grid.
    """

    activations: tuple[str, ...]
    higher_is_better: bool
    grid: list[float]
    results: list[Result] = field(default_factory=list)
    extensions: int = 0

    def scores(self, name: str, rate: float) -> list[float | None]:
        """Return the validation metric by seed; None for a diverged network."""
        found = [r for r in self.ordered() if str(r.member.activation) == name and r.member.learning_rate == rate]
        return [result.validation.metric if result.validation else None for result in found]

    def mean(self, name: str, rate: float) -> float | None:
        """Return the mean validation metric; None where a network diverged, or none has ended."""
        scores = self.scores(name, rate)
        finite = [score for score in scores if score is not None]
        return math.fsum(finite) / len(finite) if scores and len(finite) == len(scores) else None

    def best(self, name: str) -> float:
        """Return the rate with the best mean, the smaller of equals; a rate that diverged comes last."""
        return max(self.grid, key=lambda rate: (self._merit(name, rate), -rate))

    @property
    def on_edge(self) -> list[str]:
        """The activations whose best rate is the smallest or largest of the grid."""
        return [name for name in self.activations if self.best(name) in (self.grid[0], self.grid[-1])]

    def trials(self, name: str) -> list[float]:
        """Return the mean of each rate; a rate that diverged counts as the worst mean of all activations."""
        every = [mean for one in self.activations for rate in self.grid if (mean := self.mean(one, rate)) is not None]
        if not every:
            return []
        worst = min(every) if self.higher_is_better else max(every)
        means = [self.mean(name, rate) for rate in self.grid]
        return [worst if mean is None else mean for mean in means]

    def ordered(self) -> list[Result]:
        """Return the results by activation, learning rate and seed."""
        place = {name: order for order, name in enumerate(self.activations)}
        return sorted(
            self.results,
            key=lambda r: (place[str(r.member.activation)], r.member.learning_rate, r.member.seed),
        )

    def _merit(self, name: str, rate: float) -> float:
        mean = self.mean(name, rate)
        if mean is None:
            return -math.inf
        return mean if self.higher_is_better else -mean


def tune(plan: Plan, tuning: Tuning, train: Train, take: Callable[[Result], None]) -> None:
    """Fill in a tuning. While an optimum lies at an end of the grid, that end is extended, for all activations."""
    train(_members(plan, tuning.grid), take)
    while tuning.on_edge and tuning.extensions < plan.grid_extensions:
        new = beyond(tuning.grid, {tuning.best(name) for name in tuning.on_edge})
        tuning.extensions += 1
        train(_members(plan, new), take)
        tuning.grid = sorted([*tuning.grid, *new])


def beyond(grid: Sequence[float], edges: Iterable[float]) -> list[float]:
    """Return the next points beyond the ends that are named, in the grid's own steps.

    >>> beyond([0.01, 0.1, 1.0], {1.0})
    [10.0, 100.0]
    """
    found = []
    for edge, ratio in ((grid[0], grid[0] / grid[1]), (grid[-1], grid[-1] / grid[-2])):
        if edge in edges:
            found += [float(f"{edge * ratio**step:.3g}") for step in range(1, ADDED + 1)]
    return found


def _members(plan: Plan, rates: Sequence[float]) -> list[Member]:
    return [
        Member(activation(name), rate, seed)
        for seed in range(plan.tuning_seeds)
        for rate in rates
        for name in plan.activations
    ]
