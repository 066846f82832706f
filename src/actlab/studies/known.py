"""What a study keeps of its activations besides the plan: their kinks as numbers, and where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from actlab.functions.arms import Arm
from actlab.functions.catalogue import CATALOGUE
from actlab.functions.layered import activations
from actlab.functions.record import Activation
from actlab.functions.records import Reference
from actlab.studies.arm_records import ArmRecord
from actlab.studies.plan import Plan
from actlab.studies.provenance import FoundKink
from actlab.training.trial import Frozen


class Known(NamedTuple):
    """The kinks of activations with a formula, and the references of those of the catalogue, by name."""

    kinks: Frozen[str, tuple[FoundKink, ...]]
    references: Frozen[str, Reference]


def known_of(plan: Plan, arms: Sequence[Arm]) -> Known:
    """Return what is known of a plan's activations; one of an arm that has several stands as ``ARM: ACTIVATION``."""
    found: dict[str, Activation] = {}
    for record, arm in zip(plan.arms, arms, strict=True):
        if isinstance(record, ArmRecord):
            found |= dict.fromkeys([record.name], *activations(arm.activation))
        else:
            found |= dict(zip(map(record.key, record.parts), activations(arm.activation), strict=True))
    return Known(
        Frozen({name: _kinks(one) for name, one in found.items() if one.source is None}),
        Frozen({name: said for name, one in found.items() if (said := _reference(one))}),
    )


def _reference(activation: Activation) -> Reference | None:
    """Return where an activation comes from; nowhere, where a record of the catalogue has been edited."""
    known = [(one.reference, one.formula) for one in CATALOGUE.values()]
    return activation.reference if (activation.reference, activation.formula) in known else None


def _kinks(activation: Activation) -> tuple[FoundKink, ...]:
    return tuple(FoundKink(*kink) for kink in activation.kinks)
