"""Tables of users: every format, and what is refused."""

import json
from pathlib import Path

import duckdb
import pytest

from actlab.data.tables import Table, read_table
from actlab.errors import InvalidInput

ROWS = [{"activation": "relu", "seed": "1", "accuracy": "0.9"}, {"activation": "elu", "seed": "1", "accuracy": None}]
EXPECTED = (["activation", "seed", "accuracy"], [["relu", "1", "0.9"], ["elu", "1", None]])


def cells(table: Table) -> tuple[list[str], list[list[str | None]]]:
    return table.columns, table.rows


CSV = "activation,seed,accuracy\nrelu,1,0.9\nelu,1,\n"


def test_csv_json_and_parquet_give_the_same(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(CSV)
    (tmp_path / "r.json").write_text(json.dumps(ROWS))
    (tmp_path / "r.jsonl").write_text("\n".join(json.dumps(row) for row in ROWS))
    duckdb.sql(
        f"COPY (SELECT * FROM read_csv('{tmp_path / 'r.csv'}', all_varchar = true)) TO '{tmp_path / 'r.parquet'}'"
    )
    for ending in ("csv", "json", "jsonl", "parquet"):
        assert cells(read_table(tmp_path / f"r.{ending}")) == EXPECTED


@pytest.mark.parametrize("name", ["results (1).csv", "results[1].csv", "wh*t?.csv", "o'clock.csv"])
def test_a_path_is_no_pattern(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(CSV)
    (tmp_path / "results1.csv").write_text("a,b\n1,2\n")
    assert cells(read_table(tmp_path / name)) == EXPECTED


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("r.txt", "a,b\n", ".csv, .tsv, .parquet"),
        ("r.csv", "activation,accuracy\n", "holds no row"),
        ("r.parquet", "nonsense", "cannot be read as a table"),
        ("r.json", "{[", "cannot be read as a table"),
    ],
)
def test_refusals(tmp_path: Path, name: str, content: str, words: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(InvalidInput) as caught:
        read_table(tmp_path / name)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="there is no such file"):
        read_table(tmp_path / "r.csv")
