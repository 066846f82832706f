"""``actlab merge``: the parts of a study, trained by shards, joined; and what is shown of a part."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from actlab.cli.options import OK, AsJson, Command, Form, Lang, option
from actlab.cli.output import show, show_files, show_record
from actlab.facade.language import language
from actlab.report.render.table import renderer
from actlab.words import _

if TYPE_CHECKING:
    pass


def _merge(
    *folders: Annotated[Path, option(_("The folder in which the shards are, or several folders of studies."))],
    out: Annotated[Path | None, option(_("Folder for the whole."), _("the one that is given"))] = None,
    as_json: AsJson = False,
    form: Form = "terminal",
    lang: Lang = None,
) -> int:
    from actlab.facade.merging import merged
    from actlab.report.document.shards import merged_document

    renderer(form)  # an unknown one is refused before anything is written
    study, absent, files = merged(folders, out)
    if as_json:
        show_record(study.record, "comparison")
    else:
        show(merged_document(study, absent), language(), form)
        show_files(files, language(), form)
    return OK


MERGE = Command("merge", _merge, _("Join the parts of a study that shards have trained, and judge it."))
