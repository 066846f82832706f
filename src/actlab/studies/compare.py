"""The main job, from a user's words to a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

from actlab.functions import engine
from actlab.functions.arms import Arm, arms
from actlab.functions.find import Spelling
from actlab.studies.bench import bench
from actlab.studies.conduct import conduct
from actlab.studies.continuing import agreed
from actlab.studies.folders import folder_of, holds_study
from actlab.studies.opening import open_store, setup_in
from actlab.studies.planning import make_plan
from actlab.studies.protocols import protocol
from actlab.studies.run import Progress
from actlab.studies.setup import Setup
from actlab.studies.stores.file import FILE
from actlab.studies.stores.memory import MemoryStore
from actlab.studies.stores.sqlite import AlreadyThere, SqliteStore
from actlab.studies.stores.store import FIRST, SETUP, Store
from actlab.studies.study import Study
from actlab.words import _


def compare(
    activations: Sequence[Spelling | Arm] | None = None,
    *,
    name: str = "tutorial",
    quick: bool = False,
    out: str | Path | None = None,
    write: bool = False,
    progress: Progress | None = None,
    devices: int | None = None,
    cluster: str | None = None,
    choices: Mapping[str, object] | None = None,
) -> Study:
    """Train otherwise identical networks that differ only in the activation, and return the study.

    ``name`` is that of a protocol. ``choices`` are changes to its plan by the names of OFFERED, each of them whatever
    a user gave: its type is checked here, and a choice of None keeps what stands. With ``out`` (or ``write``: a fresh
    folder) every network is stored as it ends, and the study's tables are written at the end. Where ``out`` holds a
    study of the same plan that study goes on; it may have more seeds now.

    Raises InvalidInput before anything is trained or written, and for a folder with another plan's study; ActlabError
    in a process forked after JAX had started.
    """
    engine.require(_("a comparison"))
    chosen = arms(activations if activations is not None else protocol(name).activations)
    plan = make_plan(name, chosen, choices, quick=quick)
    on = bench(plan, chosen, devices, cluster)
    wanted = on.setup()
    folder = folder_of(out, plan.data.name) if out is not None or write else None
    with closing(_store(folder, wanted)) as store:
        text = store.read(SETUP, FIRST)
        setup = agreed(setup_in(store, folder), wanted, store, folder) if text else wanted
        return conduct(on, setup, store, folder, progress)


def _store(folder: Path | None, wanted: Setup) -> Store:
    if folder is None:
        return MemoryStore()
    if not holds_study(folder):
        with suppress(AlreadyThere):  # by another process, with which the work is shared
            return SqliteStore.create(folder / FILE, [(SETUP, FIRST, wanted.to_json())])
    return open_store(folder, writable=True)
