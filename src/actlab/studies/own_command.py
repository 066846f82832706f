"""A command of the user's, once for every activation and seed: from what he typed to a study."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from actlab.errors import InvalidInput
from actlab.functions.arms import Arm
from actlab.functions.label import labelled
from actlab.studies.folders import RUNS, shard_folder
from actlab.studies.own import OwnStudy, carry_out, known_measure, stored_in
from actlab.studies.own_bench import OwnBench
from actlab.studies.own_choice import OwnChoice
from actlab.studies.own_plan import Choices, bounded, own_plan, rates_of
from actlab.studies.plan import Plan
from actlab.studies.run import Progress
from actlab.studies.setup import Setup
from actlab.studies.shards import Shard, part_of
from actlab.studies.study import Study
from actlab.training.executors.processes import Processes
from actlab.training.own.command import Command, code_of, command
from actlab.training.own.runs import Runs
from actlab.words import Text, _

MOST_JOBS = 1024
_UNSAFE = re.compile(r"[^\w.-]+")


def run_command(
    words: Sequence[str],
    activations: Sequence[str],
    choices: Choices,
    *,
    jobs: int = 1,
    limit: float | None = None,
    out: str | Path | None = None,
    write: bool = False,
    shard: object = None,
    progress: Progress | None = None,
    place: Path | None = None,
) -> Study:
    """Run a command for every activation and seed, and return the study.

    ``words`` are the command, without a shell, in which ``{activation}``, ``{seed}``, ``{lr}`` and ``{out}`` are filled
    in; it runs in ``place``, by default the current folder, ``jobs`` at a time, each for at most ``limit`` seconds.
    Raises InvalidInput before anything is run, or after the first run where it is not clear what is judged.
    """
    part = part_of(shard, out)
    folder = (place or Path()).absolute()
    rates = rates_of(choices.lrs)
    found = command(words, rates=bool(rates), folder=folder)
    files = _files(found, folder, out, part)
    own = OwnChoice(
        str(found), found.words, code_of(files, folder), files, bool(rates), _limit(limit), chance_of(choices.chance)
    )
    arms = labelled(activations)
    plan = own_plan(arms, own, choices, rates)
    runner = _runner(own, folder, _jobs(jobs))
    asked = OwnStudy(plan, arms, choices.wanted, recipe(own), runner, str(folder))
    if progress:
        progress.note(_known(own.files))
    return carry_out(asked, name=_stem(found), out=out, write=write, progress=progress, shard=part)


def command_bench(stored: Setup, plan: Plan, arms: tuple[Arm, ...], folder: Path, jobs: int | None) -> OwnBench:
    """Return what a stored study of a command goes on with.

    Raises InvalidInput where the files that the command names have changed, or are gone.
    """
    own, place = plan.own, Path(stored.place)
    assert own
    found = known_measure(stored)
    runner = _runner(own, place, _jobs(1 if jobs is None else jobs))(Runs(recipe(own), folder / RUNS, found.judged))
    runner.check()
    return OwnBench(bounded(plan), arms, found.task, runner, stored.place)


def recipe(own: OwnChoice) -> str:
    """Return the digest of what is run: the command and the code of its files, or a function."""
    return hashlib.sha256(json.dumps(["own", own.command or own.called, own.code]).encode()).hexdigest()


def _files(found: Command, folder: Path, out: str | Path | None, part: Shard | None) -> tuple[str, ...]:
    """Return the files by which a change is noticed; those of a study that goes on, for its runs may write others."""
    place = None if out is None else Path(out) if part is None else shard_folder(Path(out), part)
    stored = stored_in(place, part) if place else None
    known = stored.plan.own if stored else None
    return known.files if known and known.command == found.words else found.files(folder)


def _known(files: Sequence[str]) -> Text:
    """Return by which files it will be noticed that the program has changed."""
    if files:
        return _("Code of the command: {files}. What else it uses is not looked at.").format(files=", ".join(files))
    return _("The command names no file of code, so that a change of the program will not be noticed.")


def _runner(own: OwnChoice, folder: Path, jobs: int) -> Callable[[Runs], Processes]:
    return lambda runs: Processes(Command(own.command), folder, own.files, own.code, runs, jobs, own.limit)


def _stem(found: Command) -> str:
    """Return what a fresh folder is called after: the first file of the command, or its program."""
    named = [Path(word).stem for word in found.words[1:] if Path(word).suffix and "{" not in word]
    return _UNSAFE.sub("-", (named or [Path(found.words[0]).name])[0])[:40] or "run"


def _jobs(given: object) -> int:
    if type(given) is not int or not 1 <= given <= MOST_JOBS:
        text = _("{field}: {given} is not allowed; it must be {allowed}.")
        allowed = _("a whole number from 1 to {most}").format(most=MOST_JOBS)
        raise InvalidInput(text.format(field="jobs", given=given, allowed=allowed), "jobs", "2")
    return given


def _limit(given: float | None) -> float | None:
    if given is not None and not (math.isfinite(given) and given > 0):
        text = _("{field}: {given} is not allowed; it must be {allowed}.")
        allowed = _("a number of seconds above 0")
        raise InvalidInput(text.format(field="limit", given=given, allowed=allowed), "limit", "3600")
    return given


def chance_of(given: float | None) -> float | None:
    """Return what chance gives, as a user says; raises InvalidInput for what is no number."""
    if given is not None and not math.isfinite(given):
        text = _("{field}: {given} is not allowed; it must be {allowed}.")
        raise InvalidInput(text.format(field="chance", given=given, allowed=_("a number")), "chance", "0.1")
    return given
