"""What is said of training that is the user's own: of its data and networks nothing is known here."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from actlab.report.document.charts import Axis, Words
from actlab.studies.judging.direction import higher_is_better
from actlab.studies.own_choice import OwnChoice
from actlab.studies.plan import Plan
from actlab.studies.study import Study
from actlab.studies.tuning import Tuning
from actlab.words import _, decimal, joined, plural

if TYPE_CHECKING:
    from actlab.training.trainer import Member  # which loads JAX


def called(own: OwnChoice) -> Words:
    """Return what is run, in words."""
    if own.command:
        return own.called
    return _("the function {name}").format(name=own.called)


def title(study: Study, own: OwnChoice) -> Words:
    """Return the title of the table of activations."""
    text = _("{metric}{unit} as reported by {program}, {seeds}")
    return text.format(
        metric=study.metric.title,
        unit=_(" %") if study.metric.percent else "",
        program=called(own),
        seeds=plural("{n} seed", "{n} seeds", len(study.pairs)),
    )


def setting(study: Study, own: OwnChoice) -> Words:
    """Return what was run, which seeds are compared, and whose business it is that pairs are pairs."""
    plan, seeds = study.plan, study.pairs or study.plan.evaluation_seeds  # of which not all may be needed
    named = _("Training of your own, plan {digest}: {program}.")
    compared = _("Compared are the seeds {first} to {last}.")
    if len(seeds) == 1:
        compared = _("Compared is the seed {first}.")
    elif len(seeds) <= seeds[-1] - seeds[0]:
        compared = _("Compared are {n} of the seeds {first} to {last}.")
    fixed = _("Whether runs with the same seed share initial weights and batches is up to the program.")
    if own.paired:
        fixed = _(
            "Before training it was checked that runs with the same seed share initial weights, batches and dropout "
            "masks."
        )
    parts: list[Words] = [named.format(digest=plan.digest[:12], program=called(own))]
    parts += [compared.format(n=len(seeds), first=seeds[0], last=seeds[-1]), fixed]
    if study.tuning and study.tuning.trials:
        parts.append(_rates(study.tuning))
    if not own.command or own.limit is None:
        return joined(parts)
    limit = _("A run that had not ended after {limit:g} s has failed.")
    return joined([*parts, limit.format(limit=own.limit)])


def _rates(tuning: Tuning) -> Words:
    text = _(
        "Learning rates, with equal effort for all: {rates}, each by {scan}, chosen by the validation mean. The seeds "
        "0 to {last} are not used again."
    )
    rates = joined([decimal(f"{rate:g}") for rate in tuning.grid], ", ")
    scan = plural("{n} seed", "{n} seeds", tuning.choice.scan_seeds)
    said = text.format(rates=rates, scan=scan, last=tuning.choice.seeds[-1])
    if not tuning.on_edge:
        return said
    edge = _("The best rate of {names} lies at an end of the grid, beyond which nothing was tried.")
    return joined([said, edge.format(names=joined(tuning.on_edge, ", "))])


def methods(study: Study, own: OwnChoice) -> list[Words]:
    """Return the sentences of a methods paragraph on what was trained."""
    text = _("For each of {k} activations, training was run by {program}, with {seeds} each, the same for all.")
    seeds = plural("{n} seed", "{n} seeds", len(study.pairs))
    parts: list[Words] = [text.format(k=len(study.plan.arms), program=called(own), seeds=seeds)]
    if study.tuning:
        chosen = _(
            "The learning rate of each activation was chosen by validation {metric}, with equal effort for all: "
            "{rates}, each by {scan}. None of these seeds was used again."
        )
        rates = joined([decimal(f"{rate:g}") for rate in study.tuning.grid], ", ")
        scan = plural("{n} seed", "{n} seeds", study.tuning.choice.scan_seeds)
        parts.append(chosen.format(metric=study.metric.title, rates=rates, scan=scan))
    elif own.rated:
        one = _("The learning rate was {lr} for all.")
        parts.append(one.format(lr=decimal(f"{float(study.plan.training.lr):g}")))
    return parts


def trained(plan: Plan, own: OwnChoice) -> Words:
    """Return the line of a title that says what was run."""
    if not own.rated:
        return called(own)
    rate = _("lr tuned") if plan.tuned else _("lr {rate:g}").format(rate=plan.training.lr)
    return joined([called(own), rate], ", ")


def steps_axis(study: Study) -> Axis:
    """Return the axis of steps, as the program counts them."""
    ends = [trial.curve[-1].step for name in study.plan.names for trial in study.of(name) if trial.curve]
    return Axis(_("steps, as the program counts them"), low=0.0, high=float(max(ends, default=1)))


def metric_label(study: Study) -> Words:
    """Return the label of the axis of the metric."""
    name: Words = study.metric.title
    if study.plan.training.curves_read == "validation":
        name = _("validation {metric}").format(metric=name)
    return joined([name, "(%)"]) if study.metric.percent else name


def introduction(plan: Plan, own: OwnChoice, members: Sequence[Member]) -> Words:
    """Return what is about to be run."""
    seeds = {member.seed for member in members}
    text = _("{n} runs: {activations}; seeds {first} to {last}; {program}")
    if len(seeds) == 1:
        text = _("{n} runs: {activations}; seed {first}; {program}")
    intro = text.format(
        n=len(members),
        activations=joined(plan.names, ", "),
        first=min(seeds),
        last=max(seeds),
        program=called(own),
    )
    if not plan.tuned or not seeds <= set(plan.tuning.scan):
        return intro
    return intro + _("; {n} learning rates").format(n=len(plan.tuning.grid))


def facts(own: OwnChoice) -> list[tuple[Words, Words]]:
    """Return what identifies what was run."""
    if not own.command:
        return [(_("run"), called(own)), (_("code of the function (SHA-256)"), own.code)]
    code = _("code: {files} (SHA-256)").format(files=", ".join(own.files))
    return [(_("run"), called(own)), *([(code, own.code)] if own.files else [])]


def from_nothing(study: Study, own: OwnChoice) -> str:
    """Return the command that makes the study once more; empty for a function, which only its program can call."""
    if not own.command:
        return ""
    plan, judged = study.plan, study.plan.judgement
    found = ["actlab", "run", f"--activations={','.join(plan.names)}", "--seeds", str(plan.seeds.count)]
    found += [f"--metric={judged.metric}", f"--control={judged.control}"]  # which may begin with a dash
    if higher_is_better(judged.metric) != own.higher_is_better:
        found += ["--higher-is-better" if own.higher_is_better else "--lower-is-better"]
    if plan.tuned:
        found += ["--lrs", ",".join(f"{rate!r}" for rate in plan.tuning.grid)]
        found += ["--tuning-seeds", str(plan.tuning.scan_seeds)]
    elif own.rated:
        found += ["--lrs", repr(plan.training.lr)]
    for option, value in (("--margin", judged.margin), ("--chance", own.chance), ("--limit", own.limit)):
        found += [] if value is None else [option, repr(value)]
    found += ["--until-decided"] if plan.seeds.until_decided else []
    found += ["--all-pairs"] if judged.all_pairs else []
    return shlex.join([*found, "--", *own.command])
