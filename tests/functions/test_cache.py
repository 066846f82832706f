"""The cache on the disk: whole or nothing, whoever shares it, whatever is damaged, refused or too much."""

import errno
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from actlab.functions.cache import Cache, home

NAMES = [f"{letter}" * 64 for letter in "abcdefgh"]


def content(name: str) -> bytes:
    """Return what the tests keep under a name: large enough to be written in several pieces."""
    return name.encode() * 10_000


def share(folder: Path) -> int:
    """Write and read all names many times, as one of several processes; return how often all was there, whole."""
    cache, whole = Cache(folder), 0
    for _round in range(20):
        for name in NAMES:
            found = cache.get(name)
            assert found in (None, content(name))
            whole += found is not None
            cache.put(name, content(name))
    return whole


def test_what_is_kept_is_found_and_replaced(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "one" / "two")
    assert cache.get(NAMES[0]) is None
    for kept in (b"", b"one", b"another"):
        cache.put(NAMES[0], kept)
        assert cache.get(NAMES[0]) == Cache(cache.folder).get(NAMES[0]) == kept
    assert cache.folder.stat().st_mode & 0o777 == 0o700


def test_whatever_is_damaged_is_nothing(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put(NAMES[0], bytes(range(200)))
    path = tmp_path / NAMES[0]
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert cache.get(NAMES[0]) is None
        path.write_bytes(whole[:place])
        assert cache.get(NAMES[0]) is None
    path.write_bytes(whole + b"\0")
    assert cache.get(NAMES[0]) is None
    cache.put(NAMES[0], b"anew")
    assert cache.get(NAMES[0]) == b"anew"


def test_processes_share_it(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, get_context("spawn")) as pool:
        assert all(pool.map(share, [tmp_path] * 4))
    assert sorted(os.listdir(tmp_path)) == NAMES


def test_the_oldest_go_where_there_is_too_much(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=1000)
    for age, name in enumerate(NAMES[:4]):
        cache.put(name, bytes(200))
        os.utime(tmp_path / name, (age, age))
    assert cache.get(NAMES[0])  # which makes it the latest
    cache.put(NAMES[4], bytes(200))
    assert sorted(os.listdir(tmp_path)) == [NAMES[0], NAMES[3], NAMES[4]]
    for _round in range(3):
        for name in NAMES:
            Cache(tmp_path, limit=1000).put(name, bytes(200))
            assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 1000
    cache.put(NAMES[0], bytes(5000))
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 1000


def test_a_folder_that_nobody_may_write_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    cache = Cache(tmp_path / "file" / "programs")
    cache.put(NAMES[0], b"one")
    assert cache.get(NAMES[0]) is None


def test_a_full_disk_is_no_error_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: str, target: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    Cache(tmp_path).put(NAMES[0], b"one")
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="this system has no owners")
def test_files_of_others_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path)
    cache.put(NAMES[0], b"one")
    assert cache.get(NAMES[0]) == b"one"
    owner = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    assert cache.get(NAMES[0]) is None


@pytest.mark.parametrize(
    ("own", "shared", "found"),
    [
        (None, None, "~/.cache/actlab"),
        (None, "/srv/cache", "/srv/cache/actlab"),
        ("", "", "~/.cache/actlab"),
        ("~/mine", "/srv/cache", "~/mine"),
        ("/mine", None, "/mine"),
        ("off", "/srv/cache", None),
    ],
)
def test_where_it_is(own: str | None, shared: str | None, found: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ACTLAB_CACHE", own), ("XDG_CACHE_HOME", shared)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    assert home() == (None if found is None else Path(found).expanduser())
