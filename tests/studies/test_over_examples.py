"""Errors have an interval over other test examples as well, whatever became of the networks, and it is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from actlab.data.tasks import REGRESSION
from actlab.statistics.examples import examples_interval
from actlab.studies.compare import compare
from actlab.studies.opening import open_study
from actlab.studies.study import Study
from actlab.training.evaluation import MOST, Evaluation
from actlab.training.trial import Status

pytestmark = pytest.mark.usefixtures("undrawn")

SMALL = {"network": "mlp(8)", "steps": 60, "lr": 0.01, "batch": 16, "seeds": 4, "init": "he"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("over") / "study"


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    draw = np.random.Generator(np.random.PCG64(1))
    x = draw.normal(size=(150, 3))
    data = (x, 40 * (np.abs(x[:, 0]) + x[:, 1] + 0.5 * draw.normal(size=150)))
    return compare(["relu", "tanh", "0*x"], out=folder, choices={"data": data, **SMALL})


def test_contributions_add_up_to_the_error(study: Study) -> None:
    assert study.metric.name == "rmse"
    for trial in study.trials:
        assert trial.contributions is not None
        assert trial.test is not None
        assert np.frombuffer(trial.contributions, "<f4").mean() == pytest.approx(trial.test["rmse"], rel=1e-5)


def test_the_interval_is_that_over_examples_and_seeds(study: Study) -> None:
    relu, tanh = ([t for t in study.trials if t.key.arm == study.plan.arms[k].digest] for k in (0, 1))
    rows = [np.array([np.frombuffer(t.contributions or b"", "<f4") for t in one]) for one in (relu, tanh)]
    found = study.verdicts[0]
    low, high = examples_interval(rows[1], rows[0]) or (0.0, 0.0)
    assert found.examples_interval is not None
    assert found.interval is not None
    wanted = (min(low, found.interval[0]), max(high, found.interval[1]))
    assert found.examples_interval == pytest.approx(wanted, rel=1e-6)


def test_a_failed_network_has_those_of_the_best_constant(study: Study) -> None:
    assert {t.status for t in study.trials if t.key.arm == study.plan.arms[2].digest} == {Status.COLLAPSED}
    examples, level = study.numbers.examples, study.chance.scores["rmse"]
    assert examples is not None
    kept = examples.of(study.plan.names[2], "0")
    assert kept is not None
    assert kept.mean() == pytest.approx(level, rel=1e-6)
    assert study.verdicts[1].examples_interval is not None


def test_they_are_there_when_the_study_is_opened_again(study: Study, folder: Path) -> None:
    again = open_study(folder)
    assert [one.examples_interval for one in again.verdicts] == [one.examples_interval for one in study.verdicts]
    assert [t.contributions for t in again.trials] == [t.contributions for t in study.trials]


@pytest.mark.parametrize("made_up", [b"", b"123", b"\0" * 400, np.full(30, np.nan, "<f4").tobytes()])
def test_what_somebody_has_made_up_gives_no_interval(study: Study, made_up: bytes) -> None:
    forged = replace(study.trials[0], contributions=made_up)
    found = replace(study, trials=(forged, *study.trials[1:])).verdicts
    assert [one.examples_interval for one in found] == [None, None]


def test_of_very_many_examples_nothing_is_kept() -> None:
    first = REGRESSION.metrics[0]
    few, many = (Evaluation({}, np.ones(n), {}).by_example(first, np.ones(n)) for n in (MOST, MOST + 1))
    assert few[1] is not None
    assert many == (None, None)
