"""``actlab report``: a stored study as one page that can be mailed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from actlab.cli.options import OK, AsJson, Command, Lang, option, switch
from actlab.cli.output import show_files, show_record
from actlab.facade.language import language
from actlab.words import _


def _report(
    study: Annotated[Path, option(_("The folder of a study."))],
    /,
    *,
    out: Annotated[
        Path | None, option(_("The page, such as report.html."), _("report.html in the study's folder"))
    ] = None,
    force: Annotated[bool, switch(_("Write over what is there."))] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.facade.opening import open_study
    from actlab.facade.pages import REPORT

    found = open_study(study)
    folder = found.folder or Path()
    # the study's own page is a view of it, as its tables are
    file = found.report(folder / REPORT if out is None else out, force=force or out is None)
    if as_json:
        show_record({"study": str(study)}, "report-file", files=[file])
    else:
        show_files([file], language())
    return OK


REPORT = Command(
    "report", _report, _("Write a study as one page: findings, charts, methods, files; it needs no network.")
)
