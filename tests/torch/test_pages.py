"""The pages on models of PyTorch: their Python runs, in both languages, and says the same."""

import re
from pathlib import Path

import pytest

from tests.functions.exported import installed

needs_torch = pytest.mark.skipif(not installed("torch"), reason="PyTorch is not installed")
TOP = Path(__file__).parents[2]
PAGES = ["docs/pytorch.md", "docs/pt/pytorch.md"]


def blocks(name: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (TOP / name).read_text(encoding="utf-8"), re.DOTALL)


@needs_torch
def test_the_code_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    from torch import nn

    names: dict[str, object] = {}
    for code in blocks(PAGES[0]):
        exec(compile(code, PAGES[0], "exec"), names)
    study, silu = names["study"], names["silu"]
    assert [arm.failed for arm in study.arms] == [0, 0, 0]  # type: ignore[attr-defined]
    assert isinstance(silu, nn.Module)
    assert "Before training it was checked" in str(study).replace("\n", " ")
    said = capsys.readouterr().out
    assert study.headline in said  # type: ignore[attr-defined]
    assert "hidden" in said


def test_both_languages_have_the_same_code() -> None:
    english, portuguese = ([re.sub(r" *#.*", "", block) for block in blocks(name)] for name in PAGES)
    assert english == portuguese != []
