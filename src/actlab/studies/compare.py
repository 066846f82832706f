"""The main job, from a user's words to a study."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from actlab.functions.record import Activation
from actlab.studies.estimate import estimated_seconds, networks
from actlab.studies.files import fresh_folder
from actlab.studies.plan import Plan, make_plan
from actlab.studies.protocols import UNTIL_DECIDED
from actlab.studies.run import Progress, prepare, run
from actlab.studies.study import Study
from actlab.training.member import Recipe
from actlab.words import _


def compare(
    activations: Sequence[str | Activation] | None = None,
    *,
    protocol: str = "tutorial",
    quick: bool = False,
    data: str | None = None,
    seeds: int | str | None = None,
    steps: int | str | None = None,
    batch: int | str | None = None,
    lr: float | str | None = None,
    optimizer: str | None = None,
    init: str | None = None,
    network: str | None = None,
    control: str | None = None,
    probes: str | Sequence[str] | None = None,
    margin: float | None = None,
    until_decided: bool = False,
    out: str | Path | None = None,
    write: bool = False,
    progress: Progress | bool = True,
    devices: int | None = None,
) -> Study:
    """Train otherwise identical networks that differ only in the activation, and return the study.

    Networks that share a seed share their initial draws and batches. What is None is chosen by the protocol.
    ``probes`` chooses what is measured beside the curves: names, ``all`` or ``none``; it changes no result.
    With ``out`` (or ``write=True``: a fresh folder under ``actlab-studies/``) the study's files are written.
    ``progress`` is shown on standard error, or handed to a Progress of yours, or not shown (False). ``devices``
    is how many processor cores or GPUs to use, by default all; it changes no result. Differences below
    ``margin`` (a fraction, for accuracies) count as equivalent. With ``until_decided`` seeds are added in batches
    until every comparison has a verdict, or ``seeds`` (64) are reached.

    Raises InvalidInput before anything is trained or written.

    >>> study = compare(["relu", "tanh"], quick=True, seeds=2, steps=40, progress=False)
    >>> [arm.activation for arm in study.arms]
    ['relu', 'tanh']
    """
    changes = {
        "activations": activations,
        "data": data,
        "seeds": UNTIL_DECIDED if until_decided and seeds is None else seeds,
        "steps": steps,
        "batch": batch,
        "lr": lr,
        "optimizer": optimizer,
        "initialisation": init,
        "network": network,
        "control": control,
        "probes": probes,
        "margin": margin,
        "until_decided": until_decided or None,
    }
    plan = make_plan(protocol, changes, quick=quick)
    recipe = prepare(plan)
    folder = fresh_folder(out, plan.data) if out is not None or write else None
    listener = _listener(progress)
    if listener and plan.tuned:
        listener.note(_outlook(plan, recipe, devices))
    study = run(plan, recipe, folder=folder, progress=listener, devices=devices)
    if plan.same_initialisation and not study.interrupted:
        study.same = _second_answer(plan, folder, listener, devices)
    if folder:
        study.draw(folder)
    return study


def _second_answer(plan: Plan, folder: Path | None, listener: Progress | None, devices: int | None) -> Study:
    """Ask the same with one initialisation for all, tuned anew."""
    second = plan.model_copy(update={"initialisation": plan.same_initialisation, "same_initialisation": ""})
    inside = fresh_folder(folder / "same-initialisation", plan.data) if folder else None
    return run(second, prepare(second), folder=inside, progress=listener, devices=devices)


def _outlook(plan: Plan, recipe: Recipe, devices: int | None) -> str:
    text = _(
        "Plan {digest}: {n} networks of {steps} steps, about {minutes:.0f} min here; an optimum at an end of the grid "
        "of learning rates adds some."
    )
    return text.format(
        digest=plan.digest[:12],
        n=networks(plan),
        steps=plan.steps,
        minutes=max(1.0, estimated_seconds(plan, recipe, devices) / 60),
    )


def _listener(progress: Progress | bool) -> Progress | None:
    if isinstance(progress, bool):
        from actlab.report.progress import Display

        return Display() if progress else None
    return progress
