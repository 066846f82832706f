"""The live page for whoever sees little, has a keyboard only, a small screen, or dislikes motion."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.opened import FOUND, at, axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOMS = ("#function", "#race&seeds=2&steps=100")
REACHABLE = """() => [...document.querySelectorAll('button, input, select, summary, [tabindex="0"]')]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.disabled)
    .filter(one => one.type !== 'radio' || one.checked)
    .map((one, place) => one.dataset.walked = String(place)).length"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("link", ROOMS)
def test_axe_finds_nothing(browser: "Browser", live: Path, link: str, theme: str) -> None:
    with at(browser, live, link, theme=theme, bypass_csp=True) as shown:
        if link.startswith("#race"):
            shown.get_by_role("button", name="One step").click()
            shown.locator(".step-numbers").wait_for()
            shown.get_by_role("button", name="Go on").click()
            shown.locator(".progress", has_text="All 6 networks").wait_for(timeout=30_000)
        shown.evaluate(axe())
        for language in ("English", "Português"):
            shown.get_by_role("button", name=language).click()
            assert shown.evaluate(FOUND) == [], language


def test_axe_finds_nothing_in_errors_and_own_points(browser: "Browser", live: Path) -> None:
    with at(browser, live, "#race&data=points", bypass_csp=True) as shown:
        shown.get_by_role("textbox", name="Activation 1").fill("sigmod(")
        shown.locator("pre.error").wait_for()
        shown.evaluate(axe())
        assert shown.evaluate(FOUND) == []


@pytest.mark.parametrize("link", ROOMS)
def test_every_control_is_reached_with_tab_alone(browser: "Browser", live: Path, link: str) -> None:
    with at(browser, live, link) as shown:
        wanted = shown.evaluate(REACHABLE)
        seen: list[str | None] = []
        for _press in range(wanted):
            shown.keyboard.press("Tab")
            seen.append(shown.evaluate("document.activeElement.dataset.walked ?? document.activeElement.outerHTML"))
        assert seen == [str(place) for place in range(wanted)]
        assert wanted > 20
        assert shown.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_keyboard_alone_runs_a_race(browser: "Browser", live: Path) -> None:
    with at(browser, live, ROOMS[1]) as shown:
        for _press in range(60):
            shown.keyboard.press("Tab")
            if shown.evaluate("document.activeElement.textContent") == "Run":
                shown.keyboard.press("Enter")
                break
        shown.locator(".progress", has_text="All 6 networks").wait_for(timeout=30_000)


@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("link", ROOMS)
def test_nothing_is_wider_than_the_screen(browser: "Browser", live: Path, link: str, width: int) -> None:
    with at(browser, live, link, width=width, locale="pt-BR", reduced_motion="reduce") as shown:
        if link.startswith("#race"):
            shown.get_by_role("button", name="Um passo").click()
            shown.locator(".step-numbers").wait_for()
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert shown.evaluate("document.getAnimations().length") == 0
