"""One of a study's tables as CSV."""

from __future__ import annotations

from actlab.report.exports.sheets import sheet
from actlab.studies.files import csv_text
from actlab.studies.study import Study


def text(study: Study, table: str) -> bytes:
    """Return a table as CSV in UTF-8: numbers with all their digits, nothing for what there is not."""
    found = sheet(study, table)
    return csv_text(found.columns, found.rows).encode()
