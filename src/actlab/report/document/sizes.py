"""How large the networks are, activation by activation: said where they are not all alike."""

from __future__ import annotations

from actlab.report.document.charts import Words
from actlab.studies.study import Study
from actlab.words import Text, _, decimal, joined

_UNITS = ((1e9, " G"), (1e6, " M"), (1e3, " k"))


def sizes(study: Study) -> Words:
    """Return parameters and operations of each activation's network; empty where they are alike or not known."""
    found = study.provenance.sizes
    if len(set(found.values())) < 2:
        return ""
    text = _("{name} {parameters} and {operations}")
    each = [
        text.format(name=name, parameters=size.parameters, operations=short(size.operations))
        for name, size in found.items()
    ]
    whole = _(
        "Parameters of a network, and operations (multiplications and additions in products with weights) of one "
        "example forwards: {each}."
    )
    return whole.format(each=joined(each, "; "))


def short(count: int) -> Text:
    """Return a count with three digits.

    >>> str(short(12_345_678)), str(short(12))
    ('12.3 M', '12')
    """
    for size, unit in _UNITS:
        if count >= size:
            return joined([decimal(f"{count / size:.3g}"), unit], "")
    return Text.of((str(count),))
