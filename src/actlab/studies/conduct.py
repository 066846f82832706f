"""Carries a study out: its answers one after the other, every network stored as it ends, the tables at the end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from actlab.studies.continuing import keep, note_judged
from actlab.studies.files import write_plan, write_views
from actlab.studies.folders import inner
from actlab.studies.run import Progress, Runnable, run
from actlab.studies.setup import Setup
from actlab.studies.shards import WHOLE, Part, Shard
from actlab.studies.stores.store import FIRST, SAME, Store
from actlab.studies.study import Study


def conduct(
    bench: Runnable,
    setup: Setup,
    store: Store,
    folder: Path | None,
    progress: Progress | None,
    shard: Shard | None = None,
) -> Study:
    """Train what a store does not know of a study's answers, or of a shard of them, and return the study."""
    keep(store, FIRST, setup)
    if progress:
        bench.tell(setup, progress, shard or WHOLE)
    study = _answer(bench, setup, store, FIRST, folder, progress, shard)
    if study.pairs:
        note_judged(store, len(study.pairs))
    cut_short = not study.part.done if study.part else study.interrupted
    other = bench.second()
    if other is None or cut_short:
        return study
    # the same question with one initialisation for all, tuned anew: the same data, batches and kinks
    second = replace(other.setup(), provenance=setup.provenance, chance=setup.chance, judged=setup.judged)
    keep(store, SAME, second)
    same = _answer(other, second, store, SAME, inner(folder, SAME) if folder else None, progress, shard)
    interrupted, files = study.interrupted or same.interrupted, (*study.files, *same.files)
    return study.carrying(same=same, files=files, interrupted=interrupted, part=same.part)


def _answer(
    bench: Runnable,
    setup: Setup,
    store: Store,
    answer: str,
    folder: Path | None,
    progress: Progress | None,
    shard: Shard | None,
) -> Study:
    begun = setup.study(folder).carrying(part=shard and Part(shard))
    write_plan(begun)
    study = run(bench, setup, begun, store, answer=answer, progress=progress, shard=shard or WHOLE)
    return study if shard else study.carrying(files=write_views(study))  # what a part shows is shown by the whole
