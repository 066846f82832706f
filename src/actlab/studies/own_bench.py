"""What a plan of the user's own training is run on: the runs of his command or function."""

from __future__ import annotations

import os
import platform
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from actlab.data.chance import Chance
from actlab.data.metrics import MetricRecord, TaskRecord
from actlab.functions.arms import Arm
from actlab.studies.course import networks
from actlab.studies.known import known_of
from actlab.studies.plan import Plan
from actlab.studies.provenance import Provenance
from actlab.studies.run import Progress, Runnable
from actlab.studies.setup import Origin, Setup
from actlab.studies.shards import Shard
from actlab.studies.stores.store import EVALUATION, TUNING
from actlab.training.own.outcome import Judged, Outcome
from actlab.training.own.runs import Runs
from actlab.training.trainer import Checkpoints, Claim, Event, Member
from actlab.training.trial import Frozen
from actlab.words import _, decimal

WORTH_SAYING = 60.0  # seconds from which people are told beforehand how long it will take
_THREADS = "OMP_NUM_THREADS"


class Runner(Protocol):
    """Who runs what is the user's own: an executor of processes, or of calls."""

    @property
    def runs(self) -> Runs:
        """What all runs share."""

    @property
    def names(self) -> tuple[str, ...]:
        """What trains, for the record."""

    @property
    def jobs(self) -> int:
        """How many runs there are at a time."""

    def once(self, member: Member) -> Outcome:
        """Run it for one network."""

    def run(self, members: Sequence[Member], claim: Claim, judged: Judged) -> Generator[Event, None, None]:
        """Run it for all networks that ``claim`` gives, and yield the news."""


@dataclass(frozen=True)
class OwnBench:
    """A plan, complete, with what it takes to run it.

    ``place`` is the folder in which a command runs; ``pace`` how many seconds the first run took, where there was one.
    """

    plan: Plan
    arms: tuple[Arm, ...]
    task: TaskRecord[MetricRecord]
    runner: Runner
    place: str = ""
    pace: float | None = None

    def setup(self) -> Setup:
        """Return what is stored before the first network."""
        own, metric = self.plan.own, self.plan.judgement.metric
        assert own
        known = known_of(self.plan, self.arms)
        scores = {} if own.chance is None else {metric: own.chance}
        return Setup(
            plan=self.plan,
            task=self.task,
            provenance=Provenance(
                data_set=None,
                kinks=known.kinks,
                batches_sha256=Frozen({}),
                versions=Frozen({"python": platform.python_version()}),
                system=platform.platform(),
                devices=self.runner.names,
                references=known.references,
            ),
            chance=Chance(self.task.metrics[0], Frozen(scores), np.zeros(0)),
            origins=self.origins,
            level=own.chance if self.plan.tuned else None,
            place=self.place,
        )

    @cached_property
    def origins(self) -> Frozen[str, Origin]:
        """What the keys of all networks share: in every phase the same, for the seeds are others."""
        origin = Origin.of(self.runner.runs.key(Member(self.arms[0].activation, 1.0, 0)))
        return Frozen(dict.fromkeys((TUNING, EVALUATION) if self.plan.tuned else (EVALUATION,), origin))

    def judged(self, phase: str) -> Judged:
        """Return what is judged of the networks of a phase."""
        found = self.runner.runs.judged
        return found.choosing if phase == TUNING else found

    def train(
        self, phase: str, members: Sequence[Member], claim: Claim, checkpoints: Checkpoints
    ) -> Generator[Event, None, None]:
        """Have what is the user's own run; it keeps what it needs to go on by itself."""
        return self.runner.run(members, claim, self.judged(phase))

    def second(self) -> Runnable | None:
        """There is no second answer: nobody here knows of an initialisation."""
        return None

    def tell(self, setup: Setup, progress: Progress, shard: Shard) -> None:
        """Say what the runs are, how long they take, and what makes them slow."""
        jobs, count = self.runner.jobs, -(-networks(self.plan) // shard.of)
        if self.pace is not None and self.pace * count / jobs >= WORTH_SAYING:
            text = _("The first run took {seconds} s: {n} runs, {jobs} at a time, take about {minutes:.0f} min.")
            minutes = max(1.0, self.pace * count / jobs / 60)
            seconds = decimal(f"{self.pace:.1f}")
            progress.note(text.format(seconds=seconds, n=count, jobs=jobs, minutes=minutes))
        if jobs > 1 and _THREADS not in os.environ:
            text = _(
                "{jobs} runs at a time may each use all processor cores, and slow each other down: {name}=1 before the "
                "command gives each of them one, where it computes with OpenMP as NumPy and PyTorch do."
            )
            progress.note(text.format(jobs=jobs, name=_THREADS))
