"""Opens the store of a study that is about to train, or makes it; that of a shard knows what was merged."""

from __future__ import annotations

from contextlib import closing, suppress
from pathlib import Path

from actlab.studies.continuing import agreed, judged, keep, note_judged
from actlab.studies.folders import holds_study
from actlab.studies.opening import open_store, setup_in, study_folder
from actlab.studies.setup import Setup
from actlab.studies.shards import Shard
from actlab.studies.stores.file import FILE
from actlab.studies.stores.memory import MemoryStore
from actlab.studies.stores.sqlite import AlreadyThere, SqliteStore
from actlab.studies.stores.store import FIRST, SETUP, Store
from actlab.studies.uniting import Source, united


def store_of(folder: Path | None, wanted: Setup, part: Shard | None) -> Store:
    """Open or make the store of a study, or of a shard of it; without a folder in memory."""
    if folder is None:
        return MemoryStore()
    return begun(folder, wanted) if part is None else shard_begun(folder, wanted)


def begun(folder: Path, setup: Setup) -> SqliteStore:
    """Open the store of a folder, or make it with a setup."""
    if not holds_study(folder):
        with suppress(AlreadyThere):  # by another process, with which the work is shared
            return SqliteStore.create(folder / FILE, [(SETUP, FIRST, setup.to_json())])
    return open_store(folder, writable=True)


def shard_begun(folder: Path, wanted: Setup | None = None) -> SqliteStore:
    """Open or make the store of a shard, and take over what the study that it is a part of knows since a merge.

    Raises InvalidInput where that is another study than the wanted one, or there is none at all.
    """
    if not holds_study(folder.parent):
        return begun(folder, wanted) if wanted else open_store(study_folder(folder), writable=True)
    with closing(open_store(folder.parent, writable=False)) as merged:
        setup = setup_in(merged, folder.parent)
        if wanted:
            setup = agreed(setup, wanted, merged, folder.parent)
        return _knowing(merged, begun(folder, setup), folder)


def _knowing(merged: SqliteStore, store: SqliteStore, folder: Path) -> SqliteStore:
    """Return the store of a shard with all that has been merged, and that was judged."""
    try:
        setup = united([Source.of(folder, store), Source.of(folder.parent, merged)])
        store.take_over(merged)
        keep(store, FIRST, setup)
        note_judged(store, judged(merged))
    except BaseException:
        store.close()
        raise
    return store
