"""JSON in the forms of pandas and trackers, and Parquet."""

import json
from io import StringIO
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from actlab.data.tables.read import read_tables
from actlab.data.tables.table import Table
from actlab.errors import InvalidInput

ROWS = [{"activation": "relu", "seed": 1, "acc": 0.9}, {"activation": "elu", "seed": 2, "acc": None}]
COLUMNS = ["activation", "seed", "acc"]
CELLS = [["relu", "1", "0.9"], ["elu", "2", None]]
FRAME = pd.DataFrame({"activation": ["relu", "elu"], "seed": [1, 2], "acc": [0.9, None]})


def read(text: str) -> Table:
    return read_tables([StringIO(text)])


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ROWS),
        json.dumps(ROWS, indent=2),
        "\n".join(map(json.dumps, ROWS)),
        "\n\n".join(map(json.dumps, ROWS)) + "\n",
        json.dumps([*ROWS[:1], {"activation": "elu", "seed": 2}]),
        json.dumps({name: [row[name] for row in ROWS] for name in COLUMNS}),
        json.dumps([COLUMNS, ["relu", 1, 0.9], ["elu", 2, None]]),
        FRAME.to_json(orient="records"),
        FRAME.to_json(orient="records", lines=True),
        FRAME.to_json(orient="columns"),
        FRAME.to_json(orient="index"),
        FRAME.to_json(orient="split"),
    ],
)
def test_every_form_gives_the_same(text: str) -> None:
    table = read(text)
    assert (table.columns, table.rows, table.lines, table.remarks) == (COLUMNS, CELLS, [1, 2], ())


def test_a_schema_brings_the_index() -> None:
    assert read(FRAME.to_json(orient="table")).columns == ["index", *COLUMNS]


def test_the_list_within_an_object_is_told() -> None:
    table = read(json.dumps({"version": 1, "results": ROWS}))
    assert table.rows == CELLS
    assert table.remarks == ("The records are those of 'results'.",)


def test_objects_become_columns_and_lists_stay() -> None:
    table = read('[{"config": {"lr": 0.10, "net": {"width": 64}}, "curve": [1, 2.50], "ok": true, "acc": 1e308}]')
    assert table.columns == ["config.lr", "config.net.width", "curve", "ok", "acc"]
    assert table.rows == [["0.10", "64", '["1", "2.50"]', "true", "1e308"]]


def test_what_is_written_as_failed_stays_and_null_is_missing() -> None:
    table = read('[{"a": NaN, "b": -Infinity, "c": null, "d": "nan", "e": 1}]')
    assert table.rows == [["NaN", "-Infinity", None, "nan", "1"]]


def test_escapes_in_json_do_not_come_through() -> None:
    table = read('[{"a\\u001b[1m": "re\\u0000lu\\ud800", "b": "1"}]')
    assert (table.columns, table.rows) == (["a", "b"], [["relu", "1"]])
    assert len(table.remarks) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[1, 2]", 'record 1 is no object; write a list of records, such as [{"activation": "relu"'),
        ('[{"a": 1}, 2]', "record 1 is no object"),
        ("[]", "it is empty"),
        ("[[]]", "it is empty"),
        ("{}", "it is empty"),
        ("{[", "it is no valid JSON (line 1: "),
        ('{"a": 1}\n{"a": 2\n', "it is no valid JSON (line 2: "),
        ('[{"a": 1, "a": 2}]', "has the field 'a' twice"),
        ('[{"a.b": 1, "a": {"b": 2}}]', "has the field 'a.b' twice"),
        ('[["a", "a"], [1, 2]]', "a heading occurs twice (a, a)"),
        ('[["a", "b"], [1]]', "record 1 has not as many values"),
        ('{"a": [1, 2], "b": [1]}', "its columns are not of the same length (a, b)"),
        ('{"relu": {"acc": 1}, "gelu": {"acc": 2}}', "may be rows or columns; write a list of records"),
        ('{"a": [{"x": 1}], "b": [{"x": 1}], "c": 1}', "several lists of records (a, b)"),
        ("[" * 100_000, "nested too deeply"),
        ('[{"a": ' * 50_000, "nested too deeply"),
    ],
)
def test_refusals(text: str, words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(text)
    assert words in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_single_value_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text("3")
    with pytest.raises(InvalidInput, match="it holds a single value; write a list of records"):
        read_tables([tmp_path / "r.json"])


def test_many_digits_are_kept() -> None:
    assert read('[{"a": 1, "b": ' + "9" * 5000 + "}]").rows[0][1] == "9" * 5000


@pytest.mark.parametrize("name", ["r.parquet", "r*?.parquet", "r[1].parquet", "r.parquet.gz", "o'clock.parquet"])
def test_parquet(tmp_path: Path, name: str) -> None:
    made = tmp_path / "made"
    duckdb.sql(
        "COPY (SELECT * FROM (VALUES ('relu', 1, 0.9::FLOAT, 'inf'::DOUBLE), ('elu', 2, NULL, 'nan'::DOUBLE)) "
        f"t(activation, seed, acc, loss)) TO '{made}' (FORMAT parquet)"
    )
    made.rename(tmp_path / name)
    table = read_tables([tmp_path / name])
    assert table.columns == [*COLUMNS, "loss"]
    assert table.rows == [["relu", "1", "0.9", "inf"], ["elu", "2", None, "nan"]]


def test_damaged_parquet_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "r.parquet").write_bytes(b"PAR1" + bytes(range(256)) + b"PAR1")
    with pytest.raises(InvalidInput, match="it cannot be read as Parquet") as caught:
        read_tables([tmp_path / "r.parquet"])
    assert str(caught.value).isprintable()
    assert "table.parquet" not in str(caught.value)
