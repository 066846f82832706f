"""The benchmarks can be imported: what they measure with is still there."""

import importlib
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
PEERS = ("keras", "sklearn", "torch")  # each needs the library of its name, which the tests do without
FILES = [path for path in sorted((TOP / "benchmarks").rglob("*.py")) if path.stem not in PEERS]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TOP)))
def test_a_benchmark_can_be_imported(path: Path) -> None:
    importlib.import_module(".".join(path.relative_to(TOP).with_suffix("").parts).removesuffix(".__init__"))
