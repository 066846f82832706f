"""What is judged of the user's own training: found from what the first run told, or asked for."""

from __future__ import annotations

import re
from typing import NamedTuple

from actlab.data.metrics import MetricRecord, TaskRecord
from actlab.errors import InvalidInput, unknown
from actlab.studies.judging.direction import higher_is_better
from actlab.studies.judging.metrics import direction
from actlab.studies.judging.names import plain
from actlab.training.own.outcome import Judged, Outcome
from actlab.training.own.reported import divided
from actlab.words import _

TASK = "own"  # of which nothing is known but the numbers that are told
_SHARE = re.compile(r"(?:^|_)(?:acc|accuracy|accuracies|acuracia)(?:_|$)")


class Wanted(NamedTuple):
    """What a user said of the metric: its name, which way is better, what chance gives; None where he did not."""

    metric: str | None = None
    lower_is_better: bool | None = None
    chance: float | None = None


UNASKED = Wanted()


class Measured(NamedTuple):
    """What is judged, and all that is reported of each network, the judged first."""

    judged: Judged
    task: TaskRecord[MetricRecord]


def measured(outcome: Outcome, wanted: Wanted, *, tuned: bool) -> Measured:
    """Return what is judged, by what the first run reported; ``tuned`` says that learning rates are chosen.

    Raises InvalidInput where it is not clear what is judged or which way is better, or rates would be chosen by the
    number that is then judged.

    >>> measured(Outcome({"accuracy": 0.9}, (), 1.0), Wanted(), tuned=False).judged.higher_is_better
    True
    """
    test, validation = divided(outcome.scores)
    name = _name(test, validation, wanted)
    higher = direction(name, wanted.lower_is_better)
    _test, validation = divided(outcome.scores, name)
    if tuned and name not in validation:
        text = _(
            "learning rates are chosen by validation data, of which nothing is reported; report validation_{metric} "
            "beside {metric}, or give one learning rate."
        )
        raise InvalidInput(text.format(metric=name), "lrs", "0.01")
    at_points = [divided(point.scores, name) for point in outcome.curve]
    only = any(name in found for _test, found in at_points) and not any(name in found for found, _of in at_points)
    others = [(one, higher_is_better(one)) for one in test if one != name]
    records = [_record(name, higher, test), *(_record(one, up, test) for one, up in others if up is not None)]
    judged = Judged(name, higher, "validation" if only else "test", wanted.chance)
    return Measured(judged, TaskRecord(TASK, tuple(records)))


def _name(test: dict[str, float], validation: dict[str, float], wanted: Wanted) -> str:
    if not test:
        text = _("only numbers of validation data are reported ({names}); what is judged needs a name without that.")
        raise InvalidInput(text.format(names=", ".join(f"validation_{one}" for one in validation)))
    if wanted.metric is not None:
        if wanted.metric not in test:
            raise unknown(_("metric"), wanted.metric, test)
        return wanted.metric
    if len(test) > 1:
        text = _("several numbers are reported, {names}: say which of them is judged.")
        clear = [name for name in test if higher_is_better(name) is not None]
        raise InvalidInput(text.format(names=", ".join(test)), "metric", next(iter(clear or test)))
    return next(iter(test))


def _record(name: str, higher: bool, told: dict[str, float]) -> MetricRecord:
    share = bool(_SHARE.search(plain(name))) and 0 <= told[name] <= 1
    return MetricRecord(name, name, higher_is_better=higher, percent=share)
