"""Whichever operation on files fails: one line says so, nothing that was stored is lost, and the same words go on."""

from __future__ import annotations

import re
import shutil
import sqlite3
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from actlab.cli import run_command
from actlab.facade.study import Study
from actlab.studies.opening import open_study
from actlab.studies.stores import file
from actlab.studies.stores.file import FILE
from actlab.training import trainers

from .faults import BROKEN, FULL, Machine
from .stub import NAME, Stub, command

VIEWS = ("results.csv", "curves.csv", "plan.json")
COMMAND = command(seeds=2)
NETWORKS = 4


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train nothing, draw nothing, and do not wait long for a connection whose ROLLBACK failed: it writes for ever."""
    monkeypatch.setitem(trainers.TRAINERS, NAME, Stub)  # type: ignore[arg-type]  # of no JAX state
    monkeypatch.setattr(Study, "views", lambda study: ())
    monkeypatch.setattr(file, "PATIENCE", 0.5)


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """The study on a sound machine."""
    assert run_command([*COMMAND, str(tmp_path / "whole")]) == 0
    return tmp_path / "whole"


def on(machine: Machine, folder: Path) -> int:
    """Run the command on a machine."""
    with pytest.MonkeyPatch.context() as patch:
        machine.install(patch)
        return run_command([*COMMAND, str(folder)])


def check(folder: Path, whole: Path, status: int, said: str, machine: Machine) -> None:
    """Check what is left after a failure, and that the same words go on on a sound machine."""
    errors = [line for line in said.splitlines() if line.startswith("actlab: ")]
    assert "Traceback" not in said, machine.failed
    assert len(errors) == (status != 0), (machine.failed, said)
    stored = {}
    if (folder / FILE).exists():
        with warnings.catch_warnings(action="error"):  # of networks that are damaged
            stored = {trial.key: trial for trial in open_study(folder).trials}
        assert status != 0 or len(stored) == NETWORKS, machine.failed  # what is not kept is never passed over
    else:
        assert status != 0, machine.failed
    assert run_command([*COMMAND, str(folder)]) == 0, machine.failed
    study = open_study(folder)
    assert len(study.trials) == NETWORKS
    assert stored.items() <= {trial.key: trial for trial in study.trials}.items()
    assert study.judged == 0
    for name in VIEWS:
        assert (folder / name).read_bytes() == (whole / name).read_bytes(), (name, machine.failed)
    left = {path.name for path in folder.iterdir()} - {path.name for path in whole.iterdir()}
    assert all(re.match(rf"\.({FILE}|.*\.csv|plan\.json)\.(part|worker)-", name) for name in left), (
        left,
        machine.failed,
    )
    assert not left or any(what.startswith("unlink") for what in machine.failed)  # it could not be taken away


@pytest.mark.parametrize("for_ever", [False, True], ids=["once", "for ever"])
@pytest.mark.parametrize("why", [FULL, BROKEN], ids=["full", "broken"])
def test_a_new_study(why: int, for_ever: bool, whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    number, machine = 0, Machine()
    while number == 0 or machine.failed:
        number += 1
        folder, machine = tmp_path / "study", Machine(number, why, for_ever=for_ever)
        capsys.readouterr()
        status = on(machine, folder)
        check(folder, whole, status, capsys.readouterr().err, machine)
        shutil.rmtree(folder)
    print(f"{number - 1} operations")
    assert number > 50
    assert status == 0


def bad_row(content: bytes) -> bytes:
    place = content.index(b"finished", content.index(b"cpu" if b"cpu" in content else NAME.encode()))
    return content[:place] + b"fInished" + content[place + 8 :]


def bad_pages(content: bytes) -> bytes:
    """Return a file of which SQLite cannot walk the tree of the trials' index any more."""
    page = int.from_bytes(content[16:18], "big")
    with sqlite3.connect(":memory:") as connection:
        connection.deserialize(content[:18] + b"\1\1" + content[20:])  # in memory there is no log
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'trial_by_key'").fetchone()
    begin = (root - 1) * page
    return content[:begin] + bytes(64) + content[begin + 64 :]


@pytest.mark.filterwarnings("ignore::actlab.errors.ActlabWarning")
@pytest.mark.parametrize("for_ever", [False, True], ids=["once", "for ever"])
@pytest.mark.parametrize("harm", [bad_row, bad_pages])
def test_the_mending_of_a_damaged_study(
    harm: Callable[[bytes], bytes], for_ever: bool, whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, number, machine = harm((whole / FILE).read_bytes()), 0, Machine()
    while number == 0 or machine.failed:
        number += 1
        folder, machine = tmp_path / "study", Machine(number, for_ever=for_ever)
        folder.mkdir()
        (folder / FILE).write_bytes(content)
        capsys.readouterr()
        status = on(machine, folder)
        said = capsys.readouterr().err
        assert "Traceback" not in said
        assert said.count("actlab: ") == (status != 0), (machine.failed, said)
        assert (folder / FILE).exists()
        with warnings.catch_warnings(action="ignore"):
            assert len(open_study(folder).trials) >= NETWORKS - (harm is bad_row)
        assert run_command([*COMMAND, str(folder)]) == 0, machine.failed
        known = re.findall(rf"(\d) of {NETWORKS} networks are known", said + capsys.readouterr().err)
        assert known, machine.failed
        assert min(map(int, known)) >= NETWORKS - (harm is bad_row), machine.failed  # none is lost that could be read
        for name in VIEWS:
            assert (folder / name).read_bytes() == (whole / name).read_bytes(), (name, machine.failed)
        with warnings.catch_warnings(action="error"):  # all has been mended
            assert len(open_study(folder).trials) == NETWORKS
        shutil.rmtree(folder)
    print(f"{number - 1} operations")
    assert status == 0
