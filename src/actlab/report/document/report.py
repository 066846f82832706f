"""What a study's report says, for whoever was not there: the finding, its picture, and all that they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from actlab.report.document.again import from_nothing
from actlab.report.document.charts import Words
from actlab.report.document.comparison import comparison
from actlab.report.document.curves import trained
from actlab.report.document.methods import study_methods
from actlab.report.document.parts import Code, Document, Facts, Heading, Lead, Paragraph, Part, Picture
from actlab.studies.plan import ArmRecord, ParameterRecord
from actlab.studies.study import Study
from actlab.words import Text, _, decimal, joined

_CHARTS: Sequence[tuple[Text, tuple[str, ...]]] = (
    (_("While training"), ("curves", "zoom")),
    (_("Inside the networks"), ("probes",)),
    (_("Seed by seed"), ("pairs",)),
    (_("Learning rates"), ("sensitivity", "expected")),
)
_FIRST = "differences"
_LEARNT: Mapping[str, Words] = {"layer": _(", learnt, one per layer"), "unit": _(", learnt, one per unit")}


def report(study: Study, files: Sequence[Code] = ()) -> Document:
    """Return the document of a study with its charts in their places, its methods, plan and files."""
    found = comparison(study)
    names = {named.name for named in found.charts}
    return Document(tuple(_parts(study, found.parts, names, files)), found.charts)


def _parts(study: Study, said_of: Sequence[Part], charts: set[str], files: Sequence[Code]) -> Iterator[Part]:
    yield Heading(_("Which activation function? {setting}").format(setting=trained(study)))
    first = next((place for place, part in enumerate(said_of) if not isinstance(part, Lead)), len(said_of))
    yield from said_of[:first]
    if _FIRST in charts:
        yield Picture(_FIRST)
    yield from said_of[first:]
    for title, named in _CHARTS:
        if shown := [Picture(name) for name in named if name in charts]:
            yield Heading(title, 2)
            yield from shown
    yield from _activations(study)
    if words := study_methods(study):
        yield Heading(_("Methods"), 2)
        yield Paragraph(words)
    yield from _plan(study)
    if files:
        yield Heading(_("Files"), 2)
        yield from files


def _activations(study: Study) -> Iterator[Part]:
    yield Heading(_("Activations"), 2)
    for arm in study.plan.arms:
        yield Heading(arm.name, 3)
        yield Facts(tuple(_activation(study, arm)))


def _activation(study: Study, arm: ArmRecord) -> Iterator[tuple[Words, Words]]:
    yield "f(x)", arm.formula or _("a function in Python")
    if arm.computed_as:
        yield _("computed as"), arm.computed_as
    for parameter in arm.parameters:
        yield parameter.name, _value(parameter)
    for kink in study.provenance.kinks.get(arm.name, ()):
        slope = _("at x = {x} the slope {slope} is used")
        yield _("kink"), slope.format(x=decimal(f"{kink.x:g}"), slope=decimal(f"{kink.derivative:g}"))
    if arm.name in study.provenance.references:
        yield _("reference"), str(study.provenance.references[arm.name])


def _value(parameter: ParameterRecord) -> Words:
    return joined([decimal(f"{parameter.value:g}"), _LEARNT.get(parameter.learn, "")], "")


def _plan(study: Study) -> Iterator[Part]:
    """Yield what identifies the study: with the same plan, data and versions the same numbers follow."""
    found = study.provenance
    rows: list[tuple[Words, Words]] = [
        (_("plan (SHA-256)"), study.plan.digest),
        (_("data"), found.data_set.title),
        (_("licence of the data"), found.data_set.licence),
        (_("data (SHA-256)"), found.data_set.sha256),
        *((_("decided when the data were read"), words) for words in found.data_set.decisions),
        (_("versions"), joined([f"{name} {version}" for name, version in found.versions.items()], ", ")),
        (_("system"), found.system),
        (_("devices"), joined(found.devices, ", ")),
    ]
    yield Heading(_("Plan, data and versions"), 2)
    if line := from_nothing(study):
        yield Paragraph(_("The same study from nothing; its plan then has the same SHA-256:"))
        yield Code(line, "sh")
    yield Facts(tuple((name, words) for name, words in rows if words))
