"""The files of a study's folder beside its store: views of what the store knows, written at the end and on demand.

plan.json (at once), results.csv and curves.csv; correct.csv, tuning.csv and probes.csv where there are any;
failures.csv where a network has failed.
"""

import csv
import json
import os
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from io import StringIO
from pathlib import Path

from actlab.studies.plan import FORMAT
from actlab.studies.stores import locks
from actlab.studies.stores.file import gone_unless_done
from actlab.studies.study import Study
from actlab.training.trial import CurvePoint, Scores, Status, Trial, plain

Row = dict[str, str | float | int | None]  # a line of a CSV file, by column

ResultRow = dict[str, str | float | int | list[float | None] | None]

_CORRECT = ("activation", "lr", "seed", "examples", "correct")
_COMPUTED = ("=", "+", "-", "@", "\t", "\r")  # how what a spreadsheet computes may begin


def write_plan(study: Study) -> None:
    """Write plan.json into a study's folder, where it has one."""
    if study.folder:
        replace_file(study.folder / "plan.json", plan_text(study).encode())


def write_views(study: Study) -> tuple[Path, ...]:
    """Write the tables of a study, as it is in its store, into its folder, and return the files."""
    if not study.folder:
        return ()
    study.folder.mkdir(exist_ok=True)  # that of a second answer may not have been here before
    texts = {"plan.json": plan_text(study)} | {name: csv_text(*table) for name, table in _tables(study) if table}
    return tuple(replace_file(study.folder / name, text.encode()) for name, text in texts.items())


def _tables(study: Study) -> Iterator[tuple[str, tuple[Sequence[str], Iterable[Row]] | None]]:
    """Yield the tables by the names of their files; None for one that there is not."""
    yield "results.csv", (result_columns(study), member_rows(study))
    yield "curves.csv", (curve_columns(study), curve_rows(study))
    correct, failures = list(_correct_rows(study)), list(_failure_rows(study))
    yield "correct.csv", (_CORRECT, correct) if correct else None
    probes = study.plan.training.probes
    probe_columns = ["activation", "lr", "seed", "step", "layer", *probes]
    yield "probes.csv", (probe_columns, _probe_rows(study)) if probes else None
    yield "tuning.csv", (_tuning_columns(study), _tuning_rows(study)) if study.tuning else None
    yield "failures.csv", ([*_member_columns(study), "status", "steps", "reason"], failures) if failures else None


def plan_text(study: Study) -> str:
    """Return plan.json: every choice, written out, with versions and digests."""
    content = {
        "format": FORMAT,
        "plan_sha256": study.plan.digest,
        "plan": study.plan.content(),
        **asdict(study.provenance),
    }
    return json.dumps(content, indent=2, ensure_ascii=False, default=plain) + "\n"


def result_columns(study: Study) -> list[str]:
    """Return the columns of results.csv; of the user's own training only those of which something is known."""
    own, rate = study.plan.own, ["lr"] if study.plan.rated else []
    setting = ["activation", *([] if own else ["data", "network", "initialisation"]), *rate, "seed", "status", "steps"]
    told = not own or any(trial.validation for trial in study.trials)
    return [*setting, *_metric_columns("test", study), *(_metric_columns("validation", study) if told else [])]


def member_rows(study: Study) -> list[Row]:
    """Return one row per network that has ended, by activation and seed; one that did not finish has no scores."""
    plan, rows, columns = study.plan, [], result_columns(study)
    for trial in study.ordered():
        row: Row = {
            "activation": study.plan.called[trial.key.arm],
            "data": plan.data.name,
            "network": plan.network.spec,
        }
        row |= {"initialisation": plan.network.initialisation, "lr": trial.key.learning_rate}
        row |= {"seed": trial.key.seed, "status": str(trial.status), "steps": trial.steps}
        row |= _scores("test", study, trial.test) | _scores("validation", study, trial.validation)
        rows.append({name: row[name] for name in columns})
    return rows


