"""Verdicts in plain words: one sentence each, with the remarks that it needs."""

from __future__ import annotations

from collections.abc import Mapping

from actlab.findings.findings import DATASETS
from actlab.report.document.charts import Words
from actlab.report.document.remarks import remarks
from actlab.report.document.unit import Unit
from actlab.report.document.verdicts import p_equation, word
from actlab.statistics.inference import E_PROCESS, PSEUDOMEDIAN
from actlab.statistics.power import MOST_PAIRS
from actlab.statistics.verdict import ALL_FAILED, BETTER, EQUIVALENT, IDENTICAL, TOO_FEW, UNDECIDED, WORSE, Comparison
from actlab.words import Text, _, decimal, joined, percent, plural


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

    ``ended`` has, for each arm of a study, how many of its networks failed and in what way, in words.
    """
    return joined([*_main(one, unit, pairs), *remarks(one, unit, counted, pairs, ended)])


def fresh() -> Text:
    """Return why seeds are not added to a study that has been judged already."""
    return _(
        "Seeds added to these and tested once more would make chance look like a difference: take fresh ones, or add "
        "them by a test that allows for looking."
    )


def fresh_sets() -> Text:
    """Return why data sets are not added to those that have been judged already."""
    return _("Data sets added to these and tested once more would make chance look like a difference: take fresh ones.")


def all_failed(one: Comparison) -> bool:
    """Return whether every network of both arms failed, so that there is nothing to compare."""
    seen = one.failures
    return ALL_FAILED in one.notes and seen.n > 0 and seen.arm == seen.control == seen.n


def alike(one: Comparison) -> bool:
    """Return whether enough pairs were seen, and both networks of each are the same, or both failed."""
    exact = not (one.failures.only_arm or one.failures.only_control)
    return IDENTICAL in one.notes and TOO_FEW not in one.notes and exact and not all_failed(one)


def settled_by_more(one: Comparison) -> bool:
    """Return whether a comparison is undecided, and more pairs might decide it."""
    return one.verdict == UNDECIDED and not alike(one) and not all_failed(one)


def adjusted(one: Comparison) -> Words:
    """Return p as it stands in a sentence, before and after the adjustment for what was compared together."""
    if one.comparisons == 1:
        return p_equation(one.p)
    text = _("{p}, adjusted for {m} comparisons {p_holm}")
    return text.format(p=p_equation(one.p), m=one.comparisons, p_holm=p_equation(one.p_holm))


def _main(one: Comparison, unit: Unit, pairs: str) -> list[Words]:
    names = {"arm": one.arm, "control": one.control, "count": counted(one.n, pairs)}
    if not one.n:
        return [_("{arm} and {control} have no pair in common; nothing can be said.").format(**names)]
    if all_failed(one):
        return [_("Every network of {arm} and of {control} failed; there is nothing to compare.").format(**names)]
    if TOO_FEW in one.notes:
        text = _(
            "{arm} against {control} is undecided: with {count} nothing can be claimed, whatever the numbers; at "
            "least {smallest} are needed for {family}."
        )
        family = plural("{n} comparison", "{n} comparisons", one.comparisons)
        return [text.format(**names, smallest=one.smallest_n, family=family)]
    if alike(one):
        return [_identical(one).format(**names, margin=unit.exact(one.margin or 0.0))]
    if one.verdict in (BETTER, WORSE):
        return [_claim(one, unit, pairs)]
    return [_equivalent(one, unit)] if one.verdict == EQUIVALENT else _undecided(one, unit, pairs)


def _identical(one: Comparison) -> Text:
    if one.verdict == EQUIVALENT:
        return _(
            "{arm} and {control} have identical numbers in every one of {count}, and so are equivalent within "
            "±{margin}."
        )
    return _(
        "{arm} and {control} have identical numbers in every one of {count}: nothing differs that could be tested."
    )


def _claim(one: Comparison, unit: Unit, pairs: str) -> Words:
    if one.estimator == PSEUDOMEDIAN:
        text = _(
            "{arm} is {verdict} than {control}: by {size} in the middle (pseudo-median, {interval}), better in "
            "{share}; {p_values}. The mean difference is {mean}."
        )
        if (one.mean or 0.0) * (one.difference or 0.0) < 0:
            text = _(
                "{arm} is {verdict} than {control}: by {size} in the middle (pseudo-median, {interval}), better in "
                "{share}; {p_values}. The mean difference, {mean}, has the other sign: it hangs on a few large ones."
            )
    else:
        text = _("{arm} is {verdict} than {control}: by {size} on average ({interval}), better in {share}; {p_values}.")
    return text.format(
        arm=one.arm,
        control=one.control,
        verdict=word(one.verdict),
        size=unit.size(one.difference or 0.0),
        interval=_interval(one, unit),
        share=_share(one, pairs),
        p_values=adjusted(one),
        mean=unit.shown(one.mean),
    )


def _equivalent(one: Comparison, unit: Unit) -> Words:
    ends, margin = unit.interval(one.simultaneous_interval), unit.exact(one.margin or 0.0)
    names = {"arm": one.arm, "control": one.control, "ends": ends, "margin": margin, "m": one.comparisons}
    names |= {"difference": unit.shown(one.difference), "interval": _interval(one, unit)}
    if one.comparisons == 1:
        text = _(
            "{arm} and {control} are equivalent: the 95 % interval of the difference, {ends}, lies within ±{margin}; "
            "the difference is {difference} ({interval})."
        )
    else:
        text = _(
            "{arm} and {control} are equivalent: the interval that holds for all {m} comparisons at 95 %, {ends}, lies "
            "within ±{margin}; the difference is {difference} ({interval})."
        )
    return text.format(**names)


def _undecided(one: Comparison, unit: Unit, pairs: str) -> list[Words]:
    text = _("{arm} against {control} is undecided: the difference is {difference} ({interval}).")
    start = text.format(
        arm=one.arm, control=one.control, difference=unit.shown(one.difference), interval=_interval(one, unit)
    )
    detected, count = one.minimal_detectable_difference, counted(one.n, pairs)
    if detected is None:
        if one.sd:
            return [start]
        unknown = _("Without spread in the differences, what {count} could have shown cannot be told.")
        return [start, unknown.format(count=count)]
    seen = _("{count} find a difference of {mdd} four times in five, a smaller one less often.")
    needs = _needs(one, unit, pairs)
    return [start, seen.format(count=count, mdd=unit.size(detected)), *([needs] if needs else [])]


def _needs(one: Comparison, unit: Unit, pairs: str) -> Words:
    """Return how many pairs a difference as large as the margin takes; empty where these are enough."""
    if one.needed is None or (one.needed[1] or MOST_PAIRS) <= one.n:
        return ""
    low, high = one.needed
    fill = {"margin": unit.exact(one.margin or 0.0), "low": low, "high": high, "pairs": kind(pairs)}
    if low >= MOST_PAIRS:
        return _("One as large as the margin, {margin}, takes more than 10,000 {pairs}.").format(**fill)
    if high is None:
        return _("One as large as the margin, {margin}, takes at least {low} {pairs} in all.").format(**fill)
    if one.test == E_PROCESS.name:
        return _("One as large as the margin, {margin}, takes about {low} to {high} {pairs} in all.").format(**fill)
    if pairs == DATASETS:
        return _("One as large as the margin, {margin}, takes about {low} to {high} fresh data sets.").format(**fill)
    return _("One as large as the margin, {margin}, takes about {low} to {high} fresh {pairs}.").format(**fill)


def _interval(one: Comparison, unit: Unit) -> Words:
    """Return the interval over pairs, and over test examples as well where it is known."""
    ends = unit.interval(one.interval)
    if one.examples_interval is None:
        return _("95 % interval {interval}").format(interval=ends)
    text = _("95 % interval {interval}, over other test examples as well {examples}")
    return text.format(interval=ends, examples=unit.interval(one.examples_interval))


def _share(one: Comparison, pairs: str) -> Words:
    """Return in how many of the pairs it is better, a tie counting half; all and none are exactly so."""
    share = one.probability_of_improvement or 0.0
    if pairs == DATASETS:
        texts = _("none of {n} data sets"), _("{share} of {n} data sets"), _("all {n} data sets")
    else:
        texts = _("none of {n} seeds"), _("{share} of {n} seeds"), _("all {n} seeds")
    rounded = f"{100 * share:.0f}"
    shown = f"{100 * share:.1f}" if rounded in ("0", "100") else rounded
    return texts[(share > 0) + (share >= 1)].format(share=percent(decimal(shown)), n=one.n)
