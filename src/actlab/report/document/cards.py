"""A card for each activation of a study: formula, curves, kinks, properties, reference, code for other frameworks.

Everything follows from the plan's own formulas when the page is made, so that a store needs no place for it and a study
from any version has its cards. What the catalogue has is kept with the package; the rest takes about 0.1 s for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from actlab.analysis.profile import profile
from actlab.functions.export import export
from actlab.functions.record import Activation
from actlab.report.document.activation_chart import curves
from actlab.report.document.activation_properties import parameter, properties
from actlab.report.document.charts import Chart, Words
from actlab.report.document.parts import Card, Code, Document, Facts, Formula, NamedChart, Paragraph, Picture, Plain
from actlab.report.document.trained import trained
from actlab.studies.plan import ArmRecord
from actlab.studies.study import Study
from actlab.words import _, decimal, joined

OPEN = 8  # cards at most that are open from the start
POINTS = 201  # of a curve; kinks at tenths are among them
_TITLES = {"torch": "PyTorch", "keras": "Keras", "jax": "JAX", "numpy": "NumPy", "latex": "LaTeX"}


def cards(study: Study) -> Document:
    """Return the card of each activation, in the plan's order, with the charts on them; folded where they are many."""
    made: list[Card] = []
    charts: list[NamedChart] = []
    for place, arm in enumerate(study.plan.arms, start=1):
        found = trained(arm, study.provenance.references.get(arm.name))
        chart = NamedChart(f"activation-{place}", _chart(found, arm.name)) if found else None
        parts = tuple(_parts(study, arm, found, chart))
        made.append(Card(arm.name, parts, open=len(study.plan.arms) <= OPEN))
        charts += [chart] if chart else []
    return Document(tuple(made), tuple(charts))


def _chart(found: Activation, name: str) -> Chart:
    title = _("f, f′ and f″ of {name}").format(name=name)
    if found.learnt:
        title = _("f, f′ and f″ of {name}, at the values from which its parameters are learnt").format(name=name)
    return replace(curves(found, name, derivatives=2, points=POINTS), title=title)


def _parts(study: Study, arm: ArmRecord, found: Activation | None, chart: NamedChart | None) -> Iterator[Plain]:
    yield from _written(arm, found)
    if chart:
        yield Picture(chart.name)
    known = properties(profile(found)) if found else []
    yield Facts((*_facts(study, arm), *known, *_sources(study, arm, found)))
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


def _facts(study: Study, arm: ArmRecord) -> Iterator[tuple[Words, Words]]:
    if arm.computed_as:
        yield _("computed as"), arm.computed_as
    for one in arm.parameters:
        yield one.name, parameter(one.value, one.learn)
    for kink in study.provenance.kinks.get(arm.name, ()):
        slope = _("at x = {x} the slope {slope} is used")
        yield _("kink"), slope.format(x=decimal(f"{kink.x:g}"), slope=decimal(f"{kink.derivative:g}"))


def _sources(study: Study, arm: ArmRecord, found: Activation | None) -> Iterator[tuple[Words, Words]]:
    if found and found.note:
        yield _("note"), found.note
    if found and found.aliases:
        yield _("also called"), joined(found.aliases, ", ")
    if arm.name in study.provenance.references:
        yield _("reference"), str(study.provenance.references[arm.name])
