"""Studies of the user's own training: from a command or a function to verdicts."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from actlab.errors import ActlabError, InvalidInput
from actlab.functions.arms import Arm
from actlab.studies.conduct import conduct
from actlab.studies.continuing import agreed
from actlab.studies.folders import RUNS, folder_of, holds_study
from actlab.studies.opening import open_store, setup_in
from actlab.studies.own_bench import OwnBench, Runner
from actlab.studies.own_metric import UNASKED, Measured, Wanted, measured
from actlab.studies.own_plan import judging
from actlab.studies.plan import Plan
from actlab.studies.run import Progress
from actlab.studies.setup import Setup
from actlab.studies.shards import WHOLE, Shard
from actlab.studies.starting import store_of
from actlab.studies.stores.locks import turn
from actlab.studies.stores.store import EVALUATION, TUNING, Place, Store
from actlab.studies.study import Study
from actlab.studies.tuning import Try
from actlab.training.own.outcome import Judged, Outcome, trial
from actlab.training.own.reported import nothing
from actlab.training.own.runs import Runs
from actlab.training.trainer import Member
from actlab.words import _

_BEGINNING = ".beginning"  # in the folder of runs: locked by the process that does the first ones

MakeRunner = Callable[[Runs], Runner]


@dataclass(frozen=True)
class OwnStudy:
    """What a user asks for: a plan without its metric, its arms, what he said of the metric, and who runs it.

    ``recipe`` is the digest of what is run, ``place`` the folder in which a command runs.
    """

    plan: Plan
    arms: tuple[Arm, ...]
    wanted: Wanted
    recipe: str
    runner: MakeRunner
    place: str = ""

    def bench(self, runs: Runs, found: Measured, pace: float | None = None) -> OwnBench:
        """Return what it is run on, once it is known what is judged."""
        runner = self.runner(runs.judging(found.judged))
        return OwnBench(judging(self.plan, found.judged), self.arms, found.task, runner, self.place, pace)


class _First:
    """The first runs: as many as it takes for one to end well and tell something, those of one seed at most."""

    def __init__(self, asked: OwnStudy, runs: Runs, shard: Shard, progress: Progress | None) -> None:
        self.heard: list[tuple[Member, Outcome]] = []
        runner = asked.runner(runs)
        members = _members(asked, shard)
        if progress:
            progress.note(_("The first run shows what is reported: {name}.").format(name=str(members[0].activation)))
        for member in members:
            outcome = runs.kept(member) or runner.once(member)
            self.heard.append((member, outcome))
            if outcome.scores and not outcome.reason:
                break
        else:  # what one that failed has told may be less than what it would have told in the end
            member, outcome = self.heard[0]
            text = _("no run ended well and reported a number, of any activation; that of {name} failed: {reason}.")
            reason = outcome.reason or nothing(list(outcome.scores))
            raise ActlabError(text.format(name=str(member.activation), reason=reason))
        for member, outcome in self.heard:
            runs.keep(member, outcome)  # in case it is not clear what is judged
        self.outcome = outcome

    def put(self, store: Store, on: OwnBench) -> None:
        """Store what has been run."""
        place = Place(TUNING if on.plan.tuned else EVALUATION)
        for member, outcome in self.heard:
            key = on.runner.runs.key(member)
            if store.get(key) is None:
                store.put(trial(key, outcome, on.judged(place.phase)), place)


def _members(asked: OwnStudy, shard: Shard) -> list[Member]:
    """Return the networks of the first seed of a shard, the control's first."""
    plan = asked.plan
    rates = plan.tuning.grid if plan.tuned else (float(plan.training.lr),)
    seeds = plan.tuning.scan if plan.tuned else plan.evaluation_seeds
    phase = TUNING if plan.tuned else EVALUATION
    tries = [Try(arm, rate, seed) for seed in seeds for rate in rates for arm in plan.arms]
    mine = shard.share(phase, tries, plan)
    if not mine:
        text = _("shard: {given} has nothing to do: there are fewer seeds than shards.")
        raise InvalidInput(text.format(given=str(shard)), "shard", "1/2")
    first = [one for one in mine if (one.seed, one.learning_rate) == (mine[0].seed, mine[0].learning_rate)]
    first.sort(key=lambda one: one.arm.name != plan.judgement.control)
    activations = {arm.activation.digest: arm.activation for arm in asked.arms}
    return [Member(activations[one.arm.digest], one.learning_rate, one.seed) for one in first]


