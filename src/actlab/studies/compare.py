"""The main job, from a user's words to a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from actlab.data.chance import chance
from actlab.data.dataset import Dataset
from actlab.data.sources import load
from actlab.functions import engine
from actlab.functions.arms import Arm, arms
from actlab.functions.find import Spelling
from actlab.studies.files import Writer, fresh_folder
from actlab.studies.plan import Plan
from actlab.studies.planning import make_plan
from actlab.studies.protocols import protocol
from actlab.studies.provenance import provenance
from actlab.studies.run import Progress, prepare, run
from actlab.studies.study import Study
from actlab.studies.tuning import NEIGHBOURS
from actlab.training import needs
from actlab.training.devices import choose_devices
from actlab.training.executors.threads import Threads
from actlab.training.recipe import Recipe
from actlab.training.trainer import Member
from actlab.training.trainers import trainer
from actlab.words import _

WORTH_SAYING = 60.0  # seconds from which people are told beforehand how long it will take


def compare(
    activations: Sequence[Spelling | Arm] | None = None,
    *,
    name: str = "tutorial",
    quick: bool = False,
    out: str | Path | None = None,
    write: bool = False,
    progress: Progress | None = None,
    devices: int | None = None,
    choices: Mapping[str, object] | None = None,
) -> Study:
    """Train otherwise identical networks that differ only in the activation, and return the study.

    ``name`` is that of a protocol. ``choices`` are changes to its plan by the names of OFFERED, each of them whatever
    a user gave: its type is checked here, and a choice of None keeps what stands. With ``out`` (or ``write``: a fresh
    folder) the study's tables are written as it grows. Raises InvalidInput before anything is trained or written,
    ActlabError in a process forked after JAX had started.
    """
    engine.require(_("a comparison"))
    chosen = arms(activations if activations is not None else protocol(name).activations)
    plan = make_plan(name, chosen, choices, quick=quick)
    data = load(plan.data.name)
    plan = _complete(plan, data)
    recipe = prepare(plan, data)
    executor = Threads(choose_devices(devices), trainer(plan.training.trainer))
    needs.check(recipe, executor.width, len(chosen), networks(plan))
    folder = fresh_folder(out, plan.data.name) if out is not None or write else None
    if progress:
        _tell_how_long(plan, chosen, recipe, executor, progress)
    known = provenance(plan, chosen, recipe, executor.devices)
    begun = Study(plan, data.task, known, chance(data, "test"), folder=folder)
    study = _answer(begun, chosen, recipe, executor, progress)
    if not plan.same_initialisation or study.interrupted:
        return study
    # the same question with one initialisation for all, tuned anew
    other = replace(plan.network, initialisation=plan.same_initialisation)
    second = replace(plan, network=other, same_initialisation="")
    inside = fresh_folder(folder / "same-initialisation", plan.data.name) if folder else None
    begun = Study(second, data.task, known, begun.chance, folder=inside)  # the same data, batches and kinks
    same = _answer(begun, chosen, prepare(second, data), executor, progress)
    return study.carrying(same=same, files=(*study.files, *same.files), interrupted=same.interrupted)


def _complete(plan: Plan, data: Dataset) -> Plan:
    """Return a plan with what is known only when the data have been read: their digest, and the metric.

    Raises InvalidInput for a metric that the task does not have.
    """
    judged = data.task.metric(plan.judgement.metric).name
    known = replace(plan.data, digest=data.digest)
    return replace(plan, data=known, judgement=replace(plan.judgement, metric=judged))


def networks(plan: Plan) -> int:
    """Return how many networks a plan trains at most, without extensions of the grid.

    >>> networks(make_plan("tutorial", arms(["relu", "elu"]))), networks(make_plan("fair", arms(["relu", "elu"])))
    (16, 236)
    """
    choice = plan.tuning
    tuning = len(choice.grid) * choice.scan_seeds + NEIGHBOURS * choice.refine_seeds if plan.tuned else 0
    answers = 2 if plan.same_initialisation else 1
    return answers * len(plan.arms) * (tuning + plan.seeds.count)


def _answer(study: Study, chosen: Sequence[Arm], recipe: Recipe, executor: Threads, progress: Progress | None) -> Study:
    keep = Writer(study.folder) if study.folder else None
    if keep is None:
        return run(study, chosen, recipe, executor, progress=progress)
    study = run(study, chosen, recipe, executor, keep=keep, progress=progress)
    return study.carrying(files=tuple(keep.files))


def _tell_how_long(plan: Plan, chosen: Sequence[Arm], recipe: Recipe, executor: Threads, progress: Progress) -> None:
    """Say how many networks and how long, where it is longer than a minute or rates are tuned."""
    count = networks(plan)
    if not plan.tuned and needs.rough_seconds(recipe, count, executor.width) < WORTH_SAYING / 2:
        return
    control = next(arm for arm in chosen if arm.name == plan.judgement.control)
    seconds = needs.seconds(recipe, Member(control.activation, 1e-3, 0), count, executor)
    text = _("Plan {digest}: {n} networks of {steps} steps, about {minutes:.0f} min here.")
    if plan.tuned:
        text += " " + _("An optimum at an end of the grid of learning rates adds some.")
    if plan.tuned or seconds >= WORTH_SAYING:
        progress.note(
            text.format(digest=plan.digest[:12], n=count, steps=plan.training.steps, minutes=max(1.0, seconds / 60))
        )
