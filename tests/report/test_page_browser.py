"""The page in a browser without a network: it says nothing to the console, asks for nothing, and serves a keyboard.

Skipped where playwright or Debian's chromium is missing.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from actlab.functions.find import find
from actlab.report.document.cards import cards
from actlab.report.exports import page
from tests.report import made
from tests.report.browser import enlivened, opened
from tests.report.test_page import PAYLOADS, full

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_bytes(page.text(full(), "en", cards(full())))
    return file


@pytest.mark.parametrize("width", [390, 1000])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_silent_and_fits(browser: "Browser", path: Path, width: int, theme: str) -> None:
    shown, heard = opened(browser, path, width, theme)
    enlivened(shown)
    for language in ("Português", "English"):
        shown.get_by_role("button", name=language).click()
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
    assert heard == []


def test_the_language_changes_without_a_reload(browser: "Browser", path: Path) -> None:
    shown, heard = opened(browser, path)
    shown.evaluate("window.same = true")
    english = shown.get_by_text("training steps (batches of 64)").filter(visible=True)
    portuguese = shown.get_by_text("passos de treino (lotes de 64)").filter(visible=True)
    enlivened(shown)
    assert [english.count() > 0, portuguese.count() > 0] == [True, False]
    shown.get_by_role("button", name="Português").click()
    assert [english.count() > 0, portuguese.count() > 0] == [False, True]
    assert shown.evaluate("[document.documentElement.lang, window.same]") == ["pt", True]
    titles = (
        "[...document.querySelectorAll('svg[role=img]')].map(svg => svg.querySelector('title').getAttribute('lang'))"
    )
    assert set(shown.evaluate(titles)) == {"pt"}
    assert heard == []


def test_light_and_dark_are_chosen_or_those_of_the_system(browser: "Browser", path: Path) -> None:
    shown, _heard = opened(browser, path, theme="dark")

    def paper() -> str:
        return str(shown.evaluate("getComputedStyle(document.body).backgroundColor"))

    dark = paper()
    shown.locator("button[data-theme-choice=light]").click()
    light = paper()
    assert light == "rgb(255, 255, 255)" != dark
    shown.locator("button[data-theme-choice=dark]").click()
    assert paper() == dark
    shown.locator("button[data-theme-choice=auto]").click()
    shown.emulate_media(color_scheme="light")
    assert paper() == light


def test_a_keyboard_is_enough_to_keep_a_file(browser: "Browser", path: Path, tmp_path: Path) -> None:
    shown, heard = opened(browser, path)
    for _press in range(200):
        shown.keyboard.press("Tab")
        if shown.evaluate("document.activeElement.textContent") == "results.csv":
            break
    shown.keyboard.press("Enter")
    shown.keyboard.press("Tab")
    with shown.expect_download() as waiting:
        shown.keyboard.press("Enter")
    waiting.value.save_as(tmp_path / "kept.csv")
    stored = json.loads(str(shown.evaluate("document.getElementById('actlab-data').textContent")))
    assert waiting.value.suggested_filename == "results.csv"
    assert (tmp_path / "kept.csv").read_text(encoding="utf-8") == stored["files"]["results.csv"].replace("\r\n", "\n")
    assert heard == []


def test_nothing_in_a_name_runs(browser: "Browser", tmp_path: Path) -> None:
    levels = {"relu": 0.0} | {name: 0.001 * place for place, name in enumerate(PAYLOADS)}
    file = tmp_path / "report.html"
    held = made.holding(
        made.study(made.draws(levels, seeds=8), probed=True),
        {name: find(f"x * tanh({place + 1} * b * x); b=0.5 per layer") for place, name in enumerate(levels)},
    )
    file.write_bytes(page.text(held, "en", cards(held)))
    shown, heard = opened(browser, file, width=390)
    enlivened(shown)
    shown.get_by_role("button", name="Português").click()
    shown.wait_for_timeout(300)
    assert heard == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= 390
    assert shown.locator("h3").count() == 1 + len(PAYLOADS)


def test_in_print_no_chart_is_cut(browser: "Browser", path: Path) -> None:
    shown, _heard = opened(browser, path, width=680, theme="dark")  # A4 without its margins
    enlivened(shown)
    shown.emulate_media(media="print")
    drawn = "[...document.querySelectorAll('svg[role=img]')].every(one => one.getBoundingClientRect().width > 300)"
    assert shown.evaluate(drawn)
    assert not shown.locator(".live").first.is_visible()
    wide = "[...document.querySelectorAll('svg, table')].filter(one => one.getBoundingClientRect().right > innerWidth)"
    assert shown.evaluate(wide + ".map(one => one.outerHTML.slice(0, 200))") == []
    assert shown.locator("header").is_hidden()
    assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    grey = "getComputedStyle(document.querySelector('[fill=\"#4D4D4D\"]')).fill"
    assert shown.evaluate(grey) == "rgb(77, 77, 77)"
