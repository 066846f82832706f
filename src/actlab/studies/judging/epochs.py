"""Logs with a row for each epoch or step: which row of a run is its result."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from actlab.errors import InvalidInput
from actlab.studies.judging.asked import BEST_VALIDATION
from actlab.studies.judging.cases import case, some
from actlab.studies.judging.rows import Observation
from actlab.words import Text, _, decimal, joined


class Ends(NamedTuple):
    """One observation per run, what had to be said, and what weakens the answer."""

    rows: list[Observation]
    remarks: tuple[Text, ...]
    warnings: tuple[Text, ...]


class Choice(NamedTuple):
    """How a row is chosen: the column of steps, which row, by which column, and which way is better there."""

    step: str
    at: str | None
    validation: str | None
    higher: bool
    by_judged: bool


def several_steps(rows: Iterable[Observation]) -> bool:
    """Return whether some run has rows for several steps."""
    steps: dict[tuple[str, ...], float | None] = {}
    return any(steps.setdefault(one.key, one.step) != one.step for one in rows)


def one_per_run(rows: Sequence[Observation], choice: Choice) -> Ends:
    """Return the last row of each run, or the one that is best on validation data.

    The last is that of the largest step, whatever is written in it: a run that ends in nan has failed.
    Raises InvalidInput where the best on validation data is asked for, and no column has them.
    """
    runs: dict[tuple[str, ...], list[Observation]] = defaultdict(list)
    for one in rows:
        runs[one.key].append(one)
    if choice.at == BEST_VALIDATION:
        return _best(runs.values(), choice)
    last = [row for run in runs.values() for row in _last(run)]
    steps = Counter(one.step for one in last if one.step is not None)
    if not steps:  # a column of steps in which nothing is written
        return Ends(last, (), ())
    remark = _("Each run has a row for every {step}: the last is taken, {step} {last}.")
    farthest = max(steps)
    early = [one for one in last if one.step is not None and one.step < farthest]
    warnings = []
    if early:
        message = _("ended before {step} {last}: {cases}; what stands in their last row is taken.")
        cases = some([joined([case(one), " (", decimal(f"{one.step:g}"), ")"], "") for one in early])
        warnings.append(message.format(step=choice.step, last=decimal(f"{farthest:g}"), cases=cases))
    return Ends(last, (remark.format(step=choice.step, last=decimal(f"{farthest:g}")),), tuple(warnings))


def _last(run: list[Observation]) -> list[Observation]:
    """Return the rows of the largest step that has a number or nan; one, unless a row occurs twice."""
    written = [one for one in run if one.value is not None] or run
    known = [one.step for one in written if one.step is not None]
    return [one for one in written if one.step == max(known)] if known else written


def _best(runs: Iterable[list[Observation]], choice: Choice) -> Ends:
    if choice.validation is None:
        message = _("at: there is no column of a known metric on validation data; take the last row of each run.")
        raise InvalidInput(message, "at", "last")
    sign = 1 if choice.higher else -1
    chosen = []
    for run in runs:
        fine = [one for one in run if one.validation is not None and one.validation == one.validation]
        with_value = [one for one in fine if one.value is not None]
        pool = with_value or fine or run
        chosen.append(max(pool, key=lambda one: (sign * (one.validation or 0.0), -(one.step or 0.0))))
    remark = _("Each run has a row for every {step}: the one with the best {validation} is taken.")
    warnings = []
    if choice.by_judged:
        warnings.append(_("the rows are chosen by what is judged, so that the figures are too good."))
    return Ends(chosen, (remark.format(step=choice.step, validation=choice.validation),), tuple(warnings))
