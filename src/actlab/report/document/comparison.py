"""What people read of a study: the verdicts first, then the tables and sentences that they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from actlab.findings.findings import SEEDS
from actlab.report.document import program
from actlab.report.document.agreement import agreement, otherwise
from actlab.report.document.answers import both, chosen, rate, setting
from actlab.report.document.charts import Words
from actlab.report.document.claim import claim
from actlab.report.document.curves import curves, steps
from actlab.report.document.differences import differences
from actlab.report.document.failures import failures
from actlab.report.document.forest import forest
from actlab.report.document.headline import headline
from actlab.report.document.next import command
from actlab.report.document.parts import Code, Column, Document, Heading, Lead, NamedChart, Paragraph, Part, Table
from actlab.report.document.probes import probes
from actlab.report.document.remarks import disagreeing
from actlab.report.document.sentences import fresh, sentence, settled_by_more
from actlab.report.document.sizes import sizes
from actlab.report.document.statuses import reasons, share, unmoved, unsuited
from actlab.report.document.tuning import expected, sensitivity
from actlab.report.document.unit import Unit, unit_of
from actlab.report.document.verdicts import pairs_table, table
from actlab.statistics.verdict import BELOW_ONE_EXAMPLE
from actlab.studies.study import Arm, Study
from actlab.words import _, decimal, joined, plural

BEST = 3  # activations in the chart that is enlarged
_TESTED = {
    "accuracy": _("Test accuracy"),
    "squared_error": _("Test squared error"),
    "loss": _("Test loss"),
}  # metrics of ours, as a title begins with them


def comparison(study: Study) -> Document:
    """Return the document of a study, with its charts."""
    return Document(tuple(_parts(study)), charts(study))


def study_headline(study: Study) -> Words:
    """Return the verdicts in a few sentences, and where a second answer has others; empty without a verdict.

    Of a study that is stored ``command`` says what would settle the rest.
    """
    if not study.verdicts:
        return ""
    first, second = headline(study.findings, study=study.folder is None), otherwise(study)
    return joined([one for one in (unsuited(study), first, second) if one])


def charts(study: Study) -> tuple[NamedChart, ...]:
    """Return the charts of a study by name; none without a complete pair."""
    if not study.pairs:
        return ()
    found = []
    best = study.best(BEST)
    if any(len(steps(study, name)) for name in best):  # a program need tell none
        found += [NamedChart("curves", curves(study)), NamedChart("zoom", curves(study, best, zoom=True))]
    if study.plan.training.probes:
        found.append(NamedChart("probes", probes(study)))
    if study.tuning:
        found += [NamedChart("sensitivity", sensitivity(study)), NamedChart("expected", expected(study))]
    if study.verdicts:
        unit = unit_of(study.findings)
        found.append(NamedChart("differences", forest(study.verdicts, unit, study.metric.title)))
        found.append(NamedChart("pairs", differences(study.findings, unit)))
    return tuple(found)


def sentences(study: Study) -> list[Words]:
    """Return what each comparison says, in plain words."""
    unit, ended = unit_of(study.findings), {arm.activation: share(arm, len(study.pairs)) for arm in study.arms}
    return [sentence(one, unit, SEEDS, ended) for one in study.verdicts]


def reading(study: Study) -> Words:
    """Return the caution that belongs to the intervals."""
    if len(study.pairs) == 1:
        return _("One seed has no spread, so that nothing can be concluded from these differences.")
    unit, margin = unit_of(study.findings), study.plan.judgement.margin
    if study.sequential:
        text = _("Intervals and p values hold however often one looks (e-process, Holm); they speak of {what} only.")
    else:
        text = _(
            "Intervals are at 95 % over seeds, one by one (the hull of Student's and of Hall's, which takes out skew); "
            "verdicts are adjusted for all comparisons (the larger p of the sign-flip test and of Hall's, Holm). They "
            "speak of {what} only."
        )
    parts: list[Words] = [text.format(what=_spoken_of(study))]
    if margin is None:
        parts.append(_("No margin was given, so that nothing is called equivalent."))
    else:
        equal = _("Equivalent means that the interval for all comparisons together lies within ±{margin}.")
        parts.append(equal.format(margin=unit.exact(margin)))
    if study.numbers.splits:
        text = _(
            "Seeds that divide the same data anew share training examples, which all of it allows for (Nadeau, Bengio)."
        )
        parts.append(text)
    if study.judged:
        text = _("The study was extended after {seeds} had been judged: hence the test that allows for looking.")
        parts.append(text.format(seeds=plural("{n} seed", "{n} seeds", study.judged)))
    if any(BELOW_ONE_EXAMPLE in one.notes for one in study.verdicts):
        below = _("The margin is smaller than one test example ({step}).")
        parts.append(below.format(step=unit.exact(study.numbers.step or 0.0)))
    if any(map(settled_by_more, study.verdicts)) and not study.sequential:
        more = _("More divisions of the same data would hardly settle what is undecided; more data would.")
        parts.append(more if study.numbers.splits else fresh())
    return joined(parts)


def _spoken_of(study: Study) -> Words:
    """Return what the verdicts hold for."""
    if study.plan.own:
        what = _("this program and {rates}") if study.plan.rated else _("this program")
    elif study.plan.seeds.resample:
        what = _("samples of such data, this network and {rates}")
    else:
        what = _("this data set, network and {rates}")
    return what.format(rates=_("learning rates") if study.plan.tuned else _("learning rate"))


def interruption(study: Study) -> Words:
    """Return what was kept of a study that was interrupted, or of its second answer."""
    if study.same is not None and study.same.interrupted:
        text = _("The second answer, with {initialisation} for all, is not complete.")
        start = text.format(initialisation=study.same.plan.network.initialisation)
        return start + " " + interruption(study.same)
    if not study.pairs:
        return _("Interrupted before every activation of a first seed had finished; there is nothing to compare.")
    seeds = joined([str(seed) for seed in study.pairs], ", ")
    return plural(
        "Interrupted. The finished pair is kept: seed {seeds} ({n} of {all}).",
        "Interrupted. Finished pairs are kept: seeds {seeds} ({n} of {all}).",
        len(study.pairs),
        seeds=seeds,
        all=study.plan.seeds.count,
    )


def _parts(study: Study) -> Iterator[Part]:
    if first := study_headline(study):
        yield Lead(first)
    if study.interrupted:
        yield Paragraph(interruption(study))
    if line := command(study):
        yield Code(line, "sh")
    if not study.pairs:
        return
    yield Paragraph(setting(study))
    if words := sizes(study):
        yield Paragraph(words)
    if study.tuning:
        yield chosen(study, study.tuning)
    yield _arms(study)
    yield from (Paragraph(text) for text in (*reasons(study), *unmoved(study)))
    yield from _differences(study)
    yield Paragraph(reading(study))
    if held := claim(study.findings):
        yield Paragraph(held)
    yield from _answers(study)


def _differences(study: Study) -> Iterator[Part]:
    """Return the verdicts against the control: a table, and a sentence each."""
    if not study.verdicts:
        return
    unit = unit_of(study.findings)
    name = unit.name or study.metric.title
    yield verdict_table(study)
    yield from failures(study.findings, unit, arm=_("activation"))
    yield from (Paragraph(text) for text in sentences(study))
    if len(study.findings.pairs) > 1:  # one pair is the comparison with the control
        text = _("Every pair of activations ({unit}), adjusted for all {m}")
        yield pairs_table(
            study.findings.pairs, unit, text.format(unit=name, m=len(study.findings.pairs)), _("activation")
        )
        if words := disagreeing(study.findings.pairs):
            yield Paragraph(words)


def verdict_table(study: Study) -> Table:
    """Return the verdicts against the control as a table."""
    unit = unit_of(study.findings)
    title = _("Difference from {control}, pair by pair ({unit})")
    named = title.format(control=study.plan.judgement.control, unit=unit.name or study.metric.title)
    return table(study.verdicts, unit, named, _("activation"))


def _answers(study: Study) -> Iterator[Part]:
    if study.same is None or study.agreement is None:
        return
    second = study.same.findings
    yield Heading(_("The two answers: with an initialisation of its own for each, and with one for all"), 2)
    yield both(study, study.same)
    same = study.same.plan.network.initialisation
    title = _("With {initialisation} for all, networks that failed").format(initialisation=same)
    for part in failures(second, unit_of(second), title=title, arm=_("activation")):
        if isinstance(part, Paragraph):
            none = _("With {initialisation} for all: {words}").format(initialisation=same, words=part.words)
            part = Paragraph(none)
        yield part
    if found := agreement(study):
        yield Paragraph(found)


def _arms(study: Study) -> Table:
    """Return mean, SD and interval of each activation, and how many of its networks did not finish."""
    rates = (_("lr"),) if study.plan.tuned else ()
    scores = (*rates, _("mean"), _("SD"), _("95 % interval"))
    columns = (
        Column(_("activation"), wrap="fold", least=10),
        *(Column(heading, align="right", wrap="never") for heading in scores),
        *(Column(heading, align="right") for heading in (_("failed"), _("seconds"))),
    )
    unit = unit_of(study.findings)
    rows = tuple(_arm(study, arm, unit) for arm in study.arms)
    return Table(columns, rows, _title(study))


def _title(study: Study) -> Words:
    if study.plan.own:
        return program.title(study, study.plan.own)
    assert study.provenance.data_set  # of all that is not the user's own
    title = _("{tested}{unit} on {n} examples after {steps} steps, {seeds}")
    return title.format(
        tested=_TESTED.get(study.metric.name) or _("Test {metric}").format(metric=study.metric.title),
        unit=_(" %") if study.metric.percent else "",
        n=study.provenance.data_set.examples["test"],
        steps=study.plan.training.steps,
        seeds=plural("{n} seed", "{n} seeds", len(study.pairs)),
    )


def _arm(study: Study, arm: Arm, unit: Unit) -> tuple[Words, ...]:
    rates = (rate(study, arm.activation),) if study.plan.tuned else ()
    ended = _("{n} of {all}").format(n=arm.failed, all=len(study.pairs))
    # with nothing that finished and nobody who knows what chance gives there is no number
    known = arm.sound is not None or study.metric.name in study.chance.scores
    score = _score(arm, unit) if known else ("-", "-", "-")
    return (arm.activation, *rates, *score, ended, decimal(f"{arm.seconds:.1f}"))


def _score(arm: Arm, unit: Unit) -> tuple[Words, Words, Words]:
    """Return mean, SD and interval, in percent where the metric is read so."""
    found = arm.test
    mean = unit.number(found.mean, sign=False)
    if found.sd is None or found.low is None or found.high is None:
        return mean, "-", "-"
    return mean, unit.number(found.sd, sign=False), unit.interval((found.low, found.high), sign=False)
