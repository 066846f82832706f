"""The documentation cannot lie: its Python runs, its command lines parse, both languages say the same code."""

import re
import shlex
from pathlib import Path

import pytest

from actlab.cli import build

TOP = Path(__file__).parent.parent
READMES = ["README.md", "README.pt-BR.md"]
PAGES = [*READMES, "CONTRIBUTING.md", "benchmarks/README.md", *(f"docs/{p.name}" for p in (TOP / "docs").glob("*.md"))]
PAGES += [f"docs/{folder}/{p.name}" for folder in ("en", "pt") for p in (TOP / "docs" / folder).glob("*.md")]
PAGES += [f"docs/results/{page.name}" for page in (TOP / "docs" / "results").glob("*.md")]


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (TOP / name).read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("name", READMES)
def test_python_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (code,) = blocks(name, "python")
    exec(compile(code, name, "exec"), {})
    assert (tmp_path / "curves.svg").stat().st_size


@pytest.mark.parametrize("name", PAGES)
def test_command_lines_parse(name: str) -> None:
    text = "\n".join(blocks(name, "sh"))
    lines = [line for line in text.splitlines() if line.startswith("actlab ")]
    assert lines or name not in READMES
    for line in lines:
        arguments = shlex.split(line, comments=True)[1:]
        if "--help" not in arguments:
            build("en").parse_args(arguments)


def numbers(block: str, sign: str) -> list[str]:
    """Return all numbers with a decimal part, in order; ``sign`` separates it."""
    return [found.replace(sign, ".") for found in re.findall(rf"[+-]?\d+\{sign}\d+", block)]


def test_both_languages_show_the_same_code_and_numbers() -> None:
    assert blocks(READMES[0], "python") == blocks(READMES[1], "python")
    english, portuguese = (blocks(name, "text") for name in READMES)
    assert len(english) == len(portuguese) == 2
    for one, other in zip(english, portuguese, strict=True):
        assert numbers(one, ".") == numbers(other, ",")
        assert len(numbers(one, ".")) >= 20
        assert not numbers(other, "."), "a decimal point in Portuguese"
        # of each activation the whole row, whole numbers as well, but what is said in words
        rows = [
            re.findall(r"^ (\w+) .*?(\d[\d.,]*) .*(\d+) (?:of|de) (\d+)", block, re.MULTILINE) for block in (one, other)
        ]
        assert [[cell.replace(",", ".") for cell in row] for row in rows[1]] == [list(row) for row in rows[0]] != []
    commands = [[re.sub(r" *#.*", "", block) for block in blocks(name, "sh")] for name in READMES]
    assert commands[0] == commands[1]


def test_the_two_lines_are_single_lines() -> None:
    lines = [line for block in blocks("README.md", "sh") for line in block.splitlines() if line.startswith("python3 ")]
    assert len(lines) == 2
    assert lines[0].endswith("actlab compare")
    assert lines[1].endswith("-m pytest -n auto --dist loadfile")


@pytest.mark.parametrize("name", PAGES)
def test_links_and_named_files_exist(name: str) -> None:
    text = (TOP / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert ((TOP / name).parent / target).exists(), target


def test_the_architecture_names_no_file_that_is_not_there() -> None:
    text = (TOP / "docs" / "architecture.md").read_text(encoding="utf-8")
    for path in re.findall(r"`((?:functions|data|networks|training|studies|report|cli)/[\w/.]*)`", text):
        assert (TOP / "src" / "actlab" / path).exists(), path


def test_the_architecture_names_every_file() -> None:
    text = (TOP / "docs" / "architecture.md").read_text(encoding="utf-8")
    for path in (TOP / "src" / "actlab").rglob("*.py"):
        # in these, a file is one of many of a kind, and the folder is named
        if not path.name.startswith("__") and path.parent.name not in (
            "catalogue",
            "demos",
            "document",
            "facade",
            "cli",
        ):
            assert path.name in text, f"{path.name} is missing from docs/architecture.md"
