"""What makes a stored plan complete: the data as read, the batches, versions and machine."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

import jax

from actlab.functions.arms import Arm
from actlab.studies.plan import Plan
from actlab.training.batches import digest
from actlab.training.recipe import Recipe

LIBRARIES = ("actlab", "jax", "jaxlib", "numpy", "optax", "scipy")


@dataclass(frozen=True)
class DataRecord:
    """A data set as it was read; ``examples`` counts those of each split."""

    title: str
    licence: str
    task: str
    examples: dict[str, int]
    input_divisor: float
    sha256: str


@dataclass(frozen=True)
class FoundKink:
    """A point where the derivative jumps, and the derivative used there, as numbers."""

    x: float
    derivative: float


@dataclass(frozen=True)
class Provenance:
    """What a plan was run with: ``batches_sha256`` by seed, ``kinks`` by arm with a formula."""

    data_set: DataRecord
    kinks: dict[str, tuple[FoundKink, ...]]
    batches_sha256: dict[int, str]
    versions: dict[str, str]
    system: str
    devices: tuple[str, ...]


def provenance(plan: Plan, arms: Sequence[Arm], recipe: Recipe, devices: Sequence[jax.Device]) -> Provenance:
    """Describe what a plan is about to be run with."""
    data = recipe.data
    return Provenance(
        data_set=DataRecord(
            title=data.title,
            licence=data.licence,
            task=data.task.name,
            examples={name: len(split) for name, split in data.splits._asdict().items()},
            input_divisor=data.unit,
            sha256=data.digest,
        ),
        kinks={
            arm.name: tuple(FoundKink(*kink) for kink in arm.activation.kinks)
            for arm in arms
            if arm.activation.source is None
        },
        batches_sha256={seed: digest(recipe.rows(seed)) for seed in range(plan.evaluation_seeds.stop)},
        versions={"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        system=platform.platform(),
        devices=tuple(f"{device.platform}:{device.id}" for device in devices),
    )
