"""Networks are taken from another study only where they are the very ones that would be trained, and that is said."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import actlab
from actlab import InvalidInput, compare
from actlab.cli import run_command
from actlab.data.sources import load
from actlab.statistics.inference import E_PROCESS
from actlab.studies.opening import open_store, setup_in
from actlab.studies.stores.store import FIRST, JUDGED

from .test_resume import CHANGES, Witness, made, rows_of

pytestmark = pytest.mark.usefixtures("undrawn")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("old") / "old"
    made(folder, seeds=3)
    return folder


def test_only_the_new_arm_is_trained_and_the_rows_are_those_of_a_fresh_study(old: Path, tmp_path: Path) -> None:
    before = (old / "study.sqlite").read_bytes()
    study, witness = made(tmp_path / "new", arms=["relu", "gelu"], with_=old)
    assert sorted(witness.trained) == [("gelu", 0.1, seed) for seed in range(3)]
    assert witness.notes[0] == (
        f"3 networks taken from {old}. 3 seeds had been judged there: from now on by the test that allows for looking."
    )
    fresh, _ = made(tmp_path / "fresh", arms=["relu", "gelu"])
    for name in ("results.csv", "curves.csv", "correct.csv", "plan.json"):
        assert (tmp_path / "new" / name).read_bytes() == (tmp_path / "fresh" / name).read_bytes()
    assert (old / "study.sqlite").read_bytes() == before
    assert (study.judged, fresh.judged) == (3, 0)
    assert study.verdicts[0].test == E_PROCESS.name != fresh.verdicts[0].test
    assert "had been judged" in study.table()
    opened = actlab.open(tmp_path / "new")
    assert opened.table() == study.table()
    assert opened.verdicts[0].test == E_PROCESS.name


def test_more_seeds_are_trained_fewer_are_left_behind(old: Path, tmp_path: Path) -> None:
    _, witness = made(tmp_path / "more", arms=["elu", "relu"], seeds=4, with_=str(old))
    assert sorted(witness.trained) == [("elu", 0.1, 3), ("relu", 0.1, 3)]
    _, witness = made(tmp_path / "fewer", arms=["elu", "relu"], seeds=1, with_=old)
    assert witness.trained == []
    assert witness.notes[0].startswith("2 networks taken from")
    assert len(rows_of(tmp_path / "fewer")) == 2


def test_what_nobody_has_judged_is_judged_as_ever(old: Path, tmp_path: Path) -> None:
    witness = Witness(stop_after=1)
    study, _ = made(tmp_path / "cut", seeds=2, progress=witness)
    assert not study.pairs
    study, witness = made(tmp_path / "new", arms=["relu", "elu", "gelu"], seeds=2, with_=tmp_path / "cut")
    assert witness.notes[0] == f"1 network taken from {tmp_path / 'cut'}."
    assert len(witness.trained) == 5
    assert not study.sequential


def test_the_same_words_go_on_and_the_rule_stays(old: Path, tmp_path: Path) -> None:
    made(tmp_path / "s", arms=["relu", "gelu"], with_=old, progress=Witness(stop_after=1))
    study, witness = made(tmp_path / "s", arms=["relu", "gelu"], with_=old)
    assert len(witness.trained) == 2
    assert study.judged == 3
    study, witness = made(tmp_path / "s", arms=["relu", "gelu"])
    assert (study.judged, witness.trained) == (3, [])
    study = study.resume(seeds=4, progress=False)
    assert study.sequential


def test_a_study_that_was_begun_without_is_judged_by_the_stricter_rule_from_then_on(old: Path, tmp_path: Path) -> None:
    made(tmp_path / "s", arms=["relu", "gelu"], progress=Witness(stop_after=1))
    study, _ = made(tmp_path / "s", arms=["relu", "gelu"], with_=old)
    assert study.judged == 3
    with open_store(tmp_path / "s", writable=False) as store:
        assert setup_in(store, tmp_path / "s").judged == 3


def test_a_carried_rule_is_carried_on(old: Path, tmp_path: Path) -> None:
    made(tmp_path / "a", arms=["relu", "gelu"], with_=old, progress=Witness(stop_after=1))
    with open_store(tmp_path / "a", writable=False) as store:
        assert store.read(JUDGED, FIRST) == "1"  # of its own
    study, _ = made(tmp_path / "b", arms=["relu", "tanh"], with_=tmp_path / "a")
    assert study.judged == 3


def test_in_memory_too(old: Path) -> None:
    witness = Witness()
    study = compare(["elu", "gelu"], seeds=3, with_=old, **{**CHANGES, "control": "elu", "progress": witness})
    assert {name for name, _, _ in witness.trained} == {"gelu"}
    assert study.judged == 3
    assert study.folder is None


def test_names_do_not_matter_and_neither_does_the_judgement(old: Path, tmp_path: Path) -> None:
    changes: dict[str, Any] = {"margin": 0.01, "control": "mine", "all_pairs": True, "metric": "loss"}
    _, witness = made(tmp_path / "s", arms=["mine=relu", "gelu"], with_=old, **changes)
    assert {name for name, _, _ in witness.trained} == {"gelu"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"steps": 61}, "steps: 60 -> 61"),
        ({"lr": 0.2}, "lr: 0.1 -> 0.2"),
        ({"network": "mlp(8)", "init": "he"}, r"network: mlp\(16\) -> mlp\(8\); init: lecun -> he"),
        ({"probes": "all"}, "probes: - -> dead, gradient_dead"),
        ({"batch": 32}, "batch: 64 -> 32"),
        ({"optimizer": "adam"}, "optimizer: sgd -> adam"),
    ],
    ids=str,
)
def test_what_was_trained_otherwise_is_refused_with_what_differs(
    changes: dict[str, Any], said: str, old: Path, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInput, match=f"no network can be taken from .*trained otherwise \\(.*{said}"):
        made(tmp_path / "s", arms=["relu", "gelu"], with_=old, **changes)
    assert not (tmp_path / "s").exists()


def test_another_machine_data_or_version_is_refused(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actlab.training.jax_trainer.versions", lambda: "jax 99")
    with pytest.raises(InvalidInput, match=r"trained otherwise \(versions: actlab .* -> jax 99\)"):
        made(tmp_path / "s", arms=["relu", "gelu"], with_=old)
    monkeypatch.undo()
    monkeypatch.setattr("platform.machine", lambda: "m68k")
    with pytest.raises(InvalidInput, match=r"trained otherwise \(platform: cpu .* -> cpu m68k\)"):
        made(tmp_path / "s", arms=["relu", "gelu"], with_=old)
    monkeypatch.undo()
    from actlab.studies import bench

    changed = replace(load("digits"), decisions=("a row was dropped",), unit=8.0)
    monkeypatch.setattr(bench, "dataset", lambda data, asked: changed)
    with pytest.raises(InvalidInput, match=r"trained otherwise \(data digest: [0-9a-f]{12} -> [0-9a-f]{12}\)"):
        made(tmp_path / "s", arms=["relu", "gelu"], with_=old)
    assert not (tmp_path / "s").exists()


def test_nothing_in_common_no_study_and_the_study_itself(old: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="it has none of these activations, but relu, elu"):
        made(tmp_path / "s", arms=["gelu", "tanh"], with_=old)
    with pytest.raises(InvalidInput, match="holds no study"):
        made(tmp_path / "s", arms=["gelu", "tanh"], with_=tmp_path)
    shutil.copytree(old, tmp_path / "self")
    with pytest.raises(InvalidInput, match=r"is the study itself.*actlab resume"):
        made(tmp_path / "self", with_=tmp_path / "self")


def test_a_tuned_study_lends_its_search_and_its_second_answer(tmp_path: Path) -> None:
    changes: dict[str, Any] = {"protocol": "fair", "network": "mlp(4)", "steps": 3, "init": None, "lr": None}
    _, first = made(tmp_path / "old", seeds=1, **changes)
    _fresh, whole = made(tmp_path / "fresh", arms=["relu", "tanh"], seeds=1, **changes)
    study, witness = made(tmp_path / "new", arms=["relu", "tanh"], seeds=1, with_=tmp_path / "old", **changes)
    again = [one for one in witness.trained if one[0] == "relu"]
    assert set(again).isdisjoint(first.trained)
    assert sorted(witness.trained + [one for one in whole.trained if one in first.trained]) == sorted(whole.trained)
    for path in (tmp_path / "fresh").rglob("*.csv"):
        assert (tmp_path / "new" / path.relative_to(tmp_path / "fresh")).read_bytes() == path.read_bytes()
    assert study.same is not None
    assert study.same.judged == study.judged == 1
    with pytest.raises(InvalidInput, match=r"lr: tune -> 0\.1"):
        made(tmp_path / "s", arms=["relu", "gelu"], with_=tmp_path / "old", **{**changes, "lr": 0.1})


def test_the_command_line(old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["compare", "relu", "gelu", "--quick", "--steps", "60", "--network", "mlp(16)", "--init", "lecun"]
    words += ["--lr", "0.1", "--seeds", "3", "--out", str(tmp_path / "s"), "--with"]
    assert run_command([*words, str(old)]) == 0
    shown = capsys.readouterr()
    assert "3 networks taken from" in shown.err
    assert len(rows_of(tmp_path / "s")) == 6
    assert run_command([*words, str(tmp_path)]) == 2
    assert "holds no study" in capsys.readouterr().err
