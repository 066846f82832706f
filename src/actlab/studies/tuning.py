"""The choice of a learning rate for each arm, with equal effort and by validation: a grid, then around its best."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from actlab.data.metrics import MetricRecord
from actlab.statistics.resampling import winner_shares
from actlab.studies.arm_records import PlannedArm
from actlab.studies.plan import TuningChoice
from actlab.training.trial import Status, Trial

ADDED = 2  # points by which an end of the grid is extended at once
NEIGHBOURS = 3  # rates of the second stage, the best of the grid among them
AROUND = 10**0.25  # the factor from the best rate of the grid to its neighbours: a quarter of a decade


class Try(NamedTuple):
    """A network to be trained in search of a learning rate."""

    arm: PlannedArm
    learning_rate: float
    seed: int


class Tried(NamedTuple):
    """What a rate gave: the validation metric by seed, a failed network at the level of chance, and how many failed."""

    scores: tuple[float, ...]
    failed: int

    @property
    def mean(self) -> float:
        """The mean over the seeds."""
        return math.fsum(self.scores) / len(self.scores)


Train = Callable[[Sequence[Try]], Sequence[Trial]]


@dataclass(frozen=True)
class Tuning:
    """What was tried: the grid, by the first seeds; around each arm's best, by the others.

    ``chance`` is the validation metric of one prediction for all examples, the level at which a failed network counts;
    None where nobody knows: it then counts as the worst that was seen, and a rate with fewer failures is better.
    """

    arms: tuple[PlannedArm, ...]
    metric: MetricRecord
    chance: float | None
    choice: TuningChoice
    trials: tuple[Trial, ...] = ()
    extensions: int = 0

    @cached_property
    def level(self) -> float:
        """The validation metric at which a failed network counts; 0 where nothing is known at all."""
        if self.chance is not None:
            return self.chance
        seen = [self._found(trial) for trial in self.trials]
        sound = [value for value in seen if value is not None]
        return (min(sound) if self.metric.higher_is_better else max(sound)) if sound else 0.0

    @cached_property
    def grid(self) -> tuple[float, ...]:
        """The rates of the grid in ascending order, those of its extensions included."""
        tried = {trial.key.learning_rate for trial in self.trials if trial.key.seed in self.choice.scan}
        return tuple(sorted({*self.choice.grid, *tried}))

    def scanned(self, name: str) -> dict[float, Tried]:
        """Return what each rate of the grid gave, as far as it has been tried."""
        return self._tried(name, self.choice.scan)

    def refined(self, name: str) -> dict[float, Tried]:
        """Return what the best rate of the grid and its neighbours gave, as far as they have been tried."""
        return self._tried(name, self.choice.refinement)

    def deciding(self, name: str) -> dict[float, Tried]:
        """Return what the rates gave of which one is used: those around the peak, or the grid's where it decides."""
        return self.refined(name) if self.choice.refine_seeds else self.scanned(name)

    def peak(self, name: str) -> float:
        """Return the rate of the grid with the best mean, the smaller of equals."""
        return self._best(self.scanned(name)) if self.scanned(name) else self.grid[0]

    def best(self, name: str) -> float:
        """Return the rate that is used: the best around the peak, the smaller of equals."""
        found = self.refined(name)
        return self._best(found) if found else self.peak(name)

    def chosen(self, name: str) -> float | None:
        """Return the rate that is used; None where every network around the peak failed, so that nothing was chosen."""
        found = self.deciding(name)
        return self.best(name) if any(one.failed < len(one.scores) for one in found.values()) else None

    def clearness(self, name: str) -> dict[float, float]:
        """Return, for the rates around the peak, in which share of resamples of the seeds each would be used."""
        seeds = self.choice.refine_seeds or self.choice.scan_seeds
        found = {rate: one for rate, one in self.deciding(name).items() if len(one.scores) == seeds}
        if not found:
            return {}
        rows = [[self._merit(score) for score in one.scores] for one in found.values()]
        return dict(zip(found, winner_shares(rows), strict=True))

    @property
    def on_edge(self) -> list[str]:
        """The arms whose best rate still is the smallest or largest of the grid.

        An arm that failed at every rate is none of them, unless it diverged: then a smaller rate may help.
        """
        return [arm.name for arm in self.arms if self._hopeful(arm) and self.peak(arm.name) in self._ends]

    def means(self, name: str) -> list[float]:
        """Return the mean of each rate of the grid that has been tried."""
        return [one.mean for one in self.scanned(name).values()]

    def ordered(self) -> list[Trial]:
        """Return the trials by arm, learning rate and seed."""
        place = {arm.digest: order for order, arm in enumerate(self.arms)}
        return sorted(self.trials, key=lambda t: (place[t.key.arm], t.key.learning_rate, t.key.seed))

    def more(self, trials: Iterable[Trial]) -> Tuning:
        """Return the tuning with further trials."""
        return replace(self, trials=(*self.trials, *trials))

    @property
    def _ends(self) -> tuple[float, float]:
        return self.grid[0], self.grid[-1]

    def _tried(self, name: str, seeds: range) -> dict[float, Tried]:
        found: dict[float, list[Trial]] = {}
        for trial in self._by_arm.get(name, ()):
            if trial.key.seed in seeds:
                found.setdefault(trial.key.learning_rate, []).append(trial)
        return {rate: self._of(found[rate]) for rate in sorted(found)}

    def _of(self, trials: Sequence[Trial]) -> Tried:
        failed = sum(self._found(trial) is None for trial in trials)
        return Tried(tuple(self._score(trial) for trial in trials), failed)

    def _score(self, trial: Trial) -> float:
        found = self._found(trial)
        return self.level if found is None else found

    def _found(self, trial: Trial) -> float | None:
        """Return the validation metric of a network that is of use."""
        sound = trial.status == Status.FINISHED and trial.validation is not None
        value = trial.validation.get(self.metric.name) if sound and trial.validation else None
        return value if value is not None and math.isfinite(value) else None

    def _best(self, found: Mapping[float, Tried]) -> float:
        failed = {rate: one.failed if self.chance is None else 0 for rate, one in found.items()}
        return max(found, key=lambda rate: (-failed[rate], self._merit(found[rate].mean), -rate))

    def _merit(self, score: float) -> float:
        return score if self.metric.higher_is_better else -score

    def _hopeful(self, arm: PlannedArm) -> bool:
        ended = {trial.status for trial in self._by_arm.get(arm.name, ())}
        return Status.FINISHED in ended or (Status.DIVERGED in ended and Status.FAILED not in ended)

    @cached_property
    def _by_arm(self) -> Mapping[str, Sequence[Trial]]:
        names = {arm.digest: arm.name for arm in self.arms}
        found: dict[str, list[Trial]] = {}
        for trial in sorted(self.trials, key=lambda trial: trial.key.seed):
            found.setdefault(names[trial.key.arm], []).append(trial)
        return found


