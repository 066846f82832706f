"""Runs a plan: members from the plan, events from the population, a study from the events."""

from __future__ import annotations

import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import jax

from actlab.data.datasets import Data, load
from actlab.data.tasks import Task
from actlab.errors import InvalidInput
from actlab.functions.activation import activation
from actlab.language import _
from actlab.networks.network import network
from actlab.studies.files import write_plan, write_results
from actlab.studies.plan import Plan
from actlab.studies.study import Study
from actlab.training.batches import digest
from actlab.training.member import Member, Recipe
from actlab.training.population import Event, choose_devices, train


class Progress(Protocol):
    """Somebody who wants to know how a run goes on."""

    def begin(self, plan: Plan, task: Task) -> None:
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
    members = [Member(activation(a), plan.lr, seed) for seed in range(plan.seeds) for a in plan.activations]
    events = train(recipe, members, chosen)
    if progress:
        progress.begin(plan, study.task)
    try:
        for event in events:
            if event.ended:
                study.results.append(event.result)
                if folder:
                    write_results(study, folder)
            if progress:
                progress.update(event)
    except KeyboardInterrupt:
        study.interrupted = True
    finally:
        events.close()
        if progress:
            progress.end()
    return study


def _describe(plan: Plan, recipe: Recipe, devices: list[jax.Device]) -> dict[str, Any]:
    """Return what makes a stored plan complete: formulas, sizes, digests, versions."""
    return {
        "formulas": {name: _describe_activation(name) for name in plan.activations},
        "data_set": _describe_data(recipe.data),
        "batches_sha256": {seed: digest(recipe.rows(seed)) for seed in range(plan.seeds)},
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
