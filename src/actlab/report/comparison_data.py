"""A comparison as plain data, for ``--json``; keys and numbers never change with the language."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import Any

from actlab.report.answers import agreement
from actlab.report.probe_figure import layer_values
from actlab.report.sentences import SEEDS, sentence
from actlab.report.text import claim_sentence, unit_of
from actlab.report.verdicts import line
from actlab.statistics.verdict import Comparison
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
        "plan_sha256": study.plan.digest,
        "comparisons": [_comparison(one, study) for one in study.verdicts],
        "tuning": _tuning(study),
        "same_initialisation": comparison(study.same) if study.same else None,
        "agreement": agreement(study) if study.same else None,
        "methods": {language: study.methods(language) for language in ("en", "pt")} if study.verdicts else None,
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


def _comparison(one: Comparison, study: Study) -> dict[str, Any]:
    unit = unit_of(study)
    return {**asdict(one), "line": line(one, unit), "sentence": sentence(one, unit, SEEDS)}


def _tuning(study: Study) -> dict[str, Any] | None:
    tuning = study.tuning
    if tuning is None:
        return None
    return {
        "grid": tuning.grid,
        "extensions": tuning.extensions,
        "on_edge": tuning.on_edge,
        "chosen": {name: tuning.best(name) for name in tuning.activations},
        "means": {name: [tuning.mean(name, rate) for rate in tuning.grid] for name in tuning.activations},
    }


def _difference(step: Difference) -> dict[str, Any]:
    return {
        "activation": step.activation,
        "control": step.against,
        "difference": asdict(step.difference) if step.difference else None,
    }
