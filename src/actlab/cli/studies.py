"""``actlab resume`` and ``actlab studies``: what is stored goes on, and is listed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from actlab.cli.options import (
    OK,
    AsJson,
    Command,
    Form,
    Lang,
    Methods,
    Shard,
    option,
    several,
    switch,
)
from actlab.cli.output import show, show_record
from actlab.cli.trained import show_trained
from actlab.facade.language import language
from actlab.report.render.table import renderer
from actlab.words import _


def _resume(
    study: Annotated[Path, option(_("The folder of a study."))],
    /,
    *,
    seeds: Annotated[str | None, option(_("Networks per activation in all."), _("as many as it has"))] = None,
    add: Annotated[list[str] | None, several(_("An activation to be added; may be given several times."))] = None,
    until_decided: Annotated[
        bool, switch(_("Add seeds until every comparison has a verdict, or the seeds are used up."))
    ] = False,
    data: Annotated[
        str | None, option(_("Where the study's own data are now, a file or a folder."), _("where they were"))
    ] = None,
    methods: Methods = None,
    shard: Shard = None,
    devices: Annotated[int | None, option(_("Processor cores or GPUs to use; changes no result."), _("all"))] = None,
    cluster: Annotated[
        str | None, option(_("Ray cluster to train on: its address, or local. Changes no result."))
    ] = None,
    jobs: Annotated[int | None, option(_("Runs at a time of a command of yours."), "1")] = None,
    as_json: AsJson = False,
    form: Form = "terminal",
    lang: Lang = None,
) -> int:
    from actlab.facade.study import resume

    renderer(form)  # an unknown one is refused before anything is trained
    found = resume(
        study,
        seeds=seeds,
        add=add or (),
        until_decided=until_decided,
        devices=devices,
        shard=shard,
        cluster=cluster,
        data=data,
        jobs=jobs,
    )
    return show_trained(found, methods, as_json=as_json, form=form)


def _studies(
    folder: Annotated[Path | None, option(_("The folder in which the studies are."), "actlab-studies")] = None,
    /,
    *,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.facade.opening import list_studies
    from actlab.report.document.studies import studies_document
    from actlab.studies.folders import HOME

    place = folder or HOME
    rows = list_studies(place)
    show_record(rows, "study") if as_json else show(studies_document(rows, place), language())
    return OK


RESUME = Command("resume", _resume, _("Go on with a stored study: train what it still wants, or more."))
STUDIES = Command("studies", _studies, _("List the stored studies, with their state and headline."))
