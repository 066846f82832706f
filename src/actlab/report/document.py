"""A comparison as plain data, for ``--json``; keys and numbers never change with the language."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from actlab.report.text import claim_sentence
from actlab.studies.study import Difference, Study


def comparison(study: Study) -> dict[str, Any]:
    """Return plan, table, differences and files; metrics as fractions, times in seconds."""
    return {
        "plan": study.plan.model_dump(),
        "interrupted": study.interrupted,
        "pairs": study.pairs,
        "metric": study.task.metric_name,
        "table": [
            {
                "activation": arm.activation,
                "test": asdict(arm.test) if arm.test else None,
                "diverged": arm.diverged,
                "seconds": arm.seconds,
            }
            for arm in study.arms
        ],
        "differences": [_difference(step) for step in study.differences],
        "claim": {"steps": [_difference(step) for step in study.claim], "sentence": claim_sentence(study)},
        "folder": str(study.folder) if study.folder else None,
        "files": [str(path) for path in study.files],
    }


def _difference(step: Difference) -> dict[str, Any]:
    return {
        "activation": step.activation,
        "control": step.against,
        "difference": asdict(step.difference) if step.difference else None,
    }
