"""Where tables come from: files of every name, standard input, open files, several at once; and encodings."""

import gzip
import os
import sys
import threading
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest

from actlab.data.tables import contents
from actlab.data.tables.encoding import text_of
from actlab.data.tables.read import read_tables
from actlab.errors import InvalidInput

TEXT = "activation,seed,acc\nrelu,0,93.1\ngélu,1,\n"
ROWS = [["relu", "0", "93.1"], ["gélu", "1", None]]


def refused(*sources: str | Path | BytesIO) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_tables(sources)
    assert str(caught.value).isprintable()
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (TEXT.encode(), []),
        (TEXT.encode("utf-8-sig"), []),
        (TEXT.encode("utf-16"), ["The encoding is UTF-16."]),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), ["The encoding is UTF-16."]),
        (TEXT.encode("utf-16-le"), ["The encoding is UTF-16."]),
        (TEXT.encode("utf-16-be"), ["The encoding is UTF-16."]),
        (TEXT.encode("utf-32"), ["The encoding is UTF-32."]),
        (TEXT.encode("latin-1"), ["The encoding is Windows-1252."]),
        (TEXT.replace("seed", "seed\x81").encode("latin-1"),
         ["The encoding is Latin-1.", "Control characters and terminal escapes are taken out (line 1)."]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("packed", [False, True])
def test_encodings(tmp_path: Path, data: bytes, told: list[str], packed: bool) -> None:
    path = tmp_path / ("r.csv.gz" if packed else "r.csv")
    path.write_bytes(gzip.compress(data) if packed else data)
    table = read_tables([path])
    assert (table.rows, list(table.remarks)) == (ROWS, told)
    assert table.source == str(path)


@pytest.mark.parametrize(
    "data", [b"\xff\xfea", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, b"\x80\x04\x95" + b"\x00" * 99]
)
def test_what_is_no_text(data: bytes) -> None:
    assert "it is no " in refused(BytesIO(data))


def test_plus_minus_of_old_spreadsheets() -> None:
    assert text_of("93.2±0.2 €".encode("cp1252"))[0] == "93.2±0.2 €"


@pytest.mark.parametrize(
    "name",
    ["a b.csv", "r (1).csv", "r[1].csv", "wh*t?.csv", "o'clock.CSV", "é.csv", "r.txt", "r.csv.GZ", "r.gz", "~.csv"],
)
def test_a_name_is_a_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT)
    (tmp_path / "r1.csv").write_text("x,y\n1,2\n")
    assert read_tables([tmp_path / name]).rows == ROWS
    assert read_tables([str(tmp_path / name)]).rows == ROWS


def test_what_is_told_of_a_source_is_visible(tmp_path: Path) -> None:
    path = tmp_path / "r\x1b[31m\n.csv"
    path.write_text(TEXT)
    assert read_tables([path]).source.isprintable()
    assert refused(tmp_path / "\x1b[31m.csv").endswith(".csv: there is no such file.")


def test_what_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(tmp_path / "r.csv").endswith("there is no such file.")
    assert "this is a folder" in refused(tmp_path)
    assert "nothing is fetched from anywhere" in refused("https://example.org/r.csv")
    assert "it cannot be opened" in refused("r\0.csv")
    assert "it cannot be opened" in refused("r" * 5000 + ".csv")
    (tmp_path / "r.dat").write_text(TEXT)
    assert "the ending of a table's file is one of .csv, .tsv" in refused(tmp_path / "r.dat")

    def forbidden(*_args: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "r.csv").write_text(TEXT)
    monkeypatch.setattr(Path, "open", forbidden)
    assert refused(tmp_path / "r.csv").endswith("it cannot be opened (permission denied).")


@pytest.mark.parametrize("cut", [1, 12, 30])
def test_a_damaged_archive(cut: int) -> None:
    packed = gzip.compress(TEXT.encode())
    if cut > 1:
        assert "damaged or not complete" in refused(BytesIO(packed[:-cut]))
    assert "damaged or not complete" in refused(BytesIO(packed[:-cut] + b"xx"))


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "LIMIT", 2**20)
    assert "it holds more than 1 MB" in refused(BytesIO(gzip.compress(b"a,b\n" + b"1,2\n" * 2**19)))
    assert "it holds more than 1 MB" in refused("/dev/zero")


def test_no_source_is_refused() -> None:
    assert "name a file" in refused()


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    table = read_tables(["-"], stdin=BytesIO(TEXT.encode()))
    assert (table.source, table.rows) == ("standard input", ROWS)
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(gzip.compress(TEXT.encode("utf-16")))))
    assert read_tables(["-"]).rows == ROWS
    monkeypatch.setattr(sys, "stdin", StringIO('[{"a": 1, "b": 2}]'))
    assert read_tables(["-"]).rows == [["1", "2"]]
    monkeypatch.setattr(sys, "stdin", None)
    assert "standard input: there is none" in refused("-")


def test_open_files(tmp_path: Path) -> None:
    path = tmp_path / "r.tsv"
    path.write_text(TEXT.replace(",", "\t"), encoding="utf-8")
    with path.open("rb") as binary, path.open(encoding="utf-8") as text:
        assert read_tables([binary]).rows == ROWS
        assert read_tables([text]).source == str(path)
    assert "it cannot be read" in refused(text)  # type: ignore[arg-type]


def test_a_pipe_needs_no_ending_and_is_read_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=(TEXT,))
    writer.start()
    assert read_tables([tmp_path / "pipe"]).rows == ROWS
    writer.join()


def test_several_files_are_one_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TEXT)
    (tmp_path / "b.csv").write_text("acc;seed;activation\n95,1;2;relu\n")
    table = read_tables([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert table.columns == ["activation", "seed", "acc", "file"]
    assert table.rows == [[*ROWS[0], "a.csv"], [*ROWS[1], "a.csv"], ["relu", "2", "95.1", "b.csv"]]
    assert table.lines == [1, 2, 1]
    assert table.source == f"{tmp_path / 'a.csv'}, {tmp_path / 'b.csv'}"
    assert table.remarks == (
        f"{tmp_path / 'b.csv'}: Cells are separated by ;.",
        f"{tmp_path / 'b.csv'}: Decimal commas in acc are read as points.",
        "2 files are read as one; the column file says which.",
    )


def test_files_of_one_name_keep_their_folders(tmp_path: Path) -> None:
    for folder, seed in (("x", 1), ("y", 2)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "r.csv").write_text(f"file,acc\nrelu{seed},1\n")
    table = read_tables([tmp_path / "x" / "r.csv", tmp_path / "y" / "r.csv"])
    assert table.columns == ["file", "acc", "file_2"]
    assert [row[2] for row in table.rows] == [str(tmp_path / folder / "r.csv") for folder in "xy"]


def test_files_that_do_not_belong_together(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("arm,seed,acc\nrelu,0,1\n")
    (tmp_path / "b.csv").write_text("arm,loss,seed\nrelu,0,1\n")
    line = refused(tmp_path / "a.csv", tmp_path / "b.csv")
    assert "has other columns than" in line
    assert line.count("acc") == 1
    assert "b.csv: loss)" in line
    assert refused(tmp_path / "a.csv", tmp_path / "a.csv").endswith("a.csv.")
