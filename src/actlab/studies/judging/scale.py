"""Numbers that do not stand on one scale: percent among fractions is refused, a lost decimal point remarked."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median

from actlab.errors import InvalidInput
from actlab.studies.judging.cases import brief, some
from actlab.studies.judging.names import plain
from actlab.studies.judging.rows import Observation
from actlab.words import Text, _, decimal, joined

_FAR = 20.0  # median distances from the median
_TIMES = 3.0  # how many times larger or smaller than the median
_UNITS = 50.0  # how many times the numbers of one arm exceed those of another where they may be in two units
_NEAR = 0.05  # how near to 10 or 100 such a ratio is
_ALONE = 5  # as many numbers of one arm are compared among themselves, fewer with those of the other arms
_PERCENT = (30.0, 300.0)  # ratio of the medians of numbers in percent and as fractions
_SHARES = re.compile(r"acc|f1|auc|precision|recall|iou|dice")


def out_of_scale(rows: Sequence[Observation], metric: str, higher: bool) -> list[Text]:
    """Return what is said of numbers far from all others of their arm, or of their data set where an arm has few.

    Raises InvalidInput where shares are written as fractions in some rows and in percent in others.
    """
    by_dataset: dict[str, list[Observation]] = defaultdict(list)
    for one in rows:
        if one.value is not None and math.isfinite(one.value):
            by_dataset[one.dataset].append(one)
    odd: list[Observation] = []
    for group in by_dataset.values():
        if higher:
            _refuse_mixed(group)
        odd += _odd(group)
    impossible = bool(_SHARES.search(plain(metric))) and higher
    odd += [one for one in rows if impossible and (one.value or 0.0) > 100 and one not in odd]
    if not odd:
        return _other_units(by_dataset.values()) if by_dataset else []
    message = _("out of scale, and counted as it stands: {cases}.")
    named = [joined([brief(one.arm, one.seed, one.dataset), decimal(f"{one.value:g}")], " = ") for one in odd]
    return [message.format(cases=some(named))]


def _other_units(groups: Iterable[Sequence[Observation]]) -> list[Text]:
    """Return which two arms differ so much in size that one may be in another unit."""
    by_arm: dict[str, list[float]] = defaultdict(list)
    for group in groups:
        for one in group:
            by_arm[one.arm].append(abs(one.value or 0.0))
    sizes = {arm: 2 * median([value / 2 for value in values]) for arm, values in by_arm.items()}
    small, large = min(sizes, key=lambda arm: sizes[arm]), max(sizes, key=lambda arm: sizes[arm])
    ratio = sizes[large] / sizes[small] if sizes[small] else 1.0
    if ratio <= _UNITS and all(abs(ratio / power - 1) > _NEAR for power in (10, 100)):
        return []
    message = _("{large} ({a}) and {small} ({b}) differ much in size; one may be in another unit.")
    fields = {"large": large, "a": decimal(f"{sizes[large]:g}"), "small": small, "b": decimal(f"{sizes[small]:g}")}
    return [message.format(**fields)]


def mixed_percent(percents: Sequence[bool], metric: str) -> None:
    """Refuse a column of which some cells have a percent sign and others have none."""
    if any(percents) and not all(percents):
        message = _("{metric}: some numbers have a percent sign and others have none; write all of them alike.")
        raise InvalidInput(message.format(metric=metric))


def _refuse_mixed(group: Sequence[Observation]) -> None:
    percents = [one for one in group if one.value is not None and 1.5 < one.value <= 100]
    if not percents or len(percents) == len(group):
        return
    fractions = [one for one in group if one.value is not None and 0 < one.value <= 1]
    if not fractions or len(fractions) + len(percents) < len(group):
        return
    ratio = median(one.value or 0.0 for one in percents) / median(one.value or 0.0 for one in fractions)
    apart = min(one.value or 0.0 for one in percents) > 5 * max(one.value or 0.0 for one in fractions)
    if apart and _PERCENT[0] < ratio < _PERCENT[1]:
        message = _(
            "rows {first} and {second}: {a} and {b} read as a fraction and as percent; write all of them alike."
        )
        a, b = fractions[0], percents[0]
        numbers = {"a": decimal(f"{a.value:g}"), "b": decimal(f"{b.value:g}")}
        raise InvalidInput(message.format(first=a.line, second=b.line, **numbers))


def _odd(group: Sequence[Observation]) -> list[Observation]:
    """Return the odd numbers of a data set."""
    if len(group) < _ALONE:
        return _far(group, group)
    by_arm: dict[str, list[Observation]] = defaultdict(list)
    for one in group:
        by_arm[one.arm].append(one)
    return [one for own in by_arm.values() for one in _far(own, group)]


def _far(own: Sequence[Observation], every: Sequence[Observation]) -> list[Observation]:
    """Return the numbers of an arm many times their usual distance, and several times, away from the median."""
    among = own if len(own) >= _ALONE else every
    if len(among) < 3:
        return []
    values = sorted(one.value or 0.0 for one in among)
    middle = values[len(values) // 2]
    usual = sorted(abs(value - middle) for value in values)[len(values) // 2]

    def far(value: float) -> bool:
        times = abs(value) > _TIMES * abs(middle) or abs(value) * _TIMES < abs(middle)
        return times and abs(value - middle) > _FAR * usual

    return [one for one in own if far(one.value or 0.0)]
