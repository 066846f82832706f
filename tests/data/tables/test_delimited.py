"""Files of text: what separates the cells, what is left out, and what is told."""

from io import BytesIO, StringIO

import pytest

from actlab.data.tables.read import read_tables
from actlab.data.tables.table import Table
from actlab.errors import InvalidInput

COLUMNS = ["activation", "seed", "acc"]
ROWS = [["relu", "0", "93.1"], ["gelu", "1", None]]
PLAIN = "activation,seed,acc\nrelu,0,93.1\ngelu,1,\n"


def read(text: str | bytes) -> Table:
    return read_tables([BytesIO(text) if isinstance(text, bytes) else StringIO(text, newline="")])


def refused(text: str | bytes) -> str:
    with pytest.raises(InvalidInput) as caught:
        read(text)
    line = str(caught.value)
    assert line.isprintable()
    assert line.startswith("the open file: ")
    return line


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (PLAIN, []),
        (PLAIN.replace("\n", "\r\n"), []),
        (PLAIN.replace("\n", "\r"), []),
        (PLAIN.rstrip("\n"), []),
        (PLAIN.replace("\n", "\n\n \n"), []),
        (PLAIN.replace("\n", "\n,,\n"), []),
        (PLAIN.replace(",", ", "), []),
        (PLAIN.replace("relu", '"relu"'), []),
        (PLAIN.replace(",", ',"').replace(',"', ',"', 1).replace('"seed,"acc', '"seed","acc"')
         .replace('"0,"93.1', '"0","93.1"').replace('"1,"', '"1",""'), []),
        (PLAIN.replace(",", ";"), ["Cells are separated by ;."]),
        (PLAIN.replace(",", "\t"), ["Cells are separated by tab."]),
        (PLAIN.replace(",", "|"), ["Cells are separated by |."]),
        (PLAIN.replace(",", ";").replace(".", ","),
         ["Cells are separated by ;.", "Decimal commas in acc are read as points."]),
        (PLAIN.replace(".1", ",1").replace("93,1", '"93,1"'), ["Decimal commas in acc are read as points."]),
        ("sep=;\n" + PLAIN.replace(",", ";"), ["Cells are separated by ;."]),
        ("# notes, with a comma\n" + PLAIN, ["Comments are left out (line 1)."]),
        (PLAIN.replace("gelu", "  // don't \"read\ngelu"), ["Comments are left out (line 3)."]),
        (PLAIN + "# end", ["Comments are left out (line 4)."]),
        (PLAIN.replace("\ngelu", ",,\ngelu"), []),
        (PLAIN.replace("gelu,1,", "gelu,1"), ["Rows with fewer cells than the heading lack the last ones (line 3)."]),
        (PLAIN.replace("gelu", "activation,seed,acc\ngelu"), ["The heading is repeated; left out (line 3)."]),
        (PLAIN.replace("relu", "\x1b[1;31mre\x00lu\x1b[0m"),
         ["Control characters and terminal escapes are taken out (line 2)."]),
        (PLAIN.replace("seed", "\x1b]0;title\x07se\u202eed"),
         ["Control characters and terminal escapes are taken out (line 1)."]),
        (PLAIN.replace("relu", "\N{NO-BREAK SPACE}relu\u3000"), []),
        ("Results of March\n\n" + PLAIN, ["Titles above the heading are left out (line 1)."]),
        ("| activation | seed | acc |\n|---|:--|---|\n| relu | 0 | 93.1 |\n| gelu | 1 | |\n",
         ["Cells are separated by |."]),
        (PLAIN.replace("gelu,1,", "gelu,1,NA"), []),
        (PLAIN.replace("gelu,1,", "gelu,1,n/a"), []),
        (PLAIN.replace("gelu,1,", "gelu,1, - "), []),
        (PLAIN.replace("gelu,1,", "gelu,1,NULL"), []),
        (PLAIN.replace("gelu,1,", "gelu,1,None"), []),
        (PLAIN.replace("acc", "acc,,").replace(".1", ".1,,"), []),
    ],
)  # fmt: skip
def test_every_dialect_gives_the_same(text: str, told: list[str]) -> None:
    table = read(text)
    assert (table.columns, table.rows) == (COLUMNS, ROWS)
    assert list(table.remarks) == told


def test_what_is_written_as_failed_stays() -> None:
    table = read("arm,acc\nrelu,nan\ngelu,inf\nelu,-Infinity\n")
    assert [row[1] for row in table.rows] == ["nan", "inf", "-Infinity"]


def test_a_quoted_cell_keeps_separators_and_loses_its_line_breaks() -> None:
    table = read('arm,note,acc\n"relu","a, ""b""\n# no comment",1\nelu,x,2\n')
    assert table.rows == [["relu", 'a, "b" # no comment', "1"], ["elu", "x", "2"]]
    assert table.lines == [1, 3]


def test_lines_count_from_the_heading() -> None:
    assert read("# c\n\narm,acc\n\nrelu,1\n# d\ngelu,2\n").lines == [2, 4]


@pytest.mark.parametrize("name", ["", "Unnamed: 0", "#"])
def test_an_index_stays_the_first_column(name: str) -> None:
    assert read(f"{name},arm,acc\n0,relu,1\n1,gelu,2\n").columns == [name, "arm", "acc"]


