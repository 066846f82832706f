"""The files of a study's folder: plan.json, results.csv, curves.csv, probes.csv. Nothing that exists is overwritten."""

import csv
import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from io import StringIO
from pathlib import Path

from actlab.errors import InvalidInput
from actlab.studies.plan import FORMAT
from actlab.studies.study import Study
from actlab.training.trial import CurvePoint, Trial
from actlab.words import _

Row = dict[str, str | float | int | None]  # a line of a CSV file, by column

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
    raise InvalidInput(
        _("out: no fresh name is left below {home}; choose a folder.").format(home=HOME), "out", "my-study"
    )


def _empty_folder(folder: Path) -> Path:
    made = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            message = _("out: {folder} is not empty, and nothing is overwritten; choose another folder.")
            raise InvalidInput(message.format(folder=folder), "out", "my-study")
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        for parent in made:
            if parent.is_dir():
                parent.rmdir()
        message = _("out: {folder} cannot be written ({reason}); choose a folder of yours.")
        raise InvalidInput(message.format(folder=folder, reason=error.strerror), "out", "my-study") from None
    return folder


def writer(folder: Path) -> "Writer":
    """Return what writes a study's tables into a folder, whole, whenever it is handed the study."""
    return Writer(folder)


class Writer:
    """Keeps the files of a folder true to a study that grows: plan.json at once, the tables with every network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[Path] = []
        self._written: tuple[int, int] | None = None  # trials of the tuning and of the study

    def __call__(self, study: Study) -> None:
        """Write what has changed since the last call."""
        size = len(study.tuning.trials) if study.tuning else -1, len(study.trials)
        if self._written is None:
            self._put("plan.json", plan_text(study))
        if self._written is None or size[1] != self._written[1]:
            self._put("results.csv", _csv(result_columns(study), member_rows(study)))
            self._put("curves.csv", _csv(_curve_columns(study), _curve_rows(study)))
            if study.plan.training.probes:
                columns = ["activation", "lr", "seed", "step", "layer", *study.plan.training.probes]
                self._put("probes.csv", _csv(columns, _probe_rows(study)))
        if study.tuning and (self._written is None or size[0] != self._written[0]):
            self._put("tuning.csv", _csv(_tuning_columns(study), _tuning_rows(study)))
        self._written = size

    def _put(self, name: str, text: str) -> None:
        path = _replace(self.folder / name, text)
        if path not in self.files:
            self.files.append(path)


def plan_text(study: Study) -> str:
    """Return plan.json: every choice, written out, with versions and digests."""
    content = {
        "format": FORMAT,
        "plan_sha256": study.plan.digest,
        "plan": asdict(study.plan),
        **asdict(study.provenance),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def result_columns(study: Study) -> list[str]:
    """Return the columns of results.csv."""
    setting = ["activation", "data", "network", "initialisation", "lr", "seed", "status", "steps"]
    return setting + [f"{split}_{what}" for split in ("test", "validation") for what in (study.metric.column, "loss")]


def member_rows(study: Study) -> list[Row]:
    """Return one row per network that has ended, by activation and seed; one that did not finish has no scores."""
    plan, rows = study.plan, []
    for trial in study.ordered():
        row: Row = {"activation": _name(study, trial), "data": plan.data.name, "network": plan.network.spec}
        row |= {"initialisation": plan.network.initialisation, "lr": trial.key.learning_rate}
        row |= {"seed": trial.key.seed, "status": str(trial.status), "steps": trial.steps}
        row |= _scores("test", study, trial.test) | _scores("validation", study, trial.validation)
        rows.append(row)
    return rows


def _curve_columns(study: Study) -> list[str]:
    split = study.plan.training.curves_read
    return ["activation", "lr", "seed", "step", f"{split}_{study.metric.column}", f"{split}_loss"]


def _curve_rows(study: Study) -> Iterable[Row]:
    split = study.plan.training.curves_read
    for trial in study.ordered():
        for point in trial.curve:
            yield {**_point(study, trial, point), **_scores(split, study, point.scores)}


def _probe_rows(study: Study) -> Iterable[Row]:
    for trial in study.ordered():
        for point in trial.curve:
            seen = point.probes or {}
            for layer in range(max(map(len, seen.values()), default=0)):
                values = {name: of_layers[layer] for name, of_layers in seen.items()}
                yield {**_point(study, trial, point), "layer": layer + 1, **values}


def _tuning_columns(study: Study) -> list[str]:
    return ["activation", "lr", "seed", "status", "steps", f"validation_{study.metric.column}", "validation_loss"]


def _tuning_rows(study: Study) -> Iterable[Row]:
    for trial in study.tuning.ordered() if study.tuning else []:
        member: Row = {"activation": _name(study, trial), "lr": trial.key.learning_rate, "seed": trial.key.seed}
        member |= {"status": str(trial.status), "steps": trial.steps}
        yield member | _scores("validation", study, trial.validation)


def _scores(split: str, study: Study, scores: Mapping[str, float] | None) -> Row:
    return {
        f"{split}_{study.metric.column}": scores[study.metric.name] if scores else None,
        f"{split}_loss": scores["loss"] if scores else None,
    }


def _point(study: Study, trial: Trial, point: CurvePoint) -> Row:
    setting: Row = {"activation": _name(study, trial), "lr": trial.key.learning_rate}
    return {**setting, "seed": trial.key.seed, "step": point.step}


def _name(study: Study, trial: Trial) -> str:
    return next(arm.name for arm in study.plan.arms if arm.digest == trial.key.arm)


def _csv(columns: Sequence[str], rows: Iterable[Row]) -> str:
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
