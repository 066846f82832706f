"""Verdicts in plain words: one sentence each, with the remarks that it needs."""

from __future__ import annotations

from collections.abc import Mapping

from actlab.findings.findings import DATASETS
from actlab.report.document.charts import Words
from actlab.report.document.unit import Unit
from actlab.report.document.verdicts import p_equation, word
from actlab.statistics.verdict import (
    BETTER,
    CONSTANT,
    DIVERGED,
    EQUIVALENT,
    EXCLUDES_ZERO,
    IDENTICAL,
    INCLUDES_ZERO,
    SKEW,
    TOO_FEW,
    WORSE,
    Comparison,
)
from actlab.words import Text, _, joined, plural


def counted(n: int, pairs: str) -> Text:
    """Return how many of what, such as 12 seeds."""
    if pairs == DATASETS:
        return plural("{n} data set", "{n} data sets", n)
    return plural("{n} seed", "{n} seeds", n)


def kind(pairs: str) -> Text:
    """Return what is counted."""
    return _("data sets") if pairs == DATASETS else _("seeds")


def sentence(one: Comparison, unit: Unit, pairs: str, ended: Mapping[str, Words] | None = None) -> Words:
    """Return what a comparison says, in plain words; ``pairs`` is SEEDS or DATASETS.

    ``ended`` has, for each arm of a study, how many of its networks did not finish, in words.
    """
    return joined([_main(one, unit, pairs), *_remarks(one, unit, pairs, ended)])


def opposed(one: Comparison, unit: Unit) -> bool:
    """Return whether the mean over the pairs in which both finished points away from the verdict.

    Then the verdict rests on the networks that did not finish, which count as the worst value.
    """
    up = (one.verdict == BETTER) == unit.higher_is_better
    return one.verdict in (BETTER, WORSE) and one.difference is not None and one.difference * (1 if up else -1) <= 0


def _main(one: Comparison, unit: Unit, pairs: str) -> Text:
    fill = _fill(one, unit, pairs)
    if not one.n:
        return _("{arm} and {control} have no pair in common; nothing can be said.").format(**fill)
    if TOO_FEW in one.notes:
        text = _(
            "{arm} against {control} is undecided: with {count} nothing can be claimed, whatever the numbers; at "
            "least {smallest} are needed for {family}."
        )
        family = plural("{n} comparison", "{n} comparisons", one.comparisons)
        return text.format(**fill, family=family)
    if IDENTICAL in one.notes and one.finished == one.n:
        return _identical(one).format(**fill)
    if one.verdict in (BETTER, WORSE):
        return _claim(one, unit).format(**fill)
    if one.verdict == EQUIVALENT:
        text = _(
            "{arm} and {control} are equivalent: the 95 % interval of the difference, {interval}, lies within "
            "±{margin}."
        )
        return text.format(**fill)
    return _undecided(one).format(**fill)


def _identical(one: Comparison) -> Text:
    if one.verdict == EQUIVALENT:
        return _("{arm} and {control} are identical in every one of {count}, and so equivalent within ±{margin}.")
    return _("{arm} and {control} are identical in every one of {count}: nothing differs that could be tested.")


def _claim(one: Comparison, unit: Unit) -> Text:
    if one.difference is None:
        return _("{arm} is {verdict} than {control}: one of the two never finished ({p_values}).")
    if opposed(one, unit):
        return _(
            "{arm} is {verdict} than {control} because of networks that did not finish ({p_values}); where both "
            "finished the difference is {difference} (95 % interval {interval})."
        )
    return _(
        "{arm} is {verdict} than {control}: by {size} on average (95 % interval {interval}), better in {share} of {n} "
        "{pairs}; {p_values}."
    )


def _undecided(one: Comparison) -> Text:
    start = _("{arm} against {control} is undecided: the difference is {difference} (95 % interval {interval}).")
    if one.difference is None:
        return _("{arm} against {control} is undecided: no pair in which both finished ({p_values}).")
    if one.minimal_detectable_difference is None and one.sd:
        return joined([start, *_too_few_finished(one)])
    if one.minimal_detectable_difference is None:
        return joined([start, _("Without spread in the differences, what {count} could have shown cannot be told.")])
    seen = _("{count} find a difference of {mdd} four times in five, a smaller one less often.")
    if one.seeds_needed is None:
        return joined([start, seen, _("One as small as this needs more than 10,000 {pairs}.")])
    if one.seeds_needed > one.n:
        return joined([start, seen, _("About {needed} in all would be needed.")])
    return joined([start, seen])


def _too_few_finished(one: Comparison) -> list[Text]:
    few = _("The pairs in which both finished ({finished}) are too few to find any difference four times in five.")
    return [few, _("About {needed} in all would be needed.")] if (one.seeds_needed or 0) > one.n else [few]


def _remarks(one: Comparison, unit: Unit, pairs: str, ended: Mapping[str, Words] | None) -> list[Text]:
    fill = _fill(one, unit, pairs)
    texts = {
        CONSTANT: _("Every pair differs by the same amount, which is unusual: check the file."),
        DIVERGED: _not_finished(one, ended),
        SKEW: _("The differences are skewed (median {median}), so that the interval is less sure than it says."),
        EXCLUDES_ZERO: _excludes_zero(one),
        INCLUDES_ZERO: _("The interval includes zero all the same: the two methods disagree, so take it with care."),
    }
    silent = {EXCLUDES_ZERO} if TOO_FEW in one.notes or one.n == 0 else set()
    if opposed(one, unit):
        silent = {INCLUDES_ZERO}  # the sentence has said why
    found = [(note, texts[note]) for note in one.notes if note in texts and note not in silent]
    return [text if note == DIVERGED and ended else text.format(**fill) for note, text in found]


def _not_finished(one: Comparison, ended: Mapping[str, Words] | None) -> Text:
    if ended:
        text = _(
            "Did not finish: {arms}; in the test they count as the worst value seen, in mean and interval not at all."
        )
        return text.format(arms=joined([ended[one.arm], ended[one.control]], ", "))
    return _(
        "Did not finish: {diverged} of {n} with {arm}, {control_diverged} of {n} with {control}; in the test they "
        "count as the worst value seen, in mean and interval not at all."
    )


def _excludes_zero(one: Comparison) -> Text:
    if one.verdict == EQUIVALENT:
        return _("The interval excludes zero: the difference of {difference} is real, and too small to matter here.")
    return _("Its own interval excludes zero, which is not enough for a claim ({p_values}).")


def _p_values(one: Comparison) -> Words:
    if one.comparisons == 1:
        return p_equation(one.p)
    text = _("{p}, adjusted for {m} comparisons {p_holm}")
    return text.format(p=p_equation(one.p), m=one.comparisons, p_holm=p_equation(one.p_holm))


def _fill(one: Comparison, unit: Unit, pairs: str) -> dict[str, object]:
    share = one.probability_of_improvement
    return {
        "arm": one.arm,
        "control": one.control,
        "n": one.n,
        "finished": one.finished,
        "pairs": kind(pairs),
        "smallest": one.smallest_n,
        "verdict": word(one.verdict),
        "size": unit.size(one.difference or 0.0),
        "difference": unit.shown(one.difference),
        "median": unit.shown(one.median),
        "interval": unit.interval(one.interval),
        "margin": unit.size(one.margin or 0.0),
        "mdd": unit.size(one.minimal_detectable_difference or 0.0),
        "needed": one.seeds_needed,
        "share": f"{100 * share:.0f} %" if share is not None else "-",
        "p_values": _p_values(one),
        "diverged": one.diverged,
        "control_diverged": one.control_diverged,
        "count": counted(one.n, pairs),
    }
