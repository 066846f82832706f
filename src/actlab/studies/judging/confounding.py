"""Columns that change with what is compared, so that a difference may be theirs."""

from __future__ import annotations

from collections.abc import Sequence

from actlab.studies.judging.extras import is_bookkeeping, is_index
from actlab.studies.judging.metrics import spread_of
from actlab.studies.judging.reading import Reading
from actlab.studies.judging.rows import Observation
from actlab.words import Text, _, joined

_SHOWN = 4  # how many values are named


def changing(reading: Reading, rows: Sequence[Observation]) -> list[Text]:
    """Return which columns have one value for each arm, and not the same for all."""
    sheet, parts = reading.sheet, reading.parts
    if not parts.arm:
        return []
    found = []
    for name in parts.free:
        if name in reading.metric.others or not sheet.varies(name) or is_bookkeeping(name) or is_index(sheet, name):
            continue
        if spread_of(reading.metric.column or "", [name]):
            continue
        by_arm: dict[str, set[str | None]] = {}
        for one in rows:
            by_arm.setdefault(one.arm, set()).add(sheet.columns[name][one.place])
        if all(len(cells) == 1 for cells in by_arm.values()) and len(set.union(*by_arm.values())) > 1:
            named = [joined([arm, " ", next(iter(cells)) or "-"], "") for arm, cells in by_arm.items()][:_SHOWN]
            message = _("{column} changes with what is compared ({values}), so that a difference may be due to it.")
            found.append(message.format(column=name, values=joined(named, ", ")))
    return found
