"""What other packages offer is read once, and anew when something has been installed."""

import os
from importlib import metadata
from pathlib import Path

import pytest

from actlab import installed


def install(folder: Path, name: str, at: int) -> None:
    """Put a package into a folder at some second, as pip does, that offers itself to a group."""
    info = folder / f"{name}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[toys]\n{name} = {name}:thing\n", encoding="utf-8")
    os.utime(folder, (at, at))  # the system's clock may stand still for some milliseconds


def test_packages_are_read_once_until_another_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    install(tmp_path, "first", at=1)
    assert installed.entry_points("toys").names == {"first"}
    with monkeypatch.context() as patch:
        patch.setattr(metadata, "entry_points", None)
        assert [point.value for point in installed.entry_points("toys", "first")] == ["first:thing"]
        assert not installed.entry_points("toys", "second")
    install(tmp_path, "second", at=2)
    assert installed.entry_points("toys").names == {"first", "second"}
    assert [point.name for point in installed.entry_points("toys", name="second")] == ["second"]
    assert not installed.entry_points("no such group")
