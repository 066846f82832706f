"""``actlab play``: what it prints, what it writes, and the page as a browser opens it."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from actlab.cli import run_command
from actlab.errors import InvalidInput
from actlab.play.link import link
from actlab.play.page import page
from actlab.report.document.live import in_the_page
from tests.report.test_again import study

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@contextmanager
def playing(*words: str) -> Iterator[str]:
    """Start the command, and return the address that it prints for programs."""
    command = [sys.executable, "-m", "actlab", "play", "--no-browser", "--json", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        lines: list[str] = []
        try:
            while not lines or lines[-1].rstrip() != "}":
                lines.append(process.stdout.readline())
                assert lines[-1], lines
            yield json.loads("".join(lines))["address"]
        finally:
            process.terminate()


def test_a_browser_opens_it_once(browser: "Browser") -> None:
    heard: list[str] = []
    with playing("relu", "x*tanh(b*x); b=0.5") as address:
        context = browser.new_context(locale="pt-BR")
        shown = context.new_page()
        shown.on("console", lambda message: heard.append(message.text))
        shown.on("pageerror", lambda error: heard.append(str(error)))
        answer = shown.goto(address)
        assert answer
        assert answer.status == 200
        assert "token" not in shown.url
        shown.wait_for_selector(".cards")
        assert shown.get_by_role("heading", level=1).inner_text() == "Corrida"
        assert unquote(shown.url).endswith("/#race&a=relu&a=x*tanh(b*x); b=0.5")
        assert shown.get_by_role("alert").count() == 0
        assert shown.evaluate("document.cookie") == ""
        shown.reload()
        shown.wait_for_selector(".cards")
        assert heard == []
        stranger = browser.new_context().new_page()
        refused = stranger.goto(address.partition("#")[0])
        assert refused
        assert refused.status == 403
        framing = browser.new_context().new_page()
        framing.set_content(f'<iframe src="{address}"></iframe>')
        framing.wait_for_timeout(500)
        assert not any('id="engine"' in frame.content() for frame in framing.frames)


def test_it_begins_in_the_language_that_is_asked_for(browser: "Browser", tmp_path: Path) -> None:
    for asked, of_browser, title in ((None, "pt-BR", "Função"), ("en", "pt-BR", "Function"), ("pt", "en-US", "Função")):
        (tmp_path / "page.html").write_text(page(asked), encoding="utf-8")
        context = browser.new_context(locale=of_browser)
        shown = context.new_page()
        shown.goto((tmp_path / "page.html").as_uri())
        assert shown.get_by_role("heading", level=1).inner_text() == title
        context.close()


def test_it_is_saved_as_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "page.html"
    assert run_command(["play", "--save", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == page()
    assert run_command(["play", "--save", str(file), "--lang", "pt", "--force"]) == 0
    assert file.read_text(encoding="utf-8") == page("pt") != page()
    assert run_command(["play", "--save", str(file), "--lang", "en"]) == 2
    assert run_command(["play", "--save", str(file), "--force", "--json"]) == 0
    found = capsys.readouterr()
    assert str(file) in found.out
    assert "there already" in found.err
    for words in (["play", "--save", "page.txt"], ["play", "relu", "--save", str(tmp_path / "other.html")]):
        assert run_command(words) == 2
    assert not (tmp_path / "other.html").exists()


@pytest.mark.parametrize("port", ["0", "-1", "65536", "3.5", "x", "9" * 30])
def test_ports_are_checked(port: str) -> None:
    assert run_command(["play", "--no-browser", "--port", port]) == 2


def test_what_no_page_can_show_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def f(x):\n    return x * x\n")
    with pytest.raises(InvalidInput, match="at most 6"):
        link(["relu", "tanh", "elu", "silu", "gelu", "mish", "selu"])
    with pytest.raises(InvalidInput, match="formulas only"):
        link([f"{tmp_path / 'mine.py'}:f"])
    with pytest.raises(InvalidInput):
        link(["relu", "relu"])
    with pytest.raises(InvalidInput):
        link(["nosuch"])


def test_links_hold_every_sign() -> None:
    assert link(["gelu"]) == "#function&f=gelu"
    found = link(["x*tanh(x)", "where(x > 0, x, 0.1*x)"])
    assert [unquote(one) for one in found.split("&a=")] == ["#race", "x*tanh(x)", "where(x > 0, x, 0.1*x)"]


def test_a_report_says_how_its_activations_are_opened() -> None:
    found = study(["tanh", "relu", "mine=x*tanh(b*x); b=0.5"])
    line = in_the_page(found)
    assert shlex.split(line) == ["actlab", "play", "relu", "tanh", "mine=x * tanh(b * x); b=0.5"]
    assert re.fullmatch(r"#race&a=relu&a=tanh&a=[\w%.]+", link(shlex.split(line)[2:]))
    assert in_the_page(study(["relu"])) == ""
