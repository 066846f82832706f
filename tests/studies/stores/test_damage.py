"""Whatever happens to the file: a changed number is never read as if it were the written one, and what is sound is."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from actlab.errors import ActlabError
from actlab.studies.stores.file import FILE, written
from actlab.studies.stores.rows import COLUMNS, row_of
from actlab.studies.stores.rows import sound as looks_sound
from actlab.studies.stores.sqlite import SqliteStore
from actlab.studies.stores.store import SETUP, Place
from actlab.training.trial import Trial

from .made import key, trial

PLAN = '{"plan": "of this study"}'
TRIALS = [trial(seed, arm) for seed in range(10) for arm in "xyz"]
FLIPS, ZEROS, CUTS = 400, 100, 100


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / FILE
    with SqliteStore.create(path, [(SETUP, "", PLAN)]) as store:
        for one in TRIALS:
            store.put(one, Place())
    return path.read_bytes()


def flipped(content: bytes) -> Iterator[bytes]:
    draw = random.Random(0)
    for _ in range(FLIPS):
        changed, place = bytearray(content), draw.randrange(len(content))
        changed[place] ^= 1 << draw.randrange(8)
        yield bytes(changed)


def zeroed(content: bytes) -> Iterator[bytes]:
    draw = random.Random(1)
    for _ in range(ZEROS):
        begin = draw.randrange(len(content) - 64)
        yield content[:begin] + bytes(64) + content[begin + 64 :]


def truncated(content: bytes) -> Iterator[bytes]:
    draw = random.Random(2)
    for length in [*range(len(content) - 64, len(content)), *(draw.randrange(len(content)) for _ in range(CUTS))]:
        yield content[:length]


def read(path: Path, *, writable: bool) -> tuple[list[Trial], int] | None:
    """Return the trials of a file and how many are named as lost; None where it is refused, plan and all."""
    try:
        store = SqliteStore.open(path, writable=writable)
    except ActlabError:
        return None
    with closing(store):
        try:
            plan = store.read(SETUP, "")
        except ActlabError:
            return None
        assert plan == PLAN
        return list(store.trials()), len(store.losses)


@pytest.mark.parametrize("harm", [flipped, zeroed, truncated], ids=["bits", "zeros", "cuts"])
def test_a_change_is_noticed_or_changes_nothing(harm: object, sound: bytes, tmp_path: Path) -> None:
    path, refused, partial = tmp_path / FILE, 0, 0
    for content in harm(sound):  # type: ignore[operator]
        path.write_bytes(content)
        found = read(path, writable=False)
        assert path.read_bytes() == content
        if found is None:
            refused += 1
            continue
        trials, lost = found
        assert all(one in TRIALS for one in trials)
        assert len(trials) == len(TRIALS) or lost
        partial += len(trials) < len(TRIALS)
    print(harm, "refused", refused, "partial", partial)
    assert partial


@pytest.mark.parametrize("harm", [flipped, truncated], ids=["bits", "cuts"])
def test_what_is_lost_is_set_aside_and_can_be_trained_again(harm: object, sound: bytes, tmp_path: Path) -> None:
    for number, content in enumerate(harm(sound)):  # type: ignore[operator]
        if number % 5:
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / FILE).write_bytes(content)
        found = read(folder / FILE, writable=True)
        if found is None:
            assert (folder / FILE).read_bytes() == content
        else:
            with SqliteStore.open(folder / FILE) as store:
                assert not store.losses
                assert list(store.trials()) == found[0]
                for one in TRIALS:
                    store.put(one, Place())
            again = read(folder / FILE, writable=True)
            assert again is not None
            assert sorted(again[0], key=TRIALS.index) == TRIALS
            assert again[1] == 0
            kept = [path.name for path in folder.iterdir() if path.name != FILE]
            assert kept in ([], ["study-damaged-1.sqlite"])
            if kept:
                assert (folder / kept[0]).stat().st_size
        shutil.rmtree(folder)


def test_one_bad_row_is_named_and_the_others_are_read(sound: bytes, tmp_path: Path) -> None:
    path, bad = tmp_path / FILE, TRIALS[7]
    assert bad.correct is not None
    place = sound.index(b"finished", sound.index((bad.key.digest + bad.key.arm).encode()))  # of the row
    path.write_bytes(sound[:place] + b"fInished" + sound[place + 8 :])
    with SqliteStore.open(path, writable=False) as store:
        assert [(loss.key, loss.seed) for loss in store.losses] == [(bad.key.digest, bad.key.seed)]
        assert list(store.trials()) == [one for one in TRIALS if one is not bad]
        assert store.get(bad.key) is None
    with SqliteStore.open(path) as store:
        assert len(store.losses) == 1
    with SqliteStore.open(path) as store:
        assert not store.losses
        store.put(bad, Place())
        assert list(store.trials())[-1] == bad


def test_one_bad_row_among_ten_thousand_is_named_in_little_time(tmp_path: Path) -> None:
    many = (trial(seed, arm) for seed in range(1000) for arm in "abcdefghij")
    path = written(tmp_path / FILE, [(SETUP, "", PLAN)], (row_of(one, Place()) for one in many))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE trial SET steps = 99 WHERE seed = 678 AND arm = ?", ("c" * 64,))
    begin = time.process_time()
    with SqliteStore.open(path, writable=False) as store:
        seconds = time.process_time() - begin
        assert [(loss.key, loss.seed) for loss in store.losses] == [(key(678, "c").digest, 678)]
        assert sum(1 for _ in store.trials()) == 9999
    assert seconds < 1  # a tenth of that here; 100,000 in two seconds


def test_a_quick_look_sees_what_the_digest_sees() -> None:
    for one in (*TRIALS, trial(4)):
        row = row_of(one, Place("tuning", "ç"))
        raw = [cell.encode() if isinstance(cell, str) else cell for cell in row]
        assert looks_sound(raw)
        for place, cell in enumerate(raw):
            for other in (
                b"x",
                b"",
                1,
                2.5,
                None,
                -1.0,
                (cell or b"") + b"x" if isinstance(cell, bytes | None) else b"1",
            ):
                changed = [*raw[:place], other, *raw[place + 1 :]]
                assert not looks_sound(changed) or other == cell, (COLUMNS[place:], other, cell)


@pytest.mark.parametrize("ending", ["-wal", "-shm"])
def test_what_a_killed_process_left_may_be_cut(ending: str, tmp_path: Path) -> None:
    folder = tmp_path / "killed"
    folder.mkdir()
    SqliteStore.create(folder / FILE, [(SETUP, "", PLAN)]).close()
    store = SqliteStore.open(folder / FILE)  # never closed
    for one in TRIALS:
        store.put(one, Place())
    left = {path.name: path.read_bytes() for path in folder.iterdir()}
    draw = random.Random(3)
    size = len(left[FILE + ending])
    for length in [0, *(draw.randrange(size) for _ in range(20)), *range(size - 20, size), None]:
        other = tmp_path / f"{ending}{length}"
        other.mkdir()
        for name, content in left.items():
            if not (name.endswith(ending) and length is None):
                (other / name).write_bytes(content[: length if name.endswith(ending) else None])
        found = read(other / FILE, writable=True)
        assert found is not None
        assert found[0] == TRIALS[: len(found[0])]  # a cut log ends earlier
        assert ending == "-wal" or len(found[0]) == len(TRIALS)
    store.close()
