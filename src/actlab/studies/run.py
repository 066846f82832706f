"""Runs a plan: what the store knows is taken from there, the rest is trained and stored as it ends.

What other processes train of the same study is left to them, and waited for at the end.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from actlab.data.dataset import Dataset
from actlab.data.metrics import MetricRecord
from actlab.errors import ActlabError
from actlab.functions.arms import Arm
from actlab.networks.network import network
from actlab.studies.course import follow, recall
from actlab.studies.plan import Plan
from actlab.studies.setup import Setup
from actlab.studies.shards import WHOLE, Shard
from actlab.studies.stores.store import TUNING, Place, Store
from actlab.studies.study import Study
from actlab.studies.tuning import Try
from actlab.training.recipe import Recipe
from actlab.training.trainer import Checkpoints, Claim, Event, Member
from actlab.training.trial import Key, Trial
from actlab.words import _

POLL = 0.3  # seconds between looks at what other processes have trained


class Progress(Protocol):
    """Somebody who wants to know how a run goes on."""

    def note(self, text: str) -> None:
        """Be told something that people should know before they wait."""

    def begin(self, plan: Plan, metric: MetricRecord, members: Sequence[Member]) -> None:
        """Be told what is going to be trained."""

    def update(self, event: Event) -> None:
        """Be told of a segment that has ended, or of a network that somebody else trains (``event.elsewhere``)."""

    def end(self) -> None:
        """Be told that nothing more will come."""


class Runnable(Protocol):
    """A plan with all that it takes to have its networks trained, by whomever."""

    @property
    def plan(self) -> Plan:
        """The plan, complete."""

    @property
    def arms(self) -> Sequence[Arm]:
        """The plan's activations, to be trained."""

    def setup(self) -> Setup:
        """Return what is stored before the first network."""

    def train(
        self, phase: str, members: Sequence[Member], claim: Claim, checkpoints: Checkpoints
    ) -> Generator[Event, None, None]:
        """Have networks of a phase trained, and yield the news of them, one trial for each; see Executor.run."""

    def second(self) -> Runnable | None:
        """Return what the second answer is run on, where the plan asks for one."""

    def tell(self, setup: Setup, progress: Progress, shard: Shard) -> None:
        """Say what people should know before they wait."""


def prepare(plan: Plan, data: Dataset) -> Recipe:
    """Return what all members of a plan share."""
    return Recipe(
        data=data,
        network=network(plan.network.spec),
        initialisation=plan.network.initialisation,
        optimizer=plan.training.optimizer,
        batch=plan.training.batch,
        steps=plan.training.steps,
        evaluate_every=plan.training.evaluate_every,
        curve_examples=plan.training.curve_examples,
        curve_split=plan.training.curves_read,
        probes=plan.training.probes,
        metric=plan.judgement.metric,
        augment=plan.training.augment,
        resplit=bool(plan.seeds.resample),
        precision=plan.training.precision,
    )


def of_phase(recipe: Recipe, phase: str) -> Recipe:
    """Return the recipe of a phase: while rates are chosen, the test data are left alone."""
    return replace(recipe, read_test=False, curve_split="validation") if phase == TUNING else recipe


def run(
    bench: Runnable,
    setup: Setup,
    study: Study,
    store: Store,
    *,
    answer: str = "",
    progress: Progress | None = None,
    shard: Shard = WHOLE,
) -> Study:
    """Have all networks of a study's plan that the store does not know trained, and return the study with all.

    Of a shard those are trained that are its own, as far as the course gets without the others'. Ctrl-C
    (KeyboardInterrupt) ends the training; what has finished is stored and the study says that it was interrupted.
    """
    running = _Running(bench, setup, store, answer, progress, shard)
    try:
        return follow(study, setup.level, running.take)
    except KeyboardInterrupt:
        return replace(recall(setup, store, study), interrupted=True, part=study.part and study.part.cut_short)


class _Running:
    """Takes from a store what it knows, and has the rest trained."""

    def __init__(
        self,
        bench: Runnable,
        setup: Setup,
        store: Store,
        answer: str,
        progress: Progress | None,
        shard: Shard,
    ) -> None:
        self.bench, self.setup = bench, setup
        self.store, self.answer, self.progress, self.shard = store, answer, progress, shard
        self.activations = {arm.activation.digest: arm.activation for arm in bench.arms}

    def take(self, phase: str, tries: Sequence[Try]) -> list[Trial]:
        """Return the trials that are wanted, in their order; those that only other shards have are left out."""
        wanted = self._members(phase, tries)
        mine = self._members(phase, self.shard.share(phase, tries, self.setup.plan))
        found = self._known(wanted)
        if known := found.keys() & mine.keys():
            self._note(_("{n} of {all} networks are known.").format(n=len(known), all=len(mine)))
        while missing := {key: member for key, member in mine.items() if key not in found}:
            found |= self._trained(phase, missing)
            found |= self._elsewhere([key for key in missing if key not in found])
        return [found[key] for key in wanted if key in found]

    def _members(self, phase: str, tries: Sequence[Try]) -> dict[Key, Member]:
        origin = self.setup.origins[phase]
        return {
            origin.key(one.arm.digest, one.learning_rate, one.seed): Member(
                self.activations[one.arm.digest], one.learning_rate, one.seed
            )
            for one in tries
        }

    def _known(self, keys: Iterable[Key]) -> dict[Key, Trial]:
        found = ((key, self.store.get(key)) for key in keys)
        return {key: trial for key, trial in found if trial is not None}

    def _elsewhere(self, missing: Sequence[Key]) -> dict[Key, Trial]:
        """Return what others have made of networks, as soon as there is one that nobody has in hand, or none left."""
        others, found = self.store.others(missing), self._known(missing)
        if set(others) - found.keys():
            text = _("another process is training {n} of the networks; waiting for them.")
            self._note(text.format(n=len(missing) - len(found)))
        while len(found) < len(missing) and found.keys() | others == set(missing):
            time.sleep(POLL)
            others, found = self.store.others(missing), self._known(missing)  # in this order none is overlooked
        return found

    def _note(self, text: str) -> None:
        if self.progress:
            self.progress.note(text)

    def _trained(self, phase: str, missing: dict[Key, Member]) -> dict[Key, Trial]:
        """Train networks, those excepted that others train, or have trained meanwhile."""
        trials, place = dict[Key, Trial](), Place(phase, self.answer)
        events = self.bench.train(phase, list(missing.values()), self.store.claim, self.store)
        if self.progress:
            self.progress.begin(self.setup.plan, self.setup.study().metric, list(missing.values()))
        try:
            for event in events:
                if event.trial:
                    trials[event.trial.key] = self._stored(event.trial, missing, place)
                if self.progress:
                    self.progress.update(event)
        finally:
            events.close()
            if self.progress:
                self.progress.end()
        return trials

    def _stored(self, trial: Trial, wanted: dict[Key, Member], place: Place) -> Trial:
        """Store a trial.

        Raises ActlabError where its trainer gives it a key by which it would not be found again.
        """
        if trial.key not in wanted:
            text = _(
                "the trainer {name} gives networks keys that depend on more than activation, learning rate and seed."
            )
            raise ActlabError(text.format(name=self.setup.plan.training.trainer))
        self.store.put(trial, place)
        return trial
