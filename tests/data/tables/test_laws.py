"""Laws: what is written in any dialect, encoding and packing is read back; what cannot be read ends in one line."""

import csv
import gzip
import json
import subprocess
import sys
from io import BytesIO, StringIO
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.data.tables.cells import EMPTY
from actlab.data.tables.numbers import number
from actlab.data.tables.read import read_tables
from actlab.data.tables.table import Table
from actlab.errors import InvalidInput
from tests.data.tables.workbook import rows, workbook

Body = list[list[str]]
CODECS = ("utf-8", "utf-8-sig", "utf-16", "utf-32")

words = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=6)
labels = words.map(lambda word: f"a{word} b").filter(lambda word: word.isprintable())
values = st.floats(allow_nan=False, allow_infinity=False).map(repr) | st.sampled_from(
    ["", "nan", "inf", "93.1%", "1±0.5"]
)


@st.composite
def tables(draw: st.DrawFn) -> Body:
    """Return a heading and rows of a label and numbers."""
    width = draw(st.integers(1, 4))
    heading = [f"c{n}" for n in range(width + 1)]
    row = st.tuples(labels, *[values] * width).map(list)
    return [heading, *draw(st.lists(row, min_size=1, max_size=6))]


def expected(body: Body) -> list[list[str | None]]:
    return [[None if cell.lower() in EMPTY else cell for cell in row] for row in body[1:]]


@settings(max_examples=60, deadline=None)
@given(
    tables(),
    st.sampled_from(",;\t|"),
    st.sampled_from(CODECS),
    st.booleans(),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_text(body: Body, separator: str, codec: str, packed: bool, end: str, quoting: int) -> None:
    text = StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting).writerows(body)
    data = text.getvalue().encode(codec)
    table = read_tables([BytesIO(gzip.compress(data) if packed else data)])
    assert (table.columns, table.rows) == (body[0], expected(body))


@settings(max_examples=40, deadline=None)
@given(tables(), st.sampled_from(["records", "lines", "rows", "columns", "sheet"]))
def test_other_formats(body: Body, form: str) -> None:
    records = [dict(zip(body[0], row, strict=True)) for row in body[1:]]
    made = {
        "records": lambda: json.dumps(records).encode(),
        "lines": lambda: "\n".join(map(json.dumps, records)).encode(),
        "rows": lambda: json.dumps(body).encode("utf-16"),
        "columns": lambda: json.dumps({name: [row[name] for row in records] for name in body[0]}).encode(),
        "sheet": lambda: workbook({"a": rows(body)}),
    }
    table = read_tables([BytesIO(made[form]())])
    assert (table.columns, table.rows) == (body[0], expected(body))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6).map(lambda value: f"{value:.4f}"), min_size=2, max_size=9))
def test_decimal_commas_give_the_same_numbers(cells: list[str]) -> None:
    text = "arm;acc\n" + "".join(f"relu;{cell.replace('.', ',')}\n" for cell in cells)
    found = [number(row[1] or "") for row in read_tables([StringIO(text)]).rows]
    assert found == [number(cell) for cell in cells]


def outcome(data: bytes) -> tuple[Table | None, str]:
    """Return the table of a file, or the line in which it is refused."""
    try:
        return read_tables([BytesIO(data)]), ""
    except InvalidInput as error:
        return None, str(error)


NASTY = st.text(st.sampled_from("ab1,;\t|\"'\n\r#/. -±%\x00\x1b[mé{}[]:"), max_size=60)


@settings(max_examples=300, deadline=None)
@given(NASTY.map(str.encode) | st.binary(max_size=80) | st.text(max_size=40).map(lambda text: text.encode("utf-16")))
def test_anything_ends_in_a_table_or_in_one_line(data: bytes) -> None:
    table, line = outcome(data)
    assert line.isprintable()
    assert len(line) < 600
    if table is None:
        return
    assert table.rows
    assert len(set(table.columns)) == len(table.columns)
    assert {len(row) for row in table.rows} == {len(table.columns)}
    assert len(table.lines) == len(table.rows)
    assert "" not in table.columns[1:]
    assert all(text.isprintable() for text in [*table.columns, *table.remarks])
    assert all(cell is None or (cell and cell.isprintable()) for row in table.rows for cell in row)


@settings(max_examples=100, deadline=None)
@given(tables(), st.data())
def test_a_cut_or_a_changed_byte_ends_in_a_table_or_in_one_line(body: Body, data: st.DataObject) -> None:
    whole = bytearray(workbook({"a": rows(body)}))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(0, 255))
    assert outcome(bytes(whole[: data.draw(st.integers(1, len(whole)))]))[1].isprintable()


def test_no_cell_moves_to_another_column() -> None:
    """Every way of leaving out or adding a cell: refused, or each cell stays under its heading."""
    for heading, *cells in product([3], ["", "x"], ["", "1"], ["", "2"], ["", "3"]):
        for n in range(1, 5):
            row = ",".join(cells[:n])
            try:
                table = read_tables([StringIO(f"a,b,c\n{row}\nz,8,9\n")])
            except InvalidInput:
                assert n > heading
                assert cells[3]
                continue
            filled = [cell or None for cell in cells[:n]] + [None] * heading
            assert table.rows[:-1] == ([filled[:heading]] if any(filled) else [])


TIMED = """import sys, time
from actlab.data.tables.read import read_tables
start = time.process_time()
table = read_tables([sys.argv[1]])
print(len(table.rows), table.rows[-1][3], time.process_time() - start)"""


@pytest.mark.parametrize("comma", [False, True])
def test_many_rows_are_read_in_about_a_second(tmp_path: Path, comma: bool) -> None:
    row = "relu;{n};digits;9{n},25\n" if comma else "relu,{n},digits,9{n}.25\n"
    heading = "activation,seed,dataset,acc\n"
    path = tmp_path / "r.csv"
    path.write_text(heading.replace(",", ";" if comma else ",") + "".join(row.format(n=n) for n in range(100_000)))
    # without the checks of types that are on in tests
    done = subprocess.run([sys.executable, "-c", TIMED, str(path)], capture_output=True, text=True, check=True)
    n, last, seconds = done.stdout.split()
    assert (n, last) == ("100000", "999999.25")
    assert float(seconds) < 3  # about half of one on a machine of its own
