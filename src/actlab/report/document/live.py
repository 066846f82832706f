"""The line that opens a study's activations in the live page."""

from __future__ import annotations

import shlex

from actlab.report.document.again import typed
from actlab.studies.arm_records import ArmRecord
from actlab.studies.study import Study

MOST = 6  # that race in the page at once


def in_the_page(study: Study) -> str:
    """Return the command, the control first; empty where nothing can race: the page knows formulas only."""
    control = study.plan.judgement.control
    single = [arm for arm in study.plan.arms if isinstance(arm, ArmRecord) and not arm.gate]
    known = [(arm.name, line) for arm in single if (line := typed(study, arm))]
    words = [line for _name, line in sorted(known, key=lambda one: one[0] != control)][:MOST]
    return shlex.join(["actlab", "play", *words]) if len(words) > 1 else ""
