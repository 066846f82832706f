"""What processes that share a store promise each other: nothing is done twice while somebody alive does it."""

from __future__ import annotations

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from actlab.errors import ActlabError
from actlab.studies.stores import file as on_disk
from actlab.studies.stores import locks, workers
from actlab.studies.stores.file import FILE
from actlab.studies.stores.schema import APPLICATION
from actlab.studies.stores.sqlite import SqliteStore
from actlab.studies.stores.store import SETUP, Place
from actlab.studies.stores.workers import Watch, Worker

from .made import key, trial

TESTS = Path(__file__).parents[3]
PROCESSES, TRIALS, SECONDS = 4, 200, 20.0
if os.environ.get("ACTLAB_SOAK"):
    PROCESSES, TRIALS = 8, 1000

# as version 1 made it, word for word
VERSION_1 = (
    f"PRAGMA application_id = {APPLICATION}",
    "PRAGMA user_version = 1",
    """CREATE TABLE entry (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, answer TEXT NOT NULL, content TEXT NOT NULL, sha256 BLOB NOT NULL
) STRICT""",
    """CREATE TABLE trial (
    number INTEGER PRIMARY KEY, key TEXT NOT NULL, arm TEXT NOT NULL, recipe TEXT NOT NULL, learning_rate REAL NOT NULL,
    seed INTEGER NOT NULL, platform TEXT NOT NULL, versions TEXT NOT NULL, width INTEGER NOT NULL, phase TEXT NOT NULL,
    answer TEXT NOT NULL, status TEXT NOT NULL, steps INTEGER NOT NULL, reason TEXT NOT NULL, seconds REAL NOT NULL,
    test TEXT, validation TEXT, payload BLOB NOT NULL, sha256 BLOB NOT NULL
) STRICT""",
    "CREATE UNIQUE INDEX trial_by_key ON trial (key)",
    """CREATE TABLE damaged (
    number INTEGER PRIMARY KEY, key TEXT, seed INTEGER, row TEXT NOT NULL
) STRICT""",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    SqliteStore.create(tmp_path / FILE).close()
    return tmp_path / FILE


@pytest.fixture
def two(path: Path) -> Iterator[tuple[SqliteStore, SqliteStore]]:
    with SqliteStore.open(path) as one, SqliteStore.open(path) as other:
        yield one, other


def child(path: Path, code: str) -> subprocess.Popen[str]:
    """Start another process that has claimed network 0, and says so."""
    begin = (
        "import sys, time; from pathlib import Path\n"
        "from actlab.studies.stores.sqlite import SqliteStore\n"
        "from tests.studies.stores.made import key, trial\n"
        "from actlab.studies.stores.store import Place\n"
        "store = SqliteStore.open(Path(sys.argv[1]))\n"
    )
    command = [sys.executable, "-c", begin + code, str(path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=TESTS)


def test_what_one_claims_the_other_leaves(two: tuple[SqliteStore, SqliteStore]) -> None:
    one, other = two
    assert one.claim(key(0))
    assert one.claim(key(0))  # still
    assert not other.claim(key(0))
    assert other.claim(key(1))
    keys = [key(seed) for seed in range(3)]
    assert (one.others(keys), other.others(keys)) == ({key(1)}, {key(0)})
    one.put(trial(0), Place())
    assert not one.claim(key(0))
    one.close()
    assert other.others(keys) == set()
    assert not other.claim(key(0))


def test_what_is_given_up_is_free_and_leaves_nothing(two: tuple[SqliteStore, SqliteStore], path: Path) -> None:
    one, other = two
    assert one.claim(key(0))
    assert len(list(path.parent.glob(".*worker-*"))) == 1
    one.close()
    assert other.claim(key(0))
    other.close()
    assert [file.name for file in path.parent.iterdir()] == [FILE]
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM lease").fetchone() == (0,)
    connection.close()


def test_any_thread_may_claim(two: tuple[SqliteStore, SqliteStore]) -> None:
    granted: list[int] = []

    def claim(store: SqliteStore) -> None:
        granted.extend(seed for seed in range(50) if store.claim(key(seed)))

    threads = [threading.Thread(target=claim, args=(store,)) for store in two]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(granted) == list(range(50))


def test_leases_of_the_killed_are_void_at_once(path: Path) -> None:
    process = child(path, "print(store.claim(key(0)), flush=True); time.sleep(600)")
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    with SqliteStore.open(path) as store:
        assert not store.claim(key(0))
        assert store.others([key(0)]) == {key(0)}
        process.kill()
        process.communicate()
        begin = time.monotonic()
        assert store.others([key(0)]) == set()
        assert store.claim(key(0))
        assert time.monotonic() - begin < 1
        assert len(list(path.parent.glob(".*worker-*"))) == 1  # that of the dead is gone
    process = child(path, "print(store.claim(key(1)), flush=True); time.sleep(600)")
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.communicate()
    SqliteStore.open(path).close()
    assert not list(path.parent.glob(".*worker-*"))


def test_the_stopped_are_passed_over_and_what_they_store_later_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "LEASE", 1.0)
    patched = "from actlab.studies.stores import workers; workers.LEASE = 1.0\n"
    process = child(
        path,
        patched
        + "print(store.claim(key(0)), flush=True); sys.stdin.readline()\n"
        + "store.put(trial(0), Place()); print(store.claim(key(1)), store.claim(key(2)), flush=True); store.close()",
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "True\n"
    with SqliteStore.open(path) as store:
        until = time.monotonic() + 3
        while time.monotonic() < until:  # it is alive as long as it moves
            assert store.others([key(0)]) == {key(0)}
            time.sleep(0.1)
        process.send_signal(signal.SIGSTOP)
        begin = time.monotonic()
        while not store.claim(key(0)):
            assert time.monotonic() - begin < 10
            time.sleep(0.05)
        assert time.monotonic() - begin > 0.5
        store.put(trial(0), Place())
        assert store.claim(key(1))
        process.send_signal(signal.SIGCONT)
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "False True\n"
        process.communicate(timeout=60)
        assert process.returncode == 0
        assert list(store.trials()) == [trial(0)]


def test_no_clock_but_its_own_is_asked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall's clock jumps by a day and back: nobody looks at it. What a worker writes is a number, not a time."""
    draw = random.Random(0)
    monkeypatch.setattr(time, "time", lambda: draw.choice([-1, 1]) * 86_400.0)
    for name in ("time_ns", "gmtime", "localtime"):
        monkeypatch.setattr(time, name, None)
    with SqliteStore.open(path) as one, SqliteStore.open(path) as other:
        for seed in range(100):
            assert one.claim(key(seed))
            assert not other.claim(key(seed))
            for file in path.parent.glob(".*worker-*"):
                os.utime(file, (draw.uniform(0, 4e9),) * 2)
    source = Path(workers.__file__).parent
    clocks = [call for file in source.glob("*.py") for call in re.findall(r"\btime\.\w+\(", file.read_text())]
    assert {*clocks} - {"time.sleep("} == {"time.monotonic("}  # who sleeps reads no clock
    assert not any("st_mtime" in file.read_text() or "datetime" in file.read_text() for file in source.glob("*.py"))


def test_where_no_lock_is_to_be_had_the_number_counts(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "lock", lambda _file: None)
    monkeypatch.setattr(workers, "LEASE", 0.5)
    worker, watch = Worker(path), Watch(path)
    until = time.monotonic() + 1.5
    while time.monotonic() < until:
        assert watch.alive(worker.name)
        time.sleep(0.02)
    worker._ended.set()
    until = time.monotonic() + 5
    while watch.alive(worker.name):
        assert time.monotonic() < until
        time.sleep(0.02)
    worker.close()
    assert not watch.alive(worker.name)


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE lease SET worker = 'f' || worker",
        "UPDATE lease SET key = 'f' || key",
        "UPDATE lease SET worker = '../../../etc/passwd'",
        "UPDATE lease SET worker = char(0)",
        "DELETE FROM lease",
    ],
)
def test_a_damaged_lease_is_void(two: tuple[SqliteStore, SqliteStore], path: Path, harm: str) -> None:
    one, other = two
    assert one.claim(key(0))
    connection = sqlite3.connect(path)
    connection.execute(harm)
    connection.commit()
    connection.close()
    assert other.others([key(0)]) == set()
    assert other.claim(key(0))
    one.put(trial(0), Place())
    other.put(trial(0), Place())


