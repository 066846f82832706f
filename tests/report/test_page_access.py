"""The page for whoever sees little, or has a keyboard only: axe finds nothing grave, and every control is reached."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from actlab.report.document.cards import cards
from actlab.report.exports import page
from tests.report import made
from tests.report.browser import WEB, enlivened, lacking, opened
from tests.report.test_page import full

if TYPE_CHECKING:
    from playwright.sync_api import Browser

AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
FOUND = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`)"""
REACHABLE = """() => [...document.querySelectorAll('button, input, summary, [tabindex="0"]')]
    .filter(one => one.checkVisibility({visibilityProperty: true}))
    .map((one, place) => one.dataset.walked = String(place)).length"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_bytes(page.text(full(), "en", cards(full())))
    return file


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.is_file():
        lacking("npm ci in web/")
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [390, 1000])
def test_axe_finds_nothing_grave(browser: "Browser", path: Path, axe: str, width: int) -> None:
    shown, heard = opened(browser, path, width)
    enlivened(shown)
    shown.evaluate(axe)
    for theme in ("light", "dark"):
        shown.locator(f"button[data-theme-choice={theme}]").click()
        for language in ("English", "Português"):
            shown.get_by_role("button", name=language).click()
            assert shown.evaluate(FOUND) == [], (theme, language)
    assert heard == []
    shown.context.close()


def test_axe_finds_nothing_grave_among_many_activations(browser: "Browser", axe: str, tmp_path: Path) -> None:
    arms = {"relu": 0.0} | {f"activation_{place}": place / 500 for place in range(1, 14)}
    file = tmp_path / "many.html"
    file.write_bytes(page.text(made.study(made.draws(arms, seeds=8)), "en"))
    shown, heard = opened(browser, file, theme="dark")
    enlivened(shown)
    for summary in shown.locator("#chart-curves summary").all():
        summary.click()
    shown.evaluate(axe)
    assert shown.evaluate(FOUND) == []
    assert heard == []


def test_a_grave_finding_is_found(browser: "Browser", path: Path, axe: str) -> None:
    shown, _heard = opened(browser, path)
    shown.evaluate("document.querySelector('main').append(document.createElement('button'))")
    shown.evaluate(axe)
    assert any(one.startswith("button-name") for one in shown.evaluate(FOUND))


def test_every_control_is_reached_and_left_with_tab_alone(browser: "Browser", path: Path) -> None:
    shown, heard = opened(browser, path)
    enlivened(shown)
    wanted = shown.evaluate(REACHABLE)
    seen: list[str | None] = []
    shown.evaluate("document.activeElement.blur()")
    for _press in range(wanted):
        shown.keyboard.press("Tab")
        seen.append(shown.evaluate("document.activeElement.dataset.walked ?? document.activeElement.outerHTML"))
    assert seen == [str(place) for place in range(wanted)]
    assert wanted > 60
    outline = shown.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    assert heard == []


def test_a_keyboard_alone_hides_an_activation_and_reads_the_charts(browser: "Browser", path: Path) -> None:
    shown, heard = opened(browser, path)
    enlivened(shown)
    walked = []
    for _press in range(60):
        shown.keyboard.press("Tab")
        walked.append(
            shown.evaluate("(one => one.className || one.dataset.toggle || one.tagName)(document.activeElement)")
        )
        if walked[-1] == "plot":
            shown.keyboard.press("End")
            assert shown.locator("#chart-curves .readout").get_attribute("aria-live") == "polite"
            assert "elu 9" in shown.locator("#chart-curves .readout").inner_text()
        if walked[-1] == "elu":
            shown.keyboard.press("Space")
            break
    assert "plot" in walked
    assert shown.locator("#chart-probes [data-toggle=elu]").get_attribute("aria-pressed") == "false"
    assert heard == []
