"""Every format says what the study knows, to the last digit, and nothing in a name is taken for a command."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import pytest

from actlab.data.tables.sheet import sheet as read_sheet
from actlab.errors import InvalidInput
from actlab.functions.catalogue import CATALOGUE
from actlab.report.document.parts import Document
from actlab.report.exports import formats
from actlab.report.exports.bibliography import authors, keys
from actlab.report.exports.event_bytes import crc32c
from actlab.report.exports.events import NAME, safe
from actlab.report.exports.formats import FORMATS, keep
from actlab.report.exports.latex_text import cell, escaped
from actlab.report.exports.sheets import curves, networks
from actlab.report.exports.workbook import MOST_ROWS
from actlab.studies.files import result_rows
from actlab.studies.study import Study
from actlab.training.trial import CurvePoint, Frozen

from ..made import DIVERGED, FAILED, plan, study

HOSTILE = ["relu", "=1+1", "-relu(-x)", "@x", "a_b%$#{}~^\\ --", 'β "中`|<>&', "../up", "[x]", "\ttab", "ção–…"]
SUFFIXES = [one.ending for one in FORMATS if one.ending]


def export(study: Study, path: Path, language: str, *, curves: bool = False, force: bool = False) -> list[Path]:
    """Write a study, without cards of its activations."""
    return formats.export(study, path, language, lambda _study: Document(()), curves=curves, force=force)


@pytest.fixture(scope="module")
def found() -> Study:
    """Return a study with names that are commands elsewhere, failures, a broken curve, references."""
    scores = {name: [0.9 + 0.01 * place, 0.91, 0.95] for place, name in enumerate(HOSTILE)}
    scores["@x"], scores["[x]"] = [0.9, DIVERGED, 0.8], [FAILED, 0.5, 0.05]
    made = study(scores, plan(HOSTILE, 3), probed=True)
    trials = list(made.trials)
    broken = (*trials[0].curve[:-1], CurvePoint(100, {"accuracy": math.nan, "loss": math.inf}))
    trials[0] = replace(trials[0], curve=broken)
    elu = CATALOGUE["elu"].reference
    assert elu
    known = replace(made.provenance, references=Frozen({"relu": elu, "a_b%$#{}~^\\ --": elu}))
    return replace(made, trials=tuple(trials), provenance=known)


def test_csv_has_every_number_and_computes_nothing(found: Study, tmp_path: Path) -> None:
    for name, expected in (("a.csv", networks(found)), ("b.csv", curves(found))):
        export(found, tmp_path / name, "en", curves=name == "b.csv")
        rows = list(csv.DictReader(io.StringIO((tmp_path / name).read_text(encoding="utf-8"), newline="")))
        wanted = list(expected.rows)
        assert len(rows) == len(wanted) > 0
        assert tuple(rows[0]) == expected.columns
        for row, want in zip(rows, wanted, strict=True):
            for column, value in want.items():
                assert _same(row[column], value), (column, row[column], value)
                assert not isinstance(value, str) or row[column][:1] not in tuple("=+-@\t\r")


def _same(text: str, value: str | float | int | None) -> bool:
    if value is None or isinstance(value, str):
        return text.removeprefix("'") == (value or "")
    return float(text) == value or (math.isnan(float(text)) and math.isnan(value))


@pytest.mark.parametrize("which", ["networks", "curves"])
def test_parquet_has_every_value_in_its_type(found: Study, which: str, tmp_path: Path) -> None:
    export(found, tmp_path / "a.parquet", "en", curves=which == "curves")
    expected = curves(found) if which == "curves" else networks(found)
    got = duckdb.sql(f"SELECT * FROM '{tmp_path / 'a.parquet'}'")
    assert tuple(got.columns) == expected.columns
    types = dict(zip(got.columns, map(str, got.types), strict=True))
    assert (types["activation"], types["seed"], types["lr"]) == ("VARCHAR", "BIGINT", "DOUBLE")
    wanted = [tuple(row[name] for name in expected.columns) for row in expected.rows]
    assert repr(got.fetchall()) == repr(wanted)  # in which nan is equal to itself


def test_json_is_what_results_say(found: Study, tmp_path: Path) -> None:
    export(found, tmp_path / "a.json", "en")
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    content = json.loads(text, parse_constant=lambda name: pytest.fail(name))
    assert content["format"] == "actlab/results"
    rows = result_rows(found)
    assert len(content["networks"]) == len(rows)
    for got, wanted in zip(content["networks"][1:], rows[1:], strict=True):
        assert got == wanted
    assert content["networks"][0]["curve_test_loss"][-1] == "inf"
    assert content["networks"][0]["curve_test_accuracy"][-1] is None


def test_the_workbook_is_read_by_our_own_reader(found: Study, tmp_path: Path) -> None:
    export(found, tmp_path / "a.xlsx", "en")
    grid = read_sheet((tmp_path / "a.xlsx").read_bytes())
    wanted = networks(found)
    assert tuple(grid.rows[0]) == wanted.columns
    place = wanted.columns.index("test_accuracy")
    for got, row in zip(grid.rows[1:], wanted.rows, strict=True):
        assert got[0].strip() == str(row["activation"]).strip()
        assert got[place] == ("" if row["test_accuracy"] is None else str(row["test_accuracy"]))


def test_the_workbook_has_both_tables_and_no_formula(found: Study, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    export(found, tmp_path / "a.xlsx", "en")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["networks", "curves"]
    for wanted in (networks(found), curves(found)):
        head, *rows = book[wanted.name].iter_rows()
        assert tuple(one.value for one in head) == wanted.columns
        for row, want in zip(rows, wanted.rows, strict=True):
            for one, name in zip(row, wanted.columns, strict=True):
                value = want[name]
                assert one.data_type != "f"
                if isinstance(value, str):
                    assert (one.value or "") == value
                    assert not value or one.quotePrefix
                elif value is not None and math.isfinite(value):
                    assert one.value == value
                    assert one.data_type == "n"


def test_every_part_of_the_workbook_is_xml_and_the_bytes_are_the_same_again(found: Study, tmp_path: Path) -> None:
    export(found, tmp_path / "a.xlsx", "en")
    export(found, tmp_path / "b.xlsx", "en")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))


def test_a_sheet_that_is_too_long_is_refused(found: Study, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert MOST_ROWS == 1_048_576
    monkeypatch.setattr("actlab.report.exports.workbook.MOST_ROWS", 20)
    with pytest.raises(InvalidInput, match=r"networks: a sheet of a workbook has at most 20 rows.*results\.parquet"):
        export(found, tmp_path / "a.xlsx", "en")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["en", "pt"])
def test_latex_has_a_row_for_each_verdict(found: Study, language: str, tmp_path: Path) -> None:
    export(found, tmp_path / "a.tex", language)
    text = (tmp_path / "a.tex").read_text(encoding="utf-8")
    body = text[text.index(r"\midrule") : text.index(r"\bottomrule")].splitlines()[1:]
    assert len(body) == len(found.verdicts) == len(HOSTILE) - 1
    columns = len(re.findall("[lr]", text[text.index("{tabular}") + 9 :].partition("\n")[0]))
    for line in body:
        assert len(re.findall(r"(?<!\\)&", line)) == columns - 1
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
    cited = set(re.findall(r"\\(?:no)?cite\{([^}]*)\}", text))
    entries = set(re.findall(r"@misc\{(\w+),", (tmp_path / "a.bib").read_text(encoding="utf-8")))
    assert {key for group in cited for key in group.split(",")} == entries == set(keys(found))
    assert "clevert2015" in entries


DOCUMENT = r"""\documentclass{article}
\IfFileExists{booktabs.sty}{\usepackage{booktabs}}{\let\toprule\hline\let\midrule\hline\let\bottomrule\hline}
\begin{document}
%s
\bibliographystyle{plain}
\bibliography{a}
\end{document}
"""
LETTERS = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x370, 0x400), 0x2013, 0x2026, 0x4E2D]))


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
@pytest.mark.parametrize("language", ["en", "pt"])
def test_latex_compiles(found: Study, language: str, tmp_path: Path) -> None:
    export(found, tmp_path / "a.tex", language)
    cells = " ".join(map(cell, ["-", "<0.001", "[-1e-300, +inf]", "≥ 12", "> 10,000", "12-30", "1.000"]))
    (tmp_path / "whole.tex").write_text(DOCUMENT % rf"\input{{a}} {escaped(LETTERS)} {cells}", encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "whole.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    if shutil.which("bibtex"):
        done = subprocess.run(["bibtex", "whole"], cwd=tmp_path, capture_output=True)
        assert done.returncode == 0, done.stdout
        for _round in range(2):
            done = subprocess.run(command, cwd=tmp_path, capture_output=True)
            assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("x_1 & 50%", r"x\_1 \& 50\%"),
        (r"\input{/etc/passwd}", r"\textbackslash{}input\{/etc/passwd\}"),
        ("a--b---c", "a-{}-b-{}-{}-c"),
        ("α ≥ Λ", r"$\alpha$ $\geq$ $\Lambda$"),
        ("ativação, Müller", "ativação, Müller"),
        ("中ħ\n", "[U+4E2D][U+0127] "),
    ],
)
def test_text_in_latex(words: str, shown: str) -> None:
    assert escaped(words) == shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("+1.23", "$+1.23$"),
        ("3", "$3$"),
        ("[-0.10, +0.25]", "$[-0.10, +0.25]$"),
        ("+1e+308", r"$+1 \cdot 10^{308}$"),
        ("[-1.5e-05, +2e-06]", r"$[-1.5 \cdot 10^{-5}, +2 \cdot 10^{-6}]$"),
        ("≥ 648", r"$\geq 648$"),
        ("> 10,000", "$> 10{,}000$"),
        ("373-8085", "$373$--$8085$"),
        ("[-inf, +inf]", r"$[-\infty, +\infty]$"),
        ("undecided", "undecided"),
        ("-", "--"),
    ],
)
def test_numbers_in_latex(words: str, shown: str) -> None:
    assert cell(words) == shown


def test_authors_of_the_whole_catalogue_are_pairs_of_name_and_initials() -> None:
    for one in CATALOGUE.values():
        if one.reference:
            for person in authors(one.reference).split(" and "):
                assert re.fullmatch(r"[^,]+, ([^,]\.[ -]?)+|others", person), person


def test_without_a_complete_pair_latex_says_so(found: Study, tmp_path: Path) -> None:
    export(replace(found, trials=found.trials[:1]), tmp_path / "a.tex", "en")
    text = (tmp_path / "a.tex").read_text(encoding="utf-8")
    assert "There is nothing to compare" in text
    assert all(line.startswith("%") for line in text.splitlines())


def events(content: bytes) -> Iterator[bytes]:
    """Yield the records of an event file, its checksums computed bit by bit."""
    while content:
        (length,) = struct.unpack("<Q", content[:8])
        assert struct.unpack("<I", content[8:12])[0] == masked(content[:8])
        data = content[12 : 12 + length]
        assert struct.unpack("<I", content[12 + length : 16 + length])[0] == masked(data)
        yield data
        content = content[16 + length :]


def masked(content: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in content:
        for bit in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if (crc ^ byte >> bit) & 1 else 0)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) % 2**32


def test_event_files_are_records_with_checksums(found: Study, tmp_path: Path) -> None:
    assert crc32c(bytes(32)) == 0x8A9136AA  # RFC 3720, B.4
    assert crc32c(bytes(range(32))) == 0x46DD794E
    written = export(found, tmp_path / "runs", "en")
    assert len(written) == len(found.trials) == len(list((tmp_path / "runs").rglob("*tfevents*")))
    assert len({path.parent for path in written}) == len(written)
    for trial, path in zip(found.ordered(), written, strict=True):
        first, *others = events(path.read_bytes())
        assert first.endswith(b"brain.Event:2")
        assert len(others) == len(trial.curve) + (trial.test is not None or trial.validation is not None)
    assert {path.name for path in tmp_path.iterdir()} == {"runs"}  # nothing was written beside it


def test_tensorboard_reads_them(found: Study, tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator  # type: ignore[import-not-found,unused-ignore]

    export(found, tmp_path / "runs", "en")
    for trial in found.ordered():
        folder = tmp_path / "runs" / safe(found.plan.called[trial.key.arm]) / f"seed {trial.key.seed}"
        read: Any = EventAccumulator(str(folder), size_guidance={"scalars": 0})
        read.Reload()
        tags = read.Tags()["scalars"]
        assert bool(tags) == bool(trial.curve)
        for metric in ("accuracy", "loss") if tags else ():
            got = [(one.step, one.value) for one in read.Scalars(f"test/{metric}")]
            wanted = [
                (point.step, struct.unpack("<f", struct.pack("<f", point.scores[metric]))[0]) for point in trial.curve
            ]
            assert repr(got) == repr(wanted)
        if tags:
            assert [one.value for one in read.Scalars("dead/layer 2")] == [
                pytest.approx(point.probes["dead"][1]) for point in trial.curve if point.probes
            ]
        if trial.test:
            (last,) = read.Scalars("final test/accuracy")
            assert last.value == pytest.approx(trial.test["accuracy"])


@pytest.mark.parametrize("name", ["../up", "..", ".", "a/b", "a\\b", "con:", "", " x", "x.", "x" * 300, "\0", "αβ"])
def test_a_folder_for_any_name(name: str, tmp_path: Path) -> None:
    folder = tmp_path / safe(name)
    folder.mkdir()
    assert folder.parent == tmp_path
    assert "/" not in safe(name)
    assert safe(name) != safe(name + "!")


@pytest.mark.parametrize("ending", SUFFIXES)
def test_nothing_is_overwritten_unless_asked_for(ending: str, found: Study, tmp_path: Path) -> None:
    path = tmp_path / f"a{ending}"
    path.write_text("mine")
    with pytest.raises(InvalidInput, match=r"is there already, and nothing is overwritten.* Try force=True"):
        export(found, path, "en")
    assert path.read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    export(found, path, "en", force=True)
    assert path.read_bytes() != b"mine"


def test_what_stands_beside_is_not_overwritten_either(found: Study, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("mine")
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "mine").write_text("mine")
    (tmp_path / "link.csv").symlink_to(tmp_path / "nowhere")
    for name in ("a.tex", "runs", "link.csv"):
        with pytest.raises(InvalidInput, match="is there already"):
            export(found, tmp_path / name, "en")
    assert not (tmp_path / "a.tex").exists()
    export(found, tmp_path / "runs", "en", force=True)
    assert (tmp_path / "runs" / "mine").read_text() == "mine"
    assert (tmp_path / "runs" / "relu" / "seed 0" / NAME).exists()


def test_what_cannot_be_is_refused_in_one_line(found: Study, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"a\.docx: the ending is not one of \.csv, \.json.* Try to='results\.csv'"):
        export(found, tmp_path / "a.docx", "en")
    with pytest.raises(InvalidInput, match=r"a\.xlsx holds them anyway; they are chosen for \.csv, \.parquet only"):
        export(found, tmp_path / "a.xlsx", "en", curves=True)
    for ending in SUFFIXES:
        with pytest.raises(InvalidInput, match="cannot be written"):
            export(found, tmp_path / "nowhere" / f"a{ending}", "en")
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match="is there already"):
        export(found, tmp_path / "file", "en")
    with pytest.raises(InvalidInput, match="cannot be written"):
        export(found, tmp_path / "file", "en", force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_that_cannot_be_read_is_not_taken_for_the_one_that_is_written(tmp_path: Path) -> None:
    def files() -> Iterator[tuple[Path, bytes]]:
        yield tmp_path / "a.html", (tmp_path / "missing").read_bytes()

    with pytest.raises(FileNotFoundError, match="missing"):
        keep(files(), tmp_path / "a.html", force=True)


def test_both_answers_are_told(found: Study, tmp_path: Path) -> None:
    other = replace(found, plan=replace(found.plan, network=replace(found.plan.network, initialisation="he")))
    both = replace(found, same=other)
    rows = list(networks(both).rows)
    assert len(rows) == 2 * len(found.trials)
    assert {row["initialisation"] for row in rows} == {found.plan.network.initialisation, "he"}
    assert {row["initialisation"] for row in curves(both).rows} == {found.plan.network.initialisation, "he"}
    assert len(set(export(both, tmp_path / "runs", "en"))) == 2 * len(found.trials)
