"""Tables of published means, such as 93.2±0.2 or columns mean and std, with the number of runs where it is told."""

from __future__ import annotations

from collections.abc import Sequence

from actlab.errors import InvalidInput
from actlab.statistics.summaries import Summary
from actlab.studies.judging.metrics import Metric, spread_of
from actlab.studies.judging.names import plain
from actlab.studies.judging.parts import Parts
from actlab.studies.judging.rows import BETWEEN
from actlab.studies.judging.sheet import Sheet
from actlab.words import Text, _

_RUNS = (
    "n", "runs", "n_runs", "num_runs", "seeds", "n_seeds", "num_seeds", "count", "k", "repeats", "trials",
    "n_trials",
)  # fmt: skip


def has_spreads(sheet: Sheet, names: Sequence[str]) -> bool:
    """Return whether cells of these columns are means with their spread."""
    return any(one is not None and one.spread is not None for name in names for one in sheet.numbers(name))


def summaries(sheet: Sheet, parts: Parts, metric: Metric) -> list[Summary] | None:
    """Return the arms' published means; None where the table is not of that kind.

    With several data sets the means are numbers like others, one for each. Raises InvalidInput where it is not told
    of how many runs they are the means.
    """
    names = parts.arms or ((metric.column,) if metric.column else ())
    spread = spread_of(names[0], list(sheet.columns)) if parts.arm and names else None
    once = len(sheet.lines) == 1 if parts.arms else _once(sheet, parts)
    if not (has_spreads(sheet, names) or spread) or not once:
        return None
    found = _wide(sheet, parts.arms) if parts.arms else _long(sheet, parts, names[0], spread)
    counts = _counts(sheet)
    if counts is None or any(count is None or count < 2 for count in counts):
        example = " ".join(f'"{arm} {mean:g} {sd:g} N"' for arm, mean, sd in found[:3])
        message = _(
            "these are published means with their SDs; of how many runs is not told. Add a column n, or judge them as "
            "summaries, with the number of runs for N."
        )
        raise InvalidInput(message, "summary", example)
    per_arm = counts * len(found) if parts.arms else counts
    return [Summary(arm, mean, sd, int(n or 0)) for (arm, mean, sd), n in zip(found, per_arm, strict=True)]


def ignored_spreads(sheet: Sheet, names: Sequence[str]) -> list[Text]:
    """Return what is said where means stand for data sets, and their spreads play no part."""
    return (
        [_("Numbers such as 93.2±0.2 count as their means; the spread plays no part.")]
        if has_spreads(sheet, names)
        else []
    )


def _once(sheet: Sheet, parts: Parts) -> bool:
    """Return whether every arm has one row."""
    arms = list(zip(*(sheet.columns[name] for name in parts.arm), strict=True))
    return len(set(arms)) == len(arms)


def _long(sheet: Sheet, parts: Parts, metric: str, spread: str | None) -> list[tuple[str, float, float]]:
    columns = [[cell or "" for cell in sheet.columns[name]] for name in parts.arm]
    arms = [BETWEEN.join(cells) for cells in zip(*columns, strict=True)]
    sds = sheet.numbers(spread) if spread else [None] * len(arms)
    found = []
    for arm, one, sd, line in zip(arms, sheet.numbers(metric), sds, sheet.lines, strict=True):
        own = one.spread if one is not None and one.spread is not None else sd.value if sd is not None else None
        if one is None or own is None:
            raise _without_spread(line)
        found.append((arm, one.value, own))
    return found


def _wide(sheet: Sheet, arms: Sequence[str]) -> list[tuple[str, float, float]]:
    cells = [(arm, sheet.numbers(arm)[0]) for arm in arms]
    if any(one is None or one.spread is None for _arm, one in cells):
        raise _without_spread(sheet.lines[0])
    return [(arm, one.value, one.spread or 0.0) for arm, one in cells if one is not None]


def _counts(sheet: Sheet) -> list[int | None] | None:
    name = next((name for name in sheet.columns if plain(name) in _RUNS and sheet.is_numeric(name)), None)
    if name is None:
        return None
    return [int(one.value) if one is not None and one.value.is_integer() else None for one in sheet.numbers(name)]


def _without_spread(line: int) -> InvalidInput:
    return InvalidInput(_("row {line}: a mean without its SD stands among means with theirs.").format(line=line))
