"""The race in Debian's Chromium: to a verdict, paused, stepped, replayed, from a link, the page staying quick."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.opened import LONGEST, at

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SECONDS = 20  # to a verdict on the circle
# clicked within the page, as a driver that is late would find eight seeds and a verdict
PAUSED_WITHIN_FEW_SEEDS = """() => {
  const seeds = Array.from(document.querySelectorAll(".verdicts td:last-child"), one => Number(one.textContent));
  if (!seeds.some(n => n > 1)) return false;
  document.querySelector(".buttons .main-action").click();
  return true;
}"""
QUICK = "#race&seeds=8&steps=100"


def run(shown: "Page", slowly: bool = False) -> None:
    shown.get_by_role("checkbox", name="slowly").set_checked(slowly)
    shown.get_by_role("button", name="Run", exact=True).first.click()


def ended(shown: "Page", networks: int) -> None:
    shown.locator(".progress", has_text=f"All {networks} networks are trained").wait_for(timeout=1000 * 60)


def settled(shown: "Page") -> None:
    """Wait until what the workers said before they heard of a pause has been drawn."""
    before = ""
    for _look in range(40):
        now = shown.locator(".main").inner_text()
        if now == before:
            return
        before = now
        shown.wait_for_timeout(400)
    raise AssertionError("it goes on after a pause")


def row(shown: "Page", name: str) -> list[str]:
    return shown.locator(".verdicts tr", has=shown.get_by_role("rowheader", name=name)).locator("td").all_inner_texts()


def test_three_activations_race_to_a_verdict(browser: "Browser", live: Path) -> None:
    with at(browser, live, "#race") as shown:
        run(shown)
        shown.locator(".verdict.worse").wait_for(timeout=1000 * SECONDS)
        ended(shown, 48)
        verdict, difference, interval, mean, seeds = row(shown, "sigmoid")
        assert (verdict, seeds) == ("worse", "16")
        gap = float(difference.split()[0].replace("−", "-"))
        low, high = (float(one.replace("−", "-")) for one in interval.split(" … "))
        assert low <= gap <= high < 0
        assert float(mean.split()[0].rstrip("\u00a0%")) < 80
        assert row(shown, "relu")[0] == "control"
        assert shown.locator("canvas").count() == 3
        aloud = shown.locator("[aria-live=polite].unseen").inner_text()
        assert "sigmoid is worse than relu." in aloud


def test_verdicts_wait_for_enough_seeds(browser: "Browser", live: Path) -> None:
    with at(browser, live, QUICK) as shown:
        run(shown, slowly=True)
        shown.wait_for_function(PAUSED_WITHIN_FEW_SEEDS)
        shown.locator(".progress", has_text="Paused").wait_for()
        settled(shown)
        assert row(shown, "sigmoid")[0] == "undecided so far"
        assert row(shown, "sigmoid")[2] == "–"
        before = shown.locator(".main").inner_text()
        shown.wait_for_timeout(500)
        assert shown.locator(".main").inner_text() == before
        assert "undecided after" not in before
        shown.get_by_role("button", name="Go on").click()
        ended(shown, 24)


def test_one_step_in_numbers(browser: "Browser", live: Path) -> None:
    with at(browser, live, "#race&a=tanh&a=relu&depth=1&width=3&lr=0.5&batch=8") as shown:
        shown.get_by_role("button", name="One step").click()
        numbers = shown.locator(".step-numbers")
        numbers.filter(has_text="Step 1 of seed 0, with a batch of 8").wait_for()  # which a worker takes
        text = numbers.inner_text()
        for words in ("f(z)", "f′(z)", "∂loss/∂f(z)", "Loss, the mean over the batch"):
            assert words in text
        found = re.findall(r"by sgd.*?: (\S+) becomes (\S+); its gradient is (\S+), the learning rate (\S+)\.", text)
        assert len(found) == 2
        for numbers_of in found:
            before, after, gradient, rate = (float(one.replace("−", "-")) for one in numbers_of)
            assert after == pytest.approx(before - rate * gradient, abs=2e-4)
        shown.get_by_role("button", name="One step").click()
        shown.get_by_text("Step 2 of seed 0").wait_for()


def test_a_seed_again_gives_the_same_bits(browser: "Browser", live: Path) -> None:
    with at(browser, live, QUICK) as shown:
        run(shown)
        ended(shown, 24)
        before = row(shown, "tanh")
        shown.get_by_label("Replay seed").select_option("5")
        shown.locator(".replay").get_by_role("button", name="Run").click()
        shown.get_by_text("Seed 5 again: the same results, to the last bit.").wait_for(timeout=30_000)
        assert row(shown, "tanh") == before
        shown.get_by_role("button", name="Back to the race").click()
        shown.get_by_role("button", name="Reset").click()
        shown.get_by_text("Nothing has been trained yet.").first.wait_for()
        run(shown)
        ended(shown, 24)
        assert row(shown, "tanh") == before
        shown.wait_for_function("() => location.hash.endsWith('&go=1')")
        link = "#" + shown.url.partition("#")[2]
    with at(browser, live, link) as shown:  # a link to what came of it shows the same again
        ended(shown, 24)
        assert row(shown, "tanh") == before


def test_own_points_by_keyboard_and_mouse_and_their_link(browser: "Browser", live: Path) -> None:
    with at(browser, live, "#race&a=tanh&a=relu&data=points&seeds=8&steps=100") as shown:
        assert shown.get_by_role("button", name="Run", exact=True).is_disabled()
        plane = shown.get_by_role("application")
        plane.focus()
        for _point in range(6):
            shown.keyboard.press("Enter")
            shown.keyboard.press("ArrowRight")
        shown.get_by_role("button", name="Class 2").click()
        for place in range(6):
            plane.click(position={"x": 40 + 15 * place, "y": 60 + 10 * place})
        shown.locator(".own-points", has_text="Your points: 12").wait_for()
        plane.focus()
        shown.keyboard.press("Backspace")
        shown.locator(".own-points", has_text="Your points: 11").wait_for()
        dots = shown.locator(".plane").inner_html().split('class="cross"')[0]
        run(shown)
        ended(shown, 16)
        link = "#" + shown.url.partition("#")[2]
    with at(browser, live, link) as shown:
        assert shown.locator(".plane").inner_html().split('class="cross"')[0] == dots


def test_networks_that_diverge_are_said_to(browser: "Browser", live: Path) -> None:
    with at(browser, live, "#race&a=tanh&a=cube&lr=1&seeds=8&steps=100") as shown:
        run(shown)
        ended(shown, 16)
        assert "(diverged)" in shown.get_by_role("region", name="cube").inner_text()
        assert "left out from there on: cube (8)" in shown.locator(".curves").inner_text()
        assert "cube: 8 of 8 networks failed" in shown.locator(".verdicts").inner_text()
        assert row(shown, "cube")[0] == "worse"


def test_what_cannot_race_says_why_and_the_others_go_on(browser: "Browser", live: Path) -> None:
    with at(browser, live, "#race&a=glu(silu)&a=tanh&a=1/x&init=matched&seeds=2&steps=100") as shown:
        run(shown)
        shown.locator(".progress", has_text="2 of 6 networks trained").wait_for(timeout=30_000)
        assert "gated units do not race" in shown.get_by_role("region", name="glu(silu)").inner_text()
        assert "has no gain" in shown.get_by_role("region", name="1/x").inner_text()


@pytest.mark.parametrize("data", ["digits", "sine"])
def test_other_data(browser: "Browser", live: Path, data: str) -> None:
    with at(browser, live, f"#race&a=relu&a=tanh&data={data}&seeds=2&steps=200&width=16") as shown:
        run(shown)
        ended(shown, 4)
        score = row(shown, "relu")[3]
        assert (float(score.split("\u00a0")[0]) > 60) if data == "digits" else (float(score) < 0.9)


def test_the_page_stays_quick_while_three_train(browser: "Browser", live: Path) -> None:
    tries: list[tuple[float, float]] = []
    for _try in range(3):  # this machine has other things to do
        with at(browser, live, "#race&seeds=24") as shown:
            run(shown, slowly=True)
            shown.locator(".verdicts td", has_text=re.compile("^1$")).first.wait_for()
            shown.evaluate(LONGEST)
            for measure in ("trainLoss", "score", "testLoss") * 3:
                shown.get_by_label("Curves of").select_option(measure)
                shown.get_by_role("heading", name="Race").click()
                shown.wait_for_timeout(200)
            longest = shown.evaluate("Math.max(0, ...tasks)"), shown.evaluate("Math.max(0, ...delays)")
        tries.append(longest)
        if longest[0] <= 50 and longest[1] <= 100:
            return
    raise AssertionError(f"tasks and delays in milliseconds: {tries}")
