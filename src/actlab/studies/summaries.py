"""What a published table of means, SDs and numbers of runs can and cannot support."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from actlab.errors import InvalidInput
from actlab.statistics.correction import holm
from actlab.statistics.summaries import Summary, Unpaired, interval, welch
from actlab.statistics.verdict import ALPHA, BETTER, EQUIVALENT, UNDECIDED, WORSE
from actlab.studies.judging.asked import Asked, asked
from actlab.studies.judging.direction import higher_is_better
from actlab.studies.judging.spellings import find_name
from actlab.words import _, decimal

EXAMPLE = '"gelu 93.32 0.19 3"'
DIFFERS = "differs"  # a difference is supported, and which way is better is not known
_LARGEST = 1e70  # fourth powers of larger numbers cannot be held
# What a table can be asked, and means cannot
_OF_TABLES = ("arm", "seed", "dataset", "where", "at", "chance", "all_pairs")


@dataclass(frozen=True)
class SummaryRow:
    """One arm against the control: the difference, its p value adjusted by Holm, and what follows.

    ``simultaneous`` is Welch's interval for all arms together (Bonferroni); ``verdict`` is better, worse, equivalent
    or undecided, and ``differs`` where the direction is not known. Both are empty for the control.
    """

    summary: Summary
    interval: tuple[float, float]
    against: Unpaired | None
    p_holm: float | None
    simultaneous: tuple[float, float] | None = None
    verdict: str = ""


@dataclass(frozen=True)
class SummaryJudgement:
    """All arms, the control first; ``others`` is in the order in which they were given.

    ``metric`` is what was measured, or empty; ``higher_is_better`` is None where that is not known.
    """

    control: SummaryRow
    others: list[SummaryRow]
    metric: str = ""
    higher_is_better: bool | None = None
    margin: float | None = None

    @property
    def rows(self) -> list[SummaryRow]:
        """All arms."""
        return [self.control, *self.others]


def judge_summaries(texts: str | Sequence[str], choices: Asked | None = None) -> SummaryJudgement:
    """Compare arms of which only "name mean SD n" is known, unpaired, with the first or the control.

    Of the ``choices`` the metric (its name), the direction, the control and the margin are honoured; others are
    refused. Raises InvalidInput for a text of another form, fewer than two arms, or an unknown control.

    >>> found = judge_summaries(["mish 92.75 0.2 3", "gelu 93.32 0.19 3"])
    >>> found.others[0].summary.arm, round(found.others[0].against.p, 3), found.others[0].verdict
    ('gelu', 0.023, 'differs')
    """
    several = [texts] if isinstance(texts, str) or not isinstance(texts, Sequence) else texts
    chosen = choices or asked()
    return compare_summaries([_read(text) for text in several], chosen, chosen.metric or "")


def compare_summaries(given: Sequence[Summary], choices: Asked, metric: str) -> SummaryJudgement:
    """Compare published means with those of the first arm, or of the named one.

    An arm is better or worse when its p value, after Holm's correction, is at most alpha and its direction is known.
    Raises InvalidInput for what can be asked of single runs only.
    """
    for name in _OF_TABLES:
        if getattr(choices, name):
            refuse_of_tables(name)
    for summary in given:
        _refuse_odd(summary)
    base = _base(given, choices.control)
    others = [summary for summary in given if summary is not base]
    found = [welch(summary, base) for summary in others]
    adjusted = holm([1.0 if one.p is None else one.p for one in found])
    together = [welch(summary, base, ALPHA / len(others)).interval for summary in others]
    higher = not choices.lower_is_better if choices.lower_is_better is not None else higher_is_better(metric)
    rows = [
        SummaryRow(
            summary,
            interval(summary),
            one,
            None if one.p is None else p,
            ends,
            _verdict(one, p, ends, higher, choices.margin),
        )
        for summary, one, p, ends in zip(others, found, adjusted, together, strict=True)
    ]
    control = SummaryRow(base, interval(base), None, None)
    return SummaryJudgement(control, rows, metric, higher, choices.margin)


def refuse_of_tables(choice: str) -> NoReturn:
    """Refuse a choice that has no meaning for published means."""
    message = _("{choice} has no meaning for published means: of single runs nothing is known; leave it out.")
    raise InvalidInput(message.format(choice=choice))


def _verdict(
    against: Unpaired, p: float, ends: tuple[float, float] | None, higher: bool | None, margin: float | None
) -> str:
    if margin is not None and ends is not None and -margin < ends[0] and ends[1] < margin:
        return EQUIVALENT
    if against.p is None or p > ALPHA or not against.difference:
        return UNDECIDED
    if higher is None:
        return DIFFERS
    return BETTER if (against.difference > 0) == higher else WORSE


def _refuse_odd(summary: Summary) -> None:
    """Refuse numbers that are no mean and SD, or whose fourth powers cannot be held."""
    sd = summary.sd
    if not math.isfinite(summary.mean) or not math.isfinite(sd) or sd < 0:
        message = _("{arm}: a mean and an SD are needed; {mean} and {sd} are none.")
        raise InvalidInput(message.format(arm=summary.arm, mean=decimal(f"{summary.mean:g}"), sd=decimal(f"{sd:g}")))
    if max(abs(summary.mean), sd) > _LARGEST or 0 < sd < 1 / _LARGEST:
        raise InvalidInput(_("{arm}: the numbers are too large or too small to compute with.").format(arm=summary.arm))


def _base(given: Sequence[Summary], control: str | None) -> Summary:
    names = [summary.arm for summary in given]
    if len(given) < 2 or len(set(names)) < len(names):
        raise InvalidInput(_("summary: at least two variants with different names are needed."), "summary", EXAMPLE)
    if control is None:
        return given[0]
    return given[names.index(find_name(_("control"), control, names))]


def _read(text: object) -> Summary:
    message = _("summary '{text}': write name, mean, SD and n (at least 2).")
    refusal = InvalidInput(message.format(text=str(text)[:60]), "summary", EXAMPLE)
    words = text.replace("±", " ").rsplit(maxsplit=3) if isinstance(text, str) else []
    try:
        name, mean, sd, n = words[0], float(words[1]), float(words[2]), int(words[3])
    except (ValueError, IndexError):
        raise refusal from None
    if not (math.isfinite(mean) and math.isfinite(sd) and sd >= 0 and 2 <= n <= 10**9):
        raise refusal
    return Summary(name, mean, sd, n)
