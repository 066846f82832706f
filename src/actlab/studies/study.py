"""A study: a plan with what became of its networks, frozen, and the findings that follow."""

from __future__ import annotations

import math
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Self

from actlab.data.tasks import Metric, Task
from actlab.findings.answers import Agreement, agreement
from actlab.findings.findings import Findings, find
from actlab.findings.order import finished_difference
from actlab.findings.results import Measure, Results, Table
from actlab.statistics.paired import Estimate, estimate
from actlab.statistics.verdict import Comparison
from actlab.studies.plan import Plan
from actlab.studies.protocols import CLAIM
from actlab.studies.provenance import Provenance
from actlab.studies.tuning import Tuning
from actlab.training.trial import Status, Trial


class Arm(NamedTuple):
    """One activation over the complete pairs; ``test`` is None when no network of it finished.

    ``reason`` says why networks failed, where they did; ``seconds`` is the mean training time of a network.
    """

    activation: str
    test: Estimate | None
    diverged: int
    failed: int
    reason: str
    seconds: float


class Difference(NamedTuple):
    """An activation against the control, pair by pair; None without a pair in which both finished."""

    activation: str
    against: str
    difference: Estimate | None


@dataclass(frozen=True)
class Study:
    """A plan with its trials. All that is said of it follows from ``findings``, which is computed once.

    ``files`` lists what has been written into ``folder``. ``tuning`` is how the learning rates were chosen;
    ``same`` is the second answer, with one initialisation for all.
    """

    plan: Plan
    task: Task
    provenance: Provenance
    trials: tuple[Trial, ...] = ()
    tuning: Tuning | None = None
    same: Study | None = None
    interrupted: bool = False
    folder: Path | None = None
    files: tuple[Path, ...] = ()

    def carrying(self, **changes: object) -> Self:
        """Return the same study with other ``files`` or another ``same``; what has been computed stays."""
        made = copy(self)
        made.__dict__.update(changes)
        return made

    @property
    def metric(self) -> Metric:
        """The metric that is judged."""
        return self.task.metric(self.plan.judgement.metric)

    @cached_property
    def findings(self) -> Findings:
        """What follows from the complete pairs: verdicts, the claimed order, the headline."""
        return find(self.results)

    @property
    def verdicts(self) -> tuple[Comparison, ...]:
        """Each activation against the control, over the complete pairs; metrics are fractions."""
        return self.findings.comparisons if self.pairs else ()

    @cached_property
    def agreement(self) -> Agreement | None:
        """Where the two answers differ; None where there are not two."""
        if not (self.same and self.same.pairs and self.pairs):
            return None
        return agreement(self.findings, self.same.findings)

    @cached_property
    def results(self) -> Results:
        """The judged metric of every complete pair; NaN for a network that did not finish."""
        values = {name: {str(t.key.seed): self._score(t) for t in self.of(name)} for name in self.plan.names}
        return Results(
            measure=Measure(self.metric.title, self.metric.higher_is_better, self.metric.percent),
            arms=self.plan.names,
            control=self.plan.judgement.control,
            tables=(Table("", values),),
            margin=self.plan.judgement.margin,
            sequential=self.plan.seeds.until_decided,
            claim=CLAIM,
        )

    @cached_property
    def pairs(self) -> list[int]:
        """The seeds of which every activation has ended: the complete pairs, on which all comparisons rest."""
        ended = {(trial.key.arm, trial.key.seed) for trial in self.trials}
        arms = [arm.digest for arm in self.plan.arms]
        return [seed for seed in self.plan.evaluation_seeds if all((arm, seed) in ended for arm in arms)]

    def of(self, activation: str) -> list[Trial]:
        """Return an activation's trials over the complete pairs, in the order of the seeds."""
        return self._by_arm.get(activation, [])

    @cached_property
    def _by_arm(self) -> Mapping[str, list[Trial]]:
        pairs, names = set(self.pairs), self.plan.called
        found: dict[str, list[Trial]] = {}
        for trial in sorted(self.trials, key=lambda trial: trial.key.seed):
            if trial.key.seed in pairs:
                found.setdefault(names[trial.key.arm], []).append(trial)
        return found

    @cached_property
    def arms(self) -> list[Arm]:
        """Each activation's mean test metric, what did not finish, and mean training seconds per network."""
        return [self._arm(name) for name in self.plan.names]

    @property
    def rates(self) -> dict[str, float]:
        """The learning rate of each activation."""
        if self.tuning:
            return {name: self.tuning.best(name) for name in self.plan.names}
        return {name: float(self.plan.training.lr) for name in self.plan.names}

    @property
    def differences(self) -> list[Difference]:
        """Each activation against the control, over the pairs in which both finished."""
        control = self.plan.judgement.control
        return [Difference(n, control, finished_difference(self.results, n, control)) for n in self.plan.others]

    def best(self, count: int) -> list[str]:
        """Return the activations with the best means, best first."""
        scored = [(arm.test.mean, arm.activation) for arm in self.arms if arm.test]
        ranked = sorted(scored, key=lambda pair: pair[0], reverse=self.metric.higher_is_better)
        return [name for _mean, name in ranked[:count]]

    def ordered(self) -> list[Trial]:
        """Return all trials by activation and seed."""
        place = {arm.digest: order for order, arm in enumerate(self.plan.arms)}
        return sorted(self.trials, key=lambda trial: (place[trial.key.arm], trial.key.seed))

    def _score(self, trial: Trial) -> float:
        return trial.test[self.metric.name] if trial.test else math.nan

    def _arm(self, name: str) -> Arm:
        trials = self.of(name)
        scores = [score for trial in trials if math.isfinite(score := self._score(trial))]
        statuses = [trial.status for trial in trials]
        return Arm(
            name,
            estimate(scores) if scores else None,
            statuses.count(Status.DIVERGED),
            statuses.count(Status.FAILED),
            next((trial.reason for trial in trials if trial.status == Status.FAILED), ""),
            sum(trial.seconds for trial in trials) / max(len(trials), 1),
        )
