"""The files of a study's folder. Nothing that exists is overwritten.

plan.json, results.csv and curves.csv; correct.csv, tuning.csv and probes.csv where there are any; failures.csv as soon
as a network has failed.
"""

import csv
import json
import os
import tempfile
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from io import StringIO
from pathlib import Path

from actlab.errors import InvalidInput
from actlab.studies.plan import FORMAT
from actlab.studies.study import Study
from actlab.training.trial import CurvePoint, Scores, Status, Trial
from actlab.words import _

Row = dict[str, str | float | int | None]  # a line of a CSV file, by column

_CORRECT = ("activation", "lr", "seed", "examples", "correct")
_FAILURES = ("activation", "lr", "seed", "status", "steps", "reason")

HOME = Path("actlab-studies")  # fresh folders appear here, below the current folder


def fresh_folder(wanted: object, name: str) -> Path:
    """Create the folder of a study and return it: the wanted one, or a fresh one named after now.

    Raises InvalidInput when it is no path, holds something already or cannot be written.
    """
    if wanted is not None:
        if not isinstance(wanted, str | os.PathLike):
            message = _("{field}: {given} is not allowed; it must be {allowed}.")
            text = message.format(field="out", given=wanted, allowed=_("the path of a folder"))
            raise InvalidInput(text, "out", "my-study")
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
            if correct := list(_correct_rows(study)):
                self._put("correct.csv", _csv(_CORRECT, correct))
            if study.plan.training.probes:
                columns = ["activation", "lr", "seed", "step", "layer", *study.plan.training.probes]
                self._put("probes.csv", _csv(columns, _probe_rows(study)))
        if study.tuning and (self._written is None or size[0] != self._written[0]):
            self._put("tuning.csv", _csv(_tuning_columns(study), _tuning_rows(study)))
        if size != self._written and (failures := list(_failure_rows(study))):
            self._put("failures.csv", _csv(_FAILURES, failures))
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
    return json.dumps(content, indent=2, ensure_ascii=False, default=_plain) + "\n"


def _plain(value: object) -> object:
    """Return what JSON knows for a Frozen mapping, or for a record in one."""
    return dict(value) if isinstance(value, Mapping) else asdict(value)  # type: ignore[call-overload]


def result_columns(study: Study) -> list[str]:
    """Return the columns of results.csv."""
    setting = ["activation", "data", "network", "initialisation", "lr", "seed", "status", "steps"]
    return [*setting, *_metric_columns("test", study), *_metric_columns("validation", study)]


def member_rows(study: Study) -> list[Row]:
    """Return one row per network that has ended, by activation and seed; one that did not finish has no scores."""
    plan, rows = study.plan, []
    for trial in study.ordered():
        row: Row = {
            "activation": study.plan.called[trial.key.arm],
            "data": plan.data.name,
            "network": plan.network.spec,
        }
        row |= {"initialisation": plan.network.initialisation, "lr": trial.key.learning_rate}
        row |= {"seed": trial.key.seed, "status": str(trial.status), "steps": trial.steps}
        row |= _scores("test", study, trial.test) | _scores("validation", study, trial.validation)
        rows.append(row)
    return rows


def _correct_rows(study: Study) -> Iterable[Row]:
    """Yield which test examples each network gets right: bits in order, the first the highest of a byte, in base64."""
    examples = study.provenance.data_set.examples["test"]
    for trial in study.ordered():
        if trial.correct is not None:
            row: Row = {"activation": study.plan.called[trial.key.arm], "lr": trial.key.learning_rate}
            yield row | {
                "seed": trial.key.seed,
                "examples": examples,
                "correct": b64encode(trial.correct).decode("ascii"),
            }


def _curve_columns(study: Study) -> list[str]:
    split = study.plan.training.curves_read
    return ["activation", "lr", "seed", "step", *_metric_columns(split, study)]


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
    return ["activation", "stage", "lr", "seed", "status", "steps", *_metric_columns("validation", study)]


def _tuning_rows(study: Study) -> Iterable[Row]:
    for trial in study.tuning.ordered() if study.tuning else []:
        member: Row = {
            "activation": study.plan.called[trial.key.arm],
            "stage": "grid" if trial.key.seed in study.plan.tuning.scan else "around its best",
            "lr": trial.key.learning_rate,
            "seed": trial.key.seed,
        }
        member |= {"status": str(trial.status), "steps": trial.steps}
        yield member | _scores("validation", study, trial.validation)


def _failure_rows(study: Study) -> Iterable[Row]:
    """Yield one row per network that did not finish, with its reason: those of the tuning, then the others."""
    for trial in [*(study.tuning.ordered() if study.tuning else []), *study.ordered()]:
        if trial.status != Status.FINISHED:
            row: Row = {
                "activation": study.plan.called[trial.key.arm],
                "lr": trial.key.learning_rate,
                "seed": trial.key.seed,
            }
            yield row | {"status": str(trial.status), "steps": trial.steps, "reason": str(trial.reason)}


def _metric_columns(split: str, study: Study) -> list[str]:
    """Return a column per metric of the task, in its order."""
    return [f"{split}_{metric.column}" for metric in study.task.metrics]


def _scores(split: str, study: Study, scores: Scores | None) -> Row:
    values = [scores[metric.name] if scores else None for metric in study.task.metrics]
    return dict(zip(_metric_columns(split, study), values, strict=True))


def _point(study: Study, trial: Trial, point: CurvePoint) -> Row:
    setting: Row = {"activation": study.plan.called[trial.key.arm], "lr": trial.key.learning_rate}
    return {**setting, "seed": trial.key.seed, "step": point.step}


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
