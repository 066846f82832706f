"""The main job, from a user's words to a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from actlab.errors import InvalidInput
from actlab.functions import engine
from actlab.functions.arms import Arm, arms
from actlab.functions.find import Spelling
from actlab.studies.bench import bench
from actlab.studies.conduct import conduct
from actlab.studies.continuing import agreed
from actlab.studies.folders import folder_of
from actlab.studies.opening import setup_in
from actlab.studies.planning import make_plan
from actlab.studies.protocols import protocol
from actlab.studies.run import Progress
from actlab.studies.shards import shard_of
from actlab.studies.starting import begun, shard_begun
from actlab.studies.stores.memory import MemoryStore
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
    shard: object = None,
) -> Study:
    """Train otherwise identical networks that differ only in the activation, and return the study.

    ``name`` is that of a protocol. ``choices`` are changes to its plan by the names of OFFERED, each of them whatever
    a user gave: its type is checked here, and a choice of None keeps what stands. With ``out`` (or ``write``: a fresh
    folder) every network is stored as it ends, and the study's tables are written at the end. Where ``out`` holds a
    study of the same plan that study goes on; it may have more seeds now. Of a ``shard`` only its own networks are
    trained, in a folder within ``out``.

    Raises InvalidInput before anything is trained or written, and for a folder with another plan's study; ActlabError
    in a process forked after JAX had started.
    """
    engine.require(_("a comparison"))
    part = None if shard is None else shard_of(shard)
    if part and out is None:
        raise InvalidInput(_("a shard needs the folder of the study that the shards share."), "out", "my-study")
    chosen = arms(activations if activations is not None else protocol(name).activations)
    plan = make_plan(name, chosen, choices, quick=quick)
    on = bench(plan, chosen, devices, cluster)
    wanted = on.setup()
    folder = folder_of(out, plan.data.name, part) if out is not None or write else None
    if folder is None:
        return conduct(on, wanted, MemoryStore(), None, progress)
    with closing(begun(folder, wanted) if part is None else shard_begun(folder, wanted)) as store:
        setup = agreed(setup_in(store, folder), wanted, store, folder)
        return conduct(on, setup, store, folder, progress, part)
