"""Runs a plan: members from the plan, events from the population, a study from the events."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import jax

from actlab.data.datasets import Data, load
from actlab.data.tasks import Task
from actlab.errors import InvalidInput
from actlab.functions.find import find as activation
from actlab.networks.network import network
from actlab.studies.files import write_plan, write_results, write_tuning
from actlab.studies.plan import Plan
from actlab.studies.study import Study
from actlab.studies.tuning import Tuning, tune
from actlab.training.batches import digest
from actlab.training.member import Member, Recipe
from actlab.training.population import Event, Result, choose_devices, train
from actlab.words import _


class Progress(Protocol):
    """Somebody who wants to know how a run goes on."""

    def note(self, text: str) -> None:
        """Be told something that people should know before they wait."""

    def begin(self, plan: Plan, task: Task, members: Sequence[Member]) -> None:
        """Be told what is going to be trained."""

    def update(self, event: Event) -> None:
        """Be told of a segment that has ended."""

    def end(self) -> None:
        """Be told that nothing more will come."""


def prepare(plan: Plan) -> Recipe:
    """Read the data of a plan and check what depends on them; nothing is trained or written.

    Raises InvalidInput when the batch is larger than the training set, or the data cannot be read.
    """
    data = load(plan.data)
    examples = len(data.splits.train)
    if plan.batch > examples:
        message = _("batch: {batch} is more than the {n} training examples of {data}. Try --batch 64.")
        raise InvalidInput(message.format(batch=plan.batch, n=examples, data=plan.data))
    return Recipe(
        data=data,
        network=network(plan.network),
        initialisation=plan.initialisation,
        optimizer=plan.optimizer,
        batch=plan.batch,
        steps=plan.steps,
        evaluate_every=plan.evaluate_every,
        curve_examples=plan.curve_examples,
        probes=plan.probes,
        curve_split=plan.curves_read,
    )


def run(
    plan: Plan,
    recipe: Recipe,
    *,
    folder: Path | None = None,
    progress: Progress | None = None,
    devices: int | None = None,
) -> Study:
    """Train all members of a plan and return the study; with a folder, its files are true at any moment.

    Ctrl-C (KeyboardInterrupt) ends the training after the segments under way; what has finished is kept and
    the study says that it was interrupted.
    """
    chosen = choose_devices(devices)
    study = Study(plan, recipe.data.record.task, folder=folder, description=_describe(plan, recipe, chosen))
    if folder:
        study.files = [write_plan(study, folder), *write_results(study, folder)]
    trainer = _Trainer(study, recipe, chosen, progress)
    try:
        if plan.tuned:
            trainer.tune()
        for seeds in _batches(plan):
            trainer.evaluate(seeds)
            if plan.until_decided and study.decided:
                break
    except KeyboardInterrupt:
        study.interrupted = True
    return study


def _batches(plan: Plan) -> list[range]:
    """Return the seeds that are trained before one looks at the results."""
    seeds, size = plan.evaluation_seeds, plan.seeds_per_batch if plan.until_decided else plan.seeds
    return [seeds[start : start + size] for start in range(0, len(seeds), size)]


@dataclass(frozen=True)
class _Trainer:
    study: Study
    recipe: Recipe
    devices: list[jax.Device]
    progress: Progress | None

    def tune(self) -> None:
        """Choose the learning rates; the test data are left alone."""
        plan, task = self.study.plan, self.study.task
        tuning = self.study.tuning = Tuning(plan.activations, task.higher_is_better, sorted(plan.lr_grid))
        recipe = replace(self.recipe, read_test=False, curve_split="validation")
        if self.study.folder:
            self.study.files.append(write_tuning(self.study, self.study.folder))

        def take(result: Result) -> None:
            tuning.results.append(result)
            if self.study.folder:
                write_tuning(self.study, self.study.folder)

        tune(plan, tuning, lambda members, take: self._train(recipe, members, take), take)

    def evaluate(self, seeds: Iterable[int]) -> None:
        """Train every activation at its learning rate for these seeds."""
        plan, tuning = self.study.plan, self.study.tuning
        rates = {a: tuning.best(a) if tuning else float(plan.lr) for a in plan.activations}
        members = [Member(activation(a), rates[a], seed) for seed in seeds for a in plan.activations]

        def take(result: Result) -> None:
            self.study.results.append(result)
            if self.study.folder:
                write_results(self.study, self.study.folder)

        self._train(self.recipe, members, take)

    def _train(self, recipe: Recipe, members: Sequence[Member], take: Callable[[Result], None]) -> None:
        events = train(recipe, members, self.devices)
        if self.progress:
            self.progress.begin(self.study.plan, self.study.task, members)
        try:
            for event in events:
                if event.ended:
                    take(event.result)
                if self.progress:
                    self.progress.update(event)
        finally:
            events.close()
            if self.progress:
                self.progress.end()


def _describe(plan: Plan, recipe: Recipe, devices: list[jax.Device]) -> dict[str, Any]:
    """Return what makes a stored plan complete: formulas, sizes, digests, versions."""
    return {
        "formulas": {name: _describe_activation(name) for name in plan.activations},
        "data_set": _describe_data(recipe.data),
        "batches_sha256": {seed: digest(recipe.rows(seed)) for seed in range(plan.evaluation_seeds.stop)},
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in ("actlab", "jax", "jaxlib", "numpy", "optax", "scipy")},
        },
        "machine": {
            "system": platform.platform(),
            "devices": [f"{device.platform}:{device.id}" for device in devices],
        },
    }


def _describe_activation(name: str) -> dict[str, Any]:
    record = activation(name)
    return {
        "formula": record.formula,
        "parameters": {parameter.name: parameter.value for parameter in record.parameters},
        "kinks": [{"x": at, "derivative": slope} for at, slope in record.kinks],
    }


def _describe_data(data: Data) -> dict[str, Any]:
    return {
        "title": data.record.title,
        "licence": data.record.licence,
        "task": data.record.task.name,
        "examples": {name: len(split) for name, split in data.splits._asdict().items()},
        "input_divisor": data.record.unit,
    }
