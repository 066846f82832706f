"""Joins the stored parts of a study, trained by shards or anywhere else, into one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from actlab.errors import InvalidInput
from actlab.studies.continuing import keep, note_judged
from actlab.studies.folders import holds_study, merge_folder
from actlab.studies.opening import open_store, open_study, setup_in, study_folder
from actlab.studies.shards import Shard, shards_in
from actlab.studies.starting import begun
from actlab.studies.stores.file import FILE
from actlab.studies.stores.sqlite import SqliteStore
from actlab.studies.stores.store import FIRST, SAME, SETUP, Contradiction
from actlab.studies.study import Study
from actlab.studies.uniting import Source, united
from actlab.words import _


class Merged(NamedTuple):
    """A study that was put together, and the shards that should be there and are not."""

    study: Study
    absent: tuple[Shard, ...] = ()


def merge(paths: Sequence[str | Path], out: str | Path | None = None) -> Merged:
    """Join the studies of some folders, and of the shards in them, into one, and return it.

    It stands in ``out``; by default in the one folder that is given. What is there already stays; networks that are
    damaged are named in a warning and left out. Raises InvalidInput for parts of different studies, and Contradiction
    where one network is stored with different results; then that part, and what would follow it, is left out.
    """
    places = [place for path in paths for place in _places(path)]
    target = merge_folder(_target(paths, places, out))
    if holds_study(target):
        places = [target, *places]
    with ExitStack() as opened:
        different = {place.resolve(): place for place in places}.values()
        parts = [(place, opened.enter_context(open_store(place, writable=False))) for place in different]
        sources = [Source.of(place, store) for place, store in parts]
        setup = united(sources)
        whole = opened.enter_context(begun(target, setup))
        for place, store in parts:
            _take_over(whole, store, place)
        keep(whole, FIRST, setup)
        for place, store in parts:
            if setup_in(store, place).plan == setup.plan and store.read(SETUP, SAME) is not None:
                keep(whole, SAME, replace(setup_in(store, place, SAME), judged=setup.judged))
                break
        note_judged(whole, max(source.judged for source in sources))
    study = open_study(target)
    return Merged(study, _absent(paths) if study.interrupted else ())


def _places(path: str | Path) -> list[Path]:
    """Return where a user's path has stored parts of a study: itself, the shards in it.

    Raises InvalidInput where there are none.
    """
    shards = [place for _shard, place in _shards(path) if holds_study(place)]
    itself = isinstance(path, str | os.PathLike) and (holds_study(Path(path)) or Path(path).name == FILE)
    return shards if shards and not itself else [study_folder(path), *shards]


def _shards(path: object) -> Iterator[tuple[Shard, Path]]:
    return shards_in(Path(path)) if isinstance(path, str | os.PathLike) else iter(())


def _target(paths: Sequence[str | Path], places: Sequence[Path], out: str | Path | None) -> str | Path:
    """Return the folder for the whole: the wanted one, or the one in which the shards are."""
    if out is not None:
        return out
    if not paths:
        raise InvalidInput(_("nothing was given to merge; name the folder in which the shards are."))
    if len(paths) > 1:
        raise InvalidInput(_("several folders are merged into one that is named."), "out", "my-study")
    if len(places) == 1 and places[0] == Path(paths[0]):
        text = _("{folder} holds no shards; name other folders too, and one for the whole.")
        raise InvalidInput(text.format(folder=str(paths[0])), "out", "my-study")
    return paths[0]


def _take_over(whole: SqliteStore, part: SqliteStore, place: Path) -> None:
    try:
        whole.take_over(part)
    except Contradiction as error:
        raise Contradiction(_("{path} is not merged: {why}").format(path=str(place), why=error.text)) from None


def _absent(paths: Sequence[str | Path]) -> tuple[Shard, ...]:
    """Return the shards that are not there, of the numbers of which some are."""
    there = {shard for path in paths for shard, place in _shards(path) if holds_study(place)}
    wanted = {Shard(number, count) for count in {shard.of for shard in there} for number in range(1, count + 1)}
    return tuple(sorted(wanted - there))