def test_a_heading_in_a_comment_is_taken_as_numpy_writes_it() -> None:
    table = read("# relu,gelu\n9.310e+01,9.32e+01\n9.2e+01,9.3e+01\n")
    assert table.columns == ["relu", "gelu"]
    assert table.remarks == ("The heading is taken from a comment (line 1).",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("activation,seed,acc\nrelu,0,97,30\n",
         "line 2 has 4 cells (relu, 0, 97, 30) under 3 headings (activation, seed, acc). A decimal takes a point"),
        ("# c\nactivation,seed,acc\nrelu,0,97\ngelu,0,97,30\n", "line 4 has 4 cells"),
        ("a,b\n1,2,3\n4,5,6\n", "line 2 has 3 cells"),
        ("", "it is empty"),
        ("\n \n", "it is empty"),
        ("# only a comment\n", "its cells are not separated"),
        ("\ufeff", "it is empty"),
        ("activation,acc\n", "holds no row below its heading"),
        ("activation,acc\n# relu,1\n", "holds no row below its heading"),
        ("activation\nrelu\n", "its cells are not separated (the first line is 'activation')"),
        ("activation seed acc\nrelu 0 93.1\n", "use commas, semicolons, tabs or |"),
        ("a,a\n1,2\n", "the heading 'a' occurs twice (columns 1 and 2)"),
        ("a, a\x00 \n1,2\n", "the heading 'a' occurs twice"),
        ("arm,,acc\nrelu,x,2\n", "column 2 has no heading, and a cell in line 2"),
        (",,acc\n0,relu,2\n", "column 2 has no heading"),
        ("1,2\n3,4\n", "its first row (1, 2) is no heading"),
        ("relu,0,93.1\nrelu,1,93.4\n", "its first row (relu, 0, 93.1) is no heading"),
        ("relu,0,97\nrelu,1,98\n", "is no heading; write one, with a name for each column"),
        ('a,b\nrelu,"1\ngelu,2\n', "line 2 cannot be split into cells"),
        ('a,b\nrelu,"1"2\n', "line 2 cannot be split into cells"),
        ("a,b\nrelu," + "x" * 200_000 + "\n", "line 2 cannot be split into cells"),
        ("arm;lr,acc\nrelu;0.1,93\n", "both , and ; may separate its cells"),
    ],
)  # fmt: skip
def test_refusals(text: str, words: str) -> None:
    assert words in refused(text)


def test_a_long_cell_does_not_fill_the_screen() -> None:
    assert len(refused("a,b\n" + "x" * 1000 + ",1,2\n")) < 300


@pytest.mark.parametrize(
    ("cells", "expected", "told"),
    [
        (["93,11", "94"], ["93.11", "94"], "Decimal commas in acc are read as points."),
        (["93,11%", "94 %"], ["93.11%", "94 %"], "Decimal commas in acc are read as points."),
        (["93,2±0,2", "94±1"], ["93.2±0.2", "94±1"], "Decimal commas in acc are read as points."),
        (["93,11", "diverged"], ["93.11", "diverged"], "Decimal commas in acc are read as points."),
        (["93,11", "nan"], ["93.11", "nan"], "Decimal commas in acc are read as points."),
        (["0,931", "0,932"], ["0.931", "0.932"], "Decimal commas in acc are read as points."),
        (["1,5E-3", "2"], ["1.5E-3", "2"], "Decimal commas in acc are read as points."),
        (["1,234", "5,678"], ["1,234", "5,678"],
         "acc is left as it is: 1,234 may have a decimal comma or a separator of thousands."),
        (["1,234", "999"], ["1,234", "999"],
         "acc is left as it is: 1,234 may have a decimal comma or a separator of thousands."),
        (["93,11", "93.2"], ["93,11", "93.2"], "acc has decimal points and commas; it is left as it is."),
        (["1.234,5", "1"], ["1.234,5", "1"], None),
        (["1,234.5", "1"], ["1,234.5", "1"], None),
        (["1,234,567", "1"], ["1,234,567", "1"], None),
        (["64,32", "64,32,16"], ["64,32", "64,32,16"], None),
        (["93,1", "v2"], ["93,1", "v2"], None),
    ],
)  # fmt: skip
def test_commas_in_numbers(cells: list[str], expected: list[str], told: str | None) -> None:
    table = read("arm;acc\n" + "".join(f"relu;{cell}\n" for cell in cells))
    assert [row[1] for row in table.rows] == expected
    assert list(table.remarks[1:]) == ([told] if told else [])


def test_another_column_may_settle_what_a_comma_is() -> None:
    text = "arm;acc;loss\nrelu;93,110;0,5\ngelu;93,425;0,25\n"
    assert read(text).rows == [["relu", "93.110", "0.5"], ["gelu", "93.425", "0.25"]]
    assert read(text.replace("0,5", "0.5").replace("0,25", "0.25")).rows[0] == ["relu", "93,110", "0.5"]


def test_points_beside_decimal_commas_are_told() -> None:
    table = read("arm;acc;ms\nrelu;93,1;1.234\n")
    assert table.rows == [["relu", "93.1", "1.234"]]
    assert table.remarks[-1] == "The points in ms are read as decimal points: 1.234 is 1.234, not 1234."


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("seed,relu,prelu; a=0.25", "0,1,2"),
        ("seed,|x|,relu", "0,1,2"),
        ("arm,params,acc", "relu,a;b;c,2"),
        ("arm,seed,acc (a|b)", "relu,0,2"),
    ],
)
def test_other_separators_within_cells_do_not_mislead(heading: str, row: str) -> None:
    table = read(f"{heading}\n{row}\n")
    assert table.columns == heading.split(",")
    assert table.rows == [row.split(",")]


def test_seeds_may_be_headings() -> None:
    assert read("activation,0,1\nrelu,93.1,93.2\n").columns == ["activation", "0", "1"]
