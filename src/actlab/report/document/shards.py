"""What is said of a shard that has done its part, and of a study that was put together."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace

from actlab.report.document.comparison import comparison
from actlab.report.document.parts import Document, Paragraph
from actlab.studies.shards import Shard
from actlab.studies.study import Study
from actlab.words import _, joined


def part_document(study: Study) -> Document:
    """Return the line on a shard: what it has trained, and what to type next."""
    assert study.part is not None
    assert study.folder is not None
    shard, folder = study.part.shard, shlex.quote(str(study.folder))
    if not study.part.done:
        text = _("Shard {shard} was interrupted; what has finished is kept. To go on: actlab resume {folder}")
        return Document((Paragraph(text.format(shard=str(shard), folder=folder)),))
    text = _("Shard {shard} has done its part. When all shards have: actlab merge {whole}")
    line = text.format(shard=str(shard), whole=shlex.quote(str(study.folder.parent)))
    if study.interrupted and (study.plan.tuned or study.plan.seeds.until_decided):
        line += " " + _("Then type this command again for what follows from that.")
    return Document((Paragraph(line),))


def merged_document(study: Study, absent: Sequence[Shard]) -> Document:
    """Return what a study says that was put together, and what it still wants."""
    said = comparison(study)
    if not study.interrupted:
        return said
    if absent:
        text = _(
            "Not there: {shards}. The others are merged; merge again when these are there, or train the rest here."
        )
        words = text.format(shards=joined([_("shard {shard}").format(shard=str(one)) for one in absent], ", "))
    else:
        words = _(
            "All shards have been merged; the study goes on from what they found: type their commands again, or train "
            "the rest here."
        )
    return replace(said, parts=(*said.parts, Paragraph(words)))
