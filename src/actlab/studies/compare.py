"""The main job, from a user's words to a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from actlab.data.prepare.given import given, stem
from actlab.functions import engine
from actlab.functions.arms import Comparable, arms
from actlab.studies.bench import Bench, bench, complete
from actlab.studies.conduct import conduct
from actlab.studies.continuing import agreed
from actlab.studies.folders import folder_of
from actlab.studies.opening import setup_in, stored_width
from actlab.studies.planning import make_plan
from actlab.studies.protocols import PLAIN, protocol, usual
from actlab.studies.run import Progress
from actlab.studies.setup import Setup
from actlab.studies.shards import part_of
from actlab.studies.starting import store_of
from actlab.studies.study import Study
from actlab.studies.suited import suited
from actlab.studies.taking import Taken, all_origins, taken
from actlab.words import _


def compare(
    activations: Sequence[Comparable] | None = None,
    *,
    name: str | None = None,
    quick: bool = False,
    out: str | Path | None = None,
    write: bool = False,
    with_: str | Path | None = None,
    progress: Progress | None = None,
    devices: int | None = None,
    cluster: str | None = None,
    choices: Mapping[str, object] | None = None,
    shard: object = None,
) -> Study:
    """Train otherwise identical networks that differ only in the activation, and return the study.

    ``name`` is that of a protocol; without one it is the tutorial's, ``standard`` for data that are not like its own.
    ``choices`` are changes to its plan by the names of OFFERED, each of them whatever
    a user gave: its type is checked here, and a choice of None keeps what stands. With ``out`` (or ``write``: a fresh
    folder) every network is stored as it ends, and the study's tables are written at the end. Where ``out`` holds a
    study of the same plan that study goes on; it may have more seeds now. Of a ``shard`` only its own networks are
    trained, in a folder within ``out``. ``with_`` is another study, whose networks are taken over where they are those
    that are wanted.

    Raises InvalidInput before anything is trained or written, and for a folder with another plan's study, or networks
    to be taken that were trained otherwise; ActlabError in a process forked after JAX had started.
    """
    engine.require(_("a comparison"))
    part = part_of(shard, out)
    typed = (choices or {}).get("data")
    record = protocol(name if name is not None else PLAIN if typed is None else usual(given(typed).name))
    chosen = arms(activations if activations is not None else record.activations)
    plan = make_plan(record.name, chosen, choices, quick=quick)
    source = given(plan.data.name if typed is None else typed)
    on = bench(plan, chosen, source, devices, cluster, stored_width(out))
    if record.suits:
        fitting = suited(on.data, choices or {}, quick=quick)
        fitted = make_plan(record.name, chosen, choices, quick=quick, suited=fitting)
        on = replace(on, plan=complete(fitted, on.data))
    plan, wanted = on.plan, on.setup()
    loan = _loan(with_, on, wanted, out) if with_ is not None else None
    if loan:
        wanted = loan.on(wanted)
    folder = folder_of(out, stem(plan.data.name), part) if out is not None or write else None
    with closing(store_of(folder, wanted, part)) as store:
        setup = agreed(setup_in(store, folder), wanted, store, folder) if folder else wanted
        if loan:
            setup = loan.on(setup)
            loan.put(store)
            if progress:
                progress.note(loan.words)
        return conduct(on, setup, store, folder, progress, part)


def _loan(path: str | Path, on: Bench, wanted: Setup, out: object) -> Taken:
    second = on.second()
    return taken(path, wanted, all_origins(on.origins, second.origins if second else None), out)
