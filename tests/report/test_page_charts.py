"""Charts of the page in a browser: zoomed, chosen in, read and printed, by mouse and by keys."""

import math
import re
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from actlab.report.exports import page
from tests.report import made
from tests.report.browser import enlivened, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

AS_AT_FIRST = """() => {
  for (const name of ['language=en', 'theme-choice=auto']) document.querySelector(`button[data-${name}]`).click();
  for (const one of document.querySelectorAll('[data-toggle][aria-pressed=false]')) {
    if (one.ariaPressed === 'false') one.click();
  }
  for (const one of document.querySelectorAll('[data-do=whole]')) one.click();
  for (const one of document.querySelectorAll('[data-do][aria-pressed]')) {
    while (one.ariaPressed !== one.dataset.first) one.click();
  }
}"""
LIGHT = {"relu": (0, 114, 178), "elu": (0, 158, 115)}
DARK = {"relu": (42, 133, 208), "elu": (0, 158, 115)}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "report.html"
    file.write_bytes(page.text(made.full(), "en"))
    return file


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    arms = {"relu": 0.0} | {f"activation_{place}": place / 500 for place in range(1, 40)}
    file = tmp_path_factory.mktemp("page") / "many.html"
    file.write_bytes(page.text(made.study(made.draws(arms, seeds=8), probed=True), "en"))
    return file


@pytest.fixture(scope="module")
def live(browser: "Browser", path: Path) -> tuple["Page", list[str]]:
    """Return the page with all its charts, and what it says or asks for."""
    one, heard = opened(browser, path)
    enlivened(one)
    one.evaluate("document.querySelectorAll('[data-do]').forEach(one => one.dataset.first = one.ariaPressed)")
    return one, heard


@pytest.fixture
def shown(live: tuple["Page", list[str]]) -> Iterator["Page"]:
    """Yield the page as it is at first; whatever a test does, it says nothing and asks for nothing."""
    one, heard = live
    one.evaluate(AS_AT_FIRST)
    one.set_viewport_size({"width": 1000, "height": 800})
    one.mouse.move(0, 0)
    yield one
    assert heard == []


def pressed(page: "Page", name: str, words: str) -> "Locator":
    """Press a button of a figure; return it."""
    button = page.locator(f"#{name}").get_by_role("button", name=words, exact=True)
    button.click()
    return button


