"""Describes what a plan is about to be run with."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from math import prod

import numpy as np

from actlab.analysis.profile import profile
from actlab.data.dataset import Dataset
from actlab.functions.arms import Arm
from actlab.functions.expression import Number
from actlab.functions.layered import Arrangement, activations, output_of
from actlab.networks.layers import OUTPUT
from actlab.studies.known import known_of
from actlab.studies.plan import Plan
from actlab.studies.provenance import DataRecord, Provenance, Size
from actlab.training.batches import digest
from actlab.training.jax_trainer import LIBRARIES
from actlab.training.placed import placed
from actlab.training.recipe import Recipe
from actlab.training.trial import Frozen
from actlab.words import Text, _

HASHED = 64  # seeds whose batches are hashed: enough to tell one stream from another


def provenance(plan: Plan, arms: Sequence[Arm], recipe: Recipe, devices: Sequence[str]) -> Provenance:
    """Describe what a plan is about to be run with; of its seeds, at most the batches of the first HASHED."""
    data, seeds = recipe.data, range(min(plan.evaluation_seeds.stop, HASHED))
    known = known_of(plan, arms)
    return Provenance(
        data_set=DataRecord(
            title=data.title,
            licence=data.licence,
            task=data.task.name,
            examples=Frozen({name: len(split) for name, split in data.splits._asdict().items()}),
            input_divisor=data.unit,
            sha256=data.digest,
            decisions=(*data.decisions, *_blind(arms, data), *_out_of_reach(arms, data)),
        ),
        kinks=known.kinks,
        batches_sha256=Frozen({seed: digest(recipe.rows(seed)) for seed in seeds}),
        versions=Frozen({"python": platform.python_version(), **_versions()}),
        system=platform.platform(),
        devices=tuple(devices),
        references=known.references,
        sizes=Frozen({arm.name: _size(recipe, arm.activation) for arm in arms}),
    )


@cache
def _versions() -> Mapping[str, str]:
    return {name: version(name) for name in LIBRARIES}


def _size(recipe: Recipe, activation: Arrangement) -> Size:
    network, form = recipe.network_of(activation), recipe.data.form
    declared, shapes = network.parameters(form).values(), {OUTPUT: (form.outputs,), **network.sites(form)}
    learnt = sum(
        shapes[site][-1] if parameter.learn == "unit" else 1
        for site, found in placed(recipe, activation).items()
        for parameter in found.learnt
    )
    products = (2 * prod(one.shape) * one.uses for one in declared if len(one.shape) > 1)
    return Size(learnt + sum(prod(one.shape) for one in declared), sum(products))


def _blind(arms: Sequence[Arm], data: Dataset) -> Iterator[Text]:
    """Yield which activations cannot learn from a loss that is made of second derivatives."""
    if data.task.view is None:
        return
    for arm in arms:
        if all(one.source is None and one.tree(2) == Number(0.0) for one in activations(arm.activation)):
            text = _(
                "{name}: its second derivative is zero, so that of the network is, too: the residual cannot fall, "
                "whatever is learnt"
            )
            yield text.format(name=arm.name)


def _out_of_reach(arms: Sequence[Arm], data: Dataset) -> Iterator[Text]:
    """Yield which activations at the output cannot give all that is to be learnt, and how many targets that are."""
    targets = np.asarray(data.splits.train.targets, np.float64).reshape(len(data.splits.train), -1)[:, 0]
    for arm in arms:
        last = output_of(arm.activation)
        if last is None or last.source or last.learnt:  # whose range nobody knows, or which training moves
            continue
        known = profile(last)
        beyond = int(np.sum((targets < known.low) | (targets > known.high)))
        if beyond:
            text = _(
                "{name}: the output lies between {low:g} and {high:g}, which {n} of the {all} training targets, as the "
                "network sees them (from {least:.3g} to {most:.3g}), do not: they cannot be reached"
            )
            yield text.format(
                name=arm.name,
                low=known.low,
                high=known.high,
                n=beyond,
                all=len(targets),
                least=targets.min(),
                most=targets.max(),
            )