def tune(begun: Tuning, train: Train) -> Tuning:
    """Try the grid, then the best rate of each arm and its neighbours a quarter of a decade away on either side.

    While an arm is best at an end of the grid, that end is extended, for all arms. Every arm has the same number of
    networks. Without seeds for the neighbours the best of the grid is taken.
    """
    tuning = begun.more(train(_tries(begun.arms, begun.grid, begun.choice.scan)))
    while tuning.on_edge and tuning.extensions < tuning.choice.extensions:
        new = beyond(tuning.grid, {tuning.peak(name) for name in tuning.on_edge})
        tuning = tuning.more(train(_tries(tuning.arms, new, tuning.choice.scan)))
        tuning = replace(tuning, extensions=tuning.extensions + 1)
    rates = {arm.name: around(tuning.peak(arm.name)) for arm in tuning.arms}
    seeds = tuning.choice.refinement
    if not seeds:
        return tuning
    return tuning.more(train([Try(arm, rate, s) for s in seeds for arm in tuning.arms for rate in rates[arm.name]]))


def around(rate: float) -> tuple[float, float, float]:
    """Return a rate between its neighbours.

    >>> around(0.1)
    (0.0562, 0.1, 0.178)
    """
    return _short(rate / AROUND), rate, _short(rate * AROUND)


def beyond(grid: Sequence[float], edges: Iterable[float]) -> list[float]:
    """Return the next points beyond the ends that are named, in the grid's own steps.

    >>> beyond([0.01, 0.1, 1.0], {1.0})
    [10.0, 100.0]
    """
    found = []
    for edge, ratio in ((grid[0], grid[0] / grid[1]), (grid[-1], grid[-1] / grid[-2])):
        if edge in edges:
            found += [_short(edge * ratio**step) for step in range(1, ADDED + 1)]
    return found


def _tries(arms: Sequence[PlannedArm], rates: Sequence[float], seeds: range) -> list[Try]:
    return [Try(arm, rate, seed) for seed in seeds for rate in rates for arm in arms]


def _short(rate: float) -> float:
    return float(f"{rate:.3g}")
