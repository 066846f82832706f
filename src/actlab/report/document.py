"""A comparison as plain data, for ``--json``; keys and numbers never change with the language."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import Any

from actlab.report.probe_figure import layer_values
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
        "probes": _probes(study),
        "claim": {"steps": [_difference(step) for step in study.claim], "sentence": claim_sentence(study)},
        "folder": str(study.folder) if study.folder else None,
        "files": [str(path) for path in study.files],
    }


def _probes(study: Study) -> dict[str, Any]:
    """Return probe -> activation -> mean over networks [points][hidden layers], None where a point has none."""
    return {
        probe: {name: _layer_means(study, name, probe) for name in study.plan.activations}
        for probe in study.plan.probes
    }


def _layer_means(study: Study, name: str, probe: str) -> list[list[float | None]]:
    values = layer_values(study, name, probe)
    means = values.mean(axis=0) if len(values) else values[0:0]
    return [[float(mean) if isfinite(mean) else None for mean in point] for point in means.tolist()]


def _difference(step: Difference) -> dict[str, Any]:
    return {
        "activation": step.activation,
        "control": step.against,
        "difference": asdict(step.difference) if step.difference else None,
    }
