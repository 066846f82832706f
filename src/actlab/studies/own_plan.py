"""The plan of a study whose training is the user's own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from actlab.errors import InvalidInput, unknown
from actlab.functions.arms import Arm
from actlab.studies.own_choice import OwnChoice
from actlab.studies.own_metric import Wanted
from actlab.studies.plan import (
    NO_DATA,
    NO_NETWORK,
    JudgementChoice,
    Plan,
    SeedChoice,
    TuningChoice,
    own_training,
)
from actlab.studies.planning import arm_record, changed
from actlab.studies.protocols import UNTIL_DECIDED
from actlab.training.own.outcome import Judged
from actlab.training.own.runs import UNRATED
from actlab.words import _

PROTOCOL = "own"  # of training that is the user's own
SEEDS, TUNING_SEEDS, PER_LOOK = 8, 2, 8
MOST_SEEDS = 100_000  # each is a run of a program: more is a slip of the keyboard, and none of them would be begun
_FIELD = "lrs"


@dataclass(frozen=True)
class Choices:
    """What a user chooses of a study of his own training, each whatever he gave; None and False leave it open."""

    seeds: object = None
    lrs: object = None
    tuning_seeds: int = TUNING_SEEDS
    metric: str | None = None
    lower_is_better: bool | None = None
    control: str | None = None
    margin: object = None
    chance: float | None = None
    until_decided: bool = False
    all_pairs: bool = False

    @property
    def wanted(self) -> Wanted:
        """What is said of the metric."""
        return Wanted(self.metric, self.lower_is_better, self.chance)


def own_plan(arms: Sequence[Arm], own: OwnChoice, choices: Choices, rates: Sequence[float]) -> Plan:
    """Return the plan for these arms, of which the metric is not known yet.

    With one of the rates all networks have it; of several the best is chosen for each activation, by
    ``choices.tuning_seeds`` seeds.

    Raises InvalidInput, in one line, for the first thing that is wrong.
    """
    control, tuning_seeds = choices.control, choices.tuning_seeds
    names = [arm.name for arm in arms]
    if not names:
        raise InvalidInput(_("no activation was given; name at least one, for example relu."), "activations")
    if control is not None and control not in names:
        raise unknown(_("control"), control, names)
    tuned = len(rates) > 1
    if type(tuning_seeds) is not int or not 1 <= tuning_seeds <= 1000:
        text = _("{field}: {given} is not allowed; it must be {allowed}.")
        allowed = _("a whole number from 1 to 1000")
        raise InvalidInput(
            text.format(field="tuning-seeds", given=tuning_seeds, allowed=allowed), "tuning_seeds", str(TUNING_SEEDS)
        )
    if not tuned and tuning_seeds != TUNING_SEEDS:
        text = _("tuning seeds are given, but no learning rates from which one is chosen.")
        raise InvalidInput(text, _FIELD, "0.1,0.01")
    rate = rates[0] if rates else UNRATED
    begun = Plan(
        protocol=PROTOCOL,
        arms=tuple(map(arm_record, arms)),
        data=NO_DATA,
        network=NO_NETWORK,
        training=own_training("tune" if tuned else rate, "test"),
        tuning=TuningChoice(tuple(rates) if tuned else (), tuning_seeds, refine_seeds=0, extensions=0),
        seeds=SeedChoice(SEEDS, (), until_decided=False, per_look=PER_LOOK),
        judgement=JudgementChoice(
            str(control) if control is not None else "relu" if "relu" in names else names[0], margin=None
        ),
        same_initialisation="",
        own=own,
    )
    most = UNTIL_DECIDED if choices.until_decided and choices.seeds is None else choices.seeds
    given = {
        "seeds": most,
        "margin": choices.margin,
        "until_decided": choices.until_decided or None,
        "all_pairs": choices.all_pairs or None,
    }
    return bounded(changed(begun, {name: value for name, value in given.items() if value is not None}))


def bounded(plan: Plan) -> Plan:
    """Return a plan as it is.

    Raises InvalidInput where it has more seeds than anybody runs a program for.
    """
    if plan.seeds.count > MOST_SEEDS:
        text = _("{field}: {given} is not allowed; it must be {allowed}.")
        allowed = _("a whole number from 1 to {most}").format(most=MOST_SEEDS)
        raise InvalidInput(text.format(field="seeds", given=plan.seeds.count, allowed=allowed), "seeds", str(SEEDS))
    return plan


def judging(plan: Plan, judged: Judged) -> Plan:
    """Return a plan with the metric that is judged and its direction, once they are known."""
    training, judgement = own_training(plan.training.lr, judged.curves_read), plan.judgement
    own = plan.own and replace(plan.own, higher_is_better=judged.higher_is_better)
    return replace(plan, own=own, judgement=replace(judgement, metric=judged.metric), training=training)


def rates_of(given: object) -> tuple[float, ...]:
    """Return the learning rates that a user gives, in ascending order: one, several, or words with commas.

    Raises InvalidInput for what is no number above 0, or given twice.

    >>> rates_of("0.1,0.01"), rates_of(0.5), rates_of(None)
    ((0.01, 0.1), (0.5,), ())
    """
    if given is None:
        return ()
    listed = given.split(",") if isinstance(given, str) else given if isinstance(given, Sequence) else [given]
    try:
        found = [float(str(one)) for one in listed]
    except (TypeError, ValueError):
        raise _refused(given) from None
    if not found or any(not (math.isfinite(rate) and 0 < rate <= 1e300) for rate in found):
        raise _refused(given)
    if len(set(found)) < len(found):
        raise InvalidInput(_("{field}: a rate is there twice.").format(field=_FIELD), _FIELD, "0.1,0.01")
    return tuple(sorted(found))


def _refused(given: object) -> InvalidInput:
    text = _("{field}: {given} is not allowed; it must be {allowed}.")
    allowed = _("numbers above 0, joined by commas")
    return InvalidInput(text.format(field=_FIELD, given=str(given) or "''", allowed=allowed), _FIELD, "0.1,0.01")
