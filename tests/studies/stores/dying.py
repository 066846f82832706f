"""Mends damaged stores in processes that are killed at the n-th operation on files, three times over; then checks.

A program of its own, in which JAX has not started, so that it can fork:
``python -m tests.studies.stores.dying FOLDER``.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from actlab.studies.stores.file import FILE
from actlab.studies.stores.sqlite import SqliteStore
from actlab.studies.stores.store import SETUP, Place
from actlab.training.trial import Trial

from .faults import Machine
from .made import trial

PLAN = '{"plan": "of this study"}'
TRIALS = [trial(seed, arm) for seed in range(4) for arm in "xyz"]
Harm = Callable[[bytes], bytes]


class Deadly(Machine):
    """A machine on which a process dies at an operation."""

    def breaks(self, what: str) -> bool:
        if super().breaks(what):
            os.kill(os.getpid(), signal.SIGKILL)
        return False


def bad_row(content: bytes) -> bytes:
    """Return a file in which one trial is not what was written."""
    bad = TRIALS[7].key
    place = content.index(b"finished", content.index((bad.digest + bad.arm).encode()))
    return content[:place] + b"fInished" + content[place + 8 :]


def root(content: bytes, name: str) -> int:
    """Return where the first page of a table or an index begins."""
    with sqlite3.connect(":memory:") as connection:
        connection.deserialize(content[:18] + b"\1\1" + content[20:])  # in memory there is no log
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
    return (int(page) - 1) * 4096


def bad_index(content: bytes) -> bytes:
    """Return a file whose index cannot be walked."""
    begin = root(content, "trial_by_key")
    return content[:begin] + bytes(64) + content[begin + 64 :]


def bad_cells(content: bytes) -> bytes:
    """Return a file in which some trials cannot be reached."""
    begin = len(content) - 3 * 4096
    return content[:begin] + bytes(200) + content[begin + 200 :]


def mend(path: Path, at: int) -> bool:
    """Mend a store in a process that dies at an operation; return whether it got to its end before."""
    child = os.fork()
    if not child:
        try:
            Deadly(at).install(pytest.MonkeyPatch())
            SqliteStore.open(path).close()
        except BaseException as error:
            print(error, file=sys.stderr)
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return not os.WIFSIGNALED(status)


def read(path: Path, *, writable: bool) -> tuple[list[Trial], int]:
    """Return the trials of a store, and how many are named as lost."""
    with SqliteStore.open(path, writable=writable) as store:
        assert store.read(SETUP, "") == PLAN
        return list(store.trials()), len(store.losses)


def left(folder: Path, harm: Harm) -> Iterator[int]:
    """Kill at every operation in turn, and twice more at random; yield the number of deaths."""
    path, draw, at, ended = folder / FILE, random.Random(harm.__name__), 0, False
    content = harm((folder.parent / "sound").read_bytes())
    while not ended:
        at += 1
        folder.mkdir()
        path.write_bytes(content)
        sound, lost = read(path, writable=False)
        assert lost or len(sound) == len(TRIALS)
        ended, deaths = mend(path, at), 0
        for _deeper in range(2):
            deaths += not mend(path, draw.randrange(1, at + 20))
            assert sorted(read(path, writable=False)[0], key=TRIALS.index) == sound  # at any moment
        assert sorted(read(path, writable=True)[0], key=TRIALS.index) == sound
        assert read(path, writable=True) == (sound, 0)
        yield deaths + (not ended)
        shutil.rmtree(folder)


def main(folder: Path) -> None:
    """Run all of it."""
    with SqliteStore.create(folder / FILE, [(SETUP, "", PLAN)]) as store:
        for one in TRIALS:
            store.put(one, Place())
    (folder / FILE).rename(folder / "sound")
    for harm in (bad_row, bad_index, bad_cells):
        deaths = list(left(folder / "study", harm))
        assert max(deaths) == 3
        print(harm.__name__, len(deaths) - 1, "operations", sum(deaths), "deaths")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
