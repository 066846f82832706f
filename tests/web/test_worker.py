"""A race in Debian's Chromium, from a file and with no network: a worker for each activation, verdicts as they come."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.report.browser import opened
from tests.web.engine import engine

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SECONDS = 20  # to a verdict on the circle
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>race</title>
<script id="engine">{engine}</script><script>
const text = document.getElementById("engine").textContent;
const recipe = {{hidden: [8, 8], initialisation: "he", optimiser: "sgd", rate: 0.1, batch: 32}};
const data = {{name: "circle", noise: 0.1, seed: 0, train: 300, test: 300}};
const names = ["tanh", "relu", "x*0.01"];
const tasks = names.map(activation => ({{
  activation, recipe, data, seeds: [0, 1, 2, 3, 4, 5, 6, 7], steps: 300, every: 50, grid: 20, reach: 2,
}}));
let ended = 0;
const heard = [];
globalThis.race = new actlabEngine.Race(actlabEngine.workersOf(text), tasks, true, (arm, message) => {{
  heard.push([arm, message.kind]);
  if (message.kind === "all") ended++;
}});
globalThis.verdicts = way => race.verdicts(0, 0.05, way).map(one => one?.verdict);
globalThis.state = () => ({{ended, heard: heard.length, complete: race.complete}});
</script></html>"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = engine().with_suffix(".js").read_text(encoding="utf-8")
    assert "</script" not in built
    path = tmp_path_factory.mktemp("race") / "page.html"
    path.write_text(PAGE.format(engine=built), encoding="utf-8")
    return path


def silent(shown: "Page") -> bool:
    """Wait until the workers, which may have much to say before they hear of a pause, say nothing more."""
    before = -1
    for _look in range(40):
        now = shown.evaluate("state().heard")
        if now == before:
            return True
        before = now
        shown.wait_for_timeout(300)
    return False


def test_a_race_comes_to_a_verdict(browser: "Browser", page: Path) -> None:
    shown, heard = opened(browser, page)
    shown.wait_for_function("state().heard === 3")  # ready, and nothing more before it runs
    shown.evaluate("race.run()")
    shown.wait_for_function("state().heard > 10")
    shown.evaluate("race.pause()")
    assert silent(shown), "it goes on after a pause"
    shown.evaluate("race.run()")
    shown.wait_for_function("state().ended === 3", timeout=1000 * SECONDS)
    assert shown.evaluate("state().complete")
    assert shown.evaluate("verdicts('sign-flip')") == [None, "equivalent", "worse"]
    assert shown.evaluate("verdicts('e-process')")[2] == "worse"
    assert [line for line in heard if not line.startswith("blob:")] == []
