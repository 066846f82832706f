"""What is read from a user's files: columns, rows of text, and what was taken for what."""

from __future__ import annotations

from dataclasses import dataclass

from actlab.words import Text


@dataclass(frozen=True)
class Table:
    """Rows of cells under headings, as text.

    ``source`` names where it comes from, for people. A cell is None where nothing stands (a blank, NA, a dash); what
    is written as nan or inf stays as it is written. ``lines`` has a number for every row: of lines below the heading in
    files of text and in sheets, comments and blank lines counted, and of records elsewhere; 1 is the first. ``remarks``
    say what was taken for what. No cell and no heading holds a control character; an empty heading is an index.
    """

    source: str
    columns: list[str]
    rows: list[list[str | None]]
    lines: list[int]
    remarks: tuple[Text, ...] = ()
