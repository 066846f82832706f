"""What every store promises."""

from __future__ import annotations

import pickle
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from actlab.errors import ActlabError
from actlab.studies.stores.file import FILE, check, connect, damaged, set_aside
from actlab.studies.stores.memory import MemoryStore
from actlab.studies.stores.rows import COLUMNS, digest, row_of, same, trial_of
from actlab.studies.stores.sqlite import SqliteStore
from actlab.studies.stores.store import Contradiction, Place, Store
from actlab.training.trial import Checkpoint, Curve, CurvePoint, Status
from actlab.words import said

from .made import key, trial

TRIALS = [trial(seed, arm) for seed in range(6) for arm in "xy"]


@pytest.fixture(params=["memory", "sqlite"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Return what makes stores; those in SQLite are the same file, opened again."""
    memory, opened = MemoryStore(), list[Store]()

    def one() -> Store:
        if request.param == "memory":
            return memory
        path = tmp_path / FILE
        opened.append(SqliteStore.open(path) if path.exists() else SqliteStore.create(path))
        return opened[-1]

    yield one
    for store in opened:
        store.close()


class TestStore:
    def test_it_is_a_store(self, make: Callable[[], Store]) -> None:
        assert isinstance(make(), Store)

    def test_what_was_put_is_got_to_the_last_bit(self, make: Callable[[], Store]) -> None:
        store = make()
        for one in TRIALS:
            store.put(one, Place())
        again = make()
        assert [again.get(one.key) for one in TRIALS] == TRIALS
        assert [repr(again.get(one.key)) for one in TRIALS] == [repr(one) for one in TRIALS]
        assert [hash(again.get(one.key)) for one in TRIALS] == [hash(one) for one in TRIALS]

    def test_trials_come_in_the_order_of_arrival(self, make: Callable[[], Store]) -> None:
        store = make()
        for one in reversed(TRIALS):
            store.put(one, Place())
        assert list(make().trials()) == TRIALS[::-1]

    def test_what_is_not_there_is_none(self, make: Callable[[], Store]) -> None:
        store = make()
        assert store.get(key(0)) is None
        store.put(trial(0), Place())
        for other in (key(1), key(0, "z"), replace(key(0), learning_rate=0.2), replace(key(0), versions="jax 3")):
            assert store.get(other) is None

    def test_the_same_once_more_changes_nothing(self, make: Callable[[], Store]) -> None:
        store = make()
        store.put(TRIALS[0], Place())
        store.put(replace(TRIALS[0], seconds=9.0), Place("tuning"))  # another machine took longer
        assert list(store.trials()) == TRIALS[:1]

    @pytest.mark.parametrize(
        "change",
        [
            {"status": Status.COLLAPSED},
            {"steps": 99},
            {"test": {"accuracy": 0.5}},
            {"validation": None},
            {"curve": ()},
            {"correct": None},
            {"contributions": b"1234"},
            {"unmoved": ()},
            {"reason": "another"},
        ],
        ids=str,
    )
    def test_other_bits_are_refused_and_nothing_is_overwritten(
        self, make: Callable[[], Store], change: dict[str, object]
    ) -> None:
        store, first = make(), trial(1)
        store.put(first, Place())
        with pytest.raises(Contradiction, match=f"network {first.key.digest[:12]}, seed 1, is stored with other"):
            store.put(replace(first, **change), Place())  # type: ignore[arg-type]
        assert list(store.trials()) == [first]

    def test_what_nobody_has_trained_may_be_claimed_by_any_thread(self, make: Callable[[], Store]) -> None:
        store, granted = make(), list[bool]()
        store.put(TRIALS[0], Place())
        thread = threading.Thread(target=lambda: granted.extend(store.claim(one.key) for one in TRIALS[:3]))
        thread.start()
        thread.join()
        assert granted == [False, True, True]
        assert [store.claim(one.key) for one in TRIALS[:3]] == granted
        assert store.others([one.key for one in TRIALS]) == set()

    def test_reasons_are_said_in_every_language(self, make: Callable[[], Store]) -> None:
        store, broken = make(), trial(4)
        store.put(broken, Place())
        found = make().get(broken.key)
        assert found is not None
        assert said(found.reason, "pt") == said(broken.reason, "pt") != str(broken.reason)

    def test_the_latest_entry_counts(self, make: Callable[[], Store]) -> None:
        store = make()
        assert store.read("setup", "") is None
        for kind, answer, content in (
            ("setup", "", "1"),
            ("setup", "same", "2"),
            ("judged", "", "3"),
            ("setup", "", "ç"),
        ):
            store.write(kind, answer, content)
        again = make()
        assert [again.read("setup", ""), again.read("setup", "same"), again.read("judged", "")] == ["ç", "2", "3"]


def test_two_writers_share_a_file(tmp_path: Path) -> None:
    SqliteStore.create(tmp_path / FILE).close()
    failed: list[BaseException] = []

    def put(arms: str) -> None:
        try:
            store = SqliteStore.open(tmp_path / FILE)
            for seed in range(60):
                for arm in arms:
                    store.put(trial(seed, arm), Place())
            store.close()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=put, args=(arms,)) for arms in ("ab", "bc", "ca")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with SqliteStore.open(tmp_path / FILE) as store:
        found = list(store.trials())
    assert len(found) == 180
    assert {one.key for one in found} == {key(seed, arm) for seed in range(60) for arm in "abc"}


def test_what_another_adds_while_a_file_is_checked_is_no_damage(tmp_path: Path) -> None:
    with SqliteStore.create(tmp_path / FILE) as other, closing(connect(tmp_path / FILE, writable=True)) as connection:
        other.put(TRIALS[0], Place())

        class Slow:
            """Reads slowly: between two looks at the table another process adds to it."""

            def execute(self, sql: str) -> sqlite3.Cursor:
                if "NOT INDEXED" in sql:
                    other.put(TRIALS[1], Place())
                return connection.execute(sql)

        check(Slow())  # type: ignore[arg-type]  # executes
        assert list(other.trials()) == TRIALS[:2]


def test_two_may_find_the_same_damage(tmp_path: Path) -> None:
    SqliteStore.create(tmp_path / FILE).close()
    with SqliteStore.open(tmp_path / FILE) as store:
        store.put(TRIALS[0], Place())
    with closing(sqlite3.connect(tmp_path / FILE)) as connection, connection:
        connection.execute("UPDATE trial SET steps = 101")
    with (
        closing(connect(tmp_path / FILE, writable=True)) as one,
        closing(connect(tmp_path / FILE, writable=True)) as two,
    ):
        losses = damaged(one)
        assert len(losses) == 1
        set_aside(one, losses)
        set_aside(two, losses)  # gone already
        SqliteStore(tmp_path / FILE, one).put(TRIALS[0], Place())  # trained again, in a row of the same number
        set_aside(two, losses)
        assert list(SqliteStore(tmp_path / FILE, two).trials()) == TRIALS[:1]
        assert one.execute("SELECT count(*) FROM damaged").fetchone() == (1,)


def test_a_closed_store_is_one_file_that_other_programs_can_read(tmp_path: Path) -> None:
    with SqliteStore.create(tmp_path / FILE) as store:
        for one in TRIALS:
            store.put(one, Place("tuning", "same-initialisation"))
    with SqliteStore.open(tmp_path / FILE, writable=False) as store:
        assert len(list(store.trials())) == len(TRIALS)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    rows = sqlite3.connect(tmp_path / FILE).execute(
        "SELECT seed, status, phase, answer, json_extract(test, '$.accuracy') FROM trial WHERE arm LIKE 'x%'"
    )
    assert rows.fetchall() == [
        (one.key.seed, one.status, "tuning", "same-initialisation", one.test and one.test["accuracy"])
        for one in TRIALS
        if one.key.arm[0] == "x"
    ]


def test_somebody_elses_store_is_never_overwritten(tmp_path: Path) -> None:
    with SqliteStore.create(tmp_path / FILE) as store:
        store.put(TRIALS[0], Place())
    with pytest.raises(Exception, match="another process has just made it"):
        SqliteStore.create(tmp_path / FILE)
    with SqliteStore.open(tmp_path / FILE) as store:
        assert list(store.trials()) == TRIALS[:1]
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


class TestCheckpoints:
    def test_the_latest_is_kept_until_the_network_has_ended(self, make: Callable[[], Store]) -> None:
        store, one = make(), TRIALS[0]
        first = Checkpoint(10, 61.5, one.curve[:1], b"\x00\xff first")
        second = Checkpoint(20, 122.25, one.curve[:2], b"second")
        assert store.checkpoint(one.key) is None
        store.keep(one.key, first)
        assert store.checkpoint(one.key) == first
        store.keep(one.key, second)
        again = make()
        assert again.checkpoint(one.key) == second
        assert again.checkpoint(TRIALS[1].key) is None
        again.put(one, Place())
        assert again.checkpoint(one.key) is None

    def test_any_thread_may_keep_one(self, make: Callable[[], Store]) -> None:
        store = make()
        kept = {one.key: Checkpoint(place, 1.0, one.curve, b"x" * place) for place, one in enumerate(TRIALS)}
        threads = [threading.Thread(target=store.keep, args=one) for one in kept.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {key: store.checkpoint(key) for key in kept} == kept


def test_a_checkpoint_that_was_changed_is_none(tmp_path: Path) -> None:
    one = TRIALS[0]
    for column, value in (("steps", 11), ("seconds", 1.5), ("curve", "[]"), ("content", b"other")):
        path = tmp_path / f"{column}.sqlite"
        with SqliteStore.create(path) as store:
            store.keep(one.key, Checkpoint(10, 1.25, one.curve, b"content"))
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(f"UPDATE checkpoint SET {column} = ?", (value,))
        with SqliteStore.open(path) as store:
            assert store.checkpoint(one.key) is None


@pytest.mark.parametrize("curve", ["", "nonsense", "[1]", "{}", "[[0, 1, 2]]", "null"])
def test_a_checkpoint_that_somebody_has_made_up_is_none_or_has_no_point(tmp_path: Path, curve: str) -> None:
    path, one = tmp_path / FILE, TRIALS[0]
    with SqliteStore.create(path) as store:
        store.keep(one.key, Checkpoint(10, 1.25, one.curve, b"content"))
    cells = (one.key.digest, 10, 1.25, curve, b"content")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE checkpoint SET curve = ?, sha256 = ?", (curve, digest(cells)))
    with SqliteStore.open(path) as store:
        found = store.checkpoint(one.key)
    assert found is None or found.curve == ()


def test_what_a_killed_process_left_of_an_ended_network_is_swept(tmp_path: Path) -> None:
    path, one = tmp_path / FILE, TRIALS[0]
    with SqliteStore.create(path) as store:
        store.put(one, Place())
        store.keep(one.key, Checkpoint(10, 1.25, one.curve, b"content"))
    with SqliteStore.open(path) as store:
        assert store.checkpoint(one.key) is None


def test_a_stored_curve_is_a_curve_like_any_other() -> None:
    for one in TRIALS:
        stored = trial_of(row_of(one, Place()))
        assert isinstance(stored.curve, Curve)
        assert (stored.curve == one.curve, one.curve == stored.curve, stored == one) == (True, True, True)
        assert (hash(stored), repr(stored)) == (hash(one), repr(one))
        assert stored.curve != one.curve[:-1]
        assert pickle.loads(pickle.dumps(stored)) == one
        assert replace(stored, seconds=0.5).curve[-1] == one.curve[-1]
        assert stored.curve[1:3] == one.curve[1:3]
        assert same(stored, one)


@pytest.mark.parametrize("name", ["correct", "unmoved", "reason", '],"correct":', "curve"])
def test_whatever_metrics_and_probes_are_called(name: str) -> None:
    whole = trial(0)
    curve = [CurvePoint(0, {name: 0.5}, {"a": (1.0,), name: (0.5,), "z": ()}), CurvePoint(1, {"a": 1.0, name: 2.0})]
    for reason in ("", '],"correct":'):
        for points in ((), tuple(curve)):
            known = {"correct": None, "contributions": b"1234"} if reason else {"correct": b"1"}
            one = replace(whole, curve=points, unmoved=(name,), reason=reason, **known)  # type: ignore[arg-type]
            assert trial_of(row_of(one, Place())) == one


def test_a_curve_that_somebody_has_made_up_is_an_error_in_one_line() -> None:
    payload = zlib.compress(b'{"curve":[[0,1]],"correct":null,"unmoved":[],"reason":""}')
    cells = list(row_of(replace(trial(0), reason=""), Place()))[:-1]
    cells[COLUMNS.index("payload")] = payload
    made_up = trial_of([*cells, digest(cells)])
    with pytest.raises(ActlabError, match="the curve of a stored network cannot be read"):
        list(made_up.curve)
