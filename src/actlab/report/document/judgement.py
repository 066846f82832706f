"""What people read of results made elsewhere: how they were read, the verdicts, and published means compared."""

from __future__ import annotations

from collections.abc import Iterator

from actlab.findings.across import AcrossDatasets
from actlab.findings.findings import DATASETS, SEEDS, Findings
from actlab.report.document.charts import AnyChart, Words
from actlab.report.document.differences import differences
from actlab.report.document.failures import failures
from actlab.report.document.forest import forest, ranks
from actlab.report.document.headline import headline
from actlab.report.document.parts import Column, Document, Lead, NamedChart, Paragraph, Part, Table
from actlab.report.document.remarks import disagreeing
from actlab.report.document.sentences import counted, fresh, fresh_sets, sentence, settled_by_more
from actlab.report.document.unit import Unit, unit_of
from actlab.report.document.verdicts import p_equation, pairs_table, table
from actlab.report.document.within import within
from actlab.statistics.ranking import groups
from actlab.studies.judgement import Judgement
from actlab.words import Text, _, decimal, joined

_DECIMALS = 3  # of a chart's ends, which are in the metric's own unit


def judgement(found: Judgement) -> Document:
    """Return the document of a judgement, with its charts: ranks where there are any, else intervals; and the pairs."""
    findings = found.findings
    charts = [NamedChart("ranks" if findings.across else "differences", chart(found))]
    if any(one.n for one in findings.comparisons):
        charts.append(NamedChart("pairs", differences(findings, _drawn(findings))))
    return Document(tuple(_parts(found)), tuple(charts))


def chart(found: Judgement) -> AnyChart:
    """Return the average-rank diagram where there are ranks, else the differences."""
    findings = found.findings
    if findings.across:
        return ranks(findings.across)
    return forest(findings.comparisons, _drawn(findings), findings.measure.name)


def _drawn(found: Findings) -> Unit:
    return Unit(1.0, _DECIMALS, higher_is_better=found.measure.higher_is_better)


def sentences(found: Findings) -> list[Words]:
    """Return what each comparison says, in plain words."""
    unit = unit_of(found)
    return [sentence(one, unit, found.counted) for one in found.comparisons]


def understood(found: Judgement) -> Words:
    """Return how the table was read: what each column was taken for."""
    columns, findings = found.columns, found.findings
    parts = {
        _("variant"): columns.arm or _("one column each ({names})").format(names=joined(columns.arms, ", ")),
        _("seed"): columns.seed,
        _("data set"): columns.dataset,
        _("learning rate"): columns.lr,
    }
    named: list[Words] = [joined([role, "=", column]) for role, column in parts.items() if column]
    direction = _("higher is better") if columns.higher_is_better else _("lower is better")
    named.append(joined([_("metric"), " = ", columns.metric, " (", direction, ")"], ""))
    for role, column in ((_("step"), columns.step), (_("status"), columns.status)):
        if column:
            named.append(joined([role, "=", column]))
    if columns.where:
        named.append(joined([_("only rows with"), joined(columns.where, " ")]))
    control = [_("control"), "=", findings.control]
    named.append(
        joined([*control, _("(guessed; name another one to change it)")] if found.control_guessed else control)
    )
    text = _("{source}: {rows} rows, read as {parts}.")
    return text.format(source=found.source, rows=found.rows, parts=joined(named, ", "))


def _parts(found: Judgement) -> Iterator[Part]:
    findings = found.findings
    yield Lead(headline(findings))
    yield Paragraph(joined([understood(found), *found.remarks]))
    for warning in found.warnings:
        yield Paragraph(_("Warning: {text}").format(text=warning))
    yield from within(findings)
    title = _("Difference from {control} in {metric}, over {count}").format(
        control=findings.control,
        metric=findings.measure.name,
        count=counted(max(one.n for one in findings.comparisons), findings.counted),
    )
    unit = unit_of(findings)
    yield table(findings.comparisons, unit, title)
    yield from failures(findings, unit)
    yield from (Paragraph(text) for text in sentences(findings))
    if len(findings.pairs) > 1:  # one pair is the comparison with the control
        text = _("Every pair of variants, adjusted for all {m}").format(m=len(findings.pairs))
        yield pairs_table(findings.pairs, unit, text)
        if words := disagreeing(findings.pairs):
            yield Paragraph(words)
    if findings.across:
        yield from _across(findings.across, findings.margin)
    yield Paragraph(_limits(findings))


def _across(across: AcrossDatasets, margin: float | None) -> Iterator[Part]:
    ranking = across.ranking
    order = sorted(zip(ranking.mean_ranks, across.arms, strict=True))
    yield Table(
        (Column(_("variant"), wrap="fold"), Column(_("mean rank"), align="right")),
        tuple((arm, decimal(f"{rank:.3f}")) for rank, arm in order),
        _("Mean ranks over {n} data sets (1 is best)").format(n=ranking.datasets),
    )
    f = f"{ranking.f:.4f}" if ranking.f is not None else _("infinite")
    test = _("Friedman chi2 = {chi2} ({p}), Iman-Davenport F = {f} ({f_p}).")
    yield Paragraph(
        test.format(chi2=decimal(f"{ranking.chi2:.4f}"), p=p_equation(ranking.chi2_p), f=f, f_p=p_equation(ranking.f_p))
    )
    nemenyi = _("Nemenyi's critical difference at 5 %: {cd}. Not told apart: {groups}.")
    yield Paragraph(nemenyi.format(cd=decimal(f"{across.critical_difference:.4f}"), groups=_groups(across)))
    yield Paragraph(_("Ranks depend on which variants take part; the verdicts above compare two at a time."))
    yield from (Paragraph(text) for text in _rope(across, margin))


def _groups(across: AcrossDatasets) -> Words:
    found = groups(across.ranking.mean_ranks, across.critical_difference)
    named = [joined([across.arms[arm] for arm in group], ", ") for group in found]
    return joined(named, "; ") if named else _("none")


def _rope(across: AcrossDatasets, margin: float | None) -> list[Text]:
    text = _("Bayesian signed ranks, margin {margin}: {arm} worse {a}, equivalent {b}, better {c}.")
    return [
        text.format(
            margin=margin,
            arm=arm,
            a=decimal(f"{r.worse:.2f}"),
            b=decimal(f"{r.equivalent:.2f}"),
            c=decimal(f"{r.better:.2f}"),
        )
        for arm, r in across.rope.items()
    ]


def _limits(found: Findings) -> Words:
    if found.counted == DATASETS:
        text = _(
            "The test is Wilcoxon's over data sets, up to 50 exact given ties and zeros, adjusted by Holm; the "
            "difference is the pseudo-median (Hodges, Lehmann). Seeds are averaged, not pooled."
        )
    elif found.results.folds:
        text = _(
            "Folds share training data, which the t test of Nadeau and Bengio allows for; the largest p of it, the "
            "sign-flip test and Hall's t counts, adjusted by Holm. It speaks of this data set and of these settings."
        )
    else:
        text = _(
            "The larger p of the sign-flip test and of Hall's t over pairs counts, adjusted by Holm; it speaks of this "
            "data set and of these settings, and of what the seed changes there."
        )
    parts: list[Words] = [text]
    if found.margin:
        parts.append(_("Equivalent means that the interval for all comparisons together lies within the margin."))
    if any(map(settled_by_more, found.comparisons)) and not (found.counted == SEEDS and found.results.folds):
        parts.append(fresh() if found.counted == SEEDS else fresh_sets())
    return joined(parts)
