"""From observations to numbers by data set, arm and seed: what is missing, and what failed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from actlab.data.tables.numbers import Number
from actlab.errors import InvalidInput
from actlab.findings.results import Table
from actlab.studies.judging.cases import brief, some
from actlab.studies.judging.rows import Observation
from actlab.studies.judging.spellings import find_name
from actlab.words import Text, _, decimal, joined, listed, plural

Cells = dict[str, dict[str, dict[str, float]]]  # data set -> arm -> seed -> number; NaN for a network that failed


def levels(chance: Mapping[str, Number], rows: Sequence[Observation], percent: bool) -> dict[str, float]:
    """Return the level at which failures count for each data set that has one, in the units of the table.

    Raises InvalidInput for a data set that is not there.
    """
    names = list(dict.fromkeys(one.dataset for one in rows))
    sizes = [abs(one.value) for one in rows if one.value is not None and math.isfinite(one.value)]
    fractions = not percent and bool(sizes) and max(sizes) <= 1

    if names == [""] and any(chance):
        message = _("chance: the table names no data set; write the number alone.")
        raise InvalidInput(message, "chance", "0.1")

    def level(given: Number) -> float:
        return given.value / 100 if given.percent and fractions else given.value

    found = dict.fromkeys(names, level(chance[""])) if "" in chance else {}
    return found | {find_name(_("data set"), name, names): level(one) for name, one in chance.items() if name}


def chance_told(chance: Mapping[str, float], rows: Sequence[Observation]) -> list[Text]:
    """Return at which level failures count, beside the numbers, whose unit it must have."""
    values = [one.value for one in rows if one.value is not None and math.isfinite(one.value)]
    if not chance or not values:
        return []
    levels_ = listed([decimal(f"{level:g}") for level in sorted(set(chance.values()))])
    message = _("Failures count as {levels}; the numbers lie between {low} and {high}.")
    return [message.format(levels=levels_, low=decimal(f"{min(values):g}"), high=decimal(f"{max(values):g}"))]


def at_chance(
    rows: Sequence[Observation], chance: Mapping[str, float], higher: bool
) -> tuple[list[Observation], list[Text]]:
    """Return the rows in which a network that is no better than chance has failed, and which these are.

    Raises InvalidInput where that is every network.
    """
    sign = 1 if higher else -1
    found, failed = [], []
    for one in rows:
        level = chance.get(one.dataset)
        low = one.value is not None and level is not None and sign * one.value <= sign * level
        failed += [one] if low else []
        found.append(one._replace(value=math.nan) if low else one)
    if failed and len(failed) == sum(one.value is not None and not math.isnan(one.value) for one in rows):
        values = sorted(one.value for one in failed if one.value is not None)
        message = _("chance: no number is better than that; they lie between {low} and {high}. Give it in their unit.")
        raise InvalidInput(
            message.format(low=decimal(f"{values[0]:g}"), high=decimal(f"{values[-1]:g}")), "chance", "0.1"
        )
    if not failed:
        return found, []
    message = _("no better than chance, and so counted as failed: {cases}.")
    return found, [message.format(cases=some([_brief(one) for one in failed]))]


def by_dataset(rows: Sequence[Observation], chance: Mapping[str, float]) -> tuple[Table, ...]:
    """Return the numbers of each data set; what is missing is not there.

    Raises InvalidInput where there is no number at all.
    """
    if not any(one.value is not None and math.isfinite(one.value) for one in rows):
        raise InvalidInput(_("no row has a finite number; there is nothing to judge."))
    found: Cells = {}
    for one in sorted(rows, key=lambda one: _by_number(one.seed)):  # no order of rows changes what is told
        if one.value is not None:
            found.setdefault(one.dataset, {}).setdefault(one.arm, {})[one.seed] = one.value
    return tuple(Table(name, cells, chance.get(name)) for name, cells in sorted(found.items()))


def missing(tables: Sequence[Table], arms: Sequence[str]) -> list[Text]:
    """Return which arms lack a number where another has one."""
    gaps: list[Text] = []
    for table in tables:
        every = dict.fromkeys(seed for row in table.values.values() for seed in row)
        if all(len(table.values.get(arm, {})) == len(every) for arm in arms):
            continue
        seeds = sorted(every, key=_by_number)
        gaps += [
            brief(arm, seed, table.dataset) for arm in arms for seed in seeds if seed not in table.values.get(arm, {})
        ]
    if not gaps:
        return []
    message = _("missing: {cases}; a pair without both of its values is left out of its comparison.")
    return [message.format(cases=some(gaps))]


def failures(rows: Sequence[Observation], chance: Mapping[str, float]) -> list[Text]:
    """Return which networks failed and what they count as."""
    failed = [one for one in rows if one.value is not None and math.isnan(one.value)]
    if not failed:
        return []
    unknown = any(one.dataset not in chance for one in failed)
    message = _("failed: {cases}.")
    named = message.format(cases=some([_brief(one) for one in sorted(failed, key=_order)]))
    return [joined([named, _AT_WORST if unknown else _AT_CHANCE])]


def unpaired(tables: Sequence[Table], arms: Sequence[str], control: str) -> None:
    """Refuse a table in which no arm shares a seed with the control."""
    others = [arm for arm in arms if arm != control]
    for table in tables:
        seeds = table.values.get(control, {}).keys()
        if any(not seeds.isdisjoint(table.values.get(arm, {})) for arm in others):
            return
    message = _(
        "no variant has a number for the same seed as {control}: networks are compared in pairs. Give runs that belong "
        "together the same seed, or judge means, SDs and numbers of runs."
    )
    raise InvalidInput(message.format(control=control), "summary", '"gelu 93.32 0.19 3"')


def left_unfinished(words: Sequence[str]) -> list[Text]:
    """Return what is said of runs that have not ended: such as are running, or were stopped because they did badly."""
    if not words:
        return []
    message = _(
        "left out, as they have not ended: {rows} ({words}). If runs were stopped for doing badly, the figures are "
        "too good."
    )
    counted = plural("{n} row", "{n} rows", len(words))
    return [message.format(rows=counted, words=", ".join(sorted(set(words))))]


def _brief(one: Observation) -> Text:
    return brief(one.arm, one.seed, one.dataset)


def _order(one: Observation) -> tuple[str, str, tuple[float, str]]:
    return one.dataset, one.arm, _by_number(one.seed)


def _by_number(seed: str) -> tuple[float, str]:
    return (float(seed), seed) if seed.isascii() and seed.isdecimal() else (math.inf, seed)


_AT_CHANCE = _("They count at the level of chance in mean, interval and test.")
_AT_WORST = _(
    "What predicting the commonest class gives is not known, so that they count as the worst number of their data set, "
    "and nothing is claimed in favour of a variant with failures: name that level as chance."
)
