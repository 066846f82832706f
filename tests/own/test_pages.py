"""The pages on training of one's own: their commands are carried out, their Python runs, in both languages."""

import re
import shlex
import sys
from pathlib import Path

import pytest

import actlab
from actlab.cli.main import run_command
from tests.functions.exported import installed

TOP = Path(__file__).parents[2]
PAGES = ["docs/training.md", "docs/pt/treinamento.md"]


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (TOP / name).read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("name", PAGES)
def test_the_function_of_the_page_is_judged(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks(name, "python")
    names: dict[str, object] = {}
    exec(compile(code, name, "exec"), names)
    study = names["study"]
    assert isinstance(study, actlab.Study)
    assert len(study.pairs) == 8
    assert study.headline in capsys.readouterr().out


def carried_out(line: str, folder: Path) -> int:
    """Carry a command line of a page out, from the folder in which its files are."""
    words = [str(TOP / word) if word.startswith("examples/") else word for word in shlex.split(line)[1:]]
    words = [sys.executable if word == "python" else word for word in words]
    return run_command([str(folder / word) if word in ("spirals", "awk", "spirals.html") else word for word in words])


@pytest.mark.parametrize("name", PAGES)
def test_a_shell_script_is_judged(name: str, tmp_path: Path) -> None:
    (line,) = (line for block in blocks(name, "sh") for line in block.splitlines() if "descent.sh" in line)
    assert carried_out(line, tmp_path) == 0
    study = actlab.open(tmp_path / "awk")
    assert [arm.failed for arm in study.arms] == [0, 0, 0]
    assert len(study.of("tanh")[0].curve) == 4


@pytest.mark.skipif(not installed("torch"), reason="PyTorch is not installed")
def test_a_script_of_pytorch_is_judged_and_goes_on(tmp_path: Path) -> None:
    lines = [line for block in blocks(PAGES[0], "sh") for line in block.splitlines() if "spirals" in line]
    assert len(lines) == 3
    assert [carried_out(line, tmp_path) for line in lines] == [0, 0, 0]
    study = actlab.open(tmp_path / "spirals")
    assert len(study.pairs) == 12
    assert [arm.failed for arm in study.arms] == [0, 0, 0]
    assert (tmp_path / "spirals.html").stat().st_size
    again = actlab.open(tmp_path / "spirals").resume(seeds=12, progress=False)
    assert [trial.test for trial in again.trials] == [trial.test for trial in study.trials]


def test_both_languages_type_the_same() -> None:
    def typed(name: str) -> list[str]:
        return [re.sub(r" *#.*", "", block) for kind in ("sh", "python") for block in blocks(name, kind)]

    assert typed(PAGES[0]) == typed(PAGES[1])
