"""One of a study's tables as Parquet, by DuckDB, which reads users' tables as well: nothing else is needed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from actlab.report.exports.sheets import WHOLE, WORDS, sheet
from actlab.studies.files import Row
from actlab.studies.study import Study

_TYPES = {**dict.fromkeys(WORDS, "VARCHAR"), **dict.fromkeys(WHOLE, "BIGINT")}


def content(study: Study, table: str) -> bytes:
    """Return a table as a Parquet file: text, whole numbers, doubles; null for what there is not."""
    import duckdb  # heavy

    found = sheet(study, table)
    rows = list(found.rows)
    columns = {name: array for name in found.columns for name, array in _arrays(name, rows)}
    with TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        connection.register("given", columns)
        file = Path(folder) / "table.parquet"
        selected = ", ".join(map(_selected, found.columns))
        connection.execute(f"COPY (SELECT {selected} FROM given) TO '{file}' (FORMAT parquet)")
        return file.read_bytes()


def _arrays(name: str, rows: Sequence[Row]) -> list[tuple[str, np.ndarray]]:
    """Return a column's values, and for numbers which of them there are: to DuckDB, what is not a number is null."""
    values = [row[name] for row in rows]
    if name in WORDS:
        return [(name, np.array(values, dtype=object))]
    there = np.array([value is not None for value in values], dtype=bool)
    filled = [0 if value is None else value for value in values]
    kind = np.int64 if name in WHOLE else np.float64
    broken = np.array([isinstance(value, float) and math.isnan(value) for value in filled], dtype=bool)
    numbers = np.where(broken, 0, np.array(filled, dtype=kind))
    return [(name, numbers), (f"{name} is there", there), (f"{name} is broken", broken)]


def _selected(name: str) -> str:
    """Return how a column is taken, as DuckDB's language says it."""
    quoted, kind = _quoted(name), _TYPES.get(name, "DOUBLE")
    if name in WORDS:
        return f"CAST({quoted} AS {kind}) AS {quoted}"
    there, broken = _quoted(f"{name} is there"), _quoted(f"{name} is broken")
    value = f"CASE WHEN {broken} THEN 'NaN'::DOUBLE ELSE {quoted} END" if kind == "DOUBLE" else quoted
    return f"CAST(CASE WHEN {there} THEN {value} END AS {kind}) AS {quoted}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
