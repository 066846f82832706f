"""The tables of a study's file, and what is checked before SQLite is let near a file that claims to be one."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

from actlab.errors import InvalidInput, reason_of
from actlab.words import Text, _

APPLICATION = 0x6163746C  # "actl", in the file's header
VERSION = 2  # of the tables
MAGIC = b"SQLite format 3\x00"
_HEADER = 100  # bytes

TABLES = (
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
LEASE = "CREATE TABLE lease (key TEXT PRIMARY KEY, worker TEXT NOT NULL) STRICT, WITHOUT ROWID"  # since version 2
CHECKPOINT = """CREATE TABLE checkpoint (
    key TEXT PRIMARY KEY, steps INTEGER NOT NULL, seconds REAL NOT NULL, curve TEXT NOT NULL, content BLOB NOT NULL,
    sha256 BLOB NOT NULL
) STRICT, WITHOUT ROWID"""  # since version 2
_OF_VERSION = {1: TABLES, 2: (*TABLES, LEASE, CHECKPOINT)}


def make(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty file."""
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    for table in _OF_VERSION[VERSION]:
        connection.execute(table)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables of an older version up to date; whoever writes an older one meanwhile is not disturbed."""
    connection.execute("BEGIN IMMEDIATE")
    if _version(connection) < 2:
        connection.execute(LEASE)
        connection.execute(CHECKPOINT)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def check_file(path: Path) -> None:
    """Raise InvalidInput unless a file's first bytes are those of a study in this format."""
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind):
            raise refused(path, _("it is a folder") if stat.S_ISDIR(kind) else _("it is no file"))
        with open(path, "rb") as file:
            head = file.read(_HEADER)
    except OSError as error:
        raise refused(path, Text.of((reason_of(error),))) from None
    if len(head) < _HEADER or not head.startswith(MAGIC):
        raise refused(path, _("it is no SQLite file"))
    if int.from_bytes(head[68:72], "big") != APPLICATION:
        raise refused(path, _("another program wrote it"))
    version = int.from_bytes(head[60:64], "big")
    if version > VERSION:
        text = _("{path} was written by a newer actlab (format {version}; this one reads {own}). Install that one.")
        raise InvalidInput(text.format(path=path, version=version, own=VERSION))
    if version < 1:
        raise refused(path, _("its format is unknown"))


def check_tables(connection: sqlite3.Connection, path: Path) -> None:
    """Raise InvalidInput unless there are exactly our tables: no view or trigger of a stranger is ever run."""
    connection.execute("BEGIN")  # somebody may migrate it this moment
    version = _version(connection)
    found = {" ".join(str(sql).split()) for (sql,) in connection.execute("SELECT sql FROM sqlite_schema")}
    connection.execute("COMMIT")
    if found != {" ".join(table.split()) for table in _OF_VERSION.get(version, ())}:
        raise refused(path, _("its tables are not those of a study"))


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def refused(path: str | os.PathLike[str], why: Text) -> InvalidInput:
    """Return the error for a file that is no study."""
    return InvalidInput(_("{path} cannot be opened as a study: {why}.").format(path=str(path), why=why))
