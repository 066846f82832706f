"""A disk that is full, or cannot be written: said in one line with the path; what was stored is read, and goes on."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from actlab.cli import run_command
from actlab.facade.study import Study
from actlab.studies.opening import open_study
from actlab.studies.stores.file import FILE
from actlab.training import trainers

from .stub import COMMAND, NAME, Stub, command

SEEDS = 100
LONG = command(SEEDS)
Mount = Callable[[str], None]


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train nothing and draw nothing."""
    monkeypatch.setitem(trainers.TRAINERS, NAME, Stub)  # type: ignore[arg-type]  # of no JAX state
    monkeypatch.setattr(Study, "views", lambda study: ())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Mount]]:
    """Return a disk of 600 kB, and what mounts it again with other options; where one may be made."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(options: str) -> None:
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "actlab-test", str(place)], check=True)

    try:
        mount("size=600k")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no file system can be mounted here")
    yield place, mount
    subprocess.run(["umount", str(place)], check=True)


def fill(place: Path) -> None:
    """Leave room for two pages."""
    free = os.statvfs(place)
    (place / "ballast").write_bytes(bytes(free.f_bavail * free.f_frsize - 8192))


def test_a_full_disk(disk: tuple[Path, Mount], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place, mount = disk
    assert run_command([*LONG, str(tmp_path / "whole")]) == 0
    capsys.readouterr()
    assert run_command([*LONG, str(place / "study")]) == 1
    (said,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("actlab: ")]
    assert str(place / "study" / FILE) in said
    assert "database or disk is full" in said or "no space is left" in said
    stored = {trial.key: trial for trial in open_study(place / "study").trials}
    assert 20 < len(stored) < 2 * SEEDS
    assert run_command([*LONG, str(place / "study")]) == 1  # nothing has changed
    assert stored.items() <= {trial.key: trial for trial in open_study(place / "study").trials}.items()
    mount("remount,size=64m")
    capsys.readouterr()
    assert run_command([*LONG, str(place / "study")]) == 0
    for name in ("results.csv", "curves.csv", "plan.json"):
        assert (place / "study" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_a_disk_that_is_full_from_the_beginning(disk: tuple[Path, Mount], capsys: pytest.CaptureFixture[str]) -> None:
    place, mount = disk
    fill(place)
    assert run_command([*LONG, str(place / "study")]) == 1
    (said,) = [line for line in capsys.readouterr().err.splitlines() if line.startswith("actlab: ")]
    assert str(place / "study") in said
    assert list((place / "study").iterdir()) == []
    (place / "ballast").unlink()
    mount("remount,size=64m")
    assert run_command([*LONG, str(place / "study")]) == 0


def test_a_view_that_does_not_fit(disk: tuple[Path, Mount], capsys: pytest.CaptureFixture[str]) -> None:
    place, mount = disk
    mount("remount,size=64m")
    assert run_command([*LONG, str(place / "study")]) == 0
    before = (place / "study" / "results.csv").read_bytes()
    fill(place)
    capsys.readouterr()
    assert run_command(["results", str(place / "study"), "--to", str(place / "a.json")]) == 2
    assert f"{place / 'a.json'} cannot be written (no space is left)" in capsys.readouterr().err
    assert sorted(path.name for path in place.iterdir()) == ["ballast", "study"]
    assert (place / "study" / "results.csv").read_bytes() == before


def test_a_disk_that_can_only_be_read(disk: tuple[Path, Mount], capsys: pytest.CaptureFixture[str]) -> None:
    place, mount = disk
    mount("remount,size=64m")
    assert run_command([*COMMAND, str(place / "study")]) == 0
    content = (place / "study" / FILE).read_bytes()
    mount("remount,ro")
    capsys.readouterr()
    assert len(open_study(place / "study").trials) == 6
    assert run_command(["judge", str(place / "study"), "--control", "elu"]) == 0
    assert run_command(["studies", str(place)]) == 0
    capsys.readouterr()
    begin = time.monotonic()
    assert run_command([*LONG, str(place / "study")]) == 2
    assert time.monotonic() - begin < 5
    assert "cannot be written (the disk is read-only)" in capsys.readouterr().err
    assert run_command(["resume", str(place / "study"), "--seeds", "4"]) in (1, 2)
    said = capsys.readouterr().err
    assert str(place / "study") in said
    assert said.count("\n") == 1
    assert (place / "study" / FILE).read_bytes() == content
