"""From the rows of somebody's table to pairs; whatever is not as it should be is named, nothing is dropped silently."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from actlab.errors import InvalidInput
from actlab.studies.columns import Columns, Observation
from actlab.words import _, joined

Cells = dict[str, dict[str, float]]  # arm -> seed -> value; NaN where it is not a finite number
SHOWN = 5  # how many cases a warning names
SUMMARY = '"gelu 93.32 0.19 3"'  # of an arm of which only name, mean, SD and n are known


def clean(rows: Sequence[Observation], columns: Columns) -> tuple[dict[str, Cells], list[str]]:
    """Return the values by data set, arm and seed, and what has to be said of them.

    Where an arm has several learning rates in a data set, one is chosen for it. Raises InvalidInput when the
    same arm, seed and learning rate has two different values, or nothing says what belongs together.
    """
    warnings: list[str] = []
    single = _without_duplicates(rows, columns, warnings)
    chosen = _choose_rates(single, columns, warnings)
    found: dict[str, Cells] = defaultdict(lambda: defaultdict(dict))
    for one in chosen:
        found[one.dataset][one.arm][one.seed] = math.nan if one.value is None else one.value
    arms = {one.arm for one in rows}
    for dataset, cells in sorted(found.items()):
        warnings += [*_missing(dataset, cells, arms), *_not_finite(dataset, cells)]
    return {dataset: dict(cells) for dataset, cells in sorted(found.items())}, warnings


def _without_duplicates(rows: Iterable[Observation], columns: Columns, warnings: list[str]) -> list[Observation]:
    seen: dict[tuple[str, ...], Observation] = {}
    repeated = []
    for one in rows:
        first = seen.setdefault((one.dataset, one.arm, one.lr, one.seed), one)
        if first is one:
            continue
        if not columns.seed and columns.arm and not columns.dataset:
            message = _(
                "no column says which rows belong together: {arm} has several. Add a column seed; where only mean, "
                "SD and n are known, judge these summaries."
            )
            raise InvalidInput(message.format(arm=one.arm), "summary", SUMMARY)
        if first.value != one.value:
            message = _("duplicate: {case} stands in rows {first} and {second} with different values; keep one.")
            raise InvalidInput(message.format(case=_case(one), first=first.line, second=one.line))
        repeated.append(_case(one) + f" ({first.line}, {one.line})")
    if repeated:
        message = _("duplicate rows with the same value count once: {cases}.")
        warnings.append(message.format(cases=_some(repeated)))
    return list(seen.values())


def _choose_rates(rows: list[Observation], columns: Columns, warnings: list[str]) -> list[Observation]:
    """Keep one learning rate for each arm and data set: the best by validation, or by the metric itself."""
    groups: dict[tuple[str, str], dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for one in rows:
        groups[one.dataset, one.arm][one.lr].append(one)
    budgets = {key: len(by_rate) for key, by_rate in groups.items()}
    if max(budgets.values()) == 1:
        return rows
    for dataset in sorted({dataset for dataset, _arm in budgets}):
        tried = {arm: count for (where, arm), count in sorted(budgets.items()) if where == dataset}
        if len(set(tried.values())) > 1:
            message = _("unequal tuning budgets{where}: {tried} learning rates; who tries more often looks better.")
            counts = ", ".join(f"{arm} {count}" for arm, count in tried.items())
            warnings.append(message.format(where=_where(dataset), tried=counts))
    if columns.validation is None:
        message = _(
            "each arm's learning rate was chosen by {metric} itself, so that the figures are too good; choose by "
            "a column validation_{metric}, and evaluate on fresh seeds."
        )
        warnings.append(message.format(metric=columns.metric))
    kept = [_best_rate(by_rate, columns) for by_rate in groups.values()]
    return [one for group in kept for one in group]


def _best_rate(by_rate: dict[str, list[Observation]], columns: Columns) -> list[Observation]:
    def merit(group: list[Observation]) -> float:
        scores = [one.validation if columns.validation else one.value for one in group]
        finite = [score for score in scores if score is not None]
        if len(finite) < len(scores):  # a rate that diverges is no choice
            return -math.inf
        return math.fsum(finite) / len(finite) * (1 if columns.higher_is_better else -1)

    return by_rate[max(sorted(by_rate), key=lambda rate: merit(by_rate[rate]))]


def _missing(dataset: str, cells: Cells, arms: Iterable[str]) -> list[str]:
    seeds = sorted({seed for values in cells.values() for seed in values}, key=_by_number)
    gaps = [f"{arm} {seed}".strip() for arm in sorted(arms) for seed in seeds if seed not in cells.get(arm, {})]
    if not gaps:
        return []
    message = _("missing{where}: {cases}; a pair without both of its values is left out of its comparison.")
    return [message.format(where=_where(dataset), cases=_some(gaps))]


def _not_finite(dataset: str, cells: Cells) -> list[str]:
    bad = [
        f"{arm} {seed}".strip()
        for arm, values in sorted(cells.items())
        for seed, value in sorted(values.items(), key=lambda item: _by_number(item[0]))
        if not math.isfinite(value)
    ]
    if not bad:
        return []
    message = _(
        "not a finite number{where}: {cases}; counted as not finished, as the worst value of its comparison in the "
        "test, and left out of mean and interval."
    )
    return [message.format(where=_where(dataset), cases=_some(bad))]


def _by_number(seed: str) -> tuple[float, str]:
    return (float(seed), seed) if seed.isdecimal() else (math.inf, seed)


def _case(one: Observation) -> str:
    parts = [one.arm, one.dataset, _("seed {seed}").format(seed=one.seed) if one.seed else ""]
    parts.append(_("learning rate {lr}").format(lr=one.lr) if one.lr else "")
    return joined([part for part in parts if part], ", ")


def _where(dataset: str) -> str:
    return " " + _("in {dataset}").format(dataset=dataset) if dataset else ""


def _some(cases: Sequence[str]) -> str:
    """Name the first few cases and count the others."""
    rest = len(cases) - SHOWN
    shown = joined(cases[:SHOWN], "; ")
    return shown + " " + _("and {n} more").format(n=rest) if rest > 0 else shown
