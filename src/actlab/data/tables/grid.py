"""What every format is read into: rows of texts as they stand in a file, the heading among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from actlab.words import Text


class Grid(NamedTuple):
    """Rows of texts, each with the number of its line, and what was taken for what."""

    rows: list[Sequence[str]]
    lines: list[int]
    remarks: list[Text]
