"""Debian's Chromium for the tests of the page: opened from a file, with the network off, and listened to."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WEB = Path(__file__).parents[2] / "web"
WHOLE = "ACTLAB_WHOLE_TESTS"  # set where no test may be skipped for want of a tool


def lacking(what: str) -> NoReturn:
    """Skip a test, or let it fail where none may be skipped."""
    if os.environ.get(WHOLE):
        pytest.fail(f"needs {what}, and nothing may be skipped here ({WHOLE})")
    pytest.skip(f"needs {what}")


def opened(
    browser: "Browser", path: Path, width: int = 1000, theme: str = "light", link: str = "", **more: Any
) -> tuple["Page", list[str]]:
    """Open a page from a file with the network off; return it and all that it says, asks for or runs.

    ``link`` is what stands after the path: a query, a fragment.
    """
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        offline=True,
        color_scheme=theme,  # type: ignore[arg-type]
        **more,
    )
    context.set_default_timeout(10_000)
    shown, heard = context.new_page(), []
    shown.on("console", lambda message: heard.append(message.text))
    shown.on("pageerror", lambda error: heard.append(str(error)))
    shown.on("dialog", lambda dialog: heard.append(dialog.message))
    address = path.as_uri() + link
    shown.on(
        "request", lambda request: heard.append(request.url) if request.url not in (path.as_uri(), address) else None
    )
    shown.goto(address)
    return shown, heard


_THROUGH = """async () => {
  const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  for (const name of Object.keys(JSON.parse(document.getElementById('actlab-data').textContent).live.charts)) {
    const figure = document.getElementById(name);
    figure.scrollIntoView({behavior: 'instant'});
    while (!figure.querySelector('canvas')) await frame();
  }
  scrollTo({top: 0, behavior: 'instant'});
  await frame();
}"""


def enlivened(page: "Page") -> None:
    """Scroll through a page until all charts that can be zoomed are there, and back."""
    page.evaluate(_THROUGH)
