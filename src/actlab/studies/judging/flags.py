"""Columns that say yes or no of the end of a run, such as diverged: they are a status."""

from __future__ import annotations

import re
from dataclasses import replace

from actlab.studies.judging.asked import Asked
from actlab.studies.judging.names import plain
from actlab.studies.judging.parts import Parts
from actlab.studies.judging.sheet import Sheet
from actlab.studies.judging.statuses import FAILED, FINISHED, UNFINISHED, meaning
from actlab.words import Text, _

_YES = frozenset(("true", "yes", "y", "t", "1", "1.0", "sim", "ja", "oui", "wahr", "verdadeiro", "vrai"))
_NO = frozenset(("false", "no", "n", "f", "0", "0.0", "nao", "não", "nein", "non", "falsch", "falso", "faux"))
_OF_FAILURE = frozenset((
    "diverged", "failed", "crashed", "collapsed", "exploded", "aborted", "oom", "nan", "failure",
    "crash", "divergence", "divergiu", "falhou",
))  # fmt: skip
_OF_END = frozenset(("finished", "completed", "complete", "done"))


def with_flags(sheet: Sheet, parts: Parts, asked: Asked) -> tuple[Sheet, Parts, list[Text]]:
    """Return the table with the end of its runs as words, where a column says yes or no of it, and what was said."""
    wanted = sheet.find(asked.metric) if asked.metric else None
    for name in parts.free:
        ends = None if name == wanted else _ends(sheet, name)
        if ends is None:
            continue
        status = parts.status or name
        known = sheet.columns[parts.status] if parts.status else ends
        columns = {**sheet.columns, status: [_worse(*both) for both in zip(ends, known, strict=True)]}
        free = tuple(other for other in parts.free if other != name)
        message = _("{column} says of each run how it ended.")
        return Sheet(columns, sheet.lines), replace(parts, status=status, free=free), [message.format(column=name)]
    return sheet, parts, []


def _worse(one: str | None, other: str | None) -> str | None:
    """Return the one of two ends of a run that is further from a result."""
    order = (FAILED, UNFINISHED)
    return min(one, other, key=lambda end: next((place for place, kind in enumerate(order) if _is(end, kind)), 2))


def _is(end: str | None, kind: str) -> bool:
    return end is not None and meaning(end) == kind


def _ends(sheet: Sheet, name: str) -> list[str | None] | None:
    """Return how runs ended by a column of yes and no; None where it is no such column."""
    heading = re.sub(r"^(?:did|has|is|was)_", "", plain(name))
    of_failure, of_end = heading in _OF_FAILURE, heading in _OF_END
    words = {cell: cell.strip().lower() for cell in set(sheet.filled(name))}
    if not (of_failure or of_end) or not words or not all(word in _YES | _NO for word in words.values()):
        return None
    yes, no = (FAILED, FINISHED) if of_failure else (FINISHED, UNFINISHED)
    return [None if cell is None else yes if words[cell] in _YES else no for cell in sheet.columns[name]]
