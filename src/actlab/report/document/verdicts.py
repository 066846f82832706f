"""Verdicts for people: one line, and one row of a table."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from actlab.report.document.charts import Words
from actlab.report.document.parts import Column, Table
from actlab.report.document.unit import Unit
from actlab.statistics.inference import E_PROCESS, PSEUDOMEDIAN
from actlab.statistics.power import MOST_PAIRS
from actlab.statistics.verdict import ALPHA, BETTER, EQUIVALENT, FAILED, UNDECIDED, WORSE, Comparison
from actlab.words import _, bracketed, decimal, joined

_WORDS = {BETTER: _("better"), WORSE: _("worse"), EQUIVALENT: _("equivalent"), UNDECIDED: _("undecided")}


def p_text(p: float | None) -> Words:
    """Return a p value with three decimals; one of at most 0.05 never reads as more.

    >>> p_text(0.0002), p_text(0.0312), p_text(0.05004), p_text(None)
    ('<0.001', '0.031', '0.0501', '-')
    """
    if p is None:
        return "-"
    if p < 0.001:
        return decimal("<0.001")
    # what rounds to the level of a claim is told with a digit more, upwards
    return decimal(f"{p:.3f}" if (p <= ALPHA) == (round(p, 3) <= ALPHA) else f"{math.ceil(1e4 * p) / 1e4:.4f}")


def p_equation(p: float | None) -> Words:
    """Return a p value as it stands in a sentence.

    >>> p_equation(0.0002), p_equation(0.0312)
    ('p < 0.001', 'p = 0.031')
    """
    text = p_text(p)
    return joined(["p <", decimal(text[1:])]) if text.startswith("<") else joined(["p =", text])


def _equal(p: float | None) -> Words:
    text = p_text(p)
    return text if text.startswith("<") else joined(["=", text], "")


def needed_text(one: Comparison) -> Words:
    """Return how many pairs have power 0.8 against the margin, as a range; a dash where that cannot be told."""
    if one.needed is None:
        return "-"
    low, high = one.needed
    if low >= MOST_PAIRS:
        return _("> 10,000")
    if high is None:
        return f"≥ {low}"
    return str(low) if low == high else f"{low}-{high}"


def word(verdict: str) -> Words:
    """Return what a verdict is called."""
    return _WORDS[verdict]


def line(one: Comparison, unit: Unit) -> Words:
    """Return everything that is known of one comparison, in one line for experts."""
    judged = joined([_("verdict"), "=", word(one.verdict)], "")
    if one.difference is None:
        return joined([f"{one.arm} - {one.control}: n={one.n}", judged])
    parts: list[Words] = [
        f"{one.arm} - {one.control}:",
        unit.shown(one.difference),
        joined(["95%", unit.interval(one.interval)]),
        _("simultaneous"),
        unit.interval(one.simultaneous_interval),
    ]
    if one.examples_interval:
        parts += [_("with test examples"), unit.interval(one.examples_interval)]
    if one.estimator == PSEUDOMEDIAN:
        parts.append(joined([_("mean"), "=", unit.shown(one.mean)], ""))
    parts.append(joined(["p", _equal(one.p), " p_Holm", _equal(one.p_holm)], ""))
    if one.probability_of_improvement is not None and one.probability_interval:
        low, high = one.probability_interval
        ends = bracketed(decimal(f"{low:.2f}"), decimal(f"{high:.2f}"))
        share = joined([decimal(f"{one.probability_of_improvement:.2f}"), ends])
        parts.append(joined(["P(", _("better"), ")=", share], ""))
    parts.append(joined(["dz=", decimal(f"{one.dz:.2f}") if one.dz is not None else "-"], ""))
    parts.append(judged)
    parts.append(joined(["MDD=", _detects(one, unit)], ""))
    parts.append(joined([f"n={one.n} (", _("power .8 for the margin at"), " ", needed_text(one), ")"], ""))
    if FAILED in one.notes:
        failed = _("failed {a}/{n} and {b}/{n}")
        parts.append(failed.format(a=one.failures.arm, b=one.failures.control, n=one.failures.n))
    return joined(parts)


@dataclass(frozen=True)
class _Statistic:
    """A column of the table: what stands above it, and what of a comparison stands in it."""

    heading: Words
    cell: Callable[[Comparison, Unit], Words]


_STATISTICS = (
    _Statistic("n", lambda one, _unit: str(one.n)),
    _Statistic(_("diff."), lambda one, unit: "-" if one.difference is None else unit.number(one.difference)),
    _Statistic(_("95 %"), lambda one, unit: unit.interval(one.interval)),
    _Statistic(_("Holm p"), lambda one, _unit: p_text(one.p_holm)),
)
_PLANNING = (
    _Statistic(_("detects"), lambda one, unit: _detects(one, unit)),
    # what is decided needs no more pairs
    _Statistic(_("needs"), lambda one, _unit: needed_text(one) if one.verdict == UNDECIDED else "-"),
)
_ANYTIME = {_("Holm p"): _("anytime p")}  # what p values are called where seeds are added until all is decided


ARM = _("variant")  # what is compared; in a study an activation


def table(comparisons: Sequence[Comparison], unit: Unit, title: Words, arm: Words = ARM) -> Table:
    """Return one row per comparison with the control, narrow enough for a terminal of 80 columns."""
    statistics = (*_STATISTICS, *_PLANNING)
    columns = (Column(arm, wrap="fold", least=10), *_headings(comparisons, statistics))
    rows = ((one.arm, word(one.verdict), *(s.cell(one, unit) for s in statistics)) for one in comparisons)
    return Table(columns, tuple(rows), title, tight=True)


def pairs_table(comparisons: Sequence[Comparison], unit: Unit, title: Words, arm: Words = ARM) -> Table:
    """Return one row for each pair of arms."""
    names = (Column(arm, wrap="fold", least=10), Column(_("against"), wrap="fold", least=10))
    rows = ((o.arm, o.control, word(o.verdict), *(s.cell(o, unit) for s in _STATISTICS)) for o in comparisons)
    return Table((*names, *_headings(comparisons, _STATISTICS)), tuple(rows), title, tight=True)


def _headings(comparisons: Sequence[Comparison], statistics: Sequence[_Statistic]) -> tuple[Column, ...]:
    called = _ANYTIME if any(one.test == E_PROCESS.name for one in comparisons) else {}
    numbers = (called.get(statistic.heading, statistic.heading) for statistic in statistics)  # type: ignore[call-overload]
    return (
        Column(_("verdict"), wrap="never"),
        *(Column(heading, align="right", wrap="never") for heading in numbers),
    )


def _detects(one: Comparison, unit: Unit) -> Words:
    detected = one.minimal_detectable_difference
    return unit.number(detected, sign=False) if detected is not None else "-"
