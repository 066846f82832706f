"""What people read in a terminal: the outcome of a comparison, the page of an activation."""

from __future__ import annotations

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from actlab.report.answers import agreement, both, setting
from actlab.report.sentences import SEEDS, sentence
from actlab.report.verdicts import Unit, table, unit_for
from actlab.statistics.paired import Estimate
from actlab.studies.protocols import CLAIM
from actlab.studies.study import Difference, Study
from actlab.words import _, plural


def outcome(study: Study, width: int = 100) -> str:
    """Return the outcome as plain text."""
    console = Console(width=width, no_color=True, highlight=False)
    with console.capture() as captured:
        console.print(outcome_parts(study))
    return captured.get()


def outcome_parts(study: Study) -> RenderableType:
    """Return the tables and sentences that stand at the end of a comparison."""
    parts: list[RenderableType] = []
    if study.interrupted:
        parts.append(Text(_interruption(study)))
    if study.pairs:
        parts += [Text(setting(study)), _arms(study), *_verdicts(study), Text(reading(study))]
        if claim := claim_sentence(study):
            parts.append(Text(claim))
        if study.same and study.same.pairs:
            title = _("The two answers: with an initialisation of its own for each, and with one for all")
            parts += [Text(), Text(title, style="bold"), both(study, unit_of(study)), Text(agreement(study))]
    return Group(*parts)


def reading(study: Study) -> str:
    """Return the caution that belongs to the intervals."""
    if len(study.pairs) == 1:
        return _("One seed has no spread, so that nothing can be concluded from these differences.")
    rates = _("learning rates") if study.plan.tuned else _("learning rate")
    if study.plan.until_decided:
        text = _(
            "Intervals and p values hold however often one looks (e-process, Holm); they speak of this data set, "
            "network and {rates} only."
        )
    else:
        text = _(
            "Intervals are 95 % Student t over seeds, one by one; verdicts are adjusted for all comparisons (sign-flip "
            "test, Holm). They speak of this data set, network and {rates} only. Equivalent means within ±{margin}."
        )
    return text.format(rates=rates, margin=unit_of(study).size(study.plan.margin))


def unit_of(study: Study) -> Unit:
    """Return the unit in which people read the study's metric."""
    if study.task.percent:
        return Unit(100, 2, _("points"))
    return unit_for(study.verdicts)


def claim_sentence(study: Study) -> str:
    """Return the sentence that holds the tutorial's claim against this study; empty where it does not apply."""
    steps = [step for step in study.claim if step.difference]
    if not steps or study.plan.until_decided:  # these intervals are for a number of seeds fixed beforehand
        return ""
    claim = " > ".join(name for name in CLAIM if name in study.plan.activations).replace("relu > tanh", "relu >> tanh")
    start = _("The tutorial's order {claim}").format(claim=claim)
    if len(study.pairs) == 1:
        return _("{start} cannot be judged by one seed.").format(start=start)
    against = [step for step in steps if _side(study, step) < 0]
    unclear = [step for step in steps if _side(study, step) == 0]
    if against:
        found = "; ".join(_against(study, step) for step in against)
        return _("{start} does not hold here: {found}.").format(start=start, found=found)
    if unclear:
        found = "; ".join(_against(study, step) for step in unclear)
        text = _("{start} is not settled here: chance has not been ruled out for {found}.")
        return text.format(start=start, found=found)
    return _("{start} holds here: no step's interval includes zero.").format(start=start)


def _against(study: Study, step: Difference) -> str:
    return f"{step.activation} - {step.against} = {_signed(study, _estimate(step))}"


def _estimate(step: Difference) -> Estimate:
    assert step.difference is not None
    return step.difference


def _side(study: Study, step: Difference) -> int:
    """Return 1 or -1 where the interval lies on the better or the worse side of zero, else 0."""
    estimate = _estimate(step)
    if estimate.low is None or estimate.high is None:
        return 0
    side = (estimate.low > 0) - (estimate.high < 0)
    return side if study.task.higher_is_better else -side


def _interruption(study: Study) -> str:
    if not study.pairs:
        return _("Interrupted before every activation of a first seed had finished; there is nothing to compare.")
    seeds = ", ".join(str(seed) for seed in study.pairs)
    text = _("Interrupted. Finished pairs are kept: seeds {seeds} ({n} of {all}).")
    return text.format(seeds=seeds, n=len(study.pairs), all=study.plan.seeds)


def _arms(study: Study) -> Table:
    metric, n = _(study.task.metric_name), study.description["data_set"]["examples"]["test"]
    unit = " %" if study.task.percent else ""
    title = _("Test {metric}{unit} on {n} examples after {steps} steps, {seeds}")
    seeds = plural("{n} seed", "{n} seeds", len(study.pairs))
    shown = _table(title.format(metric=metric, unit=unit, n=n, steps=study.plan.steps, seeds=seeds))
    shown.add_column(_("activation"))
    if study.plan.tuned:
        shown.add_column(_("lr"), justify="right")
    for heading in (_("mean"), _("SD"), _("95 % interval"), _("diverged"), _("seconds")):
        shown.add_column(heading, justify="right")
    for arm in study.arms:
        cells = _cells(study, arm.test) if arm.test else ["-", "-", "-"]
        diverged = _("{n} of {all}").format(n=arm.diverged, all=len(study.pairs))
        rate = [f"{study.rates[arm.activation]:g}"] if study.plan.tuned else []
        shown.add_row(arm.activation, *rate, *cells, diverged, f"{arm.seconds:.1f}")
    return shown


def _verdicts(study: Study) -> list[RenderableType]:
    """Return the verdicts against the control: a table, and a sentence each."""
    comparisons = study.verdicts
    if not comparisons:
        return []
    unit = unit_of(study)
    title = _("Difference from {control}, pair by pair ({unit})")
    name = unit.name or _(study.task.metric_name)
    sentences = [Text(sentence(one, unit, SEEDS)) for one in comparisons]
    return [
        Text(title.format(control=study.plan.control, unit=name), style="bold"),
        table(comparisons, unit),
        *sentences,
    ]


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)


def _cells(study: Study, estimate: Estimate, *, signed: bool = False) -> list[str]:
    """Return mean, SD and interval, in percent or points where the metric is read so."""
    unit = unit_of(study)
    mean = unit.number(estimate.mean, sign=signed)
    if estimate.sd is None or estimate.low is None or estimate.high is None:
        return [mean, "-", "-"]
    interval = f"[{unit.number(estimate.low, sign=signed)}, {unit.number(estimate.high, sign=signed)}]"
    return [mean, unit.number(estimate.sd, sign=False), interval]


def _signed(study: Study, estimate: Estimate) -> str:
    mean, _sd, interval = _cells(study, estimate, signed=True)
    unit = " " + _("points") if study.task.percent else ""
    return f"{mean}{unit}" + (f" {interval}" if interval != "-" else "")
