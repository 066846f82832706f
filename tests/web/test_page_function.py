"""The function room in Debian's Chromium: formulas, their errors, sliders, tangent, profile, link, language."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from actlab.analysis.profile import profile
from actlab.functions.find import find
from tests.web.opened import at

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SAME = "It is the same function as silu(beta=1.7)."
LINK = "#function&f=relu&f=x*sigmoid(b*x);%20b=1.7&d=01&r=3&s=2&c=1&at=0.5"


def formula(shown: "Page", place: int = 1) -> str:
    return shown.get_by_role("textbox", name=f"Formula {place}").input_value()


def fact(shown: "Page", name: str) -> str:
    return shown.locator("dl > div", has=shown.get_by_text(name, exact=True)).locator("dd").inner_text()


def chart_at(shown: "Page", x: str) -> None:
    """Wait until the place that is read is x: what is pressed is drawn a moment later."""
    shown.locator(f'svg[role=slider][aria-valuenow="{x}"]').wait_for()


def test_a_formula_is_typed_and_drawn(browser: "Browser", live: Path) -> None:
    with at(browser, live, "#function&f=tanh") as shown:
        box = shown.get_by_role("textbox", name="Formula 1")
        box.fill("x*sigmoid(1.7*x")
        error = shown.locator("pre.error")
        assert "bracket" in error.inner_text() or "(" in error.inner_text()
        assert box.get_attribute("aria-invalid") == "true"
        assert shown.locator(".readings tbody tr").count() == 0
        box.fill("leaky_relu(alpha=0,2)")
        assert "the decimal sign is a point" in error.inner_text()
        box.fill("sigmod")
        assert "Did you mean" in error.inner_text()
        box.fill("x*sigmoid(1.7*x)")
        assert error.count() == 0
        assert shown.locator("figure .arm path").count() == 3
        assert shown.get_by_text(SAME).is_visible() or shown.get_by_text("Looking").is_visible()
        shown.get_by_text(SAME).wait_for()
        known = profile(find("x*sigmoid(1.7*x)"))
        assert fact(shown, "gain") == f"{known.gain:.4g}"
        assert fact(shown, "χ₁") == f"{known.chi_1:.4g}"


def test_of_a_gated_unit_it_is_said_whose_numbers_these_are(browser: "Browser", live: Path) -> None:
    with at(browser, live, "#function&f=glu(silu)") as shown:
        assert "of f, silu." in shown.locator(".about").inner_text()
        shown.get_by_role("button", name="Keras").click()
        assert shown.locator("#code").inner_text().startswith("actlab export silu --to keras")
        shown.get_by_role("textbox", name="Formula 1").fill("silu")
        assert "of f, silu." not in shown.locator(".about").inner_text()


def test_curves_are_not_drawn_through_jumps(browser: "Browser", live: Path) -> None:
    with at(browser, live, "#function&f=relu") as shown:
        panels = shown.locator(".panels figure")
        assert [panels.nth(n).locator(".arm path").count() for n in range(3)] == [1, 2, 2]
        assert panels.nth(1).locator(".open").count() == 1  # the right side's slope
        assert panels.nth(1).locator(".closed").count() == 1  # the slope used at 0
        assert panels.nth(2).locator("circle.open").count() >= 1
        assert panels.nth(2).locator("circle.closed").count() == 0


def test_a_slider_writes_the_formula(browser: "Browser", live: Path) -> None:
    with at(browser, live, "#function&f=elu(alpha=1)") as shown:
        slider = shown.get_by_role("slider", name="alpha = 1")
        box = slider.bounding_box()
        assert box
        shown.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] / 2)
        shown.mouse.down()
        shown.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
        shown.mouse.up()
        assert formula(shown).startswith("elu(alpha=")
        assert formula(shown) != "elu(alpha=1)"
        alpha = find(formula(shown)).values["alpha"]
        assert 1 < alpha < 3
        assert fact(shown, "values of f") == f"−{alpha:.4g} … ∞"
        spread = shown.get_by_role("slider", name="Spread")
        before = fact(shown, "gain")
        spread.focus()
        shown.keyboard.press("End")
        assert fact(shown, "gain") != before
        assert "σ = 4" in shown.locator(".about").inner_text()


def test_the_tangent_follows_pointer_and_keys(browser: "Browser", live: Path) -> None:
    with at(browser, live, "#function&f=tanh") as shown:
        chart = shown.get_by_role("slider", name="f of tanh, for x")
        chart.focus()
        shown.keyboard.press("Home")
        chart_at(shown, "-5")
        for _press in range(50):
            shown.keyboard.press("ArrowRight")
        chart_at(shown, "0")
        assert chart.get_attribute("aria-valuetext") == "x = 0. tanh: f = 0, f′ = 1"
        assert "y = 0 + 1 (x − 0)" in shown.locator(".readings").inner_text()
        box = chart.bounding_box()
        assert box
        shown.mouse.move(box["x"] + box["width"] * 0.788, box["y"] + box["height"] / 2)
        shown.locator(".readings thead", has_text="x = 2.9").wait_for()


def test_a_link_shows_the_same_again(browser: "Browser", live: Path) -> None:
    with at(browser, live, LINK) as shown:
        assert [formula(shown, place) for place in (1, 2)] == ["relu", "x*sigmoid(b*x); b=1.7"]
        assert shown.locator(".panels figure").count() == 2
        shown.get_by_role("button", name="Add a formula").click()
        shown.wait_for_function("() => location.hash.split('&f=').length === 4")
        link = "#" + shown.url.partition("#")[2]
        first = shown.locator("main").inner_html()
    assert len(link) < 150
    with at(browser, live, link) as shown:
        shown.wait_for_timeout(400)
        assert "#" + shown.url.partition("#")[2] == link
        assert shown.locator(".readings").inner_text() in first or shown.locator(".readings tbody tr").count() == 3
        assert formula(shown, 3) == "x*sigmoid(x)"


@pytest.mark.parametrize(
    "spec",
    ["x % 1", "x>0 ? x : 0", "|x| & 1", "x^2 + 1", r"\frac{x}{1 + e^{-x}}", "α*x; α=0.5", "max(0, x)  # it's 100%"],
)
def test_whatever_is_typed_is_in_the_link_as_it_is(browser: "Browser", live: Path, spec: str) -> None:
    with at(browser, live, "#function&f=tanh") as shown:
        shown.get_by_role("textbox", name="Formula 1").fill(spec)
        refused = shown.locator("pre.error").count() > 0
        shown.wait_for_function("() => location.hash !== '#function&f=tanh'")
        link = "#" + shown.url.partition("#")[2]
    with at(browser, live, link) as shown:
        if refused:
            assert shown.get_by_role("alert").count() == 1
        else:
            assert formula(shown) == spec


@pytest.mark.parametrize(
    "link",
    ["#kitchen", "#function&f=sigmod", "#function&r=4", "#function&f=%E0%A4%A", "#function&x=1", "#race&a=relu",
     "#race&lr=-1", "#race&data=points&p=AA9", "#race&seeds=1e9", "#function&c=7", "#function&f=relu&s=NaN"],
)  # fmt: skip
def test_a_bad_link_says_so_and_shows_the_page_as_at_first(browser: "Browser", live: Path, link: str) -> None:
    with at(browser, live, link) as shown:
        assert "cannot be opened" in shown.get_by_role("alert").inner_text()
        assert formula(shown) == "elu(alpha=1)"
        shown.get_by_role("button", name="Close").click()
        assert shown.get_by_role("alert").count() == 0


def test_the_language_is_the_browsers_and_is_changed_in_place(browser: "Browser", live: Path) -> None:
    with at(browser, live, "#function&f=tanh(", locale="pt-BR") as shown:
        assert "não pode ser aberto" in shown.get_by_role("alert").inner_text()
        assert shown.evaluate("document.documentElement.lang") == "pt"
        shown.get_by_role("textbox", name="Fórmula 1").fill("sigmod")
        assert "Você quis dizer" in shown.locator("pre.error").inner_text()
        shown.get_by_role("textbox", name="Fórmula 1").fill("tanh(1.5*x)")
        assert "0,9" in shown.locator(".readings").inner_text()
        shown.get_by_role("button", name="English").click()
        assert formula(shown) == "tanh(1.5*x)"
        assert "0.9" in shown.locator(".readings").inner_text()


def test_presets_hide_what_is_not_needed(browser: "Browser", live: Path) -> None:
    with at(browser, live, "?ui=race,simple") as shown:
        assert shown.locator("h1").inner_text() == "Race"
        assert shown.locator("nav").count() == 0
        assert shown.get_by_text("Learning rate").count() == 0
    with at(browser, live, "?ui=function,simple") as shown:
        assert shown.locator(".about").count() == 0
    with at(browser, live, "?ui=plain") as shown:
        assert "Nothing is known as ?ui=plain" in shown.get_by_role("alert").inner_text()
