"""The files of a study's folder: plan.json, results.csv, curves.csv, probes.csv. Nothing that exists is overwritten."""

import csv
import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from actlab.errors import InvalidInput
from actlab.studies.study import Study
from actlab.training.population import Result
from actlab.words import _

HOME = Path("actlab-studies")  # fresh folders appear here, below the current folder


def fresh_folder(wanted: str | Path | None, name: str) -> Path:
    """Create the folder of a study and return it: the wanted one, or a fresh one named after now.

    Raises InvalidInput when it holds something already or cannot be written.
    """
    if wanted is not None:
        return _empty_folder(Path(wanted))
    stem = f"{datetime.now():%Y-%m-%d-%H%M%S}-{name}"
    for number in range(1, 1000):
        candidate = HOME / (stem if number == 1 else f"{stem}-{number}")
        if not candidate.exists():
            return _empty_folder(candidate)
    raise InvalidInput(_("--out: no fresh name is left below {home}; choose a folder.").format(home=HOME))


def _empty_folder(folder: Path) -> Path:
    made = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            message = _("--out: {folder} is not empty, and nothing is overwritten; choose another folder.")
            raise InvalidInput(message.format(folder=folder))
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        for parent in made:
            if parent.is_dir():
                parent.rmdir()
        message = _("--out: {folder} cannot be written ({reason}); choose a folder of yours, such as --out my-study.")
        raise InvalidInput(message.format(folder=folder, reason=error.strerror)) from None
    return folder


def write_plan(study: Study, folder: Path) -> Path:
    """Write plan.json: every choice, written out, with versions and digests."""
    content = {"schema": 1, "plan_sha256": study.plan.digest, **study.plan.model_dump(), **study.description}
    return _replace(folder / "plan.json", json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def write_results(study: Study, folder: Path) -> list[Path]:
    """Write results.csv (one row per network) and curves.csv (one per network and evaluation).

    Where probes were chosen, probes.csv has one row per network, evaluation and hidden layer.
    """
    metric = study.task.column
    split = study.plan.curves_read
    curve_columns = ["activation", "lr", "seed", "step", f"{split}_{metric}", f"{split}_loss"]
    files = [
        _replace(folder / "results.csv", _csv(result_columns(metric), member_rows(study))),
        _replace(folder / "curves.csv", _csv(curve_columns, _curve_rows(study))),
    ]
    if study.plan.probes:
        probe_columns = ["activation", "lr", "seed", "step", "layer", *study.plan.probes]
        files.append(_replace(folder / "probes.csv", _csv(probe_columns, _probe_rows(study))))
    return files


def write_tuning(study: Study, folder: Path) -> Path:
    """Write tuning.csv: one row per network that served the choice of a learning rate."""
    metric, tuning = study.task.column, study.tuning
    columns = ["activation", "lr", "seed", "status", "steps", f"validation_{metric}", "validation_loss"]
    rows = [
        {
            "activation": str(result.member.activation),
            "lr": result.member.learning_rate,
            "seed": result.member.seed,
            "status": result.status,
            "steps": result.steps,
            f"validation_{metric}": result.validation.metric if result.validation else None,
            "validation_loss": result.validation.loss if result.validation else None,
        }
        for result in (tuning.ordered() if tuning else [])
    ]
    return _replace(folder / "tuning.csv", _csv(columns, rows))


def result_columns(metric: str) -> list[str]:
    """Return the columns of results.csv."""
    setting = ["activation", "data", "network", "initialisation", "lr", "seed", "status", "steps"]
    return setting + [f"{split}_{what}" for split in ("test", "validation") for what in (metric, "loss")]


def member_rows(study: Study) -> list[dict[str, Any]]:
    """Return one row per network that has ended, by activation and seed; a diverged one has empty scores."""
    plan, metric = study.plan, study.task.column
    rows = []
    for result in _ordered(study):
        row = {
            "activation": str(result.member.activation),
            "data": plan.data,
            "network": plan.network,
            "initialisation": plan.initialisation,
            "lr": result.member.learning_rate,
            "seed": result.member.seed,
            "status": result.status,
            "steps": result.steps,
        }
        for split, score in (("test", result.test), ("validation", result.validation)):
            row[f"{split}_{metric}"] = score.metric if score else None
            row[f"{split}_loss"] = score.loss if score else None
        rows.append(row)
    return rows


def _curve_rows(study: Study) -> Iterable[dict[str, Any]]:
    for result in _ordered(study):
        for point in result.curve:
            yield {
                "activation": str(result.member.activation),
                "lr": result.member.learning_rate,
                "seed": result.member.seed,
                "step": point.step,
                f"{study.plan.curves_read}_{study.task.column}": point.score.metric,
                f"{study.plan.curves_read}_loss": point.score.loss,
            }


def _probe_rows(study: Study) -> Iterable[dict[str, Any]]:
    for result in _ordered(study):
        member = {"activation": str(result.member.activation), "lr": result.member.learning_rate}
        for point in result.curve:
            seen = point.probes or {}
            for layer in range(max(map(len, seen.values()), default=0)):
                values = {name: of_layers[layer] for name, of_layers in seen.items()}
                yield {**member, "seed": result.member.seed, "step": point.step, "layer": layer + 1, **values}


def _ordered(study: Study) -> list[Result]:
    place = {name: order for order, name in enumerate(study.plan.activations)}
    return sorted(study.results, key=lambda r: (place[str(r.member.activation)], r.member.seed))


def _csv(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
    text = StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _replace(path: Path, text: str) -> Path:
    """Write a file so that at any moment it is whole: beside it first, then in its place."""
    beside = path.with_name(f".{path.name}.part")
    with open(beside, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    return path
