"""The live page in Debian's Chromium: opened from a file with the network off, with all that it says listened to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.report.browser import WEB, lacking, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
FOUND = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .map(one => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`)"""
LONGEST = """() => {
  globalThis.tasks = [];
  new PerformanceObserver(list => tasks.push(...list.getEntries().map(one => one.duration)))
      .observe({type: 'longtask'});
  globalThis.delays = [];
  new PerformanceObserver(list => delays.push(...list.getEntries().map(one => one.duration)))
      .observe({type: 'event', durationThreshold: 16});
}"""


def axe() -> str:
    """Return the script that looks for what hinders people."""
    if not AXE.is_file():
        lacking("npm ci in web/")
    return AXE.read_text(encoding="utf-8")


@contextmanager
def at(browser: "Browser", path: Path, link: str = "", **more: Any) -> Iterator["Page"]:
    """Open the page at a link, and see that it has said nothing on the console and asked for nothing."""
    shown, heard = opened(browser, path, link=link, **more)
    shown.locator("h1").wait_for()
    try:
        yield shown
    finally:
        shown.context.close()
    assert [one for one in heard if not one.startswith("blob:")] == []