def picture(page: "Page", name: str, number: int = 0) -> str:
    """Return what a chart shows at the moment."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return str(page.evaluate(f"document.querySelectorAll('#{name} canvas')[{number}].toDataURL()"))


def colours(page: "Page", name: str) -> Counter[tuple[int, int, int]]:
    """Return how many points of a chart have each colour, those that are see-through left out."""
    drawn = Image.open(BytesIO(b64decode(picture(page, name).partition(",")[2]))).convert("RGBA")
    return Counter(
        (red, green, blue) for red, green, blue, full in np.array(drawn).reshape(-1, 4).tolist() if full == 255
    )


def read(page: "Page", name: str, key: str) -> float:
    """Return the place at which a chart is read after a key."""
    page.locator(f"#{name} .plot").first.focus()
    page.keyboard.press(key)
    words = page.locator(f"#{name} .readout").first.inner_text()
    return float(words.split(":")[0])


def ends(page: "Page", name: str = "chart-curves") -> tuple[float, float]:
    """Return the first and the last point that a chart shows."""
    return read(page, name, "Home"), read(page, name, "End")


def dragged(page: "Page", name: str, start: float, end: float) -> None:
    """Drag over a part of a chart, given in shares of its width."""
    over = page.locator(f"#{name} .u-over").first
    over.scroll_into_view_if_needed()
    box = over.bounding_box()
    assert box
    level = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], level)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], level, steps=4)
    page.mouse.up()
    page.mouse.move(0, 0)


def test_dragging_enlarges_all_charts_on_that_axis_and_a_double_click_shows_the_whole(shown: "Page") -> None:
    assert ends(shown) == (0, 100)
    dragged(shown, "chart-curves", 0.3, 0.7)
    assert ends(shown) == (40, 60)
    assert ends(shown, "chart-probes") == (40, 60)
    assert ends(shown, "chart-expected") == (1, 3)
    shown.locator("#chart-probes .u-over").first.dblclick()
    assert ends(shown) == (0, 100)


def test_a_box_enlarges_the_height_of_its_own_chart_alone(shown: "Page") -> None:
    before = picture(shown, "chart-zoom")
    over = shown.locator("#chart-curves .u-over").first
    over.scroll_into_view_if_needed()
    box = over.bounding_box()
    assert box
    shown.mouse.move(box["x"] + 5, box["y"] + 0.2 * box["height"])
    shown.mouse.down()
    shown.mouse.move(box["x"] + 7, box["y"] + 0.8 * box["height"], steps=4)
    assert picture(shown, "chart-zoom") == before
    whole = picture(shown, "chart-curves")
    shown.mouse.up()
    assert picture(shown, "chart-curves") != whole
    assert ends(shown) == (0, 100)


def test_buttons_do_what_the_mouse_does(shown: "Page") -> None:
    pressed(shown, "chart-curves", "Zoom in")
    assert ends(shown) == (40, 60)
    whole = picture(shown, "chart-curves")
    for words in ("Move left", "Move left"):
        pressed(shown, "chart-curves", words)
    assert ends(shown) == (0, 40)
    pressed(shown, "chart-curves", "Move right")
    pressed(shown, "chart-curves", "Zoom out")
    pressed(shown, "chart-curves", "Zoom in on the height")
    assert picture(shown, "chart-curves") != whole
    pressed(shown, "chart-curves", "Whole")
    assert ends(shown) == (0, 100)


def test_keys_do_what_the_mouse_does(shown: "Page") -> None:
    first = picture(shown, "chart-curves")
    read(shown, "chart-curves", "Home")
    assert [read(shown, "chart-curves", "ArrowRight") for _press in range(3)] == [20, 40, 60]
    assert read(shown, "chart-curves", "ArrowLeft") == 40
    assert {words[:4] for words in shown.locator("#chart-probes .readout").all_inner_texts()} == {"40: "}
    shown.keyboard.press("+")
    assert ends(shown) == (20, 60)  # about the place that is read
    shown.keyboard.press("Shift+ArrowRight")
    assert ends(shown)[0] > 20
    for key in ("PageUp", "Shift+ArrowUp", "PageDown", "-"):
        before = picture(shown, "chart-curves")
        shown.keyboard.press(key)
        assert picture(shown, "chart-curves") != before, key
    shown.keyboard.press("0")
    assert picture(shown, "chart-curves") == first


def test_what_is_read_at_one_chart_is_read_at_all_on_that_axis(shown: "Page") -> None:
    shown.set_viewport_size({"width": 1000, "height": 4000})
    over = shown.locator("#chart-curves .u-over").first
    box = over.bounding_box()
    assert box
    shown.mouse.move(box["x"] + 0.41 * box["width"], box["y"] + 50)
    for name in ("chart-curves", "chart-zoom"):
        assert shown.locator(f"#{name} .readout").first.inner_text().startswith("40: ")
    seen = shown.locator("#chart-probes .readout").all_inner_texts()
    assert len(seen) == 6
    assert all(words.startswith("40: ") for words in seen)
    assert shown.locator("#chart-expected .readout").first.inner_text() == ""


def test_the_values_that_are_read_are_those_of_the_study(shown: "Page") -> None:
    study = made.full()
    read(shown, "chart-curves", "End")
    words = shown.locator("#chart-curves .readout").first.inner_text()
    for name in study.plan.names:
        found = [100 * trial.curve[-1].scores["accuracy"] for trial in study.of(name) if trial.test]
        value = re.search(rf"{re.escape(name)} ([\d.]+)", words)
        assert value
        assert float(value[1]) == pytest.approx(sum(found) / len(found), rel=1e-3)


def test_an_activation_is_hidden_everywhere_and_comes_back(shown: "Page") -> None:
    first, probed = picture(shown, "chart-curves"), picture(shown, "chart-probes", 3)
    assert colours(shown, "chart-curves")[LIGHT["elu"]] > 100
    button = shown.locator("#chart-curves button[data-toggle=elu]")
    button.click()
    assert LIGHT["elu"] not in colours(shown, "chart-curves")
    assert LIGHT["relu"] in colours(shown, "chart-curves")
    assert picture(shown, "chart-probes", 3) != probed
    for one in shown.locator("button[data-toggle=elu]").all():
        assert one.get_attribute("aria-pressed") == "false"
    faint = "getComputedStyle(document.querySelector('#chart-differences [data-arm=elu]')).opacity"
    assert float(shown.evaluate(faint)) < 0.3
    shown.emulate_media(media="print")
    assert float(shown.evaluate(faint)) == 1
    shown.emulate_media(media="screen")
    button.click()
    assert picture(shown, "chart-curves") == first
    assert float(shown.evaluate(faint)) == 1


def test_powers_of_ten_and_back(shown: "Page") -> None:
    for name, words in (("chart-curves", "log x"), ("chart-expected", "log y")):
        first = picture(shown, name)
        button = pressed(shown, name, words)
        assert button.get_attribute("aria-pressed") == "true"
        assert picture(shown, name) != first
        button.click()
        assert picture(shown, name) == first
    pressed(shown, "chart-curves", "log x")
    assert ends(shown) == (20, 100)  # zero has no place there
    switch = shown.locator("#chart-probes [data-do=log-y]")
    assert switch.get_attribute("aria-pressed") == "mixed"
    probes = [picture(shown, "chart-probes", number) for number in range(6)]
    switch.click()
    assert [picture(shown, "chart-probes", number) == one for number, one in enumerate(probes)][4:] == [True, True]
    switch.click()
    assert [picture(shown, "chart-probes", number) for number in range(6)] == probes


def test_single_seeds_come_on_demand(shown: "Page") -> None:
    note = shown.locator("#chart-curves [data-note=singles]")
    first = picture(shown, "chart-curves")
    assert not note.is_visible()
    button = pressed(shown, "chart-curves", "Single seeds")
    assert "to four digits" in note.inner_text()
    assert picture(shown, "chart-curves") != first
    button.click()
    assert picture(shown, "chart-curves") == first
    assert not shown.locator("#chart-expected [data-do=singles]").is_visible()


@pytest.mark.parametrize(("theme", "wanted"), [("light", LIGHT), ("dark", DARK)])
def test_colours_are_those_of_what_is_printed(
    shown: "Page", theme: str, wanted: dict[str, tuple[int, int, int]]
) -> None:
    shown.locator(f"button[data-theme-choice={theme}]").click()
    found = colours(shown, "chart-curves")
    for name in wanted:
        assert found[wanted[name]] > 100
        stroke = f"getComputedStyle(document.querySelector('#chart-curves svg [data-arm={name}] [stroke]')).stroke"
        assert shown.evaluate(stroke) == "rgb({}, {}, {})".format(*wanted[name])


def test_numbers_are_written_as_the_language_writes_them(shown: "Page") -> None:
    first = picture(shown, "chart-sensitivity")
    shown.get_by_role("button", name="Português").click()
    assert picture(shown, "chart-sensitivity") != first  # 0,01
    read(shown, "chart-curves", "End")
    assert re.search(r"relu \d+,\d", shown.locator("#chart-curves .readout").first.inner_text())


def test_without_the_script_all_is_drawn_and_nothing_is_offered(browser: "Browser", path: Path) -> None:
    plain, heard = opened(browser, path, java_script_enabled=False)
    pictures = plain.locator("svg[role=img]")
    assert all(one.is_visible() for one in pictures.all())
    assert pictures.count() == 8
    assert not [one for one in plain.locator("button, canvas").all() if one.is_visible()]
    assert heard == []


def test_many_activations_are_found_and_chosen(browser: "Browser", many: Path) -> None:
    shown, heard = opened(browser, many, width=390)
    enlivened(shown)
    chooser = shown.locator("#chart-curves .chooser")
    buttons = chooser.locator("li button")
    assert buttons.count() == 40
    assert chooser.locator("li button[aria-pressed=true]").count() == 7
    chooser.get_by_label("Find an activation").fill("ation_3")
    assert {one.inner_text() for one in buttons.all() if one.is_visible()} == {
        "activation_3",
        *(f"activation_{place}" for place in range(30, 40)),
    }
    before = picture(shown, "chart-curves")
    chooser.locator("[data-toggle=activation_3]").click()
    assert picture(shown, "chart-curves") != before
    assert shown.locator("#chart-probes [data-toggle=activation_3]").get_attribute("aria-pressed") == "true"
    looks = (
        "[...document.querySelectorAll('#chart-curves .chooser [aria-pressed=true] line')].map(one => one.outerHTML)"
    )
    assert len(set(shown.evaluate(looks))) == 8
    read(shown, "chart-curves", "End")
    assert shown.locator("#chart-curves .readout").first.inner_text().count(";") == 7
    chooser.get_by_role("button", name="None").click()
    assert shown.locator("li button[aria-pressed=true]").count() == 0
    chooser.get_by_role("button", name="As at first").click()
    assert picture(shown, "chart-curves") == before
    assert shown.evaluate("document.documentElement.scrollWidth") <= 390
    assert shown.locator("#chart-curves svg[role=img]").is_visible()  # a panel for each, below
    assert heard == []


def test_nothing_moves_by_itself_for_whoever_asks_for_that(browser: "Browser", path: Path) -> None:
    shown, _heard = opened(browser, path, reduced_motion="reduce")
    assert shown.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert shown.evaluate("document.getAnimations().length") == 0


def test_printed_on_paper_it_holds_every_chart(browser: "Browser", path: Path) -> None:
    shown, heard = opened(browser, path)
    enlivened(shown)
    shown.locator("#chart-curves button[data-toggle=elu]").click()
    printed = shown.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    sizes = {tuple(map(float, box)) for box in re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)}
    assert all(math.isclose(one[0], 595, abs_tol=2) and math.isclose(one[1], 842, abs_tol=2) for one in sizes)
    assert heard == []
