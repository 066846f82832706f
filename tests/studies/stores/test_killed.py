"""A study that is killed at any moment goes on by the same command: nothing is lost, nothing is trained twice.

By SIGKILL, by SIGTERM (a batch system's), by Ctrl-C once or twice.
"""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from actlab.studies.opening import open_study
from actlab.studies.stores.file import FILE

KILLS = int(os.environ.get("ACTLAB_KILLS", "10"))  # by SIGKILL; other signals come on top
SEEDS = 8
COMMAND = ["compare", "relu", "tanh", "elu", "--data", "digits", "--network", "mlp(64)", "--init", "he", "--lr", "0.05"]
COMMAND += ["--steps", "4000", "--seeds", str(SEEDS), "--out"]
NETWORKS = 3 * SEEDS
ENDS = {  # or 0; -2 is 130 in a shell
    signal.SIGKILL: (-signal.SIGKILL,),
    signal.SIGTERM: (-signal.SIGTERM,),
    signal.SIGINT: (130, -signal.SIGINT),
}
VIEWS = ("results.csv", "curves.csv", "correct.csv", "plan.json", "curves.svg")


def start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "actlab", *COMMAND, str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder.parent,
    )


def rows(folder: Path) -> dict[str, tuple[object, ...]]:
    """Return what is stored, by key: the number of the row, and all that is in it, the seconds too."""
    if not (folder / FILE).exists():
        return {}
    connection = sqlite3.connect(folder / FILE)
    found = {row[1]: row for row in connection.execute("SELECT * FROM trial")}
    connection.close()
    return found


def _comes(process: subprocess.Popen[str], folder: Path, stored: int, draw: random.Random, seconds: float) -> bool:
    """Wait for the moment to kill: any, or after some more networks; False where the process has ended before."""
    begin = time.monotonic()
    wanted, until = stored + draw.randrange(1, 8), begin + seconds * (draw.random() if draw.random() < 0.3 else 100)
    while len(rows(folder)) < wanted and time.monotonic() < until:
        if process.poll() is not None:
            return False
        time.sleep(0.02)
    time.sleep(draw.uniform(0, 0.3))
    return process.poll() is None


def _signal(process: subprocess.Popen[str], *, begun: bool, draw: random.Random) -> signal.Signals:
    """Send a signal; Ctrl-C only to a process that trains: while Python itself starts, it answers as Python does."""
    number = draw.choice([*[signal.SIGKILL] * 4, signal.SIGTERM, *([signal.SIGINT] if begun else [])])
    process.send_signal(number)
    if number == signal.SIGINT and draw.random() < 0.5:
        time.sleep(draw.uniform(0, 0.3))
        process.send_signal(number)
    return number


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study without any interruption, and how long it took."""
    folder = tmp_path_factory.mktemp("whole") / "study"
    begin = time.monotonic()
    process = start(folder)
    process.communicate(timeout=600)
    assert process.returncode == 0
    (folder.parent / "seconds").write_text(str(time.monotonic() - begin))
    return folder


def test_killed_at_random_and_continued(whole: Path, tmp_path: Path) -> None:
    draw, sent, lives = random.Random(), Counter[signal.Signals](), 0
    seconds = float((whole.parent / "seconds").read_text())
    while sent[signal.SIGKILL] < KILLS:
        folder, stored, ended = tmp_path / str(lives), dict[str, tuple[object, ...]](), False
        while not ended:
            process = start(folder)
            if sent[signal.SIGKILL] < KILLS and _comes(process, folder, len(stored), draw, seconds):
                number = _signal(process, begun=len(rows(folder)) > len(stored), draw=draw)
                sent[number] += 1
            else:
                number = None
            said = process.communicate(timeout=600)[1]
            assert process.returncode in (0, *ENDS.get(number, ())), said
            assert "Traceback" not in said
            ended = process.returncode == 0
            after = rows(folder)
            assert stored.items() <= after.items()  # nothing lost, nothing written anew
            known = re.search(rf"(\d+) of {NETWORKS} networks are known", said)
            assert known is None or int(known[1]) == len(stored)
            assert known or not stored or f"{NETWORKS} networks of" not in said
            if trained := re.search(r"^(\d+) networks of", said, re.MULTILINE):
                assert int(trained[1]) == NETWORKS - len(stored)
            stored = after
        assert len(stored) == NETWORKS
        for name in VIEWS:
            assert (folder / name).read_bytes() == (whole / name).read_bytes(), name
        assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in whole.iterdir())
        lives += 1
    print(f"{dict(sent)} in {lives} studies")
    assert [trial.test for trial in open_study(folder).ordered()] == [
        trial.test for trial in open_study(whole).ordered()
    ]
