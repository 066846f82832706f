"""A study's results as JSON: one record per network, its curve by column."""

from __future__ import annotations

import json

from actlab.report.exports.sheets import records
from actlab.report.render.json import plain
from actlab.studies.study import Study

VERSION = 1


def text(study: Study) -> bytes:
    """Return all networks as JSON; infinities are the texts "inf" and "-inf", what is not a number is null."""
    head = {"format": "actlab/results", "version": VERSION, "plan_sha256": study.plan.digest}
    content = {**head, "networks": plain(records(study))}
    return (json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n").encode()
