"""A stored study goes on: what it still wants is trained, with more seeds or activations where they are given."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from actlab.data.prepare.given import given
from actlab.data.prepare.given import stored as stored_data
from actlab.errors import InvalidInput
from actlab.functions import engine
from actlab.functions.arms import Arm, Comparable, arms
from actlab.functions.label import labelled
from actlab.networks.network import network
from actlab.studies.again import arms_of
from actlab.studies.bench import bench
from actlab.studies.conduct import conduct
from actlab.studies.continuing import agreed, extended
from actlab.studies.folders import folder_of, holds_study
from actlab.studies.opening import open_store, setup_in, study_folder
from actlab.studies.own_command import command_bench
from actlab.studies.plan import Plan
from actlab.studies.planning import arm_record, changed
from actlab.studies.protocols import UNTIL_DECIDED
from actlab.studies.run import Progress, Runnable
from actlab.studies.setup import Setup
from actlab.studies.shards import Shard, of_folder, shard_of
from actlab.studies.starting import shard_begun
from actlab.studies.study import Study
from actlab.words import _


def resume(
    path: str | Path,
    *,
    seeds: object = None,
    add: Sequence[Comparable] = (),
    until_decided: bool = False,
    progress: Progress | None = None,
    devices: int | None = None,
    cluster: str | None = None,
    shard: object = None,
    data: object = None,
    jobs: int | None = None,
) -> Study:
    """Train what a stored study still wants and return it, grown where more is asked for.

    ``seeds`` is the number of networks per activation in all, whatever a user gave. ``data`` are those of the study,
    handed over once more: what was in memory has to be, and what is not any more where it was. Of a ``shard``, or where
    the path is the folder of one, only its own networks are trained, within the study's folder. ``jobs`` is how many
    runs of a command there are at a time. Raises InvalidInput for what is no study, one that would shrink, or one whose
    activations, data or versions are not to be had any more.
    """
    folder, part = _asked(path, None if shard is None else shard_of(shard))
    with closing(open_store(folder, writable=True) if part is None else shard_begun(folder)) as store:
        stored = setup_in(store, folder)
        going_on = _own if stored.plan.own else _ours
        on = going_on(stored, folder, _Wanted(tuple(add), seeds, until_decided, data, devices, cluster, jobs))
        wanted, longer = on.setup(), on.plan != stored.plan
        setup = extended(stored, wanted, store) if longer else agreed(stored, wanted, store, folder)
        return conduct(on, setup, store, folder, progress, part)


class _Wanted(NamedTuple):
    """What is wanted of a study that goes on, and what it goes on with."""

    add: tuple[Comparable, ...]
    seeds: object
    until_decided: bool
    data: object
    devices: int | None
    cluster: str | None
    jobs: int | None


def _ours(stored: Setup, folder: Path, wanted: _Wanted) -> Runnable:
    """Return what a study of our own networks goes on with."""
    engine.require(_("a comparison"))
    if wanted.jobs is not None:
        raise InvalidInput(_("jobs: only runs of a command of yours go on several at a time."), "devices", "2")
    chosen = arms([*arms_of(stored), *wanted.add])
    if stored.network_place:
        network(stored.network_place)  # the plan knows it by its content
    plan = grown(stored.plan, chosen, wanted.seeds, until_decided=wanted.until_decided)
    source = stored_data(plan.data.name, stored.data_place) if wanted.data is None else given(wanted.data)
    return bench(plan, chosen, source, wanted.devices, wanted.cluster, stored.width)


def _own(stored: Setup, folder: Path, wanted: _Wanted) -> Runnable:
    """Return what a study of a command of the user's goes on with."""
    own = stored.plan.own
    assert own
    if not own.command:
        text = _(
            "{name} was a function in a program of yours: it goes on there, by actlab.experiment({name}, ..., "
            "out={folder}) with the same choices, and more seeds where you want them."
        )
        raise InvalidInput(text.format(name=own.called, folder=repr(str(folder))))
    for field in ("data", "devices", "cluster"):
        if getattr(wanted, field) is not None:
            text = _("{field}: of a command of yours nothing is known of that; leave it out.")
            raise InvalidInput(text.format(field=field))
    chosen = labelled([*stored.plan.names, *map(str, wanted.add)])
    plan = grown(stored.plan, chosen, wanted.seeds, until_decided=wanted.until_decided)
    return command_bench(stored, plan, chosen, folder, wanted.jobs)


def _asked(path: str | Path, shard: Shard | None) -> tuple[Path, Shard | None]:
    """Return the folder that goes on, and which shard that is.

    Raises InvalidInput where there is no study.
    """
    if shard is not None and isinstance(path, str | os.PathLike) and holds_study(Path(path) / shard.folder):
        return folder_of(Path(path), "", shard), shard
    folder = study_folder(path)
    itself = of_folder(folder)
    if shard is None:
        return folder, itself
    return folder_of(folder.parent if itself else folder, "", shard), shard


def grown(plan: Plan, chosen: Sequence[Arm], seeds: object = None, *, until_decided: bool = False) -> Plan:
    """Return a plan with more arms or seeds, or with seeds until all is decided.

    Raises InvalidInput where it would have fewer seeds.
    """
    until = until_decided or plan.seeds.until_decided
    most = max(plan.seeds.count, UNTIL_DECIDED) if until_decided and not plan.seeds.until_decided else plan.seeds.count
    more = changed(plan, {"seeds": most if seeds is None else seeds, "until_decided": until})
    if more.seeds.count < plan.seeds.count:
        text = _("seeds: {given} is not allowed; the study has {n} already, and does not shrink.")
        raise InvalidInput(text.format(given=more.seeds.count, n=plan.seeds.count), "seeds", str(plan.seeds.count + 8))
    written = {(record.name, record.digest): record for record in plan.arms}  # which stay as they are
    arms_now = (written.get((arm.name, arm.activation.digest)) or arm_record(arm) for arm in chosen)
    return replace(more, arms=tuple(arms_now))
