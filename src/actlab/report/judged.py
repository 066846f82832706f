"""What people and programs read after `actlab judge`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from actlab.report.methods import methods
from actlab.report.sentences import DATASETS, counted, sentence
from actlab.report.verdicts import line, p_text, table, unit_for
from actlab.statistics.ranking import groups
from actlab.studies.judgement import AcrossDatasets, Judgement
from actlab.studies.summaries import SummaryJudgement, SummaryRow
from actlab.words import _


def judgement_parts(found: Judgement) -> RenderableType:
    """Return the tables and sentences of a judgement."""
    parts: list[RenderableType] = [Text(understood(found))]
    parts += [Text(_("Warning: {text}").format(text=warning)) for warning in found.warnings]
    for name, comparisons in found.within.items():
        title = _("{dataset}: difference from {control}, over seeds").format(dataset=name, control=found.control)
        parts += [Text(title, style="bold"), table(comparisons, unit_for(comparisons))]
    title = _("Difference from {control} in {metric}, over {count}").format(
        control=found.control,
        metric=found.columns.metric,
        count=counted(max(one.n for one in found.comparisons), found.unit),
    )
    unit = unit_for(found.comparisons)
    parts += [Text(title, style="bold"), table(found.comparisons, unit)]
    parts += [Text(sentence(one, unit, found.unit)) for one in found.comparisons]
    if found.across:
        parts += _across(found.across, found)
    parts += [Text(), Text(_limits(found))]
    return Group(*parts)


def judgement_document(found: Judgement) -> dict[str, Any]:
    """Return a judgement as plain data; keys and numbers never change with the language."""
    unit = unit_for(found.comparisons)
    return {
        "source": found.source,
        "rows": found.rows,
        "columns": found.columns._asdict(),
        "arms": list(found.arms),
        "control": found.control,
        "margin": found.margin,
        "comparisons": [
            {**asdict(one), "line": line(one, unit), "sentence": sentence(one, unit, found.unit)}
            for one in found.comparisons
        ],
        "within": {name: [asdict(one) for one in comparisons] for name, comparisons in found.within.items()},
        "across": _across_document(found.across) if found.across else None,
        "warnings": found.warnings,
        "methods": {language: methods(found, language) for language in ("en", "pt")},
    }


def understood(found: Judgement) -> str:
    """Return how the table was read: what each column was taken for."""
    columns = found.columns
    parts = {
        _("arm"): columns.arm or _("one column each ({names})").format(names=", ".join(columns.arms)),
        _("seed"): columns.seed,
        _("data set"): columns.dataset,
        _("learning rate"): columns.lr,
    }
    named = [f"{role} = {column}" for role, column in parts.items() if column]
    direction = _("higher is better") if columns.higher_is_better else _("lower is better")
    metric, control = _("metric"), _("control")
    named.append(f"{metric} = {columns.metric} ({direction})")
    guessed = " " + _("(guessed; --control changes it)") if found.control_guessed else ""
    named.append(f"{control} = {found.control}{guessed}")
    text = _("{source}: {rows} rows, read as {parts}.")
    return text.format(source=found.source, rows=found.rows, parts=", ".join(named))


def _across(across: AcrossDatasets, found: Judgement) -> list[RenderableType]:
    ranking = across.ranking
    title = _("Mean ranks over {n} data sets (1 is best)").format(n=ranking.datasets)
    ranks = Table(box=box.SIMPLE_HEAD)
    ranks.add_column(_("arm"))
    ranks.add_column(_("mean rank"), justify="right")
    for rank, arm in sorted(zip(ranking.mean_ranks, across.arms, strict=True)):
        ranks.add_row(arm, f"{rank:.3f}")
    f = f"{ranking.f:.4f}" if ranking.f is not None else _("infinite")
    test = _("Friedman chi2 = {chi2} (p = {p}), Iman-Davenport F = {f} (p = {f_p}).").format(
        chi2=f"{ranking.chi2:.4f}", p=p_text(ranking.chi2_p), f=f, f_p=p_text(ranking.f_p)
    )
    nemenyi = _("Nemenyi's critical difference at 5 %: {cd}. Not told apart: {groups}.").format(
        cd=f"{across.critical_difference:.4f}", groups=_groups(across)
    )
    caution = _("Ranks depend on which arms take part; the verdicts above compare two arms at a time.")
    return [Text(title, style="bold"), ranks, Text(test), Text(nemenyi), Text(caution), *_rope(across, found)]


def _groups(across: AcrossDatasets) -> str:
    found = groups(across.ranking.mean_ranks, across.critical_difference)
    return "; ".join(", ".join(across.arms[arm] for arm in group) for group in found) or _("none")


def _rope(across: AcrossDatasets, found: Judgement) -> list[Text]:
    text = _("Bayesian signed ranks, margin {margin}: {arm} worse {a}, equivalent {b}, better {c}.")
    return [
        Text(
            text.format(margin=found.margin, arm=arm, a=f"{r.worse:.2f}", b=f"{r.equivalent:.2f}", c=f"{r.better:.2f}")
        )
        for arm, r in across.rope.items()
    ]


def _across_document(across: AcrossDatasets) -> dict[str, Any]:
    return {
        **across.ranking._asdict(),
        "arms": list(across.arms),
        "critical_difference": across.critical_difference,
        "rope": {arm: rope._asdict() for arm, rope in across.rope.items()},
    }


def _limits(found: Judgement) -> str:
    if found.unit == DATASETS:
        return _(
            "The test is Wilcoxon's over data sets, zeros split, adjusted by Holm; seeds are averaged, not pooled."
        )
    return _(
        "The test is the sign-flip test over pairs, adjusted by Holm; it speaks of this data set and of these "
        "settings, and of what the seed changes there."
    )


def summaries_parts(found: SummaryJudgement) -> RenderableType:
    """Return the table and the sentences on published means."""
    control = found.control.summary
    title = _("Difference from {control}, unpaired (Welch)").format(control=control.arm)
    shown = Table(box=box.SIMPLE_HEAD)
    shown.add_column(_("arm"))
    for heading in ("n", _("mean"), _("95 % interval"), _("difference"), _("95 % interval"), "p", _("p (Holm)")):
        shown.add_column(heading, justify="right")
    for row in [found.control, *found.others]:
        shown.add_row(*_summary_cells(row))
    caution = _(
        "Unpaired: whether the runs shared seeds is not known from a mean and an SD, and nothing is known of how "
        "learning rates were chosen. Paired seeds would show smaller differences."
    )
    return Group(
        Text(title, style="bold"), shown, *[Text(summary_sentence(row, found)) for row in found.others], Text(caution)
    )


def _summary_cells(row: SummaryRow) -> list[str]:
    one = row.summary
    cells = [one.arm, str(one.n), f"{one.mean:g}", _ends(row.interval)]
    if row.against is None:
        return [*cells, "", "", "", ""]
    against = row.against
    return [*cells, f"{against.difference:+.3g}", _ends(against.interval), p_text(against.p), p_text(row.p_holm)]


def _ends(interval: tuple[float, float] | None) -> str:
    return f"[{interval[0]:.5g}, {interval[1]:.5g}]" if interval else "-"


def summary_sentence(row: SummaryRow, found: SummaryJudgement) -> str:
    """Return what the published numbers support, in plain words."""
    against = row.against
    assert against is not None
    fill = {
        "arm": row.summary.arm,
        "control": found.control.summary.arm,
        "difference": f"{against.difference:+.3g}",
        "interval": _ends(against.interval),
        "p": p_text(row.p_holm),
        "mdd": f"{against.minimal_detectable_difference or 0:.3g}",
    }
    if against.p is None or row.p_holm is None:
        return _("{arm} - {control} = {difference}: without any spread no test is possible.").format(**fill)
    if row.p_holm <= 0.05:
        text = _("{arm} - {control} = {difference} {interval}: a difference is supported (adjusted p = {p}).")
    else:
        text = _("{arm} - {control} = {difference} {interval}: no difference is supported (adjusted p = {p}).")
    seen = _("Such numbers of runs find a difference of {mdd} four times in five, before any adjustment.")
    return f"{text} {seen}".format(**fill)


def summaries_document(found: SummaryJudgement) -> dict[str, Any]:
    """Return the judgement of published means as plain data."""
    return {
        "control": found.control.summary._asdict(),
        "comparisons": [
            {
                "arm": row.summary.arm,
                "control": found.control.summary.arm,
                **(row.against._asdict() if row.against else {}),
                "p_holm": row.p_holm,
                "sentence": summary_sentence(row, found),
            }
            for row in found.others
        ],
    }
