"""Writes what is known of the catalogue's records into the package, so that nobody computes it again.

``python tools/pack.py`` writes ``src/actlab/functions/packed.json``; with a folder, the same file there. To be run
after every change of the catalogue, the analysis or the exported code: a test computes each answer again.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from actlab.analysis import breaks, lint, linting, profile, profiling, relating, relatives
from actlab.functions import read_derivatives
from actlab.functions.catalogue import CATALOGUE
from actlab.functions.export import LATEX, written
from actlab.functions.exports.frameworks import FRAMEWORKS
from actlab.functions.packed import TABLE, Plain, mark
from actlab.functions.record import Activation
from actlab.words import packed

HERE = Path(__file__).parent.parent / "src" / "actlab" / "functions"
ORDERS = range(3)  # of the curves on a card


def answers(record: Activation) -> dict[str, Plain]:
    """Return question -> answer, all computed here."""
    known = profiling.computed(record)
    return {
        profile.QUESTION: asdict(known),
        lint.QUESTION: [packed(line) for line in linting.computed(record, known)],
        relatives.QUESTION: asdict(relating.computed(record)),
        read_derivatives.QUESTION: [
            read_derivatives.computed(record, order, patient=True) for order in read_derivatives.ORDERS
        ],
        breaks.QUESTION: [breaks.computed(record, order) for order in ORDERS],
        **{to: written(record, to) for to in (*FRAMEWORKS, LATEX)},
    }


def table() -> dict[str, dict[str, Plain]]:
    """Return name -> the record's mark, and all that is kept of it."""
    return {name: {"mark": mark(record), **answers(record)} for name, record in CATALOGUE.items()}


def text() -> str:
    """Return the file, one answer a line."""
    rows = []
    for name, row in table().items():
        lines = ",\n".join(
            f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in row.items()
        )
        rows.append(f" {json.dumps(name)}: {{\n{lines}\n }}")
    return "{\n" + ",\n".join(rows) + "\n}\n"


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    (folder / TABLE).write_text(text(), encoding="utf-8")
