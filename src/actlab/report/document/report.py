"""What a study's report says, for whoever was not there: the finding, its picture, and all that they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from actlab.report.document import program
from actlab.report.document.again import from_nothing
from actlab.report.document.charts import Words
from actlab.report.document.comparison import comparison
from actlab.report.document.curves import trained
from actlab.report.document.forest import forest
from actlab.report.document.live import in_the_page
from actlab.report.document.methods import study_methods
from actlab.report.document.parts import Code, Document, Facts, Heading, Lead, NamedChart, Paragraph, Part, Picture
from actlab.report.document.unit import unit_of
from actlab.studies.provenance import DataRecord
from actlab.studies.study import Study
from actlab.words import Text, _, joined

_CHARTS: Sequence[tuple[Text, tuple[str, ...]]] = (
    (_("While training"), ("curves", "zoom")),
    (_("Inside the networks"), ("probes",)),
    (_("Seed by seed"), ("pairs",)),
    (_("Learning rates"), ("sensitivity", "expected")),
)
_FIRST, _SECOND = "differences", "differences-second"


def report(study: Study, activations: Document, files: Sequence[Code] = ()) -> Document:
    """Return the document of a study with its charts in their places, its activations, methods, plan and files.

    ``activations`` are the cards of its activations with their charts.
    """
    found = comparison(study)
    drawn = tuple(_charts(study, found.charts))
    parts = _parts(study, found.parts, {named.name for named in drawn}, activations.parts, files)
    return Document(tuple(parts), (*drawn, *activations.charts))


def judged(title: Words, found: Document, methods: Words = "") -> Document:
    """Return the document of results made elsewhere as a page: its title, the picture of the finding, the methods."""
    first, *others = [named.name for named in found.charts]
    parts: list[Part] = [Heading(title), *_opened(found.parts, first)]
    if others:
        parts += [Heading(_("Pair by pair"), 2), *map(Picture, others)]
    if methods:
        parts += [Heading(_("Methods"), 2), Paragraph(methods)]
    return Document(tuple(parts), found.charts)


def _opened(said_of: Sequence[Part], picture: str) -> Iterator[Part]:
    """Yield what is said, with a picture behind the finding; none where it has no name."""
    first = next((place for place, part in enumerate(said_of) if not isinstance(part, Lead)), len(said_of))
    yield from said_of[:first]
    if picture:
        yield Picture(picture)
    yield from said_of[first:]


def _charts(study: Study, charts: Sequence[NamedChart]) -> Iterator[NamedChart]:
    """Yield the charts; where there are two answers, the differences of each say which of them they are."""
    second = study.same
    if not (second and second.verdicts and study.verdicts):
        yield from charts
        return
    for named in charts:
        first = _("The first answer, with an initialisation of its own for each ({title})")
        title = first.format(title=named.chart.title) if named.name == _FIRST else named.chart.title
        yield replace(named, chart=replace(named.chart, title=title))
    chart = forest(second.verdicts, unit_of(second.findings), second.metric.title)
    words = _("The second answer, with {initialisation} for all ({title})")
    title = words.format(initialisation=second.plan.network.initialisation, title=chart.title)
    yield NamedChart(_SECOND, replace(chart, title=title))


def _parts(
    study: Study, said_of: Sequence[Part], charts: set[str], activations: Sequence[Part], files: Sequence[Code]
) -> Iterator[Part]:
    yield Heading(_("Which activation function? {setting}").format(setting=trained(study)))
    yield from _opened(said_of, _FIRST if _FIRST in charts else "")
    if _SECOND in charts:
        yield Picture(_SECOND)
    for title, named in _CHARTS:
        if shown := [Picture(name) for name in named if name in charts]:
            yield Heading(title, 2)
            yield from shown
    if activations:
        yield Heading(_("Activations"), 2)
        yield from activations
    if line := in_the_page(study):
        yield Paragraph(
            _("To try them out, with data, networks and seeds of your choice, as they learn before your eyes:")
        )
        yield Code(line, "sh")
    if words := study_methods(study):
        yield Heading(_("Methods"), 2)
        yield Paragraph(words)
    yield from _plan(study)
    if files:
        yield Heading(_("Files"), 2)
        yield from files


def _plan(study: Study) -> Iterator[Part]:
    """Yield what identifies the study: with the same plan, data and versions the same numbers follow."""
    found = study.provenance
    rows: list[tuple[Words, Words]] = [
        (_("plan (SHA-256)"), study.plan.digest),
        *(program.facts(study.plan.own) if study.plan.own else ()),
        *(_data(found.data_set) if found.data_set else ()),
        (_("versions"), joined([f"{name} {version}" for name, version in found.versions.items()], ", ")),
        (_("system"), found.system),
        (_("devices"), "" if study.plan.own else joined(found.devices, ", ")),
    ]
    yield Heading(_("Plan and versions") if study.plan.own else _("Plan, data and versions"), 2)
    if line := from_nothing(study):
        yield Paragraph(_("The same study from nothing; its plan then has the same SHA-256:"))
        yield Code(line, "sh")
    yield Facts(tuple((name, words) for name, words in rows if words))


def _data(found: DataRecord) -> Iterator[tuple[Words, Words]]:
    """Yield what identifies the data."""
    yield _("data"), found.title
    yield _("licence of the data"), found.licence
    yield _("data (SHA-256)"), found.sha256
    yield from ((_("decided when the data were read"), words) for words in found.decisions)
