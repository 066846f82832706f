"""``actlab results``: a study's networks, verdicts and curves as files for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from actlab.cli.options import OK, AsJson, Command, Lang, option, switch
from actlab.cli.output import show_files, show_record
from actlab.facade.language import language
from actlab.words import _


def _results(
    study: Annotated[Path, option(_("The folder of a study."))],
    /,
    *,
    to: Annotated[
        str,
        option(
            _(
                "Where to, in the format of the ending: .csv, .json, .parquet, .xlsx; .tex, a table, the methods and "
                "BibTeX; a name without an ending, a folder for TensorBoard."
            )
        ),
    ],
    curves: Annotated[bool, switch(_("One row per network and point of its curve; for .csv and .parquet."))] = False,
    force: Annotated[bool, switch(_("Write over what is there."))] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    from actlab.facade.opening import open_study

    found = open_study(study)
    files = found.export(to, curves=curves, force=force)
    if as_json:
        show_record({"study": str(study)}, "results-files", files=files)
    else:
        show_files(files[:_SHOWN], language())
    return OK


_SHOWN = 20  # files that are named; a folder for TensorBoard may hold thousands

RESULTS = Command("results", _results, _("Write a study's networks, curves or verdicts for other programs."))
