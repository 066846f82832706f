"""The activation that a plan writes in full."""

from __future__ import annotations

from actlab.functions.record import Activation
from actlab.functions.records import Kink, Parameter
from actlab.studies.arm_records import ArmRecord


def recorded(record: ArmRecord) -> Activation:
    """Return the activation of an arm with a formula."""
    return Activation(
        record.name,
        record.formula,
        parameters=tuple(Parameter(one.name, one.value, learn=one.learn) for one in record.parameters),
        declared_kinks=None if record.kinks is None else tuple(Kink(k.at, k.derivative) for k in record.kinks),
        computed_as=record.computed_as,
        gate=record.gate,
    )
