"""What to type next, as a line that can be pasted."""

from __future__ import annotations

import shlex

from actlab.report.document.headline import until_decided
from actlab.report.document.sentences import settled_by_more
from actlab.studies.study import Study


def command(study: Study) -> str:
    """Return the command that finishes a stored study, or settles what is undecided; empty where there is none."""
    if study.folder is None:
        return ""
    resume = f"actlab resume {shlex.quote(str(study.folder))}"
    if study.interrupted:
        return resume
    open_ = any(map(settled_by_more, study.verdicts))
    return f"{resume} {option}" if open_ and (option := until_decided(study.findings)) else ""
