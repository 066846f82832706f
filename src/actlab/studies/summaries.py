"""What a published table of means, SDs and numbers of runs can and cannot support."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from actlab.errors import InvalidInput, unknown
from actlab.statistics.correction import holm
from actlab.statistics.summaries import Summary, Unpaired, interval, welch
from actlab.words import _

EXAMPLE = '"gelu 93.32 0.19 3"'


@dataclass(frozen=True)
class SummaryRow:
    """One arm against the control: the difference, its p value adjusted by Holm, and whether it shows anything."""

    summary: Summary
    interval: tuple[float, float]
    against: Unpaired | None
    p_holm: float | None


@dataclass(frozen=True)
class SummaryJudgement:
    """All arms, the control first; ``arms`` is in the order in which they were given."""

    control: SummaryRow
    others: list[SummaryRow]


def judge_summaries(texts: Sequence[str], control: str | None = None) -> SummaryJudgement:
    """Compare arms of which only "name mean SD n" is known, unpaired, with the first or the named one.

    Raises InvalidInput for a text of another form, fewer than two arms, or an unknown control.

    >>> found = judge_summaries(["mish 92.75 0.2 3", "gelu 93.32 0.19 3"])
    >>> found.others[0].summary.arm, round(found.others[0].against.p, 3)
    ('gelu', 0.023)
    """
    given = [_read(text) for text in texts]
    names = [summary.arm for summary in given]
    if len(given) < 2 or len(set(names)) < len(names):
        raise InvalidInput(_("summary: at least two arms with different names are needed."), "summary", EXAMPLE)
    if control is not None and control not in names:
        raise unknown(_("control"), control, names)
    base = given[names.index(control) if control else 0]
    others = [summary for summary in given if summary is not base]
    found = [welch(summary, base) for summary in others]
    adjusted = holm([1.0 if one.p is None else one.p for one in found])
    rows = [
        SummaryRow(summary, interval(summary), one, None if one.p is None else p)
        for summary, one, p in zip(others, found, adjusted, strict=True)
    ]
    return SummaryJudgement(SummaryRow(base, interval(base), None, None), rows)


def _read(text: str) -> Summary:
    message = _("summary '{text}': write name, mean, SD and n (at least 2).")
    refusal = InvalidInput(message.format(text=text), "summary", EXAMPLE)
    words = text.rsplit(maxsplit=3)
    try:
        name, mean, sd, n = words[0], float(words[1]), float(words[2]), int(words[3])
    except (ValueError, IndexError):
        raise refusal from None
    if not (math.isfinite(mean) and math.isfinite(sd) and sd >= 0 and n >= 2):
        raise refusal
    return Summary(name, mean, sd, n)
