"""What a verdict's sentence has to mention besides: failures, and whatever makes its numbers less sure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from actlab.report.document.charts import Words
from actlab.report.document.unit import Unit
from actlab.report.document.verdicts import p_equation
from actlab.statistics.verdict import (
    ALL_FAILED,
    ALPHA,
    BETTER,
    CONSTANT,
    EQUIVALENT,
    EXCLUDES_ZERO,
    FAILED,
    INCLUDES_ZERO,
    LEVEL_UNKNOWN,
    SKEW,
    TOO_FEW,
    UNDECIDED,
    WORSE,
    Comparison,
)
from actlab.words import Text, _, joined

Counted = Callable[[int, str], Text]


def remarks(
    one: Comparison, unit: Unit, counted: Counted, pairs: str, ended: Mapping[str, Words] | None = None
) -> list[Words]:
    """Return the remarks on a comparison, failures first; ``ended`` says of a study's arms how they failed."""
    found: list[Words] = []
    if FAILED in one.notes:
        found += _failed(one, unit, counted, pairs, ended)
    if not one.n or TOO_FEW in one.notes:
        return found
    silent = {CONSTANT, SKEW} if ALL_FAILED in one.notes else set()
    if one.verdict == UNDECIDED and LEVEL_UNKNOWN in one.notes:
        silent |= {EXCLUDES_ZERO}  # what has been withheld is said
    texts = {
        CONSTANT: _("Every pair differs by the same amount, which is unusual: check the file."),
        SKEW: _("The differences are skewed (median {median}), so that the interval is less sure than it says."),
        EXCLUDES_ZERO: _excludes_zero(one),
        INCLUDES_ZERO: _("The interval includes zero all the same: the two methods disagree, so take it with care."),
    }
    fill = {"median": unit.shown(one.median), "p": p_equation(one.p_holm)}
    found += [texts[note].format(**fill) for note in one.notes if note in texts and note not in silent]
    if _nearly_equal(one):
        text = _("Its own interval lies within the margin, that for all {m} comparisons together, {ends}, does not.")
        found.append(text.format(m=one.comparisons, ends=unit.interval(one.simultaneous_interval)))
    if _without_size(one):
        found.append(_("The test alone says {p}; the estimate is zero, so that nothing is claimed.").format(**fill))
    if rests_on_examples(one):
        found.append(_("Over other test examples the interval includes zero: others might not show this difference."))
    return found


def _nearly_equal(one: Comparison) -> bool:
    """Return whether an arm is undecided only because its interval is one of several."""
    within = [
        ends is not None and one.margin is not None and -one.margin < ends[0] and ends[1] < one.margin
        for ends in (one.interval, one.simultaneous_interval)
    ]
    return one.verdict == UNDECIDED and within == [True, False]


def _without_size(one: Comparison) -> bool:
    """Return whether a test is significant whose estimate is zero: so many pairs tie that no side has the middle."""
    return one.verdict == UNDECIDED and not one.difference and one.p_holm is not None and one.p_holm <= ALPHA


def rests_on_examples(one: Comparison) -> bool:
    """Return whether a difference is claimed that other test examples might not show."""
    ends = one.examples_interval
    return one.verdict in (BETTER, WORSE) and ends is not None and ends[0] <= 0 <= ends[1]


def disagreeing(comparisons: Sequence[Comparison]) -> Words:
    """Return which rows of a table claim a difference although their interval includes zero; empty where none does."""
    rows = [f"{one.arm} - {one.control}" for one in comparisons if INCLUDES_ZERO in one.notes]
    text = _("The interval of {rows} includes zero all the same: the two methods disagree, so take it with care.")
    return text.format(rows=joined(rows, ", ")) if rows else ""


def rests_on_failures(one: Comparison) -> bool:
    """Return whether a difference is claimed that is not there, or has the other sign, without the failures."""
    if one.verdict not in (BETTER, WORSE) or FAILED not in one.notes:
        return False
    rest, difference, mean = one.without_failures, one.difference or 0.0, one.mean or 0.0
    if rest is None:
        return True
    # over data sets the mean may have another sign than the estimate whether or not networks fail
    return rest.mean * difference <= 0 < mean * difference


def _failed(
    one: Comparison, unit: Unit, counted: Counted, pairs: str, ended: Mapping[str, Words] | None
) -> list[Words]:
    arms = ended or {
        arm: _("{n} of {all} with {arm}").format(n=failed, all=one.failures.n, arm=arm)
        for arm, failed in ((one.arm, one.failures.arm), (one.control, one.failures.control))
    }
    which = joined([arms[one.arm], arms[one.control]], ", ")
    counted_as = _("Failed, and counted as chance: {arms}.") if LEVEL_UNKNOWN not in one.notes else _("Failed: {arms}.")
    found: list[Words] = [counted_as.format(arms=which), *_without(one, unit, counted, pairs), *_more_often(one)]
    if LEVEL_UNKNOWN not in one.notes:
        return found
    if one.verdict == UNDECIDED:
        text = _(
            "What chance gives is not known, so that failures count as the worst value seen, and nothing is claimed in "
            "favour of a variant that has some: tell the level, such as chance 0.1."
        )
    else:
        text = _("What chance gives is not known, so that failures count as the worst value seen.")
    return [*found, text]


def _more_often(one: Comparison) -> list[Words]:
    """Return which of the two fails more often, where that is more than chance."""
    seen = one.failures
    if seen.p_holm > ALPHA:
        return []
    if seen.only_arm > seen.only_control:
        text = _("{arm} fails more often than {control}: McNemar's test of its own says {p}.")
    else:
        text = _("{arm} fails less often than {control}: McNemar's test of its own says {p}.")
    return [text.format(arm=one.arm, control=one.control, p=p_equation(seen.p_holm))]


def _without(one: Comparison, unit: Unit, counted: Counted, pairs: str) -> list[Words]:
    """Return the mean over the pairs in which no network failed."""
    rest = one.without_failures
    if rest is None:
        return [_("There is no pair in which neither failed.")] if ALL_FAILED not in one.notes else []
    ends = (rest.low, rest.high) if rest.low is not None and rest.high is not None else None
    unit = unit.finer(ends) if ends else unit
    fill = {"mean": unit.shown(rest.mean), "interval": unit.interval(ends), "count": counted(rest.n, pairs)}
    if rests_on_failures(one):
        text = _(
            "The verdict rests on them: without them the mean difference is {mean} (95 % interval {interval}, {count})."
        )
    else:
        text = _("Without them the mean difference is {mean} (95 % interval {interval}, {count}).")
    return [text.format(**fill)]


def _excludes_zero(one: Comparison) -> Text:
    if one.verdict == EQUIVALENT and (one.p_holm or 0.0) <= ALPHA:
        return _("The difference is more than chance, and too small to matter here ({p}).")
    return _("Its own interval excludes zero, which is not enough for a claim (adjusted {p}).")
