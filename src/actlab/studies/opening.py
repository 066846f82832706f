"""Opens what is stored, without JAX and without the data: a study, or all studies below a folder."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from actlab.errors import ActlabError, ActlabWarning, InvalidInput
from actlab.studies.continuing import judged
from actlab.studies.course import recall
from actlab.studies.folders import holds_study
from actlab.studies.setup import Setup, setup_of
from actlab.studies.shards import shards_in
from actlab.studies.stores.file import FILE
from actlab.studies.stores.sqlite import SqliteStore
from actlab.studies.stores.store import FIRST, JUDGED, SAME, SETUP, Store
from actlab.studies.study import Study
from actlab.words import _


def open_study(path: str | Path) -> Study:
    """Return the study that a folder, or its file study.sqlite, holds, as far as its networks are there.

    Raises InvalidInput for what is no study, ActlabError for one that cannot be read.
    """
    folder = study_folder(path)
    with closing(open_store(folder, writable=False)) as store:
        setup = setup_in(store, folder)
        study = recall(setup, store, setup.study(folder))
        if len(study.pairs) > judged(store):
            _note_seen(folder, len(study.pairs))
        if study.interrupted or not setup.plan.same_initialisation:
            return study
        if store.read(SETUP, SAME) is None:
            return study.carrying(interrupted=True)
        second = setup_in(store, folder, SAME)
        same = recall(second, store, second.study(folder / SAME))
        return study.carrying(same=same, interrupted=same.interrupted)


def _note_seen(folder: Path, seeds: int) -> None:
    """Note that verdicts have been seen, where it can be written: what grows after that is judged otherwise."""
    with suppress(ActlabError):
        SqliteStore.add(folder / FILE, JUDGED, FIRST, str(seeds))


def open_store(folder: Path, *, writable: bool) -> SqliteStore:
    """Open the store of a study's folder, and warn of every network that is damaged in it.

    Raises InvalidInput for what is no study, ActlabError for one that cannot be read.
    """
    store = SqliteStore.open(folder / FILE, writable=writable)
    for loss in store.losses:
        text = _("the stored network {key} (seed {seed}) is damaged: it is set aside and trained again.")
        if not writable:
            text = _("the stored network {key} (seed {seed}) is damaged, and left out.")
        seed = "?" if loss.seed is None else loss.seed
        warnings.warn(ActlabWarning(text.format(key=loss.key[:12], seed=seed)), stacklevel=2)
    return store


def stored_width(path: object) -> int | None:
    """Return how many networks share a program in a study that is there already; None where there is none.

    Raises ActlabError where it cannot be read.
    """
    if not isinstance(path, str | os.PathLike) or not holds_study(Path(path)):
        return None
    with closing(SqliteStore.open(Path(path) / FILE, writable=False)) as store:
        return setup_in(store, Path(path)).width


def setup_in(store: Store, folder: Path | None, answer: str = FIRST) -> Setup:
    """Return the setup that a store holds.

    Raises ActlabError where there is none that can be read.
    """
    try:
        return setup_of(store.read(SETUP, answer) or "")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        text = _("{path} cannot be opened as a study: {why}.")
        raise ActlabError(text.format(path=str(folder), why=_("its plan cannot be read"))) from None


def found_below(folder: Path) -> Iterator[tuple[Path, Study | ActlabError]]:
    """Yield the studies in a folder and in those directly below it, or why one cannot be opened, by name.

    Of a study of which there are only shards, those are yielded.
    """
    places = [folder, *sorted(folder.iterdir())] if folder.is_dir() else []
    parts = {place: [place] if holds_study(place) else [part for _shard, part in shards_in(place)] for place in places}
    for place in dict.fromkeys(one for found in parts.values() for one in found):
        if holds_study(place):
            try:
                yield place, open_study(place)
            except ActlabError as error:
                yield place, error


def study_folder(path: object) -> Path:
    """Return the folder of a study that a user names, by itself or by its file.

    Raises InvalidInput where there is no study.
    """
    if not isinstance(path, str | os.PathLike):
        text = _("{given} is no study; give the folder of one.")
        raise InvalidInput(text.format(given=" ".join(repr(path).split())[:60]))
    found = Path(path)
    folder = found.parent if found.name == FILE else found
    if not holds_study(folder):
        text = _("{path} holds no study: there is no {file}. See 'actlab studies'.")
        raise InvalidInput(text.format(path=str(path), file=FILE))
    return folder
