"""Several processes at one study: they share the work, double nothing, and go on without those that die or stop."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from actlab.studies.stores.file import FILE
from actlab.studies.stores.sqlite import SqliteStore

KILLS = int(os.environ.get("ACTLAB_KILLS", "6"))
SEEDS = 6
NETWORKS = 3 * SEEDS
VIEWS = ("results.csv", "curves.csv", "correct.csv", "plan.json", "curves.svg")
LEASE = 3.0  # seconds, in these processes
PROCESS = f"""
import sys
import actlab
from actlab.studies.stores import workers

workers.LEASE = {LEASE}

class Witness:
    def note(self, text):
        print("note", text, flush=True)
    def begin(self, plan, metric, members):
        print("begin", flush=True)
    def update(self, event):
        if event.trial:
            print("trained", event.member.activation.name, event.member.seed, flush=True)
        elif event.elsewhere:
            print("elsewhere", event.member.activation.name, event.member.seed, flush=True)
    def end(self):
        pass

study = actlab.compare(
    ["relu", "tanh", "elu"], data="digits", network="mlp(64)", init="he", lr=0.05, steps=6000, seeds={SEEDS},
    out=sys.argv[1], progress=Witness(), devices=1,
)
assert not study.interrupted
"""


def start(folder: Path, code: str = PROCESS) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, str(folder)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, text=True, cwd=folder.parent, **pipes)  # type: ignore[call-overload]


def end(process: subprocess.Popen[str]) -> str:
    said, complained = process.communicate(timeout=600)
    assert process.returncode == 0, complained
    return said


def trained(said: str) -> list[str]:
    return re.findall(r"^trained (.*)$", said, re.MULTILINE)


def until(process: subprocess.Popen[str], word: str, times: int = 1) -> str:
    """Read what a process says until it has said a word so often."""
    assert process.stdout is not None
    lines: list[str] = []
    while sum(line.startswith(word) for line in lines) < times:
        lines.append(process.stdout.readline())
        assert lines[-1], process.communicate()
    return "".join(lines)


def stop(process: subprocess.Popen[str], folder: Path) -> None:
    """Stop a process where it is not just writing: what it then held nobody could take from it."""
    with closing(sqlite3.connect(folder / FILE, timeout=0, isolation_level=None)) as connection:
        for _ in range(100):
            process.send_signal(signal.SIGSTOP)
            os.waitpid(process.pid, os.WUNTRACED)
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                process.send_signal(signal.SIGCONT)
                time.sleep(0.01)
            else:
                connection.execute("ROLLBACK")
                return
    pytest.fail("it never lets go of the study")


def same(folder: Path, whole: Path, names: Sequence[str] = VIEWS) -> None:
    for name in names:
        assert (folder / name).read_bytes() == (whole / name).read_bytes(), name
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in whole.iterdir())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "study"
    assert len(trained(end(start(folder)))) == NETWORKS
    return folder


@pytest.mark.parametrize("count", [2, 3])
def test_processes_share_the_work(count: int, whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    processes = [start(folder) for _ in range(count)]
    said = [end(process) for process in processes]
    done = [trained(one) for one in said]
    print([len(one) for one in done])
    assert sorted(one for several in done for one in several) == sorted(
        f"{arm} {seed}" for arm in ("relu", "tanh", "elu") for seed in range(SEEDS)
    )
    assert all(len(one) < NETWORKS for one in done)
    same(folder, whole)


def test_rates_and_second_answers_are_shared_too(tmp_path: Path) -> None:
    fair = 'protocol="fair", quick=True, network="mlp(4)", steps=3, seeds=2,'
    begin, end_ = PROCESS.index('data="digits"'), PROCESS.index("out=sys.argv")
    code = PROCESS[:begin] + fair + "\n    " + PROCESS[end_:]
    alone = end(start(tmp_path / "whole", code))
    said = [end(process) for process in [start(tmp_path / "study", code) for _ in range(2)]]
    done = [trained(one) for one in said]
    print([len(one) for one in done])
    assert sorted([*done[0], *done[1]]) == sorted(trained(alone))
    names = [path.relative_to(tmp_path / "whole") for path in (tmp_path / "whole").rglob("*.csv")]
    assert len(names) >= 8
    same(tmp_path / "study", tmp_path / "whole", [str(name) for name in names])


def test_whoever_dies_in_a_crowd_is_replaced(whole: Path, tmp_path: Path) -> None:
    folder, draw, kills = tmp_path / "study", random.Random(), 0
    crowd, done = [start(folder) for _ in range(3)], list[subprocess.Popen[str]]()
    while kills < KILLS:
        time.sleep(draw.uniform(0.5, 4))
        if ended := [process for process in crowd if process.poll() is not None]:
            done += ended
            break
        victim = crowd.pop(draw.randrange(len(crowd)))
        victim.kill()
        victim.communicate()
        crowd.append(start(folder))
        kills += 1
    for process in {*crowd, *done}:
        end(process)
    print(kills, "kills")
    same(folder, whole)
    with SqliteStore.open(folder / FILE, writable=False) as store:
        assert len(list(store.trials())) == NETWORKS


def test_one_dies_and_the_other_finishes_at_once(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    first, second = start(folder), start(folder)
    seen, said = until(first, "begin"), until(second, "begin")
    seen += until(first, "trained")
    first.send_signal(signal.SIGKILL)
    seen += first.communicate()[0]
    begin = time.monotonic()
    said += end(second)
    print("after the death:", time.monotonic() - begin, "s;", len(trained(seen)), len(trained(said)))
    assert time.monotonic() - begin < 60
    # what the first has stored, the second has not trained; at its death it may not have said the last
    assert NETWORKS - 1 <= len({*trained(seen), *trained(said)}) == len(trained(seen)) + len(trained(said))
    same(folder, whole)


def test_one_stops_and_is_overtaken(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    first, second = start(folder), start(folder)
    until(second, "begin")
    until(first, "trained")
    stop(first, folder)
    end(second)
    for name in VIEWS:
        assert (folder / name).read_bytes() == (whole / name).read_bytes(), name
    first.send_signal(signal.SIGCONT)
    end(first)
    same(folder, whole)


def test_ctrl_c_is_heard_while_others_are_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    first = start(folder)
    until(first, "trained")
    stop(first, folder)
    try:
        command = PROCESS.replace(f"LEASE = {LEASE}", "LEASE = 600")
        command = command.replace("assert not study.interrupted", "assert study.interrupted")
        second = subprocess.Popen([sys.executable, "-c", command, str(folder)], text=True, stdout=subprocess.PIPE)
        until(second, "note another process is training")
        second.send_signal(signal.SIGINT)
        begin = time.monotonic()
        second.communicate(timeout=60)
        assert second.returncode == 0
        assert time.monotonic() - begin < 10  # drawing included
    finally:
        first.kill()
        first.communicate()
    assert (folder / FILE).exists()