def carry_out(
    asked: OwnStudy,
    *,
    name: str,
    out: str | Path | None,
    write: bool,
    progress: Progress | None,
    shard: Shard | None = None,
) -> Study:
    """Run what a study of the user's own training wants, and return the study.

    With ``out`` (or ``write``: a fresh folder named after ``name``) every network is stored as it ends; where ``out``
    holds the study already, it goes on.

    Raises InvalidInput where it is not clear what is judged, or ``out`` holds another study; ActlabError where no run
    reports anything.
    """
    folder = folder_of(out, name, shard) if out is not None or write else None
    with _runs(asked, folder) as runs, ExitStack() as beginning:
        if folder and not stored_in(folder, shard):
            beginning.enter_context(_turn(folder, progress))
        if folder and (stored := stored_in(folder, shard)):
            beginning.close()
            return _go_on(asked, stored, runs, folder, progress, shard)
        first = _First(asked, runs, shard or WHOLE, progress)
        with _kept(folder):
            found = measured(first.outcome, asked.wanted, tuned=asked.plan.tuned)
        on = asked.bench(runs, found, first.outcome.seconds)
        wanted = on.setup()
        with closing(store_of(folder, wanted, shard)) as store:
            first.put(store, on)
            setup = agreed(setup_in(store, folder), wanted, store, folder) if folder else wanted
            beginning.close()
            return conduct(on, setup, store, folder, progress, shard)


def stored_in(folder: Path, shard: Shard | None) -> Setup | None:
    """Return how a study in a folder, or one of which that is a shard, was set up; None where there is none."""
    places = (folder, folder.parent) if shard else (folder,)
    known = next((place for place in places if holds_study(place)), None)
    if known is None:
        return None
    with closing(open_store(known, writable=False)) as store:
        return setup_in(store, known)


def _turn(folder: Path, progress: Progress | None) -> AbstractContextManager[None]:
    """Wait while another process begins the study of a folder, whose first runs it would do as well."""

    def waits() -> None:
        if progress:
            progress.note(_("Another process begins this study; this one goes on once it has."))

    (folder / RUNS).mkdir(parents=True, exist_ok=True)
    return turn(folder / RUNS / _BEGINNING, waits)


@contextmanager
def _kept(folder: Path | None) -> Iterator[None]:
    """Say of an error after the first run where that is kept, so that it need not be run again."""
    try:
        yield
    except InvalidInput as error:
        if folder is None:
            raise
        text = error.text + " " + _("The first run is kept: with --out {folder} it is not run again.")
        place = shlex.quote(str(folder))
        raise InvalidInput(text.format(folder=place), error.field, error.example) from None


def _go_on(
    asked: OwnStudy, stored: Setup, runs: Runs, folder: Path, progress: Progress | None, shard: Shard | None
) -> Study:
    """Go on with a stored study, of which it is known what is judged."""
    if asked.plan.own and stored.plan.own:  # whether pairs were checked stays as it was
        own = replace(asked.plan.own, paired=stored.plan.own.paired)
        asked = replace(asked, plan=replace(asked.plan, own=own))
    on = asked.bench(runs, known_measure(stored, asked.wanted))
    wanted = on.setup()
    with closing(store_of(folder, wanted, shard)) as store:
        setup = agreed(setup_in(store, folder), wanted, store, folder)
        return conduct(on, setup, store, folder, progress, shard)


def known_measure(stored: Setup, wanted: Wanted = UNASKED) -> Measured:
    """Return what is judged of a stored study; what a user says otherwise makes it another."""
    metric = stored.task.metric(stored.plan.judgement.metric)
    own = stored.plan.own
    higher = metric.higher_is_better if wanted.lower_is_better is None else not wanted.lower_is_better
    judged = Judged(
        wanted.metric or metric.name,
        higher,
        stored.plan.training.curves_read,
        own.chance if own and wanted.chance is None else wanted.chance,
    )
    return Measured(judged, stored.task)


@contextmanager
def _runs(asked: OwnStudy, folder: Path | None) -> Iterator[Runs]:
    """Give the runs their folder: the study's, or one that is gone afterwards."""
    unknown = Judged(asked.wanted.metric or "", higher_is_better=True)
    if folder:
        yield Runs(asked.recipe, folder / RUNS, unknown)
        return
    with tempfile.TemporaryDirectory(prefix="actlab-") as place:
        yield Runs(asked.recipe, Path(place), unknown)
