"""``actlab.experiment`` and ``actlab run``: training that is the user's own, with progress, files and figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from actlab.facade.activation import shown
from actlab.facade.language import language
from actlab.facade.study import Study, with_views
from actlab.functions.arms import Comparable
from actlab.functions.label import split
from actlab.report.progress import listening
from actlab.studies import own_command, own_function
from actlab.studies.own_plan import TUNING_SEEDS, Choices
from actlab.studies.run import Progress
from actlab.training.own.given import Given


def experiment(
    train: Callable[[Given], float | Mapping[str, float]],
    activations: Sequence[Comparable],
    *,
    seeds: int | None = None,
    lrs: float | Sequence[float] | None = None,
    tuning_seeds: int = TUNING_SEEDS,
    metric: str | None = None,
    lower_is_better: bool | None = None,
    control: str | None = None,
    margin: float | None = None,
    chance: float | None = None,
    until_decided: bool = False,
    all_pairs: bool = False,
    out: str | Path | None = None,
    write: bool = False,
    shard: str | tuple[int, int] | None = None,
    progress: Progress | bool = True,
) -> Study:
    """Call a training function of yours for every activation and seed, in any framework, and return the study.

    ``train(trial)`` returns a number, or numbers by name, such as ``{"accuracy": 0.93, "validation_accuracy": 0.92}``.
    It is given ``trial.activation`` (called on NumPy or JAX arrays; ``trial.activation.torch()`` is a module of
    PyTorch, ``trial.activation.keras()`` a function for Keras), ``trial.name``, ``trial.seed``, ``trial.lr``,
    ``trial.rng(purpose)`` (a NumPy generator, the same for every activation), ``trial.report(step, metric=...)`` for
    a curve, ``trial.folder`` and ``trial.checkpoint()``, a folder in which an interrupted run finds what it left.

    ``activations`` are those of ``actlab.compare``, ``seeds`` is the number of runs for each, by default 8. With one
    learning rate in ``lrs`` all have it; of several the best is chosen for each activation by the number on validation
    data, by ``tuning_seeds`` seeds that are not used again. ``metric`` is the number that is judged, where there are
    several; ``margin`` the difference below which two count as equivalent, without which none do; ``chance`` what
    predicting without having learnt gives. With ``out`` (or ``write=True``) every run is stored as it ends, and what is
    stored is not run again. A function that raises has failed for that activation and seed alone; Ctrl-C keeps what
    is done.

    Raises InvalidInput for choices that cannot be, and, after the first call, where it is not clear what is judged.

    >>> def train(trial):
    ...     x = trial.rng("data").normal(size=1000)
    ...     return {"loss": float(((trial.activation(x) - x) ** 2).mean())}
    >>> study = experiment(train, ["relu", "elu"], seeds=4, progress=False)
    >>> study.pairs, [round(arm.test.mean, 1) for arm in study.arms]
    ([0, 1, 2, 3], [0.5, 0.1])
    """
    return called(
        train,
        activations,
        seeds=seeds,
        lrs=lrs,
        tuning_seeds=tuning_seeds,
        metric=metric,
        lower_is_better=lower_is_better,
        control=control,
        margin=margin,
        chance=chance,
        until_decided=until_decided,
        all_pairs=all_pairs,
        out=out,
        write=write,
        shard=shard,
        progress=progress,
    )


def called(
    train: object,
    activations: Sequence[Comparable],
    *,
    out: str | Path | None = None,
    write: bool = False,
    shard: object = None,
    progress: Progress | bool = True,
    rehearsal: Callable[[], None] | None = None,
    **choices: Any,
) -> Study:
    """Return the study of a function; ``rehearsal`` is called before it is, and raises where runs are no pairs.

    ``choices`` are the fields of Choices.
    """
    chosen = [activations] if isinstance(activations, str) else activations
    found = own_function.experiment(
        train,
        chosen,
        shown,
        Choices(**choices),
        out=out,
        write=write,
        shard=shard,
        progress=listening(progress, language()),
        rehearsal=rehearsal,
    )
    return with_views(found)


def run_command(
    command: Sequence[str],
    activations: str,
    *,
    jobs: int = 1,
    limit: float | None = None,
    out: str | Path | None = None,
    shard: object = None,
    **choices: Any,
) -> Study:
    """Run a command for every activation, joined by commas, and seed, and return the study, stored as it goes.

    ``choices`` are the fields of Choices.
    """
    found = own_command.run_command(
        command,
        split(activations),
        Choices(**choices),
        jobs=jobs,
        limit=limit,
        out=out,
        write=True,
        shard=shard,
        progress=listening(True, language()),
    )
    return with_views(found)
