"""Runs a plan: members from the plan, events from an executor, a study from the trials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from actlab.data.chance import chance
from actlab.data.dataset import Dataset
from actlab.data.tasks import Metric
from actlab.functions.arms import Arm
from actlab.networks.network import network
from actlab.studies.plan import Plan
from actlab.studies.study import Study
from actlab.studies.tuning import Try, Tuning, tune
from actlab.training.recipe import Recipe
from actlab.training.trainer import Event, Executor, Member
from actlab.training.trial import Trial

Keep = Callable[[Study], None]  # is handed the study after every network that has ended


class Progress(Protocol):
    """Somebody who wants to know how a run goes on."""

    def note(self, text: str) -> None:
        """Be told something that people should know before they wait."""

    def begin(self, plan: Plan, metric: Metric, members: Sequence[Member]) -> None:
        """Be told what is going to be trained."""

    def update(self, event: Event) -> None:
        """Be told of a segment that has ended."""

    def end(self) -> None:
        """Be told that nothing more will come."""


def prepare(plan: Plan, data: Dataset) -> Recipe:
    """Return what all members of a plan share."""
    return Recipe(
        data=data,
        network=network(plan.network.spec),
        initialisation=plan.network.initialisation,
        optimizer=plan.training.optimizer,
        batch=plan.training.batch,
        steps=plan.training.steps,
        evaluate_every=plan.training.evaluate_every,
        curve_examples=plan.training.curve_examples,
        curve_split=plan.training.curves_read,
        probes=plan.training.probes,
        metric=plan.judgement.metric,
    )


def run(
    study: Study,
    arms: Sequence[Arm],
    recipe: Recipe,
    executor: Executor,
    *,
    keep: Keep = lambda study: None,
    progress: Progress | None = None,
) -> Study:
    """Train all members of a study's plan and return it with its trials; ``keep`` sees it grow.

    Ctrl-C (KeyboardInterrupt) ends the training; what has finished is kept and the study says that it was
    interrupted.
    """
    running = _Running(study, arms, recipe, executor, keep, progress)
    keep(study)
    try:
        if study.plan.tuned:
            running.tune()
        for seeds in study.plan.looks:
            running.evaluate(seeds)
            if study.plan.seeds.until_decided and running.study.findings.decided:
                break
    except KeyboardInterrupt:
        running.study = replace(running.study, interrupted=True)
        keep(running.study)  # once more: it may have been cut off in the middle
    return running.study


class _Running:
    """A study that grows by one trial at a time; each state of it is a record of its own."""

    def __init__(
        self,
        study: Study,
        arms: Sequence[Arm],
        recipe: Recipe,
        executor: Executor,
        keep: Keep,
        progress: Progress | None,
    ) -> None:
        self.study, self.arms, self.recipe = study, arms, recipe
        self.executor, self.keep, self.progress = executor, keep, progress

    def tune(self) -> None:
        """Choose the learning rates; the test data are left alone."""
        plan, metric = self.study.plan, self.study.metric
        recipe = replace(self.recipe, read_test=False, curve_split="validation")
        level = chance(recipe.data, "validation").scores[metric.name]
        begun = Tuning(plan.arms, metric, level, plan.tuning)
        self._grow(replace(self.study, tuning=begun))
        activations = {arm.activation.digest: arm.activation for arm in self.arms}

        def train(tries: Sequence[Try]) -> Sequence[Trial]:
            members = [Member(activations[one.arm.digest], one.learning_rate, one.seed) for one in tries]
            return self._train(recipe, members, self._tried)

        self._grow(replace(self.study, tuning=tune(begun, train)))

    def evaluate(self, seeds: Sequence[int]) -> None:
        """Train every arm at its learning rate for these seeds."""
        rates = self.study.rates
        members = [Member(arm.activation, rates[arm.name], seed) for seed in seeds for arm in self.arms]
        self._train(self.recipe, members, self._ended)

    def _tried(self, trial: Trial) -> None:
        tuning = self.study.tuning
        assert tuning is not None
        self._grow(replace(self.study, tuning=tuning.more([trial])))

    def _ended(self, trial: Trial) -> None:
        self._grow(replace(self.study, trials=(*self.study.trials, trial)))

    def _grow(self, study: Study) -> None:
        self.study = study
        self.keep(study)

    def _train(self, recipe: Recipe, members: Sequence[Member], take: Callable[[Trial], None]) -> list[Trial]:
        trials = []
        events = self.executor.run(recipe, members)
        if self.progress:
            self.progress.begin(self.study.plan, self.study.metric, members)
        try:
            for event in events:
                if event.trial:
                    trials.append(event.trial)
                    take(event.trial)
                if self.progress:
                    self.progress.update(event)
        finally:
            events.close()
            if self.progress:
                self.progress.end()
        return trials
