"""A study judged again: against another control, by another metric or margin. What was trained stays as it is."""

from __future__ import annotations

import math
from dataclasses import replace

from actlab.errors import InvalidInput, unknown
from actlab.studies.study import Study
from actlab.words import _


def judged_by(
    study: Study,
    *,
    control: str | None = None,
    metric: str | None = None,
    margin: float | None = None,
    all_pairs: bool | None = None,
) -> Study:
    """Return a study with other choices of how it is judged; None keeps what its plan says.

    Raises InvalidInput for a control or metric that it does not have, or a margin that is none.
    """
    if control is not None and control not in study.plan.names:
        raise unknown(_("control"), control, study.plan.names)
    if margin is not None and not (math.isfinite(margin) and margin > 0):
        text = _("{field}: {given} is not allowed; it must be {allowed}.")
        raise InvalidInput(text.format(field="margin", given=margin, allowed=_("a number above 0")), "margin", "0.002")
    judgement = study.plan.judgement
    chosen = replace(
        judgement,
        control=control or judgement.control,
        metric=study.task.metric(metric).name if metric else judgement.metric,
        margin=judgement.margin if margin is None else margin,
        all_pairs=judgement.all_pairs if all_pairs is None else all_pairs,
    )
    same = study.same and judged_by(study.same, control=control, metric=metric, margin=margin, all_pairs=all_pairs)
    return replace(study, plan=replace(study.plan, judgement=chosen), same=same, files=())
