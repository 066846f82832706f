"""The list of studies: plan, activations, how much is there, the headline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from actlab.errors import ActlabError
from actlab.report.document.charts import Words
from actlab.report.document.comparison import study_headline
from actlab.report.document.parts import Column, Document, Paragraph, Table
from actlab.studies.course import networks
from actlab.studies.study import Study
from actlab.words import Text, _, joined

COMPLETE, UNFINISHED, UNREADABLE = "complete", "unfinished", "unreadable"
_STATES = {COMPLETE: _("complete"), UNFINISHED: _("unfinished"), UNREADABLE: _("unreadable")}


@dataclass(frozen=True)
class StudyRow:
    """A stored study. ``finished`` counts the networks that have ended, of ``wanted`` at most.

    ``program`` is what was run, where training is the user's own. ``headline`` is why it cannot be read, where it
    cannot; ``verdicts`` says it shortly.
    """

    folder: str
    state: str
    headline: Words
    protocol: str = ""
    data: str = ""
    network: str = ""
    program: str = ""
    activations: tuple[str, ...] = ()
    seeds: int = 0
    finished: int = 0
    wanted: int = 0
    plan_sha256: str = ""
    verdicts: Words = ""


def study_row(folder: Path, found: Study | ActlabError) -> StudyRow:
    """Return what the list says of a study, or of a file that cannot be opened as one."""
    if isinstance(found, ActlabError):
        return StudyRow(str(folder), UNREADABLE, found.text)
    plan, ended = found.plan, _ended(found) + (_ended(found.same) if found.same else 0)
    return StudyRow(
        folder=str(folder),
        state=UNFINISHED if found.interrupted else COMPLETE,
        headline=study_headline(found),
        protocol=plan.protocol,
        data=plan.data.name,
        network=plan.network.spec,
        program=plan.own.called if plan.own else "",
        activations=plan.names,
        seeds=len(found.pairs),
        finished=ended,
        wanted=networks(plan) if found.interrupted else ended,
        plan_sha256=plan.digest,
        verdicts=_verdicts(found),
    )


def studies_document(rows: Sequence[StudyRow], folder: Path) -> Document:
    """Return the list as people read it."""
    if not rows:
        return Document((Paragraph(_("No study is stored in {folder}.").format(folder=str(folder))),))
    columns = (
        Column(_("study"), wrap="fold", least=12),
        Column(_("plan")),
        Column(_("activations")),
        Column(_("networks"), align="right"),
        Column(_("state")),
        Column(_("headline"), least=20),
    )
    return Document((Table(columns, tuple(map(_cells, rows)), _("Studies")),))


def _cells(row: StudyRow) -> tuple[Words, ...]:
    if row.state == UNREADABLE:
        return row.folder, "", "", "", _STATES[row.state], row.headline
    plan = joined([part for part in (row.protocol, row.data, row.network, row.program) if part], ", ")
    return row.folder, plan, joined(row.activations, ", "), _progress(row), _STATES[row.state], row.verdicts


def _verdicts(study: Study) -> Words:
    """Return the headline without its numbers."""
    if not study.verdicts:
        return ""
    heads, control = study.findings.headline, study.plan.judgement.control
    said = (
        (heads.better, _("Better than {control}: {arms}.")),
        (heads.worse, _("Worse than {control}: {arms}.")),
        (heads.equivalent, _("Equivalent to {control}: {arms}.")),
        (heads.undecided, _("Undecided against {control}: {arms}.")),
    )
    return joined([text.format(control=control, arms=joined(arms, ", ")) for arms, text in said if arms])


def _progress(row: StudyRow) -> Text:
    return _("{n} of {all}").format(n=row.finished, all=max(row.wanted, row.finished))


def _ended(study: Study) -> int:
    return len(study.trials) + (len(study.tuning.trials) if study.tuning else 0)
