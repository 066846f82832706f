"""What is computed once is not computed again: verdicts, programs, words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from actlab import Study, compare
from actlab.cli import run_command
from actlab.findings import findings
from actlab.training import programs

SMALL: dict[str, Any] = {
    "quick": True,
    "steps": 40,
    "network": "mlp(12)",
    "init": "lecun",
    "lr": 0.1,
    "progress": False,
}


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return a list that grows with every computation of verdicts."""
    calls: list[object] = []
    real: Callable[..., Any] = findings.judge

    def counted(*arguments: object, **named: object) -> Any:
        calls.append(arguments)
        return real(*arguments, **named)

    monkeypatch.setattr(findings, "judge", counted)
    return calls


def everything(study: Study, folder: Path) -> None:
    study.table()
    study.methods("pt")
    study.plot()
    study.draw(folder)
    assert study.record
    assert study.verdicts
    assert study.findings.headline


def test_verdicts_are_computed_once_whatever_is_shown(judged: list[object], tmp_path: Path) -> None:
    everything(compare(["relu", "tanh", "elu"], seeds=2, out=tmp_path / "s", **SMALL), tmp_path)
    assert len(judged) == 1


def test_the_command_line_computes_them_once_too(
    judged: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ["compare", "relu", "tanh", "--quick", "--steps", "40", "--network", "mlp(12)", "--seeds", "2"]
    assert run_command([*arguments, "--json"]) == 0
    assert len(judged) == 1
    assert run_command([*arguments, "--methods", "pt"]) == 0
    assert len(judged) == 2


def test_seeds_until_decided_judge_once_a_look(judged: list[object], tmp_path: Path) -> None:
    changes = {**SMALL, "until_decided": True, "margin": 1e-9}
    study = compare(["relu", "leaky_relu"], seeds=24, **changes)
    looks = len(study.pairs) // 8
    everything(study, tmp_path)
    assert len(judged) == looks


def test_one_program_per_arm_shape_and_device_however_many_rounds() -> None:
    arms = ["relu", "tanh", "elu", "x*tanh(3*x)"]
    changes = {**SMALL, "network": "mlp(13)", "lr": 1e-3, "until_decided": True, "margin": 1e-9}
    before = programs.compilations[programs.TRAIN]
    study = compare(arms, seeds=16, devices=1, **changes)
    assert len(study.pairs) == 16
    assert programs.compilations[programs.TRAIN] - before == len(arms)
    after = dict(programs.compilations)
    again = compare(arms, seeds=16, devices=1, **changes)
    assert dict(programs.compilations) == after
    assert [trial.test for trial in again.ordered()] == [trial.test for trial in study.ordered()]


def test_devices_share_programs_and_an_identical_study_compiles_nothing(compilations: list[str]) -> None:
    arms = ["relu", "tanh", "x*tanh(3.21*x)"]
    changes = {**SMALL, "network": "mlp(15)", "devices": 2, "until_decided": True, "margin": 1e-9}
    study = compare(arms, seeds=16, **changes)
    assert len(study.pairs) >= 8
    assert compilations.count("jit(train)") <= len(arms)  # fewer where the tests' cache has one
    compilations.clear()
    again = compare(arms, seeds=16, **changes)
    assert compilations == []
    assert [trial.test for trial in again.ordered()] == [trial.test for trial in study.ordered()]


def test_rates_and_rounds_share_programs() -> None:
    arms = ["relu", "tanh"]
    changes = {**SMALL, "network": "mlp(14)", "protocol": "fair"}
    before = programs.compilations[programs.TRAIN]
    compare(arms, seeds=2, devices=1, **{**changes, "lr": "tune"})
    assert programs.compilations[programs.TRAIN] - before == len(arms)
