"""Old and narrow terminals: every command can be read in them, whatever letters and colours they have."""

import io
import json
import subprocess
import sys
from os import environ
from pathlib import Path

import pytest

from actlab.cli import run_command
from actlab.cli.commands import COMMANDS
from actlab.cli.screen import coloured, legible, spelt
from actlab.report.document.parts import Column, Document, Table
from actlab.report.render import terminal

QUICK = ["--quick", "--network", "mlp(8)", "--steps", "40", "--seeds", "2"]
ARGUMENTS = {
    "compare": [[*QUICK, "relu", "tanh", "--out", "study"]],
    "resume": [["study"], ["nowhere"]],
    "studies": [["study"], ["nowhere"]],
    "results": [["study", "--to", "rows.csv"]],
    "judge": [["table.csv"], ["study"], ["nowhere.csv"]],
    "show": [["elu"], ["gelu", "x*tanh(β*x); β=1", "selu"], ["x*sin(x"], ["rellu"]],
    "list": [[], ["--where", "nonsense"]],
    "export": [["gelu", "--to", "latex"]],
    "explain": [["relu", "tanh", "--width", "20", "--depth", "3", "--draws", "2"]],
    "demo": [["nonsense"]],
    "cost": [["rellu"]],
}
UNKNOWN = "(a letter of which nothing is known)"
TABLE = "arm,seed,accuracy\n" + "".join(
    f"{arm},{n},{0.9 + n / 100}\n" for arm in ("relu", "müller×2") for n in range(3)
)


class Terminal(io.TextIOWrapper):
    """A terminal that has the letters of one encoding only."""

    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, write_through=True)

    def seen(self) -> str:
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode(self.encoding)


def typed(arguments: list[str], encoding: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    out, err = Terminal(encoding), Terminal(encoding)
    legible(out, err)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    status = run_command(arguments)
    return status, out.seen() + err.seen()


@pytest.mark.parametrize(("encoding", "language"), [("ascii", "pt"), ("ascii", "en"), ("cp1252", "pt")])
def test_every_command_is_legible_in_every_encoding(
    encoding: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr("actlab.cli.screen._nothing", lambda letter: UNKNOWN)
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    for command in COMMANDS:
        for arguments in [*ARGUMENTS.get(command.name, []), ["--help"]]:
            status, seen = typed([command.name, *arguments, "--lang", language], encoding, monkeypatch)
            assert status in (0, 2), seen
            assert seen.strip()
            assert UNKNOWN not in seen, seen
            assert "Traceback" not in seen


def test_a_terminal_of_letters_only(tmp_path: Path) -> None:
    """As a process meets it: Python's own start, a bare locale, no colours, and an error with a caret."""
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii", "COLUMNS": "60"}
    for arguments, word in (
        (["show", "elu"], "f'(x)"),
        (["show", "x*sin(x"], "^"),
        (["judge", "nö.csv"], "there is no such file"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "actlab", *arguments],
            cwd=tmp_path,
            capture_output=True,
            env={**environ, **plain, "TERM": "dumb", "NO_COLOR": "1"},
        )
        seen = (done.stdout + done.stderr).decode("ascii")
        assert word in seen, seen
        assert "Traceback" not in seen
        assert "\x1b" not in seen


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "colours"),
    [
        ({"TERM": "xterm"}, True),
        ({}, True),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colours_are_for_those_who_have_and_want_them(environment: dict[str, str], colours: bool) -> None:
    assert coloured(Screen(), environment) == colours
    assert not coloured(io.StringIO(), environment)


def test_letters_are_spelt_in_those_of_ascii() -> None:
    for letter in map(chr, range(0x20, 0x3000)):
        found = spelt(letter)
        assert found.isascii()
        assert len(found) <= 20
    assert "".join(map(spelt, "±0,5 ação ∂custo/∂W ≥ 3 χ₁ … f′")) == "+-0,5 acao dcusto/dW >= 3 chi1 ... f'"


NAMES = ("relu", "a_formula(x)", "elu")
NUMBERS = tuple(f"[{n}.25, +{n + 1}.75]" for n in range(10, 18))


@pytest.mark.parametrize("tight", [True, False])
@pytest.mark.parametrize("width", [60, 50, 40])
def test_a_narrow_table_has_the_names_in_every_block_and_breaks_no_number(width: int, tight: bool) -> None:
    columns = (Column("activation", wrap="fold", least=10), *(Column("95 %", "right", "never") for _ in NUMBERS))
    rows = tuple((name, *NUMBERS) for name in NAMES)
    shown = terminal.render(Document((Table(columns, rows, "title", tight=tight),)), "en", width=width)
    assert max(map(len, shown.split("\n"))) <= width
    for number in NUMBERS:
        assert shown.count(number) == len(NAMES)
    blocks = shown.count("activation")
    assert blocks > 1
    assert shown.count("relu") == blocks == shown.count("elu") - shown.count("relu")
    assert shown.replace("\n", "").replace(" ", "").count("a_formula(") == blocks


def test_rows_of_two_names_keep_both_in_every_block() -> None:
    columns = (Column("activation"), Column("init"), *(Column("95 %", "right", "never") for _ in NUMBERS))
    rows = tuple((name, start, *NUMBERS) for name in ("relu", "tanh") for start in ("he", "lecun"))
    shown = terminal.render(Document((Table(columns, rows),)), "en", width=60)
    assert shown.count("activation") == shown.count("init") == shown.count("lecun") / 2 > 1


def test_json_keeps_every_letter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    for encoding in ("ascii", "cp1252", "utf-8"):
        _status, seen = typed(["judge", str(tmp_path / "table.csv"), "--json"], encoding, monkeypatch)
        assert "müller×2" in [one["arm"] for one in json.loads(seen)["comparisons"]]


def test_a_wide_table_is_one() -> None:
    columns = (Column("activation"), *(Column("95 %", "right", "never") for _ in NUMBERS))
    rows = tuple((name, *NUMBERS) for name in NAMES)
    assert terminal.render(Document((Table(columns, rows),)), "en", width=200).count("activation") == 1
