"""A card for each activation of a study: formula, curves, kinks, properties, reference, code for other frameworks.

Everything follows from the plan's own formulas when the page is made, so that a store needs no place for it and a study
from any version has its cards. What the catalogue has is kept with the package; the rest takes about 0.1 s for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from actlab.analysis.profile import profile
from actlab.functions.export import export
from actlab.functions.record import Activation
from actlab.report.document.activation_chart import curves
from actlab.report.document.activation_properties import GATED, parameter, properties
from actlab.report.document.charts import Chart, Words
from actlab.report.document.parts import (
    Card,
    Code,
    Document,
    Facts,
    Formula,
    Heading,
    NamedChart,
    Paragraph,
    Picture,
    Plain,
)
from actlab.report.document.trained import trained
from actlab.studies.arm_records import ArmRecord, LayeredRecord
from actlab.studies.study import Study
from actlab.words import _, decimal, joined

OPEN = 8  # cards at most that are open from the start
POINTS = 201  # of a curve; kinks at tenths are among them
_TITLES = {"torch": "PyTorch", "keras": "Keras", "jax": "JAX", "numpy": "NumPy", "latex": "LaTeX"}


def cards(study: Study) -> Document:
    """Return the card of each activation, in the plan's order, with the charts on them; folded where they are many.

    None where they are words for a command of the user's: nobody here knows what it computes.

    An arm that has several has a card that says which stands where, with those that no other card shows.
    """
    if study.plan.own and study.plan.own.command:
        return Document(())
    made: list[Card] = []
    charts: list[NamedChart] = []
    alone = {arm.digest for arm in study.plan.arms if isinstance(arm, ArmRecord)}
    for place, arm in enumerate(study.plan.arms, start=1):
        if isinstance(arm, ArmRecord):
            shown = [_one(study, arm, arm.name, f"activation-{place}")]
            parts = [*shown[0].parts]
        else:
            several = [one for one in arm.parts if one.digest not in alone]
            shown = [
                _one(study, one, arm.key(one), f"activation-{place}-{n}") for n, one in enumerate(several, start=1)
            ]
            titled = zip(several, shown, strict=True)
            parts = [
                Facts(tuple(_places(arm))),
                *(p for one, said in titled for p in (Heading(one.name, 4), *said.parts)),
            ]
        made.append(Card(arm.name, tuple(parts), open=len(study.plan.arms) <= OPEN))
        charts += [chart for said in shown for chart in said.charts]
    return Document(tuple(made), tuple(charts))


class _Said(NamedTuple):
    """What is said of one activation, and the chart that goes with it, if there is one."""

    parts: tuple[Plain, ...]
    charts: tuple[NamedChart, ...]


def _one(study: Study, arm: ArmRecord, known_as: str, chart_name: str) -> _Said:
    """Return what is said of an activation that the study knows by a name."""
    found = trained(arm, study.provenance.references.get(known_as))
    chart = NamedChart(chart_name, _chart(found, arm.name)) if found else None
    return _Said(tuple(_parts(study, arm, known_as, found, chart)), (chart,) if chart else ())


def _places(arm: LayeredRecord) -> Iterator[tuple[Words, Words]]:
    """Yield which activation stands where."""
    if len(arm.hidden) == 1:
        yield _("every hidden layer"), arm.hidden[0].name
    else:
        for n, one in enumerate(arm.hidden, start=1):
            yield _("hidden layer {n}").format(n=n), one.name
    if arm.output:
        yield _("output"), arm.output.name


def _chart(found: Activation, name: str) -> Chart:
    title = _("f, f′ and f″ of {name}").format(name=name)
    if found.learnt:
        title = _("f, f′ and f″ of {name}, at the values from which its parameters are learnt").format(name=name)
    return replace(curves(found, name, derivatives=2, points=POINTS), title=title)


def _parts(
    study: Study, arm: ArmRecord, known_as: str, found: Activation | None, chart: NamedChart | None
) -> Iterator[Plain]:
    yield from _written(arm, found)
    if chart:
        yield Picture(chart.name)
    known = properties(profile(found)) if found else []
    unit = [GATED] if found and found.gate else []
    yield Facts((*unit, *_facts(study, arm, known_as), *known, *_sources(study, known_as, found)))
    if found:
        for framework, title in _TITLES.items():
            code = export(replace(found, gate=False), framework)
            yield Code(code, "latex" if framework == "latex" else "python", title=title)


def _written(arm: ArmRecord, found: Activation | None) -> Iterator[Plain]:
    """Yield the formula, or why nothing is computed from it."""
    if not arm.formula:
        yield Paragraph(_("A function in Python, of which a study keeps the digest only: nothing can be drawn of it."))
    elif found:
        yield Formula("f(x)", arm.formula, found.expression)
    else:
        yield Code(f"f(x) = {arm.formula}")
        text = _("This version does not read the formula as the one did that trained it: nothing is computed from it.")
        yield Paragraph(text)


def _facts(study: Study, arm: ArmRecord, known_as: str) -> Iterator[tuple[Words, Words]]:
    if arm.computed_as:
        yield _("computed as"), arm.computed_as
    for one in arm.parameters:
        yield one.name, parameter(one.value, one.learn)
    for kink in study.provenance.kinks.get(known_as, ()):
        slope = _("at x = {x} the slope {slope} is used")
        yield _("kink"), slope.format(x=decimal(f"{kink.x:g}"), slope=decimal(f"{kink.derivative:g}"))


def _sources(study: Study, known_as: str, found: Activation | None) -> Iterator[tuple[Words, Words]]:
    if found and found.note:
        yield _("note"), found.note
    if found and found.aliases:
        yield _("also called"), joined(found.aliases, ", ")
    if known_as in study.provenance.references:
        yield _("reference"), str(study.provenance.references[known_as])
