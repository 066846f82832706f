"""What data sets there are: which are here, which are missing, and exactly which file to put where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from actlab.data.sources.kept import DataFile
from actlab.data.sources.source import Source
from actlab.report.document.charts import Words
from actlab.report.document.parts import Column, Document, Facts, Heading, Paragraph, Table
from actlab.words import Text, _, joined

INCLUDED, FOUND, MISSING = "included", "found", "missing"
_STATES = {INCLUDED: _("included"), FOUND: _("found here"), MISSING: _("missing")}
_TASKS = {
    "classification": _("classification"),
    "regression": _("regression"),
    "sequence": _("sequence"),
    "poisson": _("differential equation"),
}


@dataclass(frozen=True)
class DataRow:
    """A data set. ``rows`` has the numbers of training, validation and test examples, where they are known unread.

    ``paths`` are the files that were found, ``files`` those that are missing, any of ``folders`` the place for them.
    """

    name: str
    title: Words
    task: str
    shape: tuple[int, ...]
    rows: tuple[int, ...]
    licence: Words
    state: str
    paths: tuple[str, ...] = ()
    files: tuple[DataFile, ...] = ()
    folders: tuple[str, ...] = ()
    page: str = ""
    decisions: tuple[Words, ...] = ()
    digest: str = ""


def data_row(source: Source, digest: str = "", rows: tuple[int, ...] = ()) -> DataRow:
    """Return what is said of a data set; its digest and its numbers of examples where it has been read."""
    known = (source.name, source.title, source.task.name, source.shape, rows or source.rows, source.licence)
    kept = source.kept
    if not kept:
        return DataRow(*known, INCLUDED, decisions=source.decisions, digest=digest)
    return DataRow(
        *known,
        MISSING if kept.missing else FOUND,
        paths=tuple(map(str, kept.found or filter(None, [kept.found_archive]))),
        files=kept.missing,
        folders=tuple(map(str, kept.folders)),
        page=kept.page,
        decisions=source.decisions,
        digest=digest,
    )


def data_document(rows: Sequence[DataRow]) -> Document:
    """Return the list of data sets, and what to do for those that are missing."""
    columns = (
        Column(_("name"), wrap="never"),
        Column(_("what it is"), least=24),
        Column(_("task")),
        Column(_("shape"), wrap="never"),
        Column(_("examples"), align="right"),
        Column(_("licence")),
        Column(_("here")),
    )
    table = Table(columns, tuple(map(_cells, rows)), _("Data sets"))
    places = tuple((row.name, _place(row)) for row in rows if row.state != INCLUDED)
    return Document((table, Heading(_("Files"), 2), Facts(places)) if places else (table,))


def data_set_document(row: DataRow) -> Document:
    """Return all that is known of one data set."""
    facts: list[tuple[Words, Words]] = [
        (_("task"), _TASKS.get(row.task, row.task)),
        (_("shape"), _shape(row.shape)),
        (_("examples"), _examples(row.rows)),
        (_("licence"), row.licence),
        (_("here"), joined([_STATES[row.state], *row.paths], "\n")),
        (_("digest"), row.digest),
        (_("described at"), row.page),
        *((_("decision"), decision) for decision in row.decisions),
    ]
    parts = (Heading(row.name), Paragraph(row.title), Facts(tuple((name, words) for name, words in facts if words)))
    if row.state != MISSING:
        return Document(parts)
    columns = (Column(_("file"), wrap="fold"), Column(_("bytes"), align="right"), Column(_("checksum"), wrap="fold"))
    files = tuple((file.name, _number(file.size), file.checksum) for file in row.files)
    addresses = tuple((file.name, file.url) for file in row.files)
    return Document((*parts, Paragraph(_wanted(row)), Table(columns, files), Facts(addresses)))


def _cells(row: DataRow) -> tuple[Words, ...]:
    task = _TASKS.get(row.task, row.task)
    return row.name, row.title, task, _shape(row.shape), _number(sum(row.rows)), row.licence, _STATES[row.state]


def _place(row: DataRow) -> Text:
    """Return where the files were found, or where to put them."""
    if row.state == MISSING:
        return _wanted(row)
    return _("found in {folders}").format(folders=", ".join(dict.fromkeys(str(Path(one).parent) for one in row.paths)))


def _wanted(row: DataRow) -> Text:
    """Return which files to put where, and what to type instead."""
    text = _("put {files} into {folder}, or type: actlab data get {name}")
    return text.format(files=joined([file.name for file in row.files], ", "), folder=row.folders[0], name=row.name)


def _shape(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))


def _number(number: int) -> Words:
    return _("{number:,}").format(number=number) if number else ""


def _examples(rows: tuple[int, ...]) -> Words:
    if not rows:
        return ""
    text = _("{train:,} for training, {validation:,} for validation, {test:,} for the test")
    return text.format(train=rows[0], validation=rows[1], test=rows[2])
