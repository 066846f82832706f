"""A study whose networks are trained side by side: the same verdicts, and it goes on at the same width."""

from __future__ import annotations

from pathlib import Path

import pytest

from actlab.errors import InvalidInput
from actlab.studies import bench
from actlab.studies.compare import compare
from actlab.studies.opening import open_study, stored_width
from actlab.studies.resume import resume
from actlab.studies.study import Study
from actlab.training.trial import Status

pytestmark = pytest.mark.usefixtures("undrawn", "hasty")

SMALL = {"network": "mlp(16)", "steps": 60, "init": "lecun", "lr": 0.1}


def run(out: Path, seeds: int, **choices: object) -> Study:
    return compare(["relu", "tanh"], quick=True, out=out, devices=1, choices={"seeds": seeds, **SMALL, **choices})


@pytest.fixture
def _accelerator(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one processor pass for an accelerator."""
    monkeypatch.setattr(bench, "suits", lambda recipe, devices: not recipe.probes)


@pytest.mark.usefixtures("_accelerator")
def test_it_goes_on_at_the_width_at_which_it_began(tmp_path: Path) -> None:
    first = run(tmp_path / "study", 3)
    assert first.provenance.devices == ("cpu:0 x 4",)
    assert {trial.key.width for trial in first.trials} == {4}
    assert stored_width(tmp_path / "study") == 4
    more = run(tmp_path / "study", 9)
    assert more.trials[:6] == first.trials
    assert {trial.key.width for trial in more.trials} == {4}
    most = resume(tmp_path / "study", seeds=10)
    assert len(most.trials) == 20
    assert {trial.key.width for trial in most.trials} == {4}
    assert {trial.status for trial in most.trials} == {Status.FINISHED}
    again = open_study(tmp_path / "study")
    assert again.findings.comparisons == most.findings.comparisons


@pytest.mark.usefixtures("_accelerator")
def test_verdicts_are_those_of_networks_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together = run(tmp_path / "together", 5)
    monkeypatch.undo()
    alone = run(tmp_path / "alone", 5)
    assert {trial.key.width for trial in together.trials} == {8}
    assert {trial.key.width for trial in alone.trials} == {1}
    mine, others = together.findings.comparisons[0], alone.findings.comparisons[0]
    assert (mine.verdict, mine.n) == (others.verdict, others.n)
    assert mine.mean == pytest.approx(others.mean, abs=0.005)
    with pytest.raises(InvalidInput, match="width: 8 -> 1"):  # a study is of one kind of networks
        resume_alone(tmp_path / "together")


def resume_alone(path: Path) -> Study:
    """Go on where nothing passes for an accelerator."""
    return resume(path, seeds=6, devices=1)


@pytest.mark.usefixtures("_accelerator")
def test_rates_are_tuned_side_by_side_and_probes_are_looked_at_alone(tmp_path: Path) -> None:
    tuned = run(tmp_path / "tuned", 2, lr="tune", steps=20)
    assert tuned.tuning is not None
    assert {trial.key.width for trial in (*tuned.trials, *tuned.tuning.trials)} == {2}
    probed = run(tmp_path / "probed", 2, probes="dead")
    assert {trial.key.width for trial in probed.trials} == {1}
    assert run(tmp_path / "one", 1).trials[0].key.width == 1


def test_there_is_no_width_where_there_is_no_study(tmp_path: Path) -> None:
    assert stored_width(tmp_path) is None
    assert stored_width(None) is None
