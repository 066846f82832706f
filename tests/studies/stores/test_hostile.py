"""Files that are no studies: refused in one line within a second, and nothing of theirs is run."""

from __future__ import annotations

import ast
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import pytest

import actlab
from actlab.errors import ActlabError, InvalidInput
from actlab.studies.opening import open_study
from actlab.studies.stores import schema
from actlab.studies.stores.file import FILE
from actlab.studies.stores.rows import row_of
from actlab.studies.stores.sqlite import SqliteStore
from actlab.studies.stores.store import SETUP, Place
from actlab.words import _, packed, unpacked

from .made import trial

SOURCE = Path(actlab.__file__).parent
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def sql(path: Path, *lines: str) -> None:
    connection = sqlite3.connect(path)
    for line in lines:
        connection.execute(line)
    connection.commit()
    connection.close()


def study(path: Path, *lines: str) -> None:
    with SqliteStore.create(path, [(SETUP, "", "{}")]) as store:
        store.put(trial(0), Place())
    sql(path, *lines)


def head(path: Path, offset: int, value: int) -> None:
    study(path)
    content = bytearray(path.read_bytes())
    content[offset : offset + 4] = value.to_bytes(4, "big")
    path.write_bytes(bytes(content))


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing": (lambda path: path.write_bytes(b""), "no SQLite file"),
    "text": (lambda path: path.write_text("activation,seed\n" * 100), "no SQLite file"),
    "magic only": (lambda path: path.write_bytes(schema.MAGIC), "no SQLite file"),
    "folder": (lambda path: path.mkdir(), "it is a folder"),
    "fifo": (os.mkfifo, "it is no file"),
    "device": (lambda path: path.symlink_to("/dev/zero"), "it is no file"),
    "loop": (lambda path: path.symlink_to(path), "symbolic links"),
    "dangling": (lambda path: path.symlink_to("/nowhere"), "there is no such file"),
    "other program": (lambda path: sql(path, "CREATE TABLE trial (x)"), "another program wrote it"),
    "newer": (lambda path: head(path, 60, 99), r"newer actlab \(format 99; this one reads 2\)"),
    "no format": (lambda path: head(path, 60, 0), "format is unknown"),
    "view": (lambda path: study(path, f"CREATE VIEW v AS {ENDLESS}"), "its tables are not those of a study"),
    "view for a table": (
        lambda path: study(path, "DROP TABLE trial", f"CREATE VIEW trial AS {ENDLESS}"),
        "its tables are not those of a study",
    ),
    "trigger": (
        lambda path: study(path, f"CREATE TRIGGER t AFTER INSERT ON trial BEGIN {ENDLESS}; END"),
        "its tables are not those of a study",
    ),
    "column": (lambda path: study(path, "ALTER TABLE trial ADD COLUMN x TEXT"), "its tables are not those of a study"),
    "no plan": (lambda path: study(path, "DELETE FROM entry"), "its plan cannot be read"),
    "another plan": (lambda path: study(path, "UPDATE entry SET content = '[]'"), "its plan is not what was written"),
    "empty plan": (study, "its plan cannot be read"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_a_line_within_a_second(name: str, tmp_path: Path) -> None:
    make, why = HOSTILE[name]
    make(tmp_path / FILE)
    begin = time.monotonic()
    with pytest.raises(ActlabError, match=why) as raised:
        open_study(tmp_path)
    assert time.monotonic() - begin < 1
    assert "\n" not in str(raised.value)


def test_what_is_no_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"holds no study: there is no study\.sqlite"):
        open_study(tmp_path)
    with pytest.raises(InvalidInput, match="7 is no study"):
        open_study(7)  # type: ignore[arg-type]


def test_a_payload_that_would_fill_the_memory_is_not_unpacked(tmp_path: Path) -> None:
    import zlib

    from actlab.studies.stores.rows import digest

    cells = list(row_of(trial(0), Place())[:-1])
    cells[-1] = zlib.compress(bytes(2**29), 9)
    with SqliteStore.create(tmp_path / FILE) as store:
        marks = ", ".join("?" * (len(cells) + 1))
        columns = "key, arm, recipe, learning_rate, seed, platform, versions, width, phase, answer, status, steps"
        columns += ", reason, seconds, test, validation, payload, sha256"
        connection = sqlite3.connect(tmp_path / FILE)
        connection.execute(f"INSERT INTO trial ({columns}) VALUES ({marks})", [*cells, digest(cells)])
        connection.commit()
        connection.close()
        assert list(store.trials()) == []
        assert store.get(trial(0).key) is None


@pytest.mark.parametrize(
    "message", ["{n.__class__}", "{n[0]}", "{n!r}", "{n:>999999999}", "{n:{n}}", "{missing}", "{0}", "{}"]
)
def test_words_that_would_do_more_than_show_are_refused(message: str) -> None:
    with pytest.raises(ValueError, match="no message"):
        unpacked({"parts": [[message, "", 1]], "fields": {"n": 1}})
    assert unpacked({"parts": [["{n:.3g} and {n}", "", 1]], "fields": {"n": 1.0}}) == "1 and 1.0"


def test_every_text_of_ours_can_be_stored_and_read_again() -> None:
    for text in texts():
        places = {name for _before, name, _spec, _conversion in Formatter().parse(text) if name}
        said = _(text).format(**dict.fromkeys(places, 1)) if places else _(text)
        assert unpacked(packed(said)) == said


def texts() -> set[str]:
    """Return the texts in the source."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    found = {
        call.args[0].value for call in calls if ast.unparse(call.func) == "_" and isinstance(call.args[0], ast.Constant)
    }
    assert len(found) > 500
    return found
