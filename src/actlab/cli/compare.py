"""``actlab compare``: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from actlab.cli.options import (
    INTERRUPTED,
    OK,
    AsJson,
    Lang,
    Methods,
    app,
    option,
    show_files,
    show_json,
    show_text,
    switch,
)
from actlab.studies.protocols import PROTOCOLS
from actlab.words import _

_tutorial = PROTOCOLS["tutorial"].defaults


@app.command(help=_("Train networks that differ only in the activation, and say which is better and how sure that is."))
def compare(
    *activations: Annotated[str, option(_("Activations, such as relu or elu(alpha=0.5)."), _("the tutorial's five"))],
    protocol: Annotated[str, option(_("A named, complete set of choices."), "tutorial")] = "tutorial",
    quick: Annotated[bool, switch(_("Try it in seconds, on the small data set digits."))] = False,
    data: Annotated[
        str | None, option(_("Data set: mnist, digits, fashion-mnist, friedman."), _tutorial["data"])
    ] = None,
    seeds: Annotated[str | None, option(_("Networks per activation; pairs share a seed."), _tutorial["seeds"])] = None,
    steps: Annotated[str | None, option(_("Training steps."), _tutorial["steps"])] = None,
    batch: Annotated[str | None, option(_("Examples per step."), _tutorial["batch"])] = None,
    lr: Annotated[str | None, option(_("Learning rate, or tune."), _tutorial["lr"])] = None,
    optimizer: Annotated[str | None, option(_("Optimiser: sgd, momentum, adam, ..."), _tutorial["optimizer"])] = None,
    init: Annotated[
        str | None, option(_("Initialisation: tutorial, he, glorot, lecun, matched."), _tutorial["initialisation"])
    ] = None,
    network: Annotated[str | None, option(_("Architecture."), _tutorial["network"])] = None,
    control: Annotated[str | None, option(_("What the others are compared with."), "relu")] = None,
    margin: Annotated[
        float | None, option(_("Differences below this are equivalent; accuracies are fractions."), _tutorial["margin"])
    ] = None,
    until_decided: Annotated[
        bool, switch(_("Add seeds until every comparison has a verdict, or --seeds is reached."))
    ] = False,
    probes: Annotated[
        str | None, option(_("What to measure beside the curves: dead, saturated, gradient, ..., or all."), _("none"))
    ] = None,
    methods: Methods = None,
    out: Annotated[Path | None, option(_("Folder for the files."), _("a fresh one in actlab-studies/"))] = None,
    devices: Annotated[int | None, option(_("Processor cores or GPUs to use; changes no result."), _("all"))] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.report.comparison_data import comparison
    from actlab.report.text import outcome_parts
    from actlab.studies.compare import compare

    study = compare(
        activations or None,
        protocol=protocol,
        quick=quick,
        data=data,
        seeds=seeds,
        steps=steps,
        batch=batch,
        lr=lr,
        optimizer=optimizer,
        init=init,
        network=network,
        control=control,
        margin=margin,
        until_decided=until_decided,
        probes=probes,
        out=out,
        write=True,
        devices=devices,
    )
    if as_json:
        show_json(comparison(study))
    else:
        show_text(outcome_parts(study))
        if methods:
            show_text(study.methods(methods))
        show_files([str(path) for path in study.files])
    return INTERRUPTED if study.interrupted else OK
