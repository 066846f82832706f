"""The lesson in a browser: every figure alive, by pointer and by keyboard, and silent."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from actlab.play.page import page
from tests.report.browser import WEB, lacking

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

STEPS = 13


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("play") / "page.html"
    file.write_text(page(), encoding="utf-8")
    return file


def opened(
    browser: "Browser", path: Path, fragment: str = "lesson", *, script: str = "", **more: object
) -> tuple["Page", list[str]]:
    """Open the lesson with the network off; return it and all that it says or asks for."""
    settings: dict = {"viewport": {"width": 1200, "height": 900}, "locale": "pt-BR", "offline": True, **more}
    context = browser.new_context(**settings)
    context.set_default_timeout(15_000)
    context.add_init_script(script)
    shown, heard = context.new_page(), []
    shown.on("console", lambda message: heard.append(message.text))
    shown.on("pageerror", lambda error: heard.append(str(error)))
    shown.on("request", lambda one: heard.append(one.url) if not one.url.startswith(("file:", "blob:")) else None)
    shown.goto(f"{path.as_uri()}#{fragment}")
    shown.wait_for_selector(".step")
    return shown, heard


def walked(shown: "Page") -> None:
    """Go through the lesson step by step until every figure is there."""
    for n in range(1, STEPS + 1):
        shown.evaluate(f"document.getElementById('step-{n}').scrollIntoView({{behavior: 'instant'}})")
        shown.wait_for_selector(f"#step-{n} .live :is(svg, canvas)")


@pytest.mark.parametrize("width", [390, 1200])
def test_every_figure_is_seen_in_both_languages(browser: "Browser", path: Path, width: int) -> None:
    shown, heard = opened(browser, path, viewport={"width": width, "height": 900})
    walked(shown)
    for language, title in (("English", "Lesson"), ("Português", "Aula")):
        shown.get_by_role("button", name=language).click()
        assert shown.get_by_role("heading", level=1).inner_text() == title
        assert len(shown.query_selector_all(".step .live :is(svg, canvas)")) >= STEPS
        assert not shown.query_selector(".waiting")
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
    told = shown.evaluate("document.querySelector('main').innerText")
    assert "undefined" not in told
    assert "NaN" not in told
    assert heard == []
    shown.context.close()


@pytest.mark.parametrize(("theme", "width"), [("light", 1200), ("dark", 390)])
def test_axe_finds_nothing(browser: "Browser", path: Path, theme: str, width: int) -> None:
    script = WEB / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        lacking("npm ci in web/")
    shown, _heard = opened(browser, path, color_scheme=theme, bypass_csp=True, viewport={"width": width, "height": 900})
    walked(shown)
    shown.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    shown.evaluate(script.read_text(encoding="utf-8"))
    found = shown.evaluate("axe.run()")
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]] == []
    shown.context.close()


def test_links_lead_to_steps_and_bad_ones_are_told(browser: "Browser", path: Path) -> None:
    shown, _heard = opened(browser, path, "lesson&s=8")
    shown.wait_for_function("() => Math.abs(document.getElementById('step-8').getBoundingClientRect().top) < 60")
    shown.wait_for_function("() => location.hash === '#lesson&s=8'")
    for bad in ("lesson&s=14", "lesson&s=0", "lesson&s=x", "lesson&t=1"):
        shown.evaluate(f"location.hash = '{bad}'")
        shown.wait_for_selector("[role=alert]")
        shown.evaluate("location.hash = '#lesson'")
        shown.wait_for_selector("[role=alert]", state="detached")
    for _twice in range(2):  # the second time nothing but the address changes
        shown.evaluate("location.hash = '#nowhere'")
        shown.wait_for_selector("[role=alert]")
        shown.wait_for_function("() => location.hash.startsWith('#function')")
    shown.context.close()


def at_top(shown: "Page", step: int) -> None:
    """Wait until a step stands at the top of the window and its number in the address."""
    shown.wait_for_function(f"() => Math.abs(document.getElementById('step-{step}').getBoundingClientRect().top) < 60")
    shown.wait_for_function(f"() => location.hash === '#lesson&s={step}'")


def test_the_address_is_that_of_the_step_gone_to(browser: "Browser", path: Path) -> None:
    shown, _heard = opened(browser, path)
    for step in (5, 13, 2, 9, 5):
        shown.evaluate(f"location.hash = '#lesson&s={step}'")
        shown.wait_for_function(f"() => document.getElementById('step-{step}').getBoundingClientRect().top < 900")
        shown.wait_for_timeout(600)
        if step < STEPS:  # the last one may be too short to come to the top
            at_top(shown, step)
    shown.keyboard.press("Control+Home")
    shown.wait_for_function("() => location.hash === '#lesson'")
    shown.get_by_role("link", name="Unidades que morrem").click()
    at_top(shown, 5)
    shown.context.close()


def test_a_link_is_followed_while_the_page_is_about_to_write_its_address(browser: "Browser", path: Path) -> None:
    kept = """
        const later = setTimeout;
        window.writing = [];
        window.setTimeout = (done, wait, ...more) => (wait === 250 ? -writing.push(done) : later(done, wait, ...more));
    """
    shown, _heard = opened(browser, path, script=kept)
    shown.wait_for_function("() => writing.length > 0")
    shown.evaluate("location.hash = '#lesson&s=5'; writing.splice(0).forEach((done) => done())")
    shown.wait_for_function("() => Math.abs(document.getElementById('step-5').getBoundingClientRect().top) < 60")
    assert shown.evaluate("location.hash") == "#lesson&s=5"
    shown.context.close()


def test_a_step_stays_until_the_reader_moves(browser: "Browser", path: Path) -> None:
    shown, _heard = opened(browser, path, "lesson&s=5")
    shown.evaluate("document.documentElement.style.overflowAnchor = 'none'")  # as in Safari
    at_top(shown, 5)
    grow = "document.getElementById('step-1').style.minHeight = '{}px'"
    shown.wait_for_timeout(800)
    shown.evaluate(grow.format(3000))
    shown.wait_for_timeout(300)
    at_top(shown, 5)
    for move in (lambda: shown.mouse.wheel(0, 700), lambda: shown.evaluate("scrollBy(0, 700)")):
        shown.evaluate("location.hash = '#lesson&s=3'")
        at_top(shown, 3)
        shown.wait_for_timeout(800)
        move()
        shown.wait_for_function("() => document.getElementById('step-3').getBoundingClientRect().top < -600")
        before, after = -1, shown.evaluate("scrollY")
        while after != before:  # a wheel moves the page for a while
            shown.wait_for_timeout(300)
            before, after = after, shown.evaluate("scrollY")
        shown.evaluate(grow.format(4000 + before % 100))
        shown.wait_for_timeout(300)
        assert shown.evaluate("scrollY") == before
    shown.context.close()


def test_it_is_walked_by_keyboard(browser: "Browser", path: Path) -> None:
    shown, _heard = opened(browser, path)
    link = shown.get_by_role("navigation", name="Passos da aula").get_by_role("link", name="Unidades que morrem")
    link.focus()
    shown.keyboard.press("Enter")
    at_top(shown, 5)
    rate = shown.locator("#step-5 input[type=range]")
    rate.focus()
    shown.keyboard.press("ArrowRight")
    assert rate.get_attribute("aria-valuetext") == "0,3"
    shown.locator("#step-5 summary").focus()
    shown.keyboard.press("Enter")
    assert shown.locator("#step-5 details").evaluate("one => one.open")
    shown.context.close()


def labels(shown: "Page", step: int) -> list[str]:
    """Return what the pictures of a step are called, which holds what they show."""
    pictures = shown.query_selector_all(f"#step-{step} .live svg[role=img]")
    return [one.get_attribute("aria-label") or "" for one in pictures]


def test_units_die_at_large_rates_and_those_of_leaky_relu_do_not(browser: "Browser", path: Path) -> None:
    shown, _heard = opened(browser, path, "lesson&s=5")
    rate, dead = shown.locator("#step-5 input[type=range]"), {}
    for place in range(7):
        rate.fill(str(place))
        shown.wait_for_function("() => !document.querySelector('#step-5 .live [aria-busy=true]')")
        dead[place] = [
            None if "divergiu" in label else int(re.search(r"(\d+) de 16", label)[1])  # type: ignore[index]
            for label in labels(shown, 5)
        ]
    assert all(not of[1] for of in dead.values())  # leaky ReLU: none, or diverged
    assert max(of[0] or 0 for of in dead.values()) >= 12 > (dead[0][0] or 0)
    assert dead[0][2] == 0
    shown.context.close()


def test_the_gradient_vanishes_through_the_sigmoid_with_glorots_weights(browser: "Browser", path: Path) -> None:
    shown, _heard = opened(browser, path, "lesson&s=8")
    again = shown.get_by_role("button", name="Sortear outros pesos")
    for _draw in range(3):
        (label,) = labels(shown, 8)
        powers = re.search(r"sigmoid: na camada 1: 10([⁰¹²³⁴⁵⁶⁷⁸⁹]+) vezes menor; tanh.*; relu", label)
        assert powers
        assert int(powers[1].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))) >= 10
        again.click()
    shown.locator("#step-8 select").select_option("tutorial")
    assert re.search(r"relu: na camada 1: [\d,]+ vezes (maior|menor)$|relu: .* mesmo tamanho$", labels(shown, 8)[0])
    shown.context.close()


def test_five_networks_begin_alike_and_part(browser: "Browser", path: Path) -> None:
    shown, _heard = opened(browser, path, "lesson&s=9")
    digests = "Array.from(document.querySelectorAll('#step-9 .live .digest code'), one => one.textContent)"
    shown.wait_for_selector("#step-9 .live .digest code")
    begun = shown.evaluate(digests)
    assert len(begun) == 5
    assert len(set(begun)) == 1
    shown.get_by_role("button", name="Dar um passo").click()
    assert len(set(shown.evaluate(digests))) == 5
    shown.get_by_role("button", name="Voltar ao início").click()
    assert shown.evaluate(digests) == begun
    shown.get_by_role("button", name="Outra semente").click()
    other = shown.evaluate(digests)
    assert len(set(other)) == 1
    assert other != begun
    shown.context.close()


def test_the_means_are_those_of_the_table_and_can_be_seen_near(browser: "Browser", path: Path) -> None:
    shown, _heard = opened(browser, path, "lesson&s=10")
    (label,) = labels(shown, 10)
    assert "elu: 95,01, de 94,83 a 95,19" in label
    dots = "#step-10 .live circle"
    assert len(shown.query_selector_all(dots)) == 5
    shown.locator("#step-10").get_by_role("button", name="Ampliar as três melhores").click()
    assert len(shown.query_selector_all(dots)) == 3
    shown.context.close()


def test_the_output_learns_with_one_cost_only(browser: "Browser", path: Path) -> None:
    shown, _heard = opened(browser, path, "lesson&s=12")
    shown.locator("#step-12 input[type=range]").fill("-10")
    assert labels(shown, 12) == ["entropia cruzada: 1; erro quadrático: 0,0000908"]
    shown.context.close()


def test_without_a_hidden_layer_there_is_no_hill(browser: "Browser", path: Path) -> None:
    shown, _heard = opened(browser, path, "lesson&s=13")
    again, hills = shown.get_by_role("button", name="Treinar a partir de outros inícios"), []
    for _start in range(4):
        without, *hidden = labels(shown, 13)
        assert without == "sem camada oculta: sem morro"
        hills.append(["um morro" in one for one in hidden])
        again.click()
    assert all(hills[0])  # what is seen at first
    shown.context.close()


def test_the_texts_are_those_of_the_lesson(path: Path) -> None:
    found = re.search(r'<script type="application/json" id="lesson">(.*?)</script>', path.read_text(encoding="utf-8"))
    assert found
    stored = (WEB.parent / "src/actlab/play/page/lesson.json").read_text(encoding="utf-8")
    assert json.loads(found[1]) == json.loads(stored)
