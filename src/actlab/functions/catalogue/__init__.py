"""The table of activations, one file for each family: one record each, and nothing else to edit.

Aliases say under which other names, and in which framework, the same function goes, with the parameters that
it has there: Keras' leaky_relu has slope 0.2. Kinks are formulas in the parameters. ``computed_as`` stands where
the readable formula loses digits.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from actlab.functions.catalogue import (
    exponential,
    oscillating_or_localised,
    piecewise_linear,
    polynomial,
    self_gated,
    sigmoidal,
    softplus_like,
)
from actlab.functions.record import Activation

_FAMILIES = (
    piecewise_linear.RECORDS,
    polynomial.RECORDS,
    exponential.RECORDS,
    softplus_like.RECORDS,
    self_gated.RECORDS,
    sigmoidal.RECORDS,
    polynomial.LAST,
    oscillating_or_localised.RECORDS,
)


def with_defaults(record: Activation) -> Activation:
    """Return a record whose parameters know that the values they have are what the catalogue says."""
    parameters = (replace(p, default=p.value, default_learn=p.learn) for p in record.parameters)
    return replace(record, parameters=tuple(parameters))


def aliases_of(record: Activation) -> dict[str, Activation]:
    """Return a record's other names, each with the record at the parameters that it has there."""
    found = {}
    for alias in record.aliases:
        name, bracket, parameters = alias.rstrip(")").partition("(")
        pairs = [pair.split("=") for pair in parameters.split(",")] if bracket else []
        found[name] = record.with_parameters(**{key.strip(): float(value) for key, value in pairs})
    return found


CATALOGUE: Mapping[str, Activation] = MappingProxyType(
    {record.name: with_defaults(record) for family in _FAMILIES for record in family}
)
ALIASES: Mapping[str, Activation] = MappingProxyType(
    {name: found for record in CATALOGUE.values() for name, found in aliases_of(record).items()}
)