def result_rows(study: Study) -> list[ResultRow]:
    """Return one record per network: the row of results.csv, why it failed, its seconds, and its curve by column."""
    rows: list[ResultRow] = []
    split = study.plan.training.curves_read
    for row, trial in zip(member_rows(study), study.ordered(), strict=True):
        curve: dict[str, list[float | None]] = {
            f"curve_{name}": [] for name in ("step", *_metric_columns(split, study))
        }
        for point in trial.curve:
            for name, value in {"step": point.step, **_scores(split, study, point.scores)}.items():
                curve[f"curve_{name}"].append(value)  # type: ignore[arg-type]  # numbers
        rows.append({**row, "reason": str(trial.reason), "seconds": trial.seconds, **curve})
    return rows


def _correct_rows(study: Study) -> Iterable[Row]:
    """Yield which test examples each network gets right: bits in order, the first the highest of a byte, in base64."""
    data = study.provenance.data_set
    for trial in study.ordered():
        if data and trial.correct is not None:
            row: Row = {"activation": study.plan.called[trial.key.arm], "lr": trial.key.learning_rate}
            yield row | {
                "seed": trial.key.seed,
                "examples": data.examples["test"],
                "correct": b64encode(trial.correct).decode("ascii"),
            }


def curve_columns(study: Study) -> list[str]:
    """Return the columns of curves.csv."""
    split = study.plan.training.curves_read
    return [*_member_columns(study), "step", *_metric_columns(split, study)]


def curve_rows(study: Study) -> Iterable[Row]:
    """Yield one row per network and point of its curve."""
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
            ended: Row = {"status": str(trial.status), "steps": trial.steps, "reason": str(trial.reason)}
            yield _member(study, trial) | ended


def _metric_columns(split: str, study: Study) -> list[str]:
    """Return a column per metric of the task, in its order; what a user's own training tells keeps its own name."""
    start = "" if study.plan.own and split == "test" else f"{split}_"
    return [f"{start}{metric.column}" for metric in study.task.metrics]


def _scores(split: str, study: Study, scores: Scores | None) -> Row:
    values = [scores.get(metric.name) if scores else None for metric in study.task.metrics]
    return dict(zip(_metric_columns(split, study), values, strict=True))


def _point(study: Study, trial: Trial, point: CurvePoint) -> Row:
    return {**_member(study, trial), "step": point.step}


def _member_columns(study: Study) -> list[str]:
    """Return what tells a network from the others of a study, a learning rate where there is one."""
    return ["activation", *(["lr"] if study.plan.rated else []), "seed"]


def _member(study: Study, trial: Trial) -> Row:
    row: Row = {"activation": study.plan.called[trial.key.arm], "lr": trial.key.learning_rate, "seed": trial.key.seed}
    return {name: row[name] for name in _member_columns(study)}


def csv_text(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Return a table as CSV; no text in it is a formula to whoever opens it in a spreadsheet."""
    text = StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: harmless(cell) for name, cell in row.items()} for row in rows)
    return text.getvalue()


def harmless(cell: str | float | int | None) -> str | float | int | None:
    """Return a cell with an apostrophe before a text that a spreadsheet would compute.

    >>> harmless("=1+1"), harmless("-relu(-x)"), harmless("relu"), harmless(-0.5)
    ("'=1+1", "'-relu(-x)", 'relu', -0.5)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_COMPUTED) else cell


def replace_file(path: Path, content: bytes) -> Path:
    """Write a file so that at any moment it is whole: beside it first, then in its place."""
    prefix = path.with_name(f".{path.name}.part-")
    try:
        locks.sweep(prefix)
        beside, number = locks.fresh(prefix)  # another process may write the same table
        with gone_unless_done(beside), open(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(number)
            os.replace(beside, path)
    except OSError as error:  # which may not know of which file it speaks
        raise OSError(error.errno, error.strerror, str(path)) from None
    return path
