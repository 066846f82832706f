"""Networks that failed: how many of which activation, in what way, and why."""

from __future__ import annotations

from actlab.report.document.charts import Words
from actlab.studies.protocols import PROTOCOLS
from actlab.studies.study import Arm, Study
from actlab.training.trial import Status
from actlab.words import Text, _, joined, plural

_WAYS = {
    Status.COLLAPSED: _("no better than chance"),
    Status.DIVERGED: _("diverged"),
    Status.FAILED: _("with an error"),
}

SUITING = tuple(name for name, one in PROTOCOLS.items() if one.suits)  # protocols


def share(arm: Arm, of: int) -> Words:
    """Return how many of an activation's networks failed, as it stands in a sentence."""
    fill = {"n": arm.failed, "all": of, "arm": arm.activation}
    if not arm.failed:
        return _("{n} of {all} with {arm}").format(**fill)
    return _("{n} of {all} with {arm} ({how})").format(**fill, how=how(arm))


def label(arm: Arm, of: int) -> Words:
    """Return an activation's name for a legend, with how many of its networks failed."""
    if not arm.failed:
        return arm.activation
    failed = plural("{n} of {all} failed", "{n} of {all} failed", arm.failed, all=of)
    return _("{name} ({failed}: {how})").format(name=arm.activation, failed=failed, how=how(arm))


def how(arm: Arm) -> Words:
    """Return in which ways networks failed, and how many in each where there are several."""
    found = [status for status in _WAYS if arm.statuses[status]]
    if len(found) == 1:
        return _WAYS[found[0]]
    return joined([joined([str(arm.statuses[status]), _WAYS[status]]) for status in found], ", ")


def reasons(study: Study) -> list[Text]:
    """Return one line for each activation and way of failing, with the reason of the first."""
    return [_reason(arm, status, len(study.pairs)) for arm in study.arms for status in _WAYS if status in arm.reasons]


def unmoved(study: Study) -> list[Text]:
    """Return one line for each learnt parameter that no network of its activation moved."""
    text = _("The learnt parameter {parameter} of {arm} ended where it began in every network, to the last bit.")
    return [text.format(parameter=name, arm=arm.activation) for arm in study.arms for name in arm.unmoved]


def unsuited(study: Study) -> Words:
    """Return what to change where no network learnt anything: most likely the choices are at fault.

    Empty where one did, where errors are among the reasons, and for a program of the user's.
    """
    otherwise = any(arm.statuses[status] for arm in study.arms for status in (Status.FINISHED, Status.FAILED))
    if study.plan.own or otherwise:
        return ""
    if study.plan.protocol in SUITING:
        return _(
            "No network learnt anything; another initialisation, other learning rates or more steps may suit these "
            "data."
        )
    text = _(
        "No network learnt anything: initialisation, learning rate or steps may not suit these data. The protocol "
        "{name} searches the rate, and suits network and steps to the data."
    )
    return text.format(name=SUITING[0])


def _reason(arm: Arm, status: Status, of: int) -> Text:
    fill = {"arm": arm.activation, "n": arm.statuses[status], "all": of, "reason": arm.reasons[status]}
    if arm.statuses[status] == 1:
        return _("{arm} failed in {n} of {all}: {reason}.").format(**fill)
    return _("{arm} failed in {n} of {all}; the first: {reason}.").format(**fill)
