"""What people read of published means: a table, and what such numbers can and cannot support."""

from __future__ import annotations

from collections.abc import Iterator

from actlab.report.document.charts import Axis, Chart, Interval, Intervals, Mark, Panel, Rule, Shade, Words, single
from actlab.report.document.parts import Column, Document, Lead, NamedChart, Paragraph, Part, Table
from actlab.report.document.verdicts import p_equation, p_text
from actlab.report.document.verdicts import word as verdict_word
from actlab.statistics.verdict import BETTER, EQUIVALENT, UNDECIDED, WORSE
from actlab.studies.summaries import DIFFERS, SummaryJudgement, SummaryRow
from actlab.words import Text, _, bracketed, decimal, joined

_COLOURS = {BETTER: "#0072B2", WORSE: "#D55E00", EQUIVALENT: "#009E73", DIFFERS: "#0072B2", UNDECIDED: "#4D4D4D"}


def summaries(found: SummaryJudgement) -> Document:
    """Return the document of published means, with a chart of their differences."""
    return Document(tuple(_parts(found)), (NamedChart("differences", chart(found)),))


def chart(found: SummaryJudgement) -> Chart:
    """Return each difference from the control with Welch's interval, its own and that for all together."""
    rows = tuple(_interval(row) for row in found.others)
    label = _("difference from {control}").format(control=found.control.summary.arm)
    title = _("thick: 95 % interval of each, unpaired (Welch); thin: all {m} together").format(m=len(rows))
    marks: list[Mark] = [Intervals(rows), Rule(0.0, "x")]
    if found.margin:
        marks.append(Shade(-found.margin, found.margin, colour=_COLOURS[EQUIVALENT]))
    return single(title, Panel(tuple(marks), Axis(label), grid="x"), (8.0, 1.6 + 0.45 * len(rows)))


def headline(found: SummaryJudgement) -> Words:
    """Return which arms differ from the control, and which way where that is known."""
    control, parts = found.control.summary.arm, []
    for verdict, text in (
        (BETTER, _("Better than {control}: {arms}.")),
        (WORSE, _("Worse than {control}: {arms}.")),
        (DIFFERS, _("A difference from {control} is supported for {arms}.")),
        (EQUIVALENT, _("Equivalent to {control}: {arms}.")),
    ):
        if rows := [row for row in found.others if row.verdict == verdict]:
            parts.append(text.format(control=control, arms=joined([_shown(row) for row in rows], "; ")))
    if not any(supported(row) for row in found.others):
        parts.insert(0, _("No difference from {control} is supported.").format(control=control))
    return joined(parts)


def supported(row: SummaryRow) -> bool:
    """Return whether an arm's difference from the control is claimed."""
    return row.verdict in (BETTER, WORSE, DIFFERS)


def word(verdict: str) -> Words:
    """Return what a verdict on published means is called."""
    return _("differs") if verdict == DIFFERS else verdict_word(verdict)


def sentence(row: SummaryRow, found: SummaryJudgement) -> Words:
    """Return what the published numbers support, in plain words."""
    against = row.against
    assert against is not None
    fill = {
        "arm": row.summary.arm,
        "control": found.control.summary.arm,
        "difference": decimal(f"{against.difference:+.3g}"),
        "interval": _ends(against.interval),
        "together": _ends(row.simultaneous),
        "margin": decimal(f"{found.margin or 0:g}"),
        "verdict": word(row.verdict),
        "p": p_equation(row.p_holm),
        "mdd": decimal(f"{against.minimal_detectable_difference or 0:.3g}"),
    }
    if against.p is None or row.p_holm is None:
        return _("{arm} - {control} = {difference}: without any spread no test is possible.").format(**fill)
    seen = _("Such numbers of runs find a difference of {mdd} four times in five, before any adjustment.")
    return joined([_said(row), seen]).format(**fill)


def _said(row: SummaryRow) -> Text:
    if row.verdict == EQUIVALENT:
        return _(
            "{arm} - {control} = {difference} {interval}: equivalent, as the interval for all together, {together}, "
            "lies within ±{margin}."
        )
    if row.verdict in (BETTER, WORSE):
        return _("{arm} - {control} = {difference} {interval}: {arm} is {verdict} (adjusted {p}).")
    if row.verdict == DIFFERS:
        return _("{arm} - {control} = {difference} {interval}: a difference is supported (adjusted {p}).")
    return _("{arm} - {control} = {difference} {interval}: no difference is supported (adjusted {p}).")


def _parts(found: SummaryJudgement) -> Iterator[Part]:
    control = found.control.summary.arm
    yield Lead(headline(found))
    numbers = ("n", _("mean"), _("95 % interval"), _("diff."), _("95 % interval"), "p", _("p (Holm)"))
    columns = (*(Column(heading, align="right", wrap="never") for heading in numbers), Column(_("verdict")))
    yield Table(
        (Column(_("variant"), wrap="fold"), *columns),
        tuple(_cells(row) for row in found.rows),
        _title(found),
        tight=True,
    )
    yield from (Paragraph(sentence(row, found)) for row in found.others)
    if found.higher_is_better is None and any(row.verdict == DIFFERS for row in found.others):
        text = _("Which way is better is not known, so that no variant is called better or worse than {control}.")
        yield Paragraph(text.format(control=control))
    yield Paragraph(
        _(
            "Unpaired: whether the runs shared seeds is not known from a mean and an SD, and nothing is known of how "
            "learning rates were chosen or of runs that failed. Paired seeds would show smaller differences."
        )
    )


def _title(found: SummaryJudgement) -> Words:
    fill = {"control": found.control.summary.arm, "metric": found.metric}
    if not found.metric:
        return _("Difference from {control}, unpaired (Welch)").format(**fill)
    if found.higher_is_better is None:
        return _("Difference from {control} in {metric}, unpaired (Welch)").format(**fill)
    direction = _("higher is better") if found.higher_is_better else _("lower is better")
    text = _("Difference from {control} in {metric} ({direction}), unpaired (Welch)")
    return text.format(**fill, direction=direction)


def _shown(row: SummaryRow) -> Words:
    assert row.against is not None
    text = _("{arm} ({difference}, 95 % interval {interval}, adjusted {p})")
    difference, ends = decimal(f"{row.against.difference:+.3g}"), _ends(row.against.interval)
    return text.format(arm=row.summary.arm, difference=difference, interval=ends, p=p_equation(row.p_holm))


def _interval(row: SummaryRow) -> Interval:
    assert row.against is not None
    colour = _COLOURS[row.verdict]
    ends, together = row.against.interval, row.simultaneous
    return Interval(row.summary.arm, row.against.difference, ends, together, word(row.verdict), colour)


def _cells(row: SummaryRow) -> tuple[Words, ...]:
    one, against = row.summary, row.against
    cells = (one.arm, str(one.n), decimal(f"{one.mean:g}"), _ends(row.interval))
    if against is None:
        return *cells, "", "", "", "", _("control")
    numbers = (decimal(f"{against.difference:+.3g}"), _ends(against.interval), p_text(against.p), p_text(row.p_holm))
    return *cells, *numbers, word(row.verdict)


def _ends(interval: tuple[float, float] | None) -> Words:
    return bracketed(*(decimal(f"{end:.5g}") for end in interval)) if interval else "-"
