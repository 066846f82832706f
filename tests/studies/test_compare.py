"""A study from the words to the files."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from actlab import InvalidInput, Study, compare
from actlab.data.sources import load
from actlab.studies.plan import from_json
from actlab.training.batches import batch_rows, digest
from actlab.training.trial import Status

from .conftest import SMALL


def rows_of(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_results_have_one_row_per_network(study: Study, folder: Path) -> None:
    rows = rows_of(folder / "results.csv")
    setting = ["activation", "data", "network", "initialisation", "lr", "seed", "status", "steps"]
    assert list(rows[0]) == [*setting, "test_accuracy", "test_loss", "validation_accuracy", "validation_loss"]
    assert [(r["activation"], r["seed"]) for r in rows] == [
        (a, str(s)) for a in ("tanh", "relu", "elu") for s in range(3)
    ]
    assert all(0 < float(r["test_accuracy"]) <= 1 and r["status"] == "finished" and r["steps"] == "100" for r in rows)


def test_curves_end_where_the_results_do(study: Study, folder: Path) -> None:
    curves = [r for r in rows_of(folder / "curves.csv") if r["step"] == "100"]
    assert [r["test_accuracy"] for r in curves] == [r["test_accuracy"] for r in rows_of(folder / "results.csv")]


def test_the_plan_is_complete(study: Study, folder: Path) -> None:
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert from_json(json.dumps({"format": plan["format"], **plan["plan"]})) == study.plan
    assert plan["plan"]["arms"][2]["formula"].startswith("where(")
    assert plan["kinks"]["relu"] == [{"x": 0.0, "derivative": 0.0}]
    assert plan["data_set"]["sha256"] == plan["plan"]["data"]["digest"] == load("digits").digest
    assert plan["batches_sha256"]["2"] == digest(batch_rows(1197, 64, 100, seed=2))
    assert {"actlab", "jax", "jaxlib", "numpy", "optax", "python"} <= set(plan["versions"])


def test_the_same_plan_gives_the_same_bytes(study: Study, folder: Path, tmp_path: Path) -> None:
    compare(["tanh", "relu", "elu"], seeds=3, out=tmp_path / "again", devices=1, **SMALL)  # type: ignore[arg-type]
    for name in ("results.csv", "curves.csv", "curves.svg"):
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_fewer_activations_and_seeds_change_no_bit(study: Study, folder: Path, tmp_path: Path) -> None:
    compare(["relu"], seeds=2, out=tmp_path / "fewer", **SMALL)  # type: ignore[arg-type]
    both = [rows_of(path / "results.csv") for path in (tmp_path / "fewer", folder)]
    assert both[0] == [row for row in both[1] if row["activation"] == "relu"][:2]


def test_the_table_is_what_the_rows_say(study: Study, folder: Path) -> None:
    scores: dict[str, list[float]] = {}
    for row in rows_of(folder / "results.csv"):
        scores.setdefault(row["activation"], []).append(float(row["test_accuracy"]))
    for arm in study.arms:
        assert arm.test.mean == pytest.approx(np.mean(scores[arm.activation]))
    (tanh, elu) = study.verdicts
    assert (tanh.arm, tanh.control, elu.arm) == ("tanh", "relu", "elu")
    assert tanh.difference == pytest.approx(np.mean(np.subtract(scores["tanh"], scores["relu"])))


def test_a_diverged_network_counts_as_chance(tmp_path: Path) -> None:
    changes: dict[str, Any] = {**SMALL, "lr": 1e4}
    study = compare(["identity", "tanh"], seeds=2, out=tmp_path / "d", **changes)
    identity = study.arms[0]
    assert (identity.test.mean, identity.sound) == (study.chance.scores["accuracy"], None)
    assert (identity.failed, identity.statuses[Status.DIVERGED]) == (2, 2)
    control = study.arms[1].test.mean
    assert study.verdicts[0].difference == pytest.approx(study.chance.scores["accuracy"] - control)
    assert study.verdicts[0].without_failures is None
    row = rows_of(tmp_path / "d" / "results.csv")[0]
    assert (row["status"], row["test_accuracy"], row["test_loss"]) == ("diverged", "", "")
    assert 1 <= int(row["steps"]) <= 100
    assert "2 of 2" in study.table()
    assert (tmp_path / "d" / "curves.png").stat().st_size > 1000


def test_nothing_is_overwritten(folder: Path, study: Study) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(InvalidInput, match="holds a study with another plan"):
        compare(["relu"], out=folder, **SMALL)  # type: ignore[arg-type]
    assert before == {path: path.read_bytes() for path in folder.iterdir()}


def test_an_unwritable_place_is_refused_before_training(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match=r"cannot be written .* out='my-study'"):
        compare(["relu"], out=tmp_path / "file" / "a" / "b", **SMALL)  # type: ignore[arg-type]
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_fresh_folder_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    changes: dict[str, Any] = {**SMALL, "steps": 5}
    folders = {compare(["relu"], seeds=1, write=True, **changes).folder for _ in range(2)}
    assert len(folders) == 2
    assert all(folder is not None and folder.parent == Path("actlab-studies") for folder in folders)


def test_a_batch_larger_than_the_data(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"batch: 100000 is more than the 1197 training examples of digits"):
        compare(["relu"], batch=100_000, out=tmp_path / "b", **SMALL)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


class InterruptAfter:
    """A listener that presses Ctrl-C when so many networks have ended."""

    def __init__(self, networks: int) -> None:
        self.left, self.ended_calls = networks, 0

    def note(self, text: str) -> None:
        pass

    def begin(self, plan: object, metric: object, members: object) -> None:
        pass

    def update(self, event: Any) -> None:
        self.left -= event.trial is not None
        if self.left == 0:
            raise KeyboardInterrupt

    def end(self) -> None:
        self.ended_calls += 1


def test_an_interruption_keeps_complete_pairs(tmp_path: Path) -> None:
    listener = InterruptAfter(networks=3)
    changes: dict[str, Any] = {**SMALL, "progress": listener, "devices": 1}
    study = compare(["relu", "tanh"], seeds=50, out=tmp_path / "i", **changes)
    assert study.interrupted
    assert listener.ended_calls == 1
    assert study.pairs == [0]
    assert len(rows_of(tmp_path / "i" / "results.csv")) == 3
    assert "The finished pair is kept: seed 0 (1 of 50)" in study.table()
    assert [arm.test.n for arm in study.arms if arm.test] == [1, 1]


def test_probes_are_files_and_a_figure(tmp_path: Path) -> None:
    changes: dict[str, Any] = {**SMALL, "steps": 40, "network": "mlp(16,16)"}
    study = compare(["relu", "tanh"], seeds=2, out=tmp_path / "p", probes="dead,gradient", **changes)
    rows = rows_of(tmp_path / "p" / "probes.csv")
    assert list(rows[0]) == ["activation", "lr", "seed", "step", "layer", "dead", "gradient"]
    (first,) = [r for r in rows if (r["activation"], r["seed"], r["step"], r["layer"]) == ("relu", "1", "0", "1")]
    point = study.of("relu")[1].curve[0]
    assert point.probes is not None
    assert float(first["gradient"]) == point.probes["gradient"][0] > 0
    assert rows[-1]["gradient"] == ""  # no step begins at the last point
    assert (tmp_path / "p" / "probes.png").stat().st_size > 1000
    axes = study.plot_probes().axes
    assert len({axis.get_xlim() for axis in axes}) == 1
    assert axes[0].get_ylabel() == "test accuracy (%)"
    for axis in axes:  # nothing is cut off
        low, high = axis.get_ylim()
        drawn = np.concatenate([np.asarray(line.get_ydata(), float) for line in axis.get_lines()])
        drawn = drawn[np.isfinite(drawn)]
        assert low <= drawn.min() <= drawn.max() <= high


def test_without_probes_there_is_no_figure_of_them(study: Study) -> None:
    with pytest.raises(InvalidInput, match=r"no probes\. Try probes='all'"):
        study.plot_probes()


def test_regression_is_compared_by_its_error(tmp_path: Path) -> None:
    made = compare(
        ["relu", "identity"], data="friedman", network="mlp(16)", init="he", lr=0.1, steps=500, seeds=6, out=tmp_path,
        probes="all", progress=False,
    )  # fmt: skip
    rows = rows_of(tmp_path / "results.csv")
    assert all(float(row["test_squared_error"]) > 0 for row in rows)
    (verdict,) = made.verdicts
    assert verdict.difference is not None
    assert verdict.verdict == "worse"
    assert verdict.difference > 0  # of an error, less is better
    assert "Test squared error on 400 examples" in made.table()
    assert (tmp_path / "probes.png").stat().st_size


def test_learnt_parameters_with_probes_and_tuning(tmp_path: Path) -> None:
    made = compare(
        ["prelu", "silu; beta=1 per unit"], quick=True, steps=40, network="mlp(8)", init="he", lr="tune",
        seeds=2, probes="dead,gradient", out=tmp_path, progress=False,
    )  # fmt: skip
    assert made.tuning is not None
    assert {r["activation"] for r in rows_of(tmp_path / "tuning.csv")} == {"prelu", "silu; beta=1 per unit"}
    seen = rows_of(tmp_path / "probes.csv")
    assert {row["activation"] for row in seen} == {"prelu", "silu; beta=1 per unit"}


FORKED = """
import os
import jax
import actlab
compare = actlab.compare
jax.devices()
child = os.fork()
if child == 0:
    try:
        compare(["relu"], quick=True, progress=False)
    except actlab.ActlabError as error:
        os._exit(0 if str(error).startswith("a comparison needs JAX") else 2)
    os._exit(1)
os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_forked_child_is_refused_at_once() -> None:
    done = subprocess.run([sys.executable, "-c", FORKED], timeout=60, capture_output=True)
    assert done.returncode == 0, done.stderr
