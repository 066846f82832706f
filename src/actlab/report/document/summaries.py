"""What people read of published means: a table, and what such numbers can and cannot support."""

from __future__ import annotations

from collections.abc import Iterator

from actlab.report.document.charts import Axis, Chart, Interval, Intervals, Panel, Rule, Words, single
from actlab.report.document.parts import Column, Document, Lead, NamedChart, Paragraph, Part, Table
from actlab.report.document.verdicts import p_equation, p_text
from actlab.statistics.verdict import ALPHA
from actlab.studies.summaries import SummaryJudgement, SummaryRow
from actlab.words import _, joined

_SUPPORTED, _UNSUPPORTED = "#0072B2", "#4D4D4D"


def summaries(found: SummaryJudgement) -> Document:
    """Return the document of published means, with a chart of their differences."""
    return Document(tuple(_parts(found)), (NamedChart("differences", chart(found)),))


def chart(found: SummaryJudgement) -> Chart:
    """Return each difference from the control with Welch's interval."""
    rows = tuple(_interval(row) for row in found.others)
    label = _("difference from {control}").format(control=found.control.summary.arm)
    title = _("95 % interval of each, unpaired (Welch)")
    return single(title, Panel((Intervals(rows), Rule(0.0, "x")), Axis(label), grid="x"), (8.0, 1.6 + 0.45 * len(rows)))


def headline(found: SummaryJudgement) -> Words:
    """Return of which arms a difference from the control is supported; which way is better is not known."""
    control = found.control.summary.arm
    shown = [_shown(row) for row in found.others if supported(row)]
    if not shown:
        return _("No difference from {control} is supported.").format(control=control)
    return _("A difference from {control} is supported for {arms}.").format(control=control, arms=joined(shown, "; "))


def supported(row: SummaryRow) -> bool:
    """Return whether an arm's difference from the control is more than chance."""
    return row.p_holm is not None and row.p_holm <= ALPHA


def sentence(row: SummaryRow, control: str) -> Words:
    """Return what the published numbers support, in plain words."""
    against = row.against
    assert against is not None
    fill = {
        "arm": row.summary.arm,
        "control": control,
        "difference": f"{against.difference:+.3g}",
        "interval": _ends(against.interval),
        "p": p_equation(row.p_holm),
        "mdd": f"{against.minimal_detectable_difference or 0:.3g}",
    }
    if against.p is None or row.p_holm is None:
        return _("{arm} - {control} = {difference}: without any spread no test is possible.").format(**fill)
    if supported(row):
        text = _("{arm} - {control} = {difference} {interval}: a difference is supported (adjusted {p}).")
    else:
        text = _("{arm} - {control} = {difference} {interval}: no difference is supported (adjusted {p}).")
    seen = _("Such numbers of runs find a difference of {mdd} four times in five, before any adjustment.")
    return joined([text, seen]).format(**fill)


def _parts(found: SummaryJudgement) -> Iterator[Part]:
    control = found.control.summary.arm
    yield Lead(headline(found))
    numbers = ("n", _("mean"), _("95 % interval"), _("difference"), _("95 % interval"), "p", _("p (Holm)"))
    yield Table(
        (Column(_("arm"), wrap="fold"), *(Column(heading, align="right") for heading in numbers)),
        tuple(_cells(row) for row in [found.control, *found.others]),
        _("Difference from {control}, unpaired (Welch)").format(control=control),
    )
    yield from (Paragraph(sentence(row, control)) for row in found.others)
    yield Paragraph(
        _(
            "Unpaired: whether the runs shared seeds is not known from a mean and an SD, and nothing is known of how "
            "learning rates were chosen. Paired seeds would show smaller differences."
        )
    )


def _shown(row: SummaryRow) -> Words:
    assert row.against is not None
    text = _("{arm} ({difference}, 95 % interval {interval}, adjusted {p})")
    difference, ends = f"{row.against.difference:+.3g}", _ends(row.against.interval)
    return text.format(arm=row.summary.arm, difference=difference, interval=ends, p=p_equation(row.p_holm))


def _interval(row: SummaryRow) -> Interval:
    assert row.against is not None
    word = _("supported") if supported(row) else _("not supported")
    colour = _SUPPORTED if supported(row) else _UNSUPPORTED
    return Interval(row.summary.arm, row.against.difference, row.against.interval, None, word, colour)


def _cells(row: SummaryRow) -> tuple[str, ...]:
    one, against = row.summary, row.against
    cells = (one.arm, str(one.n), f"{one.mean:g}", _ends(row.interval))
    if against is None:
        return *cells, "", "", "", ""
    return *cells, f"{against.difference:+.3g}", _ends(against.interval), p_text(against.p), p_text(row.p_holm)


def _ends(interval: tuple[float, float] | None) -> str:
    return f"[{interval[0]:.5g}, {interval[1]:.5g}]" if interval else "-"
