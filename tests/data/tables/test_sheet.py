"""Workbooks: which sheet is read, and its cells as people see them."""

from io import BytesIO
from pathlib import Path

import pytest

from actlab.data.tables.read import read_tables
from actlab.data.tables.table import Table
from actlab.errors import InvalidInput
from tests.data.tables.workbook import rows, workbook

TABLE = [["activation", "seed", "acc"], ["relu", 0, 93.1], ["gelu", 1, ""]]
CELLS = [["relu", "0", "93.1"], ["gelu", "1", None]]
SHEET = rows(TABLE)


def read(data: bytes) -> Table:
    return read_tables([BytesIO(data)])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (workbook({"a": SHEET}), []),
        (workbook({"a": rows(TABLE, right=2, down=3)}), []),
        (workbook({"a": rows(TABLE, right=30)}), []),
        (workbook({"a": rows([["My results", "", ""], *TABLE])}), ["Titles above the heading are left out (line 1)."]),
        (workbook({"a": "", "b": SHEET}), ["The sheet 'b' is read; there are others: a."]),
        (workbook({"a": rows([["notes"], ["more"]]), "b": SHEET, "c": SHEET}),
         ["The sheet 'b' is read; there are others: a, c."]),
        (workbook({"a": rows([["x", "y"], [1, 2]]), "b": SHEET}, states={"a": "hidden"}), []),
        (workbook({"a": SHEET.replace('<row r="3"', '<row r="3" hidden="1"')}), ["Hidden rows are read as well (1)."]),
        (workbook({"a": SHEET.replace("relu", "re\u200blu")}),
         ["Control characters and terminal escapes are taken out (line 2)."]),
        (workbook({"a": SHEET}, leave_out="xl/styles.xml"), []),
        (workbook({"a": SHEET}, leave_out="xl/sharedStrings.xml"), []),
        (workbook({"a": SHEET.replace("<v>93.1</v>", "<f>SUM(A1)</f><v>93.1</v>")}), []),
    ],
)  # fmt: skip
def test_a_table_in_a_workbook(data: bytes, told: list[str]) -> None:
    table = read(data)
    assert (table.columns, table.rows) == (["activation", "seed", "acc"], CELLS)
    assert list(table.remarks) == told
    assert table.lines == [1, 2]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("<c><v>0.93110000000000004</v></c>", "0.9311"),
        ("<c><v>1E-3</v></c>", "0.001"),
        ("<c><v>93</v></c>", "93"),
        ("<c><v>9.9999999999999994E+307</v></c>", "1e+308"),
        ('<c s="1"><v>0.93110000000000004</v></c>', "93.11%"),
        ('<c s="3"><v>1</v></c>', "100%"),
        ('<c s="2"><v>45292</v></c>', "2024-01-01 00:00:00"),
        ('<c s="4"><v>45292.5</v></c>', "2024-01-01 12:00:00"),
        ('<c s="5"><v>45292.5</v></c>', "45292.5"),
        ('<c s="99"><v>2</v></c>', "2"),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ('<c t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c t="str"><f>A1</f><v>nan</v></c>', "nan"),
        ('<c t="str"><f>A1</f><v></v></c>', None),
        ('<c t="s"><v>0</v></c>', "one two"),
        ('<c t="inlineStr"><is><t>93,1</t></is></c>', "93.1"),
        ("<c/>", None),
    ],
)
def test_cells_as_they_are_seen(cell: str, expected: str | None) -> None:
    strings = ["<r><t>one </t></r><r><t>two</t></r><rPh><t>yomi</t></rPh>"]
    data = workbook({"a": rows([["arm", "acc"], ["relu", cell], ["x", 1]])}, strings)
    assert read(data).rows[0] == ["relu", expected]


def test_dates_of_the_other_calendar() -> None:
    data = workbook(
        {"a": rows([["arm", "day"], ["relu", '<c s="2"><v>0</v></c>']])}, properties='<workbookPr date1904="1"/>'
    )
    assert read(data).rows[0][1] == "1904-01-01 00:00:00"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (workbook({"a": "", "b": rows([["x"], ["y"]])}), "none of its sheets (a, b) holds a table"),
        (
            workbook({"a": rows([["a", "b"], ["relu", '<c r="B2"><f>SUM(A1)</f></c>']])}),
            "the formula in B2 has no value",
        ),
        (workbook({"a": SHEET})[:300], "it cannot be read as XLSX"),
        (workbook({"a": SHEET + "<row"}), "it cannot be read as XLSX"),
        (workbook({"a": SHEET}, leave_out="xl/workbook.xml"), "it is an archive, and no XLSX"),
        (workbook({"a": SHEET}, leave_out="xl/worksheets/sheet1.xml"), "it cannot be read as XLSX"),
        (workbook({"a": rows([["a", "b"], ["x", '<c t="s"><v>7</v></c>']])}), "it cannot be read as XLSX"),
        (workbook({"a": rows([["a", "b"], ["x", '<c r="ZZZ9"><v>7</v></c>']])}), "it cannot be read as XLSX"),
        (workbook({"a": rows([["a", "b", ""], ["x", 1, 2]])}), "line 2 has 3 cells (x, 1, 2) under 2 headings (a, b)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "it is an old Excel file, or one with a password"),
    ],
)
def test_refusals(data: bytes, words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(data)
    assert words in str(caught.value)
    assert str(caught.value).isprintable()


def test_entities_do_not_grow() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    data = workbook({"a": SHEET.replace("relu", "&j;")})
    assert b"PK" in data
    with pytest.raises(InvalidInput):
        read(workbook({"a": f"{bomb}]>"}))


def test_an_ending_that_is_wrong_is_told(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_bytes(workbook({"a": SHEET}))
    assert read_tables([tmp_path / "r.csv"]).remarks == ("It is read as .xlsx, which it is whatever its ending says.",)
    (tmp_path / "r.xlsx").write_text("a,b\n1,2\n")
    with pytest.raises(InvalidInput, match="it is not what its ending says"):
        read_tables([tmp_path / "r.xlsx"])
