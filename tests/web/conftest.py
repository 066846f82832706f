"""The live page as a file."""

from pathlib import Path

import pytest

from actlab.play.page import page


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page as `actlab play` saves it."""
    path = tmp_path_factory.mktemp("live") / "page.html"
    path.write_text(page(), encoding="utf-8")
    return path
