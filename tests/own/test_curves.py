"""What is shown of curves that programs tell as they like: none, of other lengths, with gaps; nothing is made up."""

import csv
import json
import sys
from pathlib import Path

import numpy as np
import pytest

import actlab
from actlab.cli.main import run_command
from actlab.report.document.charts import Line
from actlab.report.document.curves import curves
from actlab.training.own.given import Given
from tests.own.programs import TRAIN, words, written


def judged(tmp_path: Path, code: str, *options: str) -> actlab.Study:
    command = [sys.executable, str(written(tmp_path, code)), "{activation}", "{seed}"]
    line = ["run", "--activations", "relu,tanh", "--seeds", "3", "--metric", "accuracy", *options]
    assert run_command([*line, "--out", str(tmp_path / "a"), "--", *command]) == 0
    return actlab.open(tmp_path / "a")


def test_where_there_is_no_curve_none_is_drawn(tmp_path: Path) -> None:
    study = judged(tmp_path, "import sys; print('{\"accuracy\": 0.9%s}' % sys.argv[2])")
    assert [named.name for named in study.document.charts] == ["differences", "pairs"]
    assert not list((tmp_path / "a").glob("curves.png"))
    assert study._repr_html_()


def test_points_without_the_metric_are_no_curve_of_validation_data(tmp_path: Path) -> None:
    code = """import sys; print('{"step": 1, "loss": 2}\\\\n{"accuracy": 0.9%s}' % sys.argv[2])"""
    study = judged(tmp_path, code.replace("\\\\", "\\"))
    assert study.plan.training.curves_read == "test"
    with open(tmp_path / "a" / "curves.csv") as file:
        assert list(csv.reader(file)) == [["activation", "seed", "step", "accuracy"]]


@pytest.mark.parametrize("lengths", [(2, 100, 50), (1, 1, 100), (3, 0, 7)])
def test_runs_that_stop_early_have_the_curve_that_they_share(lengths: tuple[int, ...], tmp_path: Path) -> None:
    code = f"""
import json, sys
for step in range(1, {lengths}[int(sys.argv[2])] + 1): print(json.dumps({{"step": step, "accuracy": step / 100}}))
print(json.dumps({{"accuracy": 0.9}}))
"""
    study = judged(tmp_path, code)
    for zoom in (False, True):
        ((panel,),) = curves(study, zoom=zoom).panels
        lines = [mark for mark in panel.marks if isinstance(mark, Line)]
        shared = list(range(1, min(lengths) + 1))
        assert [list(line.x) for line in lines] == ([shared, shared] if shared else [])
        for line in lines:
            np.testing.assert_allclose(line.y, np.array(shared))  # in percent


def test_a_point_that_is_no_number_leaves_a_gap(tmp_path: Path) -> None:
    code = """
import sys
for step, value in enumerate(("0.5", "NaN", "Infinity", "0.6")):
    print('{"step": %d, "accuracy": %s}' % (step, value))
print('{"accuracy": 0.9}')
"""
    study = judged(tmp_path, code)
    assert (tmp_path / "a" / "report.html").stat().st_size
    for name in ("x.json", "x.xlsx", "x.parquet", "events"):
        assert study.export(tmp_path / name)
    found = json.loads((tmp_path / "x.json").read_text())["networks"][0]
    assert found["curve_step"] == [0, 1, 2, 3]


def test_of_a_program_nobody_knows_that_networks_are_identical(tmp_path: Path) -> None:
    command = words(written(tmp_path, TRAIN))
    line = ["run", "--activations", "relu,tanh", "--seeds", "2", "--metric", "accuracy", "--out", str(tmp_path / "a")]
    assert run_command([*line, "--", *command]) == 0
    assert "Identical networks" not in str(curves(actlab.open(tmp_path / "a")).title)


def test_tables_have_no_rate_where_there_is_none(tmp_path: Path) -> None:
    def train(trial: Given) -> float:
        trial.report(1, loss=1.0)
        return 1.0 if trial.name == "relu" else float("nan")

    for folder, rates in (("without", None), ("with", 0.1)):
        actlab.experiment(train, ["relu", "tanh"], seeds=2, metric="loss", lrs=rates, out=tmp_path / folder)
        for name in ("results.csv", "curves.csv", "failures.csv"):
            with open(tmp_path / folder / name) as file:
                assert ("lr" in next(csv.reader(file))) is (rates is not None), name
