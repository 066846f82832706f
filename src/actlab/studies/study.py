"""A study: a plan with what became of its networks, frozen, and the findings that follow."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from actlab.data.chance import Chance
from actlab.data.metrics import MetricRecord, TaskRecord
from actlab.findings.answers import Agreement, agreement
from actlab.findings.findings import Findings, find
from actlab.findings.levels import level as level_of
from actlab.findings.results import Examples, Measure, Results, Table
from actlab.statistics.paired import Estimate, estimate
from actlab.statistics.verdict import Comparison
from actlab.studies.plan import Plan
from actlab.studies.protocols import CLAIM
from actlab.studies.provenance import Provenance
from actlab.studies.shards import Part
from actlab.studies.tuning import Tuning
from actlab.training.trial import Frozen, Status, Trial


class Arm(NamedTuple):
    """One activation over the complete pairs.

    ``test`` counts a network that failed as one prediction for all examples; ``sound`` leaves it out, and is None where
    every network failed. ``statuses`` counts them, ``reasons`` says of each way of failing why the first did.
    ``seconds`` is the mean training time of a network. ``unmoved`` are the learnt parameters that no network moved.
    """

    activation: str
    test: Estimate
    sound: Estimate | None
    statuses: Mapping[Status, int]
    reasons: Mapping[Status, str]
    seconds: float
    unmoved: tuple[str, ...] = ()

    @property
    def failed(self) -> int:
        """How many networks failed, in whatever way."""
        return sum(self.statuses.values()) - self.statuses[Status.FINISHED]


@dataclass(frozen=True)
class Study:
    """A plan with its trials. All that is said of it follows from ``findings``, which is computed once.

    ``chance`` is what one prediction for all test examples scores, at which a network that failed counts, or has no
    score where nobody knows: it then counts as the worst that was seen. ``files``
    lists what has been written into ``folder``. ``tuning`` is how the learning rates were chosen; ``same`` is the
    second answer, with one initialisation for all. ``judged`` is the number of seeds that had been judged before the
    study was extended; from then on it is judged by the test that allows for looking. ``part`` is the shard that was
    trained, where it was no more than that.
    """

    plan: Plan
    task: TaskRecord[MetricRecord]
    provenance: Provenance
    chance: Chance
    trials: tuple[Trial, ...] = ()
    tuning: Tuning | None = None
    same: Study | None = None
    judged: int = 0
    interrupted: bool = False
    part: Part | None = None
    folder: Path | None = None
    files: tuple[Path, ...] = ()

    def carrying(self, **changes: object) -> Self:
        """Return the same study with other ``files`` or another ``same``; what has been computed stays."""
        made = copy(self)
        made.__dict__.update(changes)
        return made

    @property
    def metric(self) -> MetricRecord:
        """The metric that is judged."""
        return self.task.metric(self.plan.judgement.metric)

    @property
    def sequential(self) -> bool:
        """Whether it is judged by the test that allows for looking while seeds are added."""
        return self.plan.seeds.until_decided or self.judged > 0

    @cached_property
    def findings(self) -> Findings:
        """What follows from the complete pairs: verdicts, the claimed order, the headline."""
        return find(self.numbers)

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
    def numbers(self) -> Results:
        """The judged metric of every complete pair; NaN for a network that failed."""
        values = {name: {str(t.key.seed): _sound(t, self.metric) for t in self.of(name)} for name in self.plan.names}
        return Results(
            measure=Measure(self.metric.title, self.metric.higher_is_better, self.metric.percent),
            arms=self.plan.names,
            control=self.plan.judgement.control,
            tables=(Table("", values, self.chance.scores.get(self.metric.name)),),
            margin=self.plan.judgement.margin,
            sequential=self.sequential,
            claim=CLAIM,
            all_pairs=self.plan.judgement.all_pairs,
            step=1 / len(self.chance.examples) if self.metric.counted else None,
            examples=self._examples,
            splits=self._splits,
        )

    @cached_property
    def _level(self) -> float:
        """What a failed network counts as."""
        return level_of(self.numbers.tables[0], self.metric.higher_is_better)[0]

    @property
    def _splits(self) -> float | None:
        """How many test examples there are to a training example, where a seed divides the data anew."""
        if not self.plan.seeds.resample:
            return None
        assert self.provenance.data_set  # or there would be nothing to divide
        examples = self.provenance.data_set.examples
        return examples["test"] / examples["train"]

    @property
    def _examples(self) -> Examples | None:
        """What each test example adds to the judged metric, where that is the task's first, of every network."""
        counted = self.metric.counted
        values = self.chance.examples if counted else self.chance.contributions
        if self.metric != self.chance.metric or values is None:
            return None
        constant = np.packbits(values > 0).tobytes() if counted else values.astype("<f4").tobytes()

        def of(trial: Trial) -> bytes | None:
            kept = trial.correct if counted else trial.contributions
            return kept if trial.status == Status.FINISHED else constant

        found = {name: {str(trial.key.seed): of(trial) for trial in self.of(name)} for name in self.plan.names}
        known = {name: {seed: one for seed, one in row.items() if one is not None} for name, row in found.items()}
        return Examples(len(values), known, counted) if known == found else None

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
        """Each activation's mean test metric, what failed, and seconds per network; none without a complete pair."""
        return [self._arm(name) for name in self.plan.names] if self.pairs else []

    @property
    def rates(self) -> dict[str, float]:
        """The learning rate of each activation."""
        if self.tuning:
            return {name: self.tuning.best(name) for name in self.plan.names}
        return {name: float(self.plan.training.lr) for name in self.plan.names}

    def best(self, count: int) -> list[str]:
        """Return the activations with the best means, best first, of those with a network that got to its end."""
        ended = {name for name in self.plan.names if any(trial.test for trial in self.of(name))}
        scored = [(arm.test.mean, arm.activation) for arm in self.arms if arm.activation in ended]
        ranked = sorted(scored, key=lambda pair: pair[0], reverse=self.metric.higher_is_better)
        return [name for _mean, name in ranked[:count]]

    def ordered(self) -> list[Trial]:
        """Return all trials by activation and seed."""
        place = {arm.digest: order for order, arm in enumerate(self.plan.arms)}
        return sorted(self.trials, key=lambda trial: (place[trial.key.arm], trial.key.seed))

    def _arm(self, name: str) -> Arm:
        trials, level = self.of(name), self._level
        scores = [_sound(trial, self.metric) for trial in trials]
        sound = [score for score in scores if math.isfinite(score)]
        statuses = [trial.status for trial in trials]
        return Arm(
            activation=name,
            test=estimate([score if math.isfinite(score) else level for score in scores]),
            sound=estimate(sound) if sound else None,
            statuses=Frozen({status: statuses.count(status) for status in Status}),
            reasons=Frozen({trial.status: trial.reason for trial in reversed(trials) if trial.reason}),
            seconds=sum(trial.seconds for trial in trials) / len(trials),
            unmoved=_unmoved(trials),
        )


def _unmoved(trials: Sequence[Trial]) -> tuple[str, ...]:
    """Return the learnt parameters that none of the networks trained to the end has moved."""
    ended = [trial.unmoved for trial in trials if trial.status in (Status.FINISHED, Status.COLLAPSED)]
    return tuple(name for name in ended[0] if all(name in other for other in ended)) if ended else ()


def _sound(trial: Trial, metric: MetricRecord) -> float:
    """Return the test metric; NaN for a network that failed."""
    return trial.test[metric.name] if trial.test and trial.status == Status.FINISHED else math.nan
