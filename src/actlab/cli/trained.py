"""What is shown of a study, or of a shard of it, once what could be trained is, and the exit status that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actlab.cli.options import INTERRUPTED, OK
from actlab.cli.output import show, show_files, show_record, show_words
from actlab.facade.language import language

if TYPE_CHECKING:
    from actlab.facade.study import Study


def show_trained(study: Study, methods: str | None, *, as_json: bool, form: str) -> int:
    """Show a study with its files, and the methods in a language where asked for, or what became of a shard."""
    if study.part:
        return _show_part(study, as_json=as_json, form=form)
    if as_json:
        show_record(study.record, "comparison")
    else:
        show(study.document, language(), form)
        if methods:
            show_words("\n" + study.methods(methods), language())
        show_files(study.files, language(), form)
    return INTERRUPTED if study.interrupted else OK


def _show_part(study: Study, *, as_json: bool, form: str) -> int:
    from actlab.report.document.shards import part_document

    show_record(study.record, "comparison") if as_json else show(part_document(study), language(), form)
    return OK if study.part and study.part.done else INTERRUPTED
