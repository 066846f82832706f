"""How large the report of a stored study is, how long it takes to be made, and how soon a browser shows it.

python -m benchmarks.page STUDY [STUDY ...], with playwright and Debian's chromium
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import actlab
from actlab.report.document.cards import cards
from actlab.report.exports import page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROUNDS = 5
PAINTED = """async () => {
  const found = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
  while (!found()) await new Promise(requestAnimationFrame);
  return found();
}"""
LIVE = """async () => {
  const started = performance.now();
  const name = Object.keys(JSON.parse(document.getElementById('actlab-data').textContent).live.charts)[0];
  document.getElementById(name).scrollIntoView({behavior: 'instant'});
  while (!document.querySelector(`#${name} canvas`)) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - started;
}"""


@dataclass(frozen=True)
class Shown:
    """Medians of milliseconds: until the first paint of the page, and until its first chart can be zoomed."""

    painted: float
    live: float


def made(folder: Path) -> tuple[bytes, float]:
    """Return the page of a stored study, and in how many seconds it was read and written."""
    begin = time.perf_counter()
    study = actlab.open(folder)
    text = page.text(study, "en", cards(study))
    return text, time.perf_counter() - begin


def shown(browser: Browser, path: Path) -> Shown:
    """Return how soon a page is seen, each time in a context of its own."""
    painted, live = [], []
    for _round in range(ROUNDS):
        context = browser.new_context(viewport={"width": 1000, "height": 800}, offline=True)
        one = context.new_page()
        one.goto(path.as_uri())
        painted.append(float(one.evaluate(PAINTED)))
        live.append(float(one.evaluate(LIVE)))
        context.close()
    return Shown(median(painted), median(live))


def main(folders: Sequence[str]) -> None:
    """Print a line for each study."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as kept:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for folder in folders:
            text, seconds = made(Path(folder))
            path = Path(kept, "report.html")
            path.write_bytes(text)
            seen = shown(browser, path)
            print(
                f"{Path(folder).name:30} {len(text) / 1000:6.0f} kB  made in {seconds:5.2f} s  "
                f"first paint {seen.painted:5.0f} ms  a chart comes to life in {seen.live:5.0f} ms"
            )
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
