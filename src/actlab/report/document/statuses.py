"""Networks that did not finish: how many of which activation, how they ended, and why."""

from __future__ import annotations

from actlab.report.document.charts import Words
from actlab.studies.study import Arm, Study
from actlab.words import Text, _, joined, plural


def unfinished(arm: Arm) -> int:
    """Return how many networks of an activation did not finish."""
    return arm.diverged + arm.failed


def share(arm: Arm, of: int) -> Words:
    """Return how many of an activation's networks did not finish, as it stands in a sentence."""
    fill = {"n": unfinished(arm), "all": of, "arm": arm.activation}
    if not unfinished(arm):
        return _("{n} of {all} with {arm}").format(**fill)
    return _("{n} of {all} with {arm} ({how})").format(**fill, how=_how(arm))


def label(arm: Arm, of: int) -> Words:
    """Return an activation's name for a legend, with how many of its networks are not in the mean."""
    if not unfinished(arm):
        return arm.activation
    text = _("{name} ({n} of {all} {how})")
    how = _("did not finish") if arm.diverged and arm.failed else _how(arm)
    return text.format(name=arm.activation, n=unfinished(arm), all=of, how=how)


def reasons(study: Study) -> list[Text]:
    """Return one line for each activation of which networks failed, with the reason of the first."""
    text = _("{arm} failed in {n} of {all}: {reason}")
    return [
        text.format(arm=arm.activation, n=arm.failed, all=len(study.pairs), reason=arm.reason)
        for arm in study.arms
        if arm.failed
    ]


def _how(arm: Arm) -> Words:
    if arm.diverged and arm.failed:
        both = (plural("{n} diverged", "{n} diverged", arm.diverged), plural("{n} failed", "{n} failed", arm.failed))
        return joined(both, ", ")
    return _("diverged") if arm.diverged else _("failed")
