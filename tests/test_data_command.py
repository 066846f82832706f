"""``actlab data``: what is here, what is missing, which file to put where, and that nothing is fetched unasked."""

import gzip
import hashlib
import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from actlab.cli import run_command
from actlab.data.sources import SOURCES, names
from actlab.data.sources.kept import DataFile
from actlab.report.document.data import data_document, data_row, data_set_document
from actlab.report.fetching import Fetching
from actlab.report.render.nothing import render

KEPT = [name for name, source in SOURCES.items() if source.kept]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTLAB_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("actlab.data.sources.kept.SYSTEM", tmp_path / "system")
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_named: object) -> None:
        raise OSError("the network was asked")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)


def test_all_are_listed_with_what_to_do(tmp_path: Path, no_network: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["data"]) == 0
    said = capsys.readouterr().out
    for name in names():
        assert name in said
    for name in KEPT:
        assert f"actlab data get {name}" in said
        assert str(tmp_path / "data" / SOURCES[name].kept.folder) in said  # type: ignore[union-attr]
    assert not (tmp_path / "data").exists()


def test_the_list_for_programs(no_network: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["data", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert list(rows) == list(names())
    assert {row["format"] for row in rows.values()} == {"actlab/data-set"}
    assert rows["moons"]["state"] == "included"
    assert rows["cifar-10"]["state"] == "missing"
    assert [file["name"] for file in rows["cifar-10"]["files"]] == ["cifar-10-binary.tar.gz"]
    assert rows["cifar-10"]["rows"] == [45_000, 5_000, 10_000]
    assert rows["cifar-10"]["shape"] == [32, 32, 3]


def test_what_is_found_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "system" / "kmnist"
    folder.mkdir(parents=True)
    for file in SOURCES["kmnist"].kept.files:  # type: ignore[union-attr]
        (folder / file.name).write_bytes(b"")
    row = data_row(SOURCES["kmnist"])
    assert (row.state, row.files) == ("found", ())
    assert row.paths[0] == str(folder / "train-images-idx3-ubyte.gz")
    assert run_command(["data"]) == 0
    assert f"found in {folder}" in capsys.readouterr().out
    assert run_command(["data", "kmnist"]) == 2  # which is read, and is another file
    assert "is damaged or another file: 0 bytes instead of 18165135" in capsys.readouterr().err


def test_one_in_detail(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["data", "sine"]) == 0
    said = capsys.readouterr().out
    assert "1,000 for training, 200 for validation, 400 for the test" in said
    assert "the test data lie outside" in said
    assert run_command(["data", "sine", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["digest"]) == 64
    assert run_command(["data", "emnist-letters"]) == 0
    said = capsys.readouterr().out
    assert "gzip.zip" in said
    assert "561,753,746" in said
    assert "sha256:fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e" in said
    assert "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip" in said


def test_without_a_network_the_place_is_said(
    tmp_path: Path, no_network: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["data", "get", "kmnist"]) == 1
    said = capsys.readouterr().err
    assert "train-images-idx3-ubyte.gz cannot be fetched: " in said
    assert f"put it into {tmp_path / 'data' / 'kmnist'}." in said
    assert list((tmp_path / "data" / "kmnist").iterdir()) == []


@pytest.mark.parametrize("words", [["get"], ["get", "a", "b"], ["moons", "xor"]])
def test_too_many_words_or_too_few(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["data", *words]) == 2
    assert "as in: actlab data get kmnist" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["fashon-mnist"], ["get", "fashon-mnist"]])
def test_an_unknown_one(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["data", *words]) == 2
    assert "Did you mean fashion-mnist?" in capsys.readouterr().err


def test_what_is_here_is_not_fetched(no_network: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["data", "get", "moons"]) == 0
    assert capsys.readouterr().out == "moons is here already.\n"


def test_documents_are_shown_in_both_languages() -> None:
    rows = [data_row(SOURCES[name]) for name in names() if name in SOURCES]
    for language in ("en", "pt"):
        assert render(data_document(rows), language)
        for row in rows:
            assert render(data_set_document(row), language)
    assert render(data_document(rows[:2]), "en")


def test_progress_is_a_line_for_each_file_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    with Fetching("en", Console(file=stream, width=80)) as progress:
        for done in (1, 2, 3):
            progress(DataFile("a.gz", 3, "md5:0", "https://example.org/a.gz"), done)
    assert stream.getvalue() == "Fetching https://example.org/a.gz, 3 bytes\n"


def test_progress_is_a_bar_in_a_terminal() -> None:
    stream = io.StringIO()
    with Fetching("en", Console(file=stream, width=80, force_terminal=True)) as progress:
        progress(DataFile("a.gz", 3, "md5:0", "https://example.org/a.gz"), 3)
    assert "a.gz" in stream.getvalue()


def test_a_damaged_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "data" / "fashion-mnist"
    folder.mkdir(parents=True)
    for file in SOURCES["fashion-mnist"].kept.files:  # type: ignore[union-attr]
        (folder / file.name).write_bytes(gzip.compress(b"another"))
    assert run_command(["data", "fashion-mnist"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"SHA-256 {hashlib.sha256(b'another').hexdigest()} instead of" in said
