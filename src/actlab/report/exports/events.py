"""A study's curves as event files of TensorBoard, one folder per network, which other trackers import as well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from actlab.report.exports.event_bytes import head, scalars
from actlab.report.exports.sheets import answers
from actlab.studies.study import Study
from actlab.training.trial import Scores, Trial

NAME = "events.out.tfevents.0.actlab"  # by which TensorBoard knows the file
_UNSAFE = re.compile(r"[^\w()=,.+ -]|^[. ]|[. ]$")
_LONGEST = 100  # characters of a folder's name


def files(study: Study, folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield one file per network: its curve, what its probes saw, and its scores at the end.

    A tag is a metric, ``test/accuracy``; a run is the folder, ``elu/seed 3``. Times count a network's seconds of
    training, spread evenly over its steps.
    """
    for one in answers(study):
        place = folder if one is study else folder / safe(f"{one.plan.network.initialisation} for all")
        for trial in one.ordered():
            run = place / safe(one.plan.called[trial.key.arm]) / f"seed {trial.key.seed}"
            yield run / NAME, _events(one, trial)


def safe(name: str) -> str:
    """Return a name as that of a folder, on every system; what had to be changed is told apart by its digest.

    >>> safe("elu(alpha=0.5)"), safe("../x")
    ('elu(alpha=0.5)', '_._x d6b96a97')
    """
    changed = _UNSAFE.sub("_", name)[:_LONGEST]
    return changed if changed == name != "" else f"{changed} {sha256(name.encode()).hexdigest()[:8]}"


def _events(study: Study, trial: Trial) -> bytes:
    split, found = study.plan.training.curves_read, [head()]
    for point in trial.curve:
        values = _tagged(study, split, point.scores)
        for name, of_layers in (point.probes or {}).items():
            values |= {f"{name}/layer {layer}": value for layer, value in enumerate(of_layers, 1)}
        found.append(scalars(_seconds(trial, point.step), point.step, values))
    if ends := {**_tagged(study, "final test", trial.test), **_tagged(study, "final validation", trial.validation)}:
        found.append(scalars(trial.seconds, trial.steps, ends))
    return b"".join(found)


def _tagged(study: Study, prefix: str, scores: Scores | Mapping[str, float] | None) -> dict[str, float]:
    return {
        f"{prefix}/{metric.column}": scores[metric.name]
        for metric in study.task.metrics
        if scores and metric.name in scores  # a program of the user's own need not report all of them everywhere
    }


def _seconds(trial: Trial, step: int) -> float:
    return trial.seconds * step / trial.steps if trial.steps else 0.0
