"""``actlab run``: any program of the user's, once for every activation and seed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from actlab.cli.options import (
    AsJson,
    Command,
    Form,
    Lang,
    LowerIsBetter,
    Methods,
    Shard,
    option,
    switch,
)
from actlab.cli.trained import show_trained
from actlab.report.render.table import renderer
from actlab.words import _


def _run(
    *command: Annotated[
        str,
        option(
            _(
                "Your program and its arguments, behind --; {activation} and {seed} in them are filled in, and where "
                "they stand {lr} and {out}, a folder for the run. It reports by a last line of JSON, such as {line}, "
                "or by metrics.json or metrics.csv in {out}."
            ).format(activation="{activation}", seed="{seed}", lr="{lr}", out="{out}", line='{"accuracy": 0.93}')
        ),
    ],
    activations: Annotated[str, option(_("Activations, joined by commas; your program reads these words."))],
    seeds: Annotated[str | None, option(_("Runs per activation; pairs share a seed."), "8")] = None,
    lrs: Annotated[
        str | None,
        option(_("A learning rate, or several, of which the best is chosen for each activation by validation data.")),
    ] = None,
    tuning_seeds: Annotated[int, option(_("Seeds for each learning rate, where there are several."), "2")] = 2,
    metric: Annotated[str | None, option(_("The number that is judged."), _("the only one"))] = None,
    lower_is_better: LowerIsBetter = None,
    control: Annotated[str | None, option(_("What the others are compared with."), "relu")] = None,
    margin: Annotated[
        str | None, option(_("Differences below this are equivalent."), _("nothing is called equivalent"))
    ] = None,
    chance: Annotated[
        float | None, option(_("What predicting without having learnt gives; no better than that has failed."))
    ] = None,
    until_decided: Annotated[
        bool, switch(_("Add seeds until every comparison has a verdict, or the seeds are used up."))
    ] = False,
    all_pairs: Annotated[bool, switch(_("Compare every activation with every other, adjusted for all of it."))] = False,
    jobs: Annotated[int, option(_("Runs at a time."), "1")] = 1,
    limit: Annotated[float | None, option(_("Seconds after which a run is ended, and has failed."))] = None,
    out: Annotated[Path | None, option(_("Folder for the files."), _("a fresh one in actlab-studies/"))] = None,
    shard: Shard = None,
    methods: Methods = None,
    as_json: AsJson = False,
    form: Form = "terminal",
    lang: Lang = None,
) -> int:
    from actlab.facade import own

    renderer(form)  # an unknown one is refused before anything is run
    study = own.run_command(
        command,
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
        jobs=jobs,
        limit=limit,
        out=out,
        shard=shard,
    )
    return show_trained(study, methods, as_json=as_json, form=form)


RUN = Command(
    "run",
    _run,
    _("Run any training program of yours once for every activation and seed, and say which is better."),
    usage="actlab run --activations STR [OPTIONS] -- COMMAND",
)
