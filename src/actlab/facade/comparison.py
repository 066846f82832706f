"""``actlab.compare``: the main job, with progress, files and figures."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from functools import reduce
from operator import or_
from pathlib import Path

from actlab.errors import as_argument
from actlab.facade.language import language
from actlab.facade.study import Study, with_views
from actlab.functions.arms import Comparable
from actlab.report.progress import listening
from actlab.studies import compare as studies
from actlab.studies.planning import OFFERED
from actlab.studies.run import Progress


def compare(
    activations: Sequence[Comparable] | None = None,
    *,
    protocol: str | None = None,
    quick: bool = False,
    out: str | Path | None = None,
    write: bool = False,
    with_: str | Path | None = None,
    progress: Progress | bool = True,
    devices: int | None = None,
    cluster: str | None = None,
    shard: str | tuple[int, int] | None = None,
    **choices: object,
) -> Study:
    """Train otherwise identical networks that differ only in the activation, and return the study.

    ``activations`` are names, formulas, ``NAME=...``, ``file.py:function``, Activations or functions, and layers, such
    as ``layers(relu, tanh)``, of networks whose layers do not all have the same; None for those of the protocol, which
    is ``tutorial``, or ``standard`` for data that are not like the tutorial's.
    Networks that share a seed share their initial draws and batches. What is not given is chosen by
    the protocol; ``quick`` makes it a matter of seconds.
    With ``out`` (or ``write=True``: a fresh folder under ``actlab-studies/``) every network is stored as it ends, and
    the study's files are written at the end; ``actlab.open`` opens it again. Where ``out`` holds a study of the same
    plan that study goes on: only what is not stored is trained, also with more ``seeds`` than before. ``with_`` is
    another study: its networks are taken over where they are those that are wanted, so that only the others are
    trained; where they were trained otherwise, that is refused, with all that differs. If they had been judged, the
    verdicts are those of the test that allows for looking.
    ``progress`` is shown on standard error, or handed to a Progress of yours, or not shown (False). ``devices``
    is how many processor cores or GPUs to use, by default all; ``cluster`` is the address of a Ray cluster to train on,
    or ``local`` for one on this machine. Neither changes a result.
    ``shard``, as in ``"3/16"``, trains only that part of the networks, in a folder within ``out``; ``actlab.merge``
    joins the parts.

    Raises InvalidInput before anything is trained or written. An activation that raises or loops fails alone, with
    the reason in its row.

    >>> study = compare(["relu", "tanh"], quick=True, seeds=2, steps=40, progress=False)
    >>> [arm.activation for arm in study.arms]
    ['relu', 'tanh']

    The choices of a plan, each by its name:
    """
    found = studies.compare(
        [activations] if isinstance(activations, str) else activations,
        name=protocol,
        quick=quick,
        out=out,
        write=write,
        with_=with_,
        progress=listening(progress, language()),
        devices=devices,
        cluster=cluster,
        choices=choices,
        shard=shard,
    )
    return with_views(found)


def _documented() -> None:
    """Write the choices, which a plan's fields declare, into what ``help(actlab.compare)`` shows."""
    lines = [
        f"    {name}: {place.choice.help} For example {as_argument(name, place.choice.example)}."
        for name, place in OFFERED.items()
        if place.choice
    ]
    compare.__doc__ = inspect.cleandoc(compare.__doc__ or "") + "\n\n" + "\n".join(lines)
    signature = inspect.signature(compare)
    fixed = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
    derived = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=reduce(or_, place.kinds) | None
        )
        for name, place in OFFERED.items()
    ]
    compare.__signature__ = signature.replace(parameters=[*fixed, *derived])  # type: ignore[attr-defined]


_documented()
