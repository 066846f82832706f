"""The choice of a learning rate for each arm: the same grid, the same seeds, by validation."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from actlab.data.tasks import Metric
from actlab.studies.plan import ArmRecord, TuningChoice
from actlab.training.trial import Status, Trial

ADDED = 2  # points by which an end of the grid is extended at once

Train = Callable[[Sequence[float]], Sequence[Trial]]  # learning rates -> what became of every arm and tuning seed


@dataclass(frozen=True)
class Tuning:
    """What was tried: ``grid`` in ascending order, and one trial per arm, learning rate and seed."""

    arms: tuple[ArmRecord, ...]
    metric: Metric
    grid: tuple[float, ...]
    trials: tuple[Trial, ...] = ()
    extensions: int = 0

    @cached_property
    def _tried(self) -> Mapping[tuple[str, float], Sequence[Trial]]:
        found: dict[tuple[str, float], list[Trial]] = {}
        for trial in sorted(self.trials, key=lambda trial: trial.key.seed):
            found.setdefault((trial.key.arm, trial.key.learning_rate), []).append(trial)
        return found

    def scores(self, name: str, rate: float) -> list[float | None]:
        """Return the validation metric by seed; None for a network that did not finish."""
        found = self._tried.get((self._digests[name], rate), ())
        return [trial.validation[self.metric.name] if trial.validation else None for trial in found]

    def mean(self, name: str, rate: float) -> float | None:
        """Return the mean validation metric; None where a network did not finish, or none has ended."""
        scores = self.scores(name, rate)
        finite = [score for score in scores if score is not None]
        return math.fsum(finite) / len(finite) if scores and len(finite) == len(scores) else None

    def best(self, name: str) -> float:
        """Return the rate with the best mean, the smaller of equals; a rate that diverged comes last."""
        return self._best[name]

    def chosen(self, name: str) -> float | None:
        """Return the best rate; None where at every rate a network did not finish, so that there was no choice."""
        return None if self.mean(name, self.best(name)) is None else self.best(name)

    @property
    def on_edge(self) -> list[str]:
        """The arms whose best rate still is the smallest or largest of the grid; of a failed one none is."""
        failed = {trial.key.arm for trial in self.trials if trial.status == Status.FAILED}
        ends = (self.grid[0], self.grid[-1])
        return [arm.name for arm in self.arms if arm.digest not in failed and self.best(arm.name) in ends]

    def means(self, name: str) -> list[float]:
        """Return the mean of each rate; a rate that diverged counts as the worst mean of all arms."""
        every = [mean for arm in self.arms for rate in self.grid if (mean := self.mean(arm.name, rate)) is not None]
        if not every:
            return []
        worst = min(every) if self.metric.higher_is_better else max(every)
        means = [self.mean(name, rate) for rate in self.grid]
        return [worst if mean is None else mean for mean in means]

    def ordered(self) -> list[Trial]:
        """Return the trials by arm, learning rate and seed."""
        place = {arm.digest: order for order, arm in enumerate(self.arms)}
        return sorted(self.trials, key=lambda t: (place[t.key.arm], t.key.learning_rate, t.key.seed))

    @cached_property
    def _digests(self) -> Mapping[str, str]:
        return {arm.name: arm.digest for arm in self.arms}

    @cached_property
    def _best(self) -> Mapping[str, float]:
        return {
            arm.name: max(self.grid, key=lambda rate, name=arm.name: (self._merit(name, rate), -rate))  # type: ignore[misc]
            for arm in self.arms
        }

    def _merit(self, name: str, rate: float) -> float:
        mean = self.mean(name, rate)
        if mean is None:
            return -math.inf
        return mean if self.metric.higher_is_better else -mean


def tune(arms: tuple[ArmRecord, ...], metric: Metric, choice: TuningChoice, train: Train) -> Tuning:
    """Try the grid. While an optimum lies at an end of it, that end is extended, for all arms."""
    grid = tuple(sorted(choice.grid))
    tuning = Tuning(arms, metric, grid, tuple(train(grid)))
    while tuning.on_edge and tuning.extensions < choice.extensions:
        new = beyond(tuning.grid, {tuning.best(name) for name in tuning.on_edge})
        tuning = replace(
            tuning,
            grid=tuple(sorted([*tuning.grid, *new])),
            trials=(*tuning.trials, *train(new)),
            extensions=tuning.extensions + 1,
        )
    return tuning


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
