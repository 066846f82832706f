"""From files to a table whose columns are understood: what was taken for what, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from actlab.data.tables.read import read_tables
from actlab.data.tables.table import Table
from actlab.errors import InvalidInput
from actlab.studies.judging.asked import Asked
from actlab.studies.judging.exports import Export, curves_metric, recognised
from actlab.studies.judging.flags import with_flags
from actlab.studies.judging.forms import find_form
from actlab.studies.judging.left_out import without_footers
from actlab.studies.judging.logs import by_file_names
from actlab.studies.judging.metrics import Metric, choose
from actlab.studies.judging.parts import Parts, find_parts
from actlab.studies.judging.selecting import select
from actlab.studies.judging.sheet import Sheet
from actlab.studies.judging.statuses import unknown_words
from actlab.studies.judging.turned import upright
from actlab.words import Text, _


@dataclass(frozen=True)
class Reading:
    """A table of results: its rows and columns, the part of each column, what is judged, and what was said of it."""

    source: str
    rows: int
    sheet: Sheet
    parts: Parts
    metric: Metric
    export: Export | None
    remarks: tuple[Text, ...]


def read(paths: Sequence[str | Path], asked: Asked) -> Reading:
    """Read files and find what their columns mean.

    Raises InvalidInput for what cannot be read or is no table of results, and where the meaning is not clear.
    """
    return understand(read_tables(_paths(paths)), asked)


def understand(table: Table, asked: Asked) -> Reading:
    """Return what a table means."""
    sheet = select(Sheet.of(table), asked.where)
    export, curves = recognised(sheet.columns), curves_metric(sheet.columns)
    sheet = export.reshape(sheet) if export and export.reshape else sheet
    sheet, named = by_file_names(sheet) if not asked.arm else (sheet, [])
    parts = _with_status(sheet, find_parts(sheet, asked, export))
    sheet, parts, flagged = with_flags(sheet, parts, asked)
    sheet, parts, turned = upright(sheet, parts, asked)
    sheet, footers = without_footers(sheet, parts)
    form = find_form(sheet, parts, asked, export)
    metric = _metric(sheet, form.parts, asked, export, curves)
    if metric.column:
        others = tuple(name for name in form.parts.free if name != metric.column)
        parts = replace(form.parts, free=others)
    else:
        parts = form.parts
    known = [_("Known by its headings: {program}.").format(program=export.name)] if export else []
    remarks = (*table.remarks, *known, *named, *flagged, *turned, *footers, *form.remarks, *metric.remarks)
    return Reading(table.source, len(table.rows), sheet, parts, metric, export, remarks)


def _metric(sheet: Sheet, parts: Parts, asked: Asked, export: Export | None, curves: str | None) -> Metric:
    """Return what is judged; of a wide table only the name is looked for."""
    if not parts.arms:
        return choose(sheet, parts.free, asked, export, epochs=parts.step is not None)
    return Metric(None, asked.metric or curves or "", (), ())


def _with_status(sheet: Sheet, parts: Parts) -> Parts:
    """Return the parts without a column of status in which no word is known.

    Raises InvalidInput where some words are known and others are not.
    """
    if parts.status is None:
        return parts
    strange = unknown_words(sheet.filled(parts.status))
    if strange is None:
        return replace(parts, status=None, free=(*parts.free, parts.status))
    if strange:
        message = _("{column}: whether '{word}' means finished or failed is not known; keep the rows that are meant.")
        fields = {"column": parts.status, "word": strange[0][:40]}
        raise InvalidInput(message.format(**fields), "where", f"{parts.status}={strange[0][:40]}")
    return parts


def _paths(paths: Sequence[object]) -> list[str | Path]:
    if not paths:
        raise InvalidInput(_("judge needs a table of results."))
    found = [path for path in paths if isinstance(path, str | Path)]
    for path in paths:
        if not isinstance(path, str | Path):
            message = _("{given} is no path of a file.")
            raise InvalidInput(message.format(given=repr(path)[:40]))
    return found
