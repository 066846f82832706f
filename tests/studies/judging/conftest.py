from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from actlab.studies.judgement import Judgement, judge

Judge = Callable[..., Judgement]


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    """Judge a table that is given as text."""

    def judged(content: str, **choices: object) -> Judgement:
        path = tmp_path / "results.csv"
        path.write_text(content, encoding="utf-8")
        return judge(path, **choices)  # type: ignore[arg-type]

    return judged
