"""Verdicts in plain words: one sentence each, with the remarks that it needs."""

from __future__ import annotations

from actlab.report.verdicts import Unit, p_equation, word
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
from actlab.words import _, plural

SEEDS, DATASETS = "seeds", "data sets"  # what is counted


def counted(n: int, pairs: str) -> str:
    """Return how many of what, such as 12 seeds."""
    if pairs == DATASETS:
        return plural("{n} data set", "{n} data sets", n)
    return plural("{n} seed", "{n} seeds", n)


def sentence(one: Comparison, unit: Unit, pairs: str) -> str:
    """Return what a comparison says, in plain words; ``pairs`` is SEEDS or DATASETS."""
    return " ".join([_main(one, unit, pairs), *_remarks(one, unit, pairs)])


def _main(one: Comparison, unit: Unit, pairs: str) -> str:
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
        return _claim(one).format(**fill)
    if one.verdict == EQUIVALENT:
        text = _(
            "{arm} and {control} are equivalent: the 95 % interval of the difference, {interval}, lies within "
            "±{margin}."
        )
        return text.format(**fill)
    return _undecided(one).format(**fill)


def _identical(one: Comparison) -> str:
    if one.verdict == EQUIVALENT:
        return _("{arm} and {control} are identical in every one of {count}, and so equivalent within ±{margin}.")
    return _("{arm} and {control} are identical in every one of {count}: nothing differs that could be tested.")


def _claim(one: Comparison) -> str:
    if one.difference is None:
        return _("{arm} is {verdict} than {control}: one of the two never finished ({p_values}).")
    return _(
        "{arm} is {verdict} than {control}: by {size} on average (95 % interval {interval}), better in {share} of {n} "
        "{pairs}; {p_values}."
    )


def _undecided(one: Comparison) -> str:
    start = _("{arm} against {control} is undecided: the difference is {difference} (95 % interval {interval}).")
    if one.difference is None:
        return _("{arm} against {control} is undecided: no pair in which both finished ({p_values}).")
    if one.minimal_detectable_difference is None:
        return start + " " + _("Without spread in the differences, what {count} could have shown cannot be told.")
    seen = _("{count} find a difference of {mdd} four times in five, a smaller one less often.")
    if one.seeds_needed is None:
        return f"{start} {seen} " + _("One as small as this needs more than 10,000 {pairs}.")
    if one.seeds_needed > one.n:
        return f"{start} {seen} " + _("About {needed} in all would be needed.")
    return f"{start} {seen}"


def _remarks(one: Comparison, unit: Unit, pairs: str) -> list[str]:
    fill = _fill(one, unit, pairs)
    texts = {
        CONSTANT: _("Every pair differs by the same amount, which is unusual: check the file."),
        DIVERGED: _(
            "Diverged: {diverged} of {n} with {arm}, {control_diverged} of {n} with {control}; in the test they count "
            "as the worst value seen, in mean and interval not at all."
        ),
        SKEW: _("The differences are skewed (median {median}), so that the interval is less sure than it says."),
        EXCLUDES_ZERO: _excludes_zero(one),
        INCLUDES_ZERO: _("The interval includes zero all the same: the two methods disagree, so take it with care."),
    }
    silent = {EXCLUDES_ZERO} if TOO_FEW in one.notes or one.n == 0 else set()
    return [texts[note].format(**fill) for note in one.notes if note in texts and note not in silent]


def _excludes_zero(one: Comparison) -> str:
    if one.verdict == EQUIVALENT:
        return _("The interval excludes zero: the difference of {difference} is real, and too small to matter here.")
    return _("Its own interval excludes zero, which is not enough for a claim ({p_values}).")


def _p_values(one: Comparison) -> str:
    if one.comparisons == 1:
        return p_equation(one.p)
    text = _("{p}, adjusted for {m} comparisons {p_holm}")
    return text.format(p=p_equation(one.p), m=one.comparisons, p_holm=p_equation(one.p_holm))


def _fill(one: Comparison, unit: Unit, pairs: str) -> dict[str, object]:
    def shown(value: float | None) -> str:
        return f"{unit.number(value)} {unit.name}".strip() if value is not None else "-"

    share = one.probability_of_improvement
    return {
        "arm": one.arm,
        "control": one.control,
        "n": one.n,
        "pairs": counted(2, pairs).split(maxsplit=1)[1],
        "m": one.comparisons,
        "smallest": one.smallest_n,
        "verdict": word(one.verdict),
        "size": unit.size(one.difference or 0.0),
        "difference": shown(one.difference),
        "median": shown(one.median),
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
