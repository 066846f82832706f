"""Large tables: time grows with the rows, not with their square."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest

from actlab.data.tables.table import Table
from actlab.studies.judging.asked import asked
from actlab.studies.judging.numbers import numbers
from actlab.studies.judging.reading import understand


def seeds(arms: int, each: int) -> Table:
    rows: list[list[str | None]] = [
        [f"arm{a}", str(s), f"0.{9000 + (s * 7919 + a) % 999}"] for a in range(arms) for s in range(each)
    ]
    return Table("made", ["activation", "seed", "test_accuracy"], rows, list(range(1, len(rows) + 1)))


def datasets(count: int) -> Table:
    rows: list[list[str | None]] = [[f"d{d}", f"0.{9000 + d % 999}", f"0.{9000 + d % 997}"] for d in range(count)]
    return Table("made", ["dataset", "relu", "gelu"], rows, list(range(1, count + 1)))


@pytest.mark.parametrize(
    "table",
    [lambda: seeds(10, 10_000), lambda: seeds(2, 50_000), lambda: datasets(50_000)],
    ids=["10 arms", "2 arms", "data sets"],
)
def test_a_hundred_thousand_numbers(table: Callable[[], Table]) -> None:
    made = table()
    start = process_time()
    choices = asked(metric="accuracy" if "relu" in made.columns else None)
    found = numbers(understand(made, choices), choices, True)
    assert process_time() - start < 5
    assert sum(len(row) for one in found.tables for row in one.values.values()) == 100_000
    assert found.warnings == ()


def test_missing_and_failed_ones_are_named_once(tmp_path: Path) -> None:
    made = datasets(20_000)
    for row in made.rows[::2]:
        row[2] = None
    for row in made.rows[1::2]:
        row[1] = "nan"
    choices = asked(metric="accuracy")
    found = numbers(understand(made, choices), choices, True)
    assert [warning.count("more") for warning in found.warnings] == [1, 1]
    assert max(map(len, found.warnings)) < 400