def test_a_lost_file_makes_leases_void(two: tuple[SqliteStore, SqliteStore], path: Path) -> None:
    one, other = two
    assert one.claim(key(0))
    for file in path.parent.glob(".*worker-*"):
        file.unlink()
    assert other.claim(key(0))


def test_a_file_of_version_1_is_read_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with SqliteStore.create(tmp_path / "new", [(SETUP, "", "{}")]) as store:
        for seed in range(3):
            store.put(trial(seed), Place())
    connection = sqlite3.connect(path, isolation_level=None)
    for line in VERSION_1:
        connection.execute(line)
    connection.execute("ATTACH ? AS new", (str(tmp_path / "new"),))
    for table in ("entry", "trial"):
        connection.execute(f"INSERT INTO main.{table} SELECT * FROM new.{table}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    before = path.read_bytes()
    with SqliteStore.open(path, writable=False) as store:
        assert list(store.trials()) == [trial(seed) for seed in range(3)]
        assert store.read(SETUP, "") == "{}"
    assert path.read_bytes() == before
    with SqliteStore.open(path) as store, SqliteStore.open(path) as other:
        assert list(store.trials()) == [trial(seed) for seed in range(3)]
        assert store.claim(key(3))
        assert not other.claim(key(3))
        store.put(trial(3), Place())
    assert path.read_bytes()[60:64] == (2).to_bytes(4, "big")
    with SqliteStore.open(path, writable=False) as store:
        assert len(list(store.trials())) == 4


def test_whoever_holds_the_file_for_long_is_named_as_probably_stopped(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_disk, "PATIENCE", 0.1)
    with SqliteStore.open(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        for attempt in (lambda: store.put(trial(0), Place()), lambda: SqliteStore.open(path)):
            with pytest.raises(ActlabError, match=r"Another process has held .*stopped \(Ctrl-Z\).*fg"):
                attempt()
        holder.execute("ROLLBACK")
        store.put(trial(0), Place())
        assert list(store.trials()) == [trial(0)]


CROWD = """
print(flush=True); sys.stdin.readline()
done = 0
for seed in range({trials}):
    if store.claim(key(seed)):
        store.put(trial(seed), Place())
        done += 1
store.close()
print(done, flush=True)
"""


def test_a_crowd_doubles_nothing_and_nobody_is_locked_out(path: Path) -> None:
    crowd = [child(path, CROWD.format(trials=TRIALS)) for _ in range(PROCESSES)]
    for process in crowd:
        assert process.stdout is not None
        process.stdout.readline()
    begin = time.monotonic()
    for process in crowd:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    done = [int(process.communicate(timeout=600)[0]) for process in crowd]
    seconds = time.monotonic() - begin
    print(f"{PROCESSES} processes, {TRIALS} networks: {seconds:.1f} s; {done}")
    assert all(process.returncode == 0 for process in crowd)
    assert sum(done) == TRIALS
    assert seconds < SECONDS
    with SqliteStore.open(path, writable=False) as store:
        assert {one.key for one in store.trials()} == {key(seed) for seed in range(TRIALS)}
