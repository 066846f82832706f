"""Arms that were run at several learning rates: one is chosen for each."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from actlab.studies.judging.rows import Observation
from actlab.words import Text, _, joined

_SHOWN = 12  # how many data sets or arms are named


def choose_rates(
    rows: Sequence[Observation], metric: str, validation: str | None, higher: bool, validation_higher: bool
) -> tuple[list[Observation], list[Text]]:
    """Keep one learning rate for each arm and data set: the best by validation, or by the metric itself.

    A rate at which a network failed is chosen only where there is no other.
    """
    if not any(one.lr for one in rows):
        return list(rows), []
    groups: dict[tuple[str, str], dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for one in rows:
        groups[one.dataset, one.arm][one.lr].append(one)
    if all(len(by_rate) == 1 for by_rate in groups.values()):
        return list(rows), []
    warnings = _budgets({key: len(by_rate) for key, by_rate in groups.items()})
    if validation is None:
        message = _(
            "each variant's learning rate was chosen by {metric} itself, so that the figures are too good; choose by "
            "a column validation_{metric}, and evaluate on fresh seeds."
        )
        warnings.append(message.format(metric=metric))
    sign = (1 if validation_higher else -1) if validation else (1 if higher else -1)
    kept = [_best(by_rate, validation is not None, sign) for by_rate in groups.values()]
    return [one for group in kept for one in group], warnings


def _best(by_rate: Mapping[str, list[Observation]], by_validation: bool, sign: int) -> list[Observation]:
    def merit(rate: str) -> float:
        group = by_rate[rate]
        scores = [one.validation if by_validation else one.value for one in group]
        known = [score for score in scores if score is not None and math.isfinite(score)]
        if len(known) < len(scores) or any(one.value is not None and math.isnan(one.value) for one in group):
            return -math.inf  # a rate that fails is no choice
        return (
            sign * float(np.mean(np.asarray(known) / 2**10)) if known else -math.inf
        )  # scaled: a mean cannot overflow

    return by_rate[max(sorted(by_rate), key=merit)]


def _budgets(counts: Mapping[tuple[str, str], int]) -> list[Text]:
    """Return what is said where some arm was tried at more rates than another."""
    by_dataset: dict[str, dict[str, int]] = defaultdict(dict)
    for (dataset, arm), count in sorted(counts.items()):
        by_dataset[dataset][arm] = count
    unequal = [(dataset, tried) for dataset, tried in by_dataset.items() if len(set(tried.values())) > 1]
    message = _("unequal tuning budgets{where}: {tried} learning rates; who tries more often looks better.")
    return [
        message.format(where=_where(dataset), tried=", ".join(f"{arm} {n}" for arm, n in list(tried.items())[:_SHOWN]))
        for dataset, tried in unequal[:_SHOWN]
    ]


def _where(dataset: str) -> Text:
    return joined([" ", _("in {dataset}").format(dataset=dataset)] if dataset else [], "")
