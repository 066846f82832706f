"""The catalogue as a list, and what of it is there twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from actlab.analysis.relatives import relatives
from actlab.analysis.selection import FAMILIES
from actlab.functions.record import Activation
from actlab.report.document.activation_record import Identity, identity
from actlab.report.document.parts import Column, Document, Table
from actlab.report.document.records import called
from actlab.words import _


@dataclass(frozen=True)
class Duplicate:
    """An activation that is another one at some parameters, or another one stretched and shifted."""

    name: str
    same: str = field(metadata=called("is"))


def listing(activations: Sequence[Activation]) -> Document:
    """Return the list of activations: name, formula, family, reference."""
    columns = (Column(_("name"), wrap="fold"), Column(_("formula")), Column(_("family")), Column(_("reference")))
    rows = tuple((str(one), one.formula, FAMILIES.get(one.family, one.family), _source(one)) for one in activations)
    return Document((Table(columns, rows),))


def listing_records(activations: Sequence[Activation]) -> tuple[Identity, ...]:
    """Return the same for programs."""
    return tuple(identity(one) for one in activations)


def duplicates(activations: Sequence[Activation]) -> tuple[Duplicate, ...]:
    """Return each that is another at some parameters, or another stretched and shifted."""
    found = []
    for one in activations:
        near = relatives(one)
        found += [Duplicate(one.name, same) for same in near.identical]
        found += [Duplicate(one.name, str(same)) for same in near.rescaled]
    return tuple(found)


def duplicates_document(found: Sequence[Duplicate]) -> Document:
    """Return the duplicates as a table."""
    columns = (Column(_("name")), Column(_("is the same as")))
    return Document((Table(columns, tuple((one.name, one.same) for one in found)),))


def _source(activation: Activation) -> str:
    reference = activation.reference
    return f"{reference.authors.partition(',')[0]} {reference.year}" if reference else ""
