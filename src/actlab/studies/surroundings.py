"""Describes what a plan is about to be run with."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from math import prod

from actlab.data.dataset import Dataset
from actlab.functions.arms import Arm
from actlab.functions.catalogue import CATALOGUE
from actlab.functions.expression import Number
from actlab.functions.record import Activation
from actlab.functions.records import Reference
from actlab.studies.plan import Plan
from actlab.studies.provenance import DataRecord, FoundKink, Provenance, Size
from actlab.training.batches import digest
from actlab.training.jax_trainer import LIBRARIES
from actlab.training.recipe import Recipe
from actlab.training.trial import Frozen
from actlab.words import Text, _

HASHED = 64  # seeds whose batches are hashed: enough to tell one stream from another


def provenance(plan: Plan, arms: Sequence[Arm], recipe: Recipe, devices: Sequence[str]) -> Provenance:
    """Describe what a plan is about to be run with; of its seeds, at most the batches of the first HASHED."""
    data, seeds = recipe.data, range(min(plan.evaluation_seeds.stop, HASHED))
    return Provenance(
        data_set=DataRecord(
            title=data.title,
            licence=data.licence,
            task=data.task.name,
            examples=Frozen({name: len(split) for name, split in data.splits._asdict().items()}),
            input_divisor=data.unit,
            sha256=data.digest,
            decisions=(*data.decisions, *_blind(arms, data)),
        ),
        kinks=Frozen(_kinks(arms)),
        batches_sha256=Frozen({seed: digest(recipe.rows(seed)) for seed in seeds}),
        versions=Frozen({"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}),
        system=platform.platform(),
        devices=tuple(devices),
        references=Frozen({arm.name: found for arm in arms if (found := _reference(arm.activation))}),
        sizes=Frozen({arm.name: _size(recipe, arm.activation) for arm in arms}),
    )


def _size(recipe: Recipe, activation: Activation) -> Size:
    network = recipe.network_of(activation)
    declared = network.parameters(recipe.data.form).values()
    learnt = sum(
        shape[-1] if parameter.learn == "unit" else 1
        for shape in network.sites(recipe.data.form).values()
        for parameter in activation.learnt
    )
    products = (2 * prod(one.shape) * one.uses for one in declared if len(one.shape) > 1)
    return Size(learnt + sum(prod(one.shape) for one in declared), sum(products))


def _blind(arms: Sequence[Arm], data: Dataset) -> Iterator[Text]:
    """Yield which activations cannot learn from a loss that is made of second derivatives."""
    if data.task.view is None:
        return
    for arm in arms:
        if arm.activation.source is None and arm.activation.tree(2) == Number(0.0):
            text = _(
                "{name}: its second derivative is zero, so that of the network is, too: the residual cannot fall, "
                "whatever is learnt"
            )
            yield text.format(name=arm.name)


def _reference(activation: Activation) -> Reference | None:
    """Return where an activation comes from; nowhere, where a record of the catalogue has been edited."""
    known = [(one.reference, one.formula) for one in CATALOGUE.values()]
    return activation.reference if (activation.reference, activation.formula) in known else None


def _kinks(arms: Sequence[Arm]) -> Mapping[str, tuple[FoundKink, ...]]:
    written = [arm for arm in arms if arm.activation.source is None]
    return {arm.name: tuple(FoundKink(*kink) for kink in arm.activation.kinks) for arm in written}
