"""The main job, from a user's words to a study."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from actlab.functions.activation import Activation
from actlab.studies.files import fresh_folder
from actlab.studies.plan import make_plan
from actlab.studies.run import Progress, prepare, run
from actlab.studies.study import Study


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
    is how many processor cores or GPUs to use, by default all; it changes no result.

    Raises InvalidInput before anything is trained or written.

    >>> study = compare(["relu", "tanh"], quick=True, seeds=2, steps=40, progress=False)
    >>> [arm.activation for arm in study.arms]
    ['relu', 'tanh']
    """
    changes = {
        "activations": activations,
        "data": data,
        "seeds": seeds,
        "steps": steps,
        "batch": batch,
        "lr": lr,
        "optimizer": optimizer,
        "initialisation": init,
        "network": network,
        "control": control,
        "probes": probes,
    }
    plan = make_plan(protocol, changes, quick=quick)
    recipe = prepare(plan)
    folder = fresh_folder(out, plan.data) if out is not None or write else None
    study = run(plan, recipe, folder=folder, progress=_listener(progress), devices=devices)
    if folder:
        study.draw(folder)
    return study


def _listener(progress: Progress | bool) -> Progress | None:
    if isinstance(progress, bool):
        from actlab.report.progress import Display

        return Display() if progress else None
    return progress
