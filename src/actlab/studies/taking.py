"""Networks of another study, taken over where they are the very ones that are wanted: only the others are trained."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from actlab.errors import InvalidInput
from actlab.studies.continuing import Difference, differences, judged, listed, of_origins
from actlab.studies.opening import open_store, setup_in, study_folder
from actlab.studies.plan import Plan
from actlab.studies.setup import Origin, Setup
from actlab.studies.stores.store import EVALUATION, FIRST, SAME, TUNING, Place, Store
from actlab.training.trial import Frozen, Key, Trial
from actlab.words import Text, _, joined, plural

Origins = Mapping[str, Frozen[str, Origin]]  # answer -> phase -> what the keys of its networks share


@dataclass(frozen=True)
class Taken:
    """What a study takes from another: networks, each with its place, and how many seeds had been judged there.

    Who adds activations after a look at the others may have chosen them by what was seen. A study that takes networks
    that had been judged is therefore judged as one that is extended: by the test that allows for looking.
    """

    folder: Path
    networks: Sequence[tuple[Trial, Place]]
    judged: int

    def on(self, setup: Setup) -> Setup:
        """Return a setup that knows of the seeds that had been judged."""
        return replace(setup, judged=max(setup.judged, self.judged))

    def put(self, store: Store) -> None:
        """Put the networks into a store; those that it has stay as they are."""
        for trial, place in self.networks:
            store.put(trial, place)

    @property
    def words(self) -> Text:
        """How many were taken, and by which test they are judged if that follows from it."""
        text = _("{networks} taken from {folder}.")
        networks = plural("{n} network", "{n} networks", len(self.networks))
        said = text.format(networks=networks, folder=str(self.folder))
        if not self.judged:
            return said
        more = _("{seeds} had been judged there: from now on by the test that allows for looking.")
        return said + " " + more.format(seeds=plural("{n} seed", "{n} seeds", self.judged))


def taken(path: str | Path, wanted: Setup, origins: Origins, into: object = None) -> Taken:
    """Return what a study takes from the one at a path. Nothing is written.

    Raises InvalidInput for what is no study, for one whose networks were trained otherwise, with all that differs, for
    one without any of the activations, and for the study itself (``into``).
    """
    folder = study_folder(path)
    if isinstance(into, str | Path) and Path(into).resolve() == folder.resolve():
        text = _("{folder} is the study itself. To add activations to it: actlab resume {place}")
        raise InvalidInput(text.format(folder=str(folder), place=shlex.quote(str(folder))))
    with closing(open_store(folder, writable=False)) as store:
        other = setup_in(store, folder)
        _check(other, wanted, folder)
        places = {origin: Place(phase, answer) for answer, of in origins.items() for phase, origin in of.items()}
        networks = [
            (trial, places[Origin.of(trial.key)])
            for trial in store.trials()
            if Origin.of(trial.key) in places and _is_wanted(trial.key, places[Origin.of(trial.key)], wanted.plan)
        ]
        return Taken(folder, networks, max(other.judged, judged(store)) if networks else 0)


def _is_wanted(key: Key, place: Place, plan: Plan) -> bool:
    seeds = plan.tuning.seeds if place.phase == TUNING else plan.evaluation_seeds
    return key.arm in plan.called and key.seed in seeds and (plan.tuned or key.learning_rate == plan.training.lr)


def _check(other: Setup, wanted: Setup, folder: Path) -> None:
    """Raise InvalidInput unless another study's networks are of the kind that is wanted."""
    different = [*differences(_as_far_as_it_matters(other.plan, wanted.plan), wanted.plan), *of_origins(other, wanted)]
    origins = other.origins[EVALUATION].recipe, wanted.origins[EVALUATION].recipe
    if not different and origins[0] != origins[1]:  # none that people would know of
        different = [Difference("recipe", origins[0][:12], origins[1][:12])]
    if different:
        text = _("no network can be taken from {folder}: they were trained otherwise ({differences}).")
        raise InvalidInput(text.format(folder=str(folder), differences=listed(different)))
    if not other.plan.called.keys() & wanted.plan.called.keys():
        text = _("no network can be taken from {folder}: it has none of these activations, but {names}.")
        raise InvalidInput(text.format(folder=str(folder), names=joined(other.plan.names, ", ")))


def _as_far_as_it_matters(other: Plan, wanted: Plan) -> Plan:
    """Return a plan that differs from the wanted one only in what changes a network, or which of them are wanted."""
    seeds = replace(
        other.seeds,
        count=wanted.seeds.count,
        until_decided=wanted.seeds.until_decided,
        per_look=wanted.seeds.per_look,
    )
    return replace(
        other,
        protocol=wanted.protocol,
        arms=wanted.arms,
        seeds=seeds,
        judgement=wanted.judgement,
        tuning=other.tuning if other.tuned or wanted.tuned else wanted.tuning,
        same_initialisation=wanted.same_initialisation,
    )


def all_origins(first: Frozen[str, Origin], second: Frozen[str, Origin] | None) -> Origins:
    """Return what the keys of both answers' networks share."""
    return {FIRST: first} if second is None else {FIRST: first, SAME: second}
