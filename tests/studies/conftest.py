"""Small studies, run once."""

from pathlib import Path

import pytest

from actlab import Study, compare

SMALL = {"quick": True, "steps": 100, "network": "mlp(16)", "init": "lecun", "lr": 0.1, "progress": False}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("study") / "new" / "folder"


@pytest.fixture(scope="session")
def study(folder: Path) -> Study:
    return compare(["tanh", "relu", "elu"], seeds=3, out=folder, **SMALL)  # type: ignore[arg-type]


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out figures and reports, which take longer than small networks, where a test looks at none."""
    monkeypatch.setattr(Study, "views", lambda study: ())
