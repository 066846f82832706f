"""The course of a study: which networks its plan asks for, in which order, whoever has them.

A run and an opened file follow the same course: one has networks trained, the other knows those that are stored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from actlab.studies.plan import Plan
from actlab.studies.setup import Setup
from actlab.studies.stores.store import EVALUATION, TUNING, Store
from actlab.studies.study import Study
from actlab.studies.tuning import NEIGHBOURS, Try, Tuning, tune
from actlab.training.trial import Trial

Take = Callable[[str, Sequence[Try]], Sequence[Trial]]  # a phase and what is wanted -> what there is of it


def follow(study: Study, level: float | None, take: Take) -> Study:
    """Return a study with its trials; it is interrupted where ``take`` gives fewer than are wanted.

    ``level`` is what one prediction for all scores on the validation data, where rates are tuned and that is known.
    """
    if study.plan.tuned:
        search = _Search(Tuning(study.plan.arms, study.metric, level, study.plan.tuning), take)
        study = replace(study, tuning=search.tuning, interrupted=not search.complete)
    rates = {} if study.interrupted else study.rates
    for seeds in () if study.interrupted else study.plan.looks:
        wanted = [Try(arm, rates[arm.name], seed) for seed in seeds for arm in study.plan.arms]
        found = take(EVALUATION, wanted)
        study = replace(study, trials=(*study.trials, *found), interrupted=len(found) < len(wanted))
        if study.interrupted or (study.plan.seeds.until_decided and study.findings.decided):
            break
    return study


def recall(setup: Setup, store: Store, study: Study) -> Study:
    """Return a study with all that a store knows of it; nothing is trained."""

    def known(phase: str, tries: Sequence[Try]) -> list[Trial]:
        origin = setup.origins[phase]
        found = (store.get(origin.key(one.arm.digest, one.learning_rate, one.seed)) for one in tries)
        return [trial for trial in found if trial is not None]

    return follow(study, setup.level, known)


def networks(plan: Plan) -> int:
    """Return how many networks a plan trains at most, without extensions of the grid.

    >>> from actlab.studies.protocols import PROTOCOLS
    >>> networks(PROTOCOLS["tutorial"].plan)
    0
    """
    choice = plan.tuning
    tuning = len(choice.grid) * choice.scan_seeds + NEIGHBOURS * choice.refine_seeds if plan.tuned else 0
    answers = 2 if plan.same_initialisation else 1
    return answers * len(plan.arms) * (tuning + plan.seeds.count)


class _Missing(Exception):
    """Not all that is wanted is there."""


class _Search:
    """The search for learning rates, as far as it gets."""

    def __init__(self, begun: Tuning, take: Take) -> None:
        self.tuning, self._take = begun, take
        try:
            self.tuning, self.complete = tune(begun, self._train), True
        except _Missing:
            self.complete = False

    def _train(self, tries: Sequence[Try]) -> Sequence[Trial]:
        found = self._take(TUNING, tries)
        self.tuning = self.tuning.more(found)
        if len(found) < len(tries):
            raise _Missing
        return found
