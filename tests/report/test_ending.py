"""The page that a comparison leaves behind, and that of results made elsewhere."""

import json
import shutil
from pathlib import Path

import pytest

import actlab
from actlab.cli import run_command
from actlab.errors import InvalidInput
from actlab.report.document.cards import cards
from actlab.report.document.parts import Document
from actlab.report.document.report import report
from actlab.words import said
from tests.report import made
from tests.report.pages import Node, read

SMALL = {"quick": True, "steps": 20, "network": "mlp(4)", "progress": False}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ending") / "study"
    study = actlab.compare(["relu", "tanh"], seeds=2, out=folder, **SMALL)
    assert study.files[-1] == folder / "report.html"
    return folder


@pytest.fixture
def folder(once: Path, tmp_path: Path) -> Path:
    """A copy of the study."""
    return Path(shutil.copytree(once, tmp_path / "study"))


def page_of(path: Path) -> Node:
    return read(path.read_text(encoding="utf-8"))


def test_a_comparison_ends_with_its_page(once: Path) -> None:
    tree = page_of(once / "report.html")
    assert [node.text for node in tree.all("h3")] == ["relu", "tanh"]
    assert len(list(tree.all("math"))) >= 2
    stored = json.loads(tree.one("script", id="actlab-data").text)
    assert stored["files"]["plan.json"] == (once / "plan.json").read_text(encoding="utf-8")
    assert stored["files"]["results.csv"].count("\n") == 1 + 4


def test_the_page_is_the_one_that_is_made_later(once: Path, tmp_path: Path) -> None:
    actlab.open(once).report(tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == (once / "report.html").read_bytes()


def test_without_a_folder_there_is_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert actlab.compare(["relu", "tanh"], seeds=1, **SMALL).files == ()
    assert list(tmp_path.iterdir()) == []


def test_resume_writes_it_anew(folder: Path) -> None:
    before = (folder / "report.html").read_bytes()
    (folder / "report.html").write_text("an older one")
    study = actlab.open(folder).resume(seeds=3, progress=False)
    assert study.files[-1] == folder / "report.html"
    assert (folder / "report.html").read_bytes() != before
    assert "3 seeds" in (folder / "report.html").read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_loses_nothing(folder: Path) -> None:
    (folder / "report.html").unlink()
    (folder / "report.html").mkdir()
    (folder / "report.html" / "mine").write_text("kept")
    with pytest.raises(InvalidInput, match="cannot be written"):
        actlab.open(folder).resume(seeds=3, progress=False)
    study = actlab.open(folder)
    assert len(study.pairs) == 3
    assert study.headline
    assert (folder / "results.csv").read_text().count("\n") == 1 + 3 * len(study.plan.names)
    assert (folder / "report.html" / "mine").read_text() == "kept"


def test_the_command_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["compare", "relu", "tanh", "--quick", "--seeds", "2", "--steps", "20", "--network", "mlp(4)"]
    assert run_command([*command, "--out", str(tmp_path / "study")]) == 0
    assert capsys.readouterr().out.rstrip().endswith(str(tmp_path / "study" / "report.html"))


def test_judge_writes_the_page_of_a_study(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "judged.html"
    assert run_command(["judge", str(folder), "--control", "tanh", "--report", str(file)]) == 0
    assert str(file) in capsys.readouterr().out
    assert "difference from tanh" in page_of(file).text


def test_judge_writes_the_page_of_a_table(once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "judged.html"
    command = ["judge", str(once / "results.csv"), "--metric", "test_accuracy", "--report", str(file)]
    assert run_command([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [str(file)]
    assert run_command([*command, "--lang", "pt"]) == 0  # written over, as a figure is
    actlab.language("en")
    tree = page_of(file)
    assert tree.one("html").attributes["lang"] == "pt"
    assert str(once) not in tree.one("h1").text
    main = [part for part in tree.one("main").parts if isinstance(part, Node)]
    assert [node.tag for node in main[:3]] == ["h1", "p", "figure"]
    assert [figure.attributes["id"] for figure in tree.all("figure")] == ["chart-differences", "chart-pairs"]
    assert not list(tree.all("math"))
    assert "Methods" in [node.text for node in tree.all("span")]


def test_judge_writes_the_page_of_published_means(tmp_path: Path) -> None:
    file = tmp_path / "published.html"
    rows = ["relu 92.75 0.2 3", "gelu 93.32 0.19 3"]
    assert run_command(["judge", "--summary", *rows, "--report", str(file)]) == 0
    assert len(list(page_of(file).all("figure"))) == 1


def test_a_page_s_name_ends_in_html(once: Path, tmp_path: Path) -> None:
    judged = actlab.judge(once / "results.csv", metric="test_accuracy")
    with pytest.raises(InvalidInput, match=r"ends in \.html"):
        judged.report(tmp_path / "a.pdf")
    judged.report(tmp_path / "a.html")
    with pytest.raises(InvalidInput, match="nothing is overwritten"):
        judged.report(tmp_path / "a.html")


def test_each_answer_s_differences_say_which_answer_they_are() -> None:
    study = made.full()
    document = report(study, cards(study))
    titles = [said(document.chart(name).title, "en") for name in ("differences", "differences-second")]
    assert titles[0].startswith("The first answer, with an initialisation of its own for each (thick: ")
    assert titles[1].startswith("The second answer, with he for all (thick: ")
    assert "first answer" not in said(study_with_one_answer().chart("differences").title, "en")


def study_with_one_answer() -> Document:
    study = made.study(made.draws({"relu": 0.0, "elu": 0.01}))
    return report(study, cards(study))
