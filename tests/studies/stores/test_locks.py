"""Files that belong to a process: kept while it lives, swept away when it is gone."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from actlab import Study
from actlab.studies.files import write_views
from actlab.studies.stores import locks


def test_what_is_held_stays_and_what_is_left_goes(tmp_path: Path) -> None:
    prefix = tmp_path / ".a.part-"
    held, number = locks.fresh(prefix)
    left, other = locks.fresh(prefix)
    stranger = tmp_path / ".b.part-1"
    stranger.write_text("")
    os.close(other)  # as a kernel does at a death
    locks.sweep(prefix)
    assert (held.exists(), left.exists(), stranger.exists()) == (True, False, True)
    os.close(number)
    locks.sweep(prefix)
    assert [path.name for path in tmp_path.iterdir()] == [stranger.name]


def test_a_file_is_never_taken_from_who_has_just_made_it(tmp_path: Path) -> None:
    prefix, ended = tmp_path / ".a-", threading.Event()

    def sweep() -> None:
        while not ended.is_set():
            locks.sweep(prefix)

    sweeper = threading.Thread(target=sweep)
    sweeper.start()
    try:
        for _ in range(300):
            path, number = locks.fresh(prefix)
            assert path.exists()
            os.close(number)
    finally:
        ended.set()
        sweeper.join()


def test_tables_are_written_by_several_at_once(study: Study, folder: Path) -> None:
    whole = (folder / "curves.csv").read_bytes()
    (folder / ".curves.csv.part-0123").write_text("what a killed process left")
    failed: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(10):
                write_views(study)
                assert (folder / "curves.csv").read_bytes() == whole
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert not list(folder.glob(".*"))
