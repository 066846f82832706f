"""``actlab data``: which data sets there are, one of them in detail, and ``actlab data get`` to fetch one."""

from __future__ import annotations

from typing import Annotated

from actlab.cli.options import OK, AsJson, Command, Lang, option
from actlab.cli.output import show, show_files, show_record, show_words
from actlab.errors import InvalidInput
from actlab.facade.language import language
from actlab.words import _

GET = "get"


def _data(
    *name: Annotated[str, option(_("A data set, to be shown; or get and a data set, to fetch it. Without: all."))],
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    if not name:
        return _listed(as_json=as_json)
    if name[0] == GET and len(name) == 2:
        return _fetched(name[1], as_json=as_json)
    if name[0] == GET or len(name) > 1:
        message = _("actlab data takes one data set, or get and one data set, as in: {example}")
        raise InvalidInput(message.format(example="actlab data get kmnist"))
    return _shown(name[0], as_json=as_json)


def _listed(*, as_json: bool) -> int:
    """List all data sets; none is read."""
    from actlab.data.sources import names, source
    from actlab.report.document.data import data_document, data_row

    rows = [data_row(source(name)) for name in names()]
    show_record(rows, "data-set") if as_json else show(data_document(rows), language())
    return OK


def _shown(name: str, *, as_json: bool) -> int:
    """Show one data set, which is read if it is here."""
    from actlab.data.sources import load, source
    from actlab.report.document.data import data_row, data_set_document

    found = source(name)
    row = data_row(found)
    if not row.files:
        data = load(name)
        row = data_row(found, data.digest, tuple(map(len, data.splits)))
    show_record(row, "data-set") if as_json else show(data_set_document(row), language())
    return OK


def _fetched(name: str, *, as_json: bool) -> int:
    """Fetch what is missing of a data set."""
    from actlab.data.sources import source
    from actlab.data.sources.download import fetch
    from actlab.report.document.data import data_row
    from actlab.report.fetching import Fetching

    found = source(name)
    with Fetching(language()) as progress:
        files = fetch(found.kept, progress) if found.kept else ()
    if as_json:
        show_record(data_row(found), "data-set", files=files)
        return OK
    if not files:
        show_words(_("{name} is here already.").format(name=name), language())
    show_files(files, language())
    return OK


DATA = Command("data", _data, _("List the data sets: which are here, and which file to put where; get fetches one."))
