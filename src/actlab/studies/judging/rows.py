"""One observation for each number of a table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from actlab.data.tables.numbers import Number, why_not
from actlab.errors import InvalidInput
from actlab.studies.judging.names import canonical
from actlab.studies.judging.parts import Parts
from actlab.studies.judging.sheet import Cells, Sheet
from actlab.studies.judging.statuses import FAILED, UNFINISHED, meaning
from actlab.words import _

BETWEEN = " / "  # values of several columns that together name one thing


class Observation(NamedTuple):
    """One number: ``value`` is None where the cell is blank, and NaN where the network failed.

    ``place`` is the row in the sheet, ``line`` that in the file, counted below the heading.
    """

    place: int
    line: int
    arm: str
    dataset: str
    seed: str
    lr: str
    step: float | None
    value: float | None
    validation: float | None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells one result from another."""
        return self.dataset, self.arm, self.lr, self.seed


def observe(sheet: Sheet, parts: Parts, metric: str | None, validation: str | None) -> list[Observation]:
    """Return one observation per result of the table, without the runs that have not ended.

    Raises InvalidInput for a cell that is text where a number belongs, or a row without the name of its arm, seed
    or data set.
    """
    datasets, rates = _joined(sheet, parts.dataset), _joined(sheet, (parts.lr,) if parts.lr else ())
    seeds = [canonical(seed) for seed in _seeds(sheet, parts)]
    steps = _steps(sheet, parts.step)
    chosen_by = _values(sheet, validation) if validation else [None] * len(sheet.lines)
    ends = _ends(sheet, parts.status)
    found = []
    for arms, values in _series(sheet, parts, metric):
        rows = zip(sheet.lines, arms, datasets, seeds, rates, steps, ends, values, chosen_by, strict=True)
        for place, (line, arm, dataset, seed, lr, step, end, value, validated) in enumerate(rows):
            if end != UNFINISHED:
                shown = math.nan if end == FAILED else value
                found.append(Observation(place, line, arm, dataset, seed, lr, step, shown, validated))
    return sorted(found) if len(parts.arms) > 1 else found


def unfinished(sheet: Sheet, status: str | None) -> list[str]:
    """Return the words of the status of the runs that have not ended."""
    return [cell for cell in sheet.filled(status) if meaning(cell) == UNFINISHED] if status else []


def _series(sheet: Sheet, parts: Parts, metric: str | None) -> Iterator[tuple[Sequence[str], list[float | None]]]:
    """Yield the names of arms by row with the values by row: once, or for each arm of a wide table."""
    if parts.arm:
        assert metric is not None
        yield _joined(sheet, parts.arm), _values(sheet, metric)
    for name in parts.arms:
        yield [name] * len(sheet.lines), _values(sheet, name)


def _joined(sheet: Sheet, names: Sequence[str]) -> list[str]:
    if not names:
        return [""] * len(sheet.lines)
    for name in names:
        _refuse_blank(sheet, name)
    columns = [[cell or "" for cell in sheet.columns[name]] for name in names]
    return columns[0] if len(columns) == 1 else [BETWEEN.join(cells) for cells in zip(*columns, strict=True)]


def _seeds(sheet: Sheet, parts: Parts) -> list[str]:
    """Return the seed of each row; in a wide table without one what stands in a row belongs together."""
    if parts.seed:
        for name in parts.seed:
            _refuse_blank(sheet, name)
        columns = [[canonical(cell or "") for cell in sheet.columns[name]] for name in parts.seed]
        return [BETWEEN.join(cells) for cells in zip(*columns, strict=True)]
    alone = bool(parts.arms) and not parts.step and not _tells_rows(sheet, parts.dataset)
    return [str(line) for line in sheet.lines] if alone else [""] * len(sheet.lines)


def _tells_rows(sheet: Sheet, names: Sequence[str]) -> bool:
    """Return whether columns tell every row from every other."""
    return bool(names) and len(set(zip(*(sheet.columns[name] for name in names), strict=True))) == len(sheet.lines)


def _refuse_blank(sheet: Sheet, name: str) -> None:
    cells = sheet.columns[name]
    if None in cells:
        message = _("row {line} has no {column}; name it, or remove the row.")
        raise InvalidInput(message.format(line=sheet.lines[list(cells).index(None)], column=name or "''"))


def _values(sheet: Sheet, name: str) -> list[float | None]:
    """Return a column's numbers; NaN for what is written as not finite. Raises InvalidInput for another text."""
    numbers: list[Number | None] = sheet.numbers(name)
    cells: Cells = sheet.columns[name]
    for place, (cell, one) in enumerate(zip(cells, numbers, strict=True)):
        if one is None and cell is not None:
            message = _("row {line}: {column} is '{cell}', {reason}.")
            fields = {"line": sheet.lines[place], "column": name, "cell": cell[:40], "reason": why_not(cell)}
            raise InvalidInput(message.format(**fields))
    return [None if one is None else one.value if math.isfinite(one.value) else math.nan for one in numbers]


def _steps(sheet: Sheet, name: str | None) -> list[float | None]:
    """Return how far each row is in its run; None where that is no number."""
    if name is None:
        return [None] * len(sheet.lines)
    return [one.value if one is not None and math.isfinite(one.value) else None for one in sheet.numbers(name)]


def _ends(sheet: Sheet, status: str | None) -> list[str | None]:
    cells = sheet.columns[status] if status else [None] * len(sheet.lines)
    return [meaning(cell) if cell is not None else None for cell in cells]
