"""What was computed of the catalogue's records when the package was made, and is read since instead of computed.

A record is known by the digest of all its fields, so that another formula, name or value of a parameter is always
computed anew. ``python tools/pack.py`` writes the table; a test computes every answer in it again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from actlab.functions.record import Activation

Plain = str | float | int | bool | None | list["Plain"] | dict[str, "Plain"]

TABLE = "packed.json"


def packed(activation: Activation, question: str) -> Plain:
    """Return the answer to a question about a record, as JSON has it; None where it has to be computed.

    >>> from actlab.functions.find import find
    >>> packed(find("relu"), "breaks"), packed(find("elu(alpha=0.123)"), "breaks")
    ([[], [0.0], [0.0]], None)
    """
    return _table().get(mark(activation), {}).get(question)


def mark(activation: Activation) -> str:
    """Return the digest of all fields of a record; of a function in Python, which no table knows, too."""
    return hashlib.sha256(repr(activation).encode()).hexdigest()[:32]


@cache
def _table() -> Mapping[str, Mapping[str, Plain]]:
    rows: dict[str, dict[str, Plain]] = json.loads((files("actlab.functions") / TABLE).read_text(encoding="utf-8"))
    return {str(row["mark"]): row for row in rows.values()}
