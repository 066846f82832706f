"""Shards train parts of a study, and merged they are what one process would have made, to the last byte."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import actlab
from actlab import ActlabError, InvalidInput, Study, compare
from actlab.cli import run_command
from actlab.errors import ActlabWarning
from actlab.statistics.inference import E_PROCESS
from actlab.studies.plan import Plan
from actlab.studies.planning import arm_record
from actlab.studies.shards import Shard, of_folder, shard_of
from actlab.studies.stores.file import FILE
from actlab.studies.stores.sqlite import SqliteStore
from actlab.studies.stores.store import EVALUATION, TUNING, Place
from actlab.studies.tuning import Try
from actlab.words import said

from .test_resume import Witness, made

TABLES = ("results.csv", "curves.csv", "correct.csv", "plan.json", "curves.svg")
FAIR: dict[str, Any] = {"protocol": "fair", "network": "mlp(4)", "steps": 3, "init": None, "lr": None}


def shard(out: Path, which: object, **changes: Any) -> tuple[Study, Witness]:
    return made(out, **{"seeds": 5, "shard": which, **changes})


def parts(out: Path, count: int, **changes: Any) -> list[Witness]:
    """Run every shard and return what each has trained."""
    found = []
    for number in range(1, count + 1):
        study, witness = shard(out, (number, count), **changes)
        assert study.part is not None
        assert study.part.done
        found.append(witness)
    return found


def same(folder: Path, whole: Path) -> None:
    names = [path.relative_to(whole) for ending in ("csv", "json", "svg") for path in whole.rglob(f"*.{ending}")]
    assert len(names) >= len(TABLES)
    for name in names:
        assert (folder / name).read_bytes() == (whole / name).read_bytes(), name


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "study"
    made(folder, seeds=5)
    return folder


@pytest.fixture(scope="module")
def sharded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sharded") / "monday"
    parts(folder, 3)
    return folder


@pytest.fixture
def three(sharded: Path, tmp_path: Path) -> Path:
    """A copy of three shards that are not merged."""
    return Path(shutil.copytree(sharded, tmp_path / "monday"))


def test_three_shards_merged_are_one_study(tmp_path: Path, whole: Path) -> None:
    out = tmp_path / "monday"
    done = [witness.trained for witness in parts(out, 3)]
    assert [sorted({seed for _, _, seed in one}) for one in done] == [[0, 3], [1, 4], [2]]
    assert all(len(one) == 2 * len({seed for _, _, seed in one}) for one in done)  # pairs stay together
    assert sorted(path.name for path in out.iterdir()) == [f"shard-{number}-of-3" for number in (1, 2, 3)]
    study = actlab.merge(out)
    assert not study.interrupted
    same(out, whole)
    assert {path.name for path in out.iterdir() if path.is_file()} == {path.name for path in whole.iterdir()}
    assert study.headline == actlab.open(whole).headline
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    actlab.merge(out)
    assert before == {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    _, witness = made(out, seeds=5)
    assert witness.trained == []


def test_a_shard_that_is_done_trains_nothing_again(three: Path) -> None:
    _, witness = shard(three, "2/3")
    assert (witness.trained, witness.notes) == ([], ["4 of 4 networks are known."])


def test_an_absent_shard_is_trained_later(three: Path, whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(three / "shard-2-of-3")
    assert run_command(["merge", str(three)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "Not there: shard 2/3." in shown
    assert f"actlab resume {three}" in shown
    assert actlab.open(three).pairs == [0, 2, 3]
    witness = Witness()
    actlab.open(three).resume(progress=witness)
    assert sorted({seed for _, _, seed in witness.trained}) == [1, 4]
    same(three, whole)


def test_shards_may_overlap_and_be_anywhere(three: Path, tmp_path: Path, whole: Path) -> None:
    shard(tmp_path / "other", "1/2")  # seeds 0, 2 and 4
    folders = [three / "shard-2-of-3", three / "shard-1-of-3" / FILE, tmp_path / "other"]
    study = actlab.merge(folders, out=tmp_path / "all")
    assert study.pairs == [0, 1, 2, 3, 4]
    same(tmp_path / "all", whole)
    for one, seeds in ((folders[0], [1, 4]), (folders[1].parent, [0, 3])):
        assert actlab.open(one).pairs == seeds


def test_another_plan_is_refused_with_what_differs(three: Path, tmp_path: Path) -> None:
    shard(tmp_path / "other", "1/3", steps=61)
    with pytest.raises(InvalidInput, match=r"are not of the same study \(steps: 6[01] -> 6[01]\); nothing is merged"):
        actlab.merge([three, tmp_path / "other"], out=tmp_path / "all")
    assert not (tmp_path / "all" / FILE).exists()
    actlab.merge(three)
    with pytest.raises(InvalidInput, match=r"holds a study with another plan \(steps: 60 -> 61\)"):
        shard(three, "1/3", steps=61)


def test_another_version_is_refused(three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actlab.training.jax_trainer.versions", lambda: "jax 99")
    shard(tmp_path / "other", "1/3")
    with pytest.raises(InvalidInput, match=r"not of the same study \(versions: .*jax 99"):
        actlab.merge([three, tmp_path / "other"], out=tmp_path / "all")


def test_other_bits_for_one_network_are_named(three: Path, tmp_path: Path) -> None:
    from dataclasses import replace

    shutil.copytree(three / "shard-2-of-3", tmp_path / "other")
    with SqliteStore.open(tmp_path / "other" / FILE) as store:
        one = next(store.trials())
        store._connection.execute("DELETE FROM trial WHERE key = ?", (one.key.digest,))
        store.put(replace(one, steps=one.steps - 1), Place())
    named = rf"other is not merged: network {one.key.digest[:12]}, seed {one.key.seed}, is stored with other results"
    with pytest.raises(ActlabError, match=named):
        actlab.merge([three, tmp_path / "other"], out=tmp_path / "all")
    assert len(actlab.merge(three, out=tmp_path / "all").trials) == 10


def test_the_same_network_that_took_longer_elsewhere_is_the_same(three: Path, tmp_path: Path, whole: Path) -> None:
    from dataclasses import replace

    shutil.copytree(three / "shard-2-of-3", tmp_path / "other")
    with SqliteStore.open(tmp_path / "other" / FILE) as store:
        trials = list(store.trials())
        store._connection.execute("DELETE FROM trial")
        for one in trials:
            store.put(replace(one, seconds=99.0), Place("tuning"))
    actlab.merge([three, tmp_path / "other"], out=tmp_path / "all")
    same(tmp_path / "all", whole)


def test_damage_in_a_shard_is_named_and_left_out(three: Path, whole: Path) -> None:
    file = three / "shard-1-of-3" / FILE
    content = file.read_bytes()
    place = content.rindex(b"finished")
    file.write_bytes(content[:place] + b"diverged" + content[place + 8 :])
    with pytest.warns(ActlabWarning, match=r"stored network [0-9a-f]{12} \(seed [03]\) is damaged, and left out"):
        study = actlab.merge(three)
    assert len(study.trials) == 9
    witness = Witness()
    study.resume(progress=witness)
    assert len(witness.trained) == 1
    same(three, whole)


def test_a_shard_that_was_interrupted_goes_on(tmp_path: Path) -> None:
    study, _ = shard(tmp_path / "m", "1/3", progress=Witness(stop_after=1))
    assert study.part == (Shard(1, 3), False)
    place = tmp_path / "m" / "shard-1-of-3"
    witness = Witness()
    again = actlab.open(place).resume(progress=witness)  # the folder says which shard it is
    assert again.part == (Shard(1, 3), True)
    assert sorted({seed for _, _, seed in witness.trained}) == [0, 3]
    assert len(witness.trained) == 3
    resumed = again.resume(shard="1/3", progress=False)
    assert resumed.folder == place
    with pytest.raises(InvalidInput, match="1/2 is not allowed"):
        again.resume(shard="1/2", progress=False)


def test_tuned_rates_take_rounds_of_shards_and_merges(tmp_path: Path) -> None:
    one, witness = made(tmp_path / "whole", seeds=2, **FAIR)
    total, trained, rounds = len(witness.trained), list[tuple[str, float, int]](), 0
    out = tmp_path / "monday"
    study = one
    while not rounds or study.interrupted:
        for done in parts(out, 2, **{**FAIR, "seeds": 2}):
            trained += done.trained
        study, rounds = actlab.merge(out), rounds + 1
        assert rounds < 12
    print(rounds, "rounds")
    assert len(trained) == total
    assert sorted(trained) == sorted(witness.trained)
    same(out, tmp_path / "whole")
    assert study.same is not None


def test_until_decided_takes_rounds_too(tmp_path: Path) -> None:
    changes: dict[str, Any] = {
        "arms": ["relu", "sigmoid"],
        "lr": 0.5,
        "margin": 0.5,
        "until_decided": True,
        "seeds": 24,
    }
    whole, witness = made(tmp_path / "whole", **changes)
    trained, study = list[tuple[str, float, int]](), whole
    for _ in range(8):
        for done in parts(tmp_path / "m", 3, **changes):
            trained += done.trained
        study = actlab.merge(tmp_path / "m")
        if not study.interrupted:
            break
    assert sorted(trained) == sorted(witness.trained)
    assert study.headline == whole.headline


def test_a_merged_study_grows_in_shards(three: Path) -> None:
    first = actlab.merge(three)
    assert not first.sequential
    trained = []
    for number in (1, 2, 3):
        witness = Witness()
        part = first.resume(seeds=8, add=["tanh"], shard=(number, 3), progress=witness)
        assert part.part == (Shard(number, 3), True)
        trained += witness.trained
    wanted = {(arm, 0.1, seed) for arm in ("relu", "elu", "tanh") for seed in range(8)}
    assert sorted(trained) == sorted(wanted - {(arm, 0.1, seed) for arm in ("relu", "elu") for seed in range(5)})
    study = actlab.merge(three)
    assert not study.interrupted
    assert study.pairs == list(range(8))
    assert study.judged == 5
    assert {one.test for one in study.verdicts} == {E_PROCESS.name}


def test_shards_of_another_number_wait_for_the_merge(three: Path, whole: Path) -> None:
    refusal = r"shard: 1/2 is not allowed; .*monday holds shards of 3\. Merge them first: actlab merge .*monday"
    with pytest.raises(InvalidInput, match=refusal):
        shard(three, "1/2")
    with pytest.raises(InvalidInput, match=r"monday holds shards of a study\. Merge them first: actlab merge .*monday"):
        made(three, seeds=5)
    shutil.rmtree(three / "shard-2-of-3")
    actlab.merge(three)
    done = [{seed for _, _, seed in witness.trained} for witness in parts(three, 2)]
    assert done == [{4}, {1}]  # what shard 2/3 had is divided anew
    actlab.merge(three)
    same(three, whole)


@pytest.mark.parametrize(
    "given",
    ["0/4", "5/4", "three", "", "3", "3/", "/3", "-1/4", "1.0/4", (0, 4), (5, 4), (1, 2, 3), (1.0, 4), 3],
)
def test_what_is_no_shard_is_refused(given: object, tmp_path: Path) -> None:
    allowed = "it must be a shard and how many there are, counted from 1, or auto in a job array. Try shard="
    with pytest.raises(InvalidInput, match=allowed):
        shard(tmp_path / "m", given)
    assert not (tmp_path / "m").exists()


def test_a_shard_needs_a_folder() -> None:
    with pytest.raises(InvalidInput, match=r"a shard needs the folder of the study that the shards share\. Try out="):
        compare(["relu"], quick=True, shard="1/2", write=True, progress=False)


@pytest.mark.parametrize(
    ("first", "last", "step"), [(1, 16, 1), (0, 15, 1), (0, 30, 2), (5, 9, 4), (1, 7, 2), (100, 101, 1)]
)
def test_an_array_of_slurm(first: int, last: int, step: int) -> None:
    tasks = range(first, last + 1, step)
    shared = {
        f"SLURM_ARRAY_TASK_{name}": str(n) for name, n in {"MIN": first, "MAX": last, "COUNT": len(tasks)}.items()
    }
    found = [shard_of("auto", {**shared, "SLURM_ARRAY_TASK_ID": str(task)}) for task in tasks]
    assert found == [Shard(number, len(tasks)) for number in range(1, len(tasks) + 1)]


@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ({}, "needs a job array of SLURM or an Indexed Job of Kubernetes, and this is neither"),
        ({"SLURM_ARRAY_TASK_ID": "3"}, "SLURM_ARRAY_TASK_MIN is '', which is no whole number"),
        (dict(zip(("ID", "MIN", "MAX", "COUNT"), "7771", strict=True)), "needs a whole array such as --array=1-16"),
        (dict(zip(("ID", "MIN", "MAX", "COUNT"), "3193", strict=True)), "needs a whole array such as --array=1-16"),
        ({"JOB_COMPLETION_INDEX": "3"}, "not of how many; set JOB_COMPLETIONS in its template"),
        ({"JOB_COMPLETION_INDEX": "3", "JOB_COMPLETIONS": "3"}, "4/3 is not allowed"),
        ({"JOB_COMPLETION_INDEX": "x", "JOB_COMPLETIONS": "3"}, "JOB_COMPLETION_INDEX is 'x'"),
    ],
)
def test_what_no_array_says_is_refused(environment: dict[str, str], why: str) -> None:
    named = {name if "_" in name else f"SLURM_ARRAY_TASK_{name}": value for name, value in environment.items()}
    with pytest.raises(InvalidInput, match=why):
        shard_of("auto", named)


def test_every_network_is_exactly_one_shards() -> None:
    from actlab.functions.arms import arms
    from actlab.studies.protocols import PROTOCOLS

    records = [arm_record(arm) for arm in arms(["relu", "elu", "tanh"])]
    plan: Plan = PROTOCOLS["fair"].plan
    tuning = [Try(arm, rate, seed) for seed in plan.tuning.scan for rate in plan.tuning.grid for arm in records]
    judged = [Try(arm, 0.1, seed) for seed in plan.evaluation_seeds for arm in records]
    for phase, tries in ((TUNING, tuning), (EVALUATION, judged)):
        for count in (1, 2, 3, 7, 16, 1000):
            shares = [Shard(number, count).share(phase, tries, plan) for number in range(1, count + 1)]
            assert Counter(one for share in shares for one in share) == Counter(tries)
            sizes = [len(share) for share in shares]
            assert max(sizes) - min(sizes) <= len(records)
            for share in shares:
                assert len(share) == len(records) * len({(one.seed, one.learning_rate) for one in share})


def test_the_folder_says_which_shard_it_is() -> None:
    for one in (Shard(1, 1), Shard(3, 16), Shard(16, 16), Shard(7, 1000)):
        assert of_folder(Path("a") / one.folder) == one
    for name in ("shard-0-of-3", "shard-4-of-3", "shard-3-of-16", "shard-03-of-3", "shard-a-of-3", "shard-1-of-3x"):
        assert of_folder(Path(name)) is None


def test_merging_what_is_not_there_is_refused(three: Path, tmp_path: Path) -> None:
    for paths, why in (
        ([], "nothing was given to merge; name the folder"),
        ([tmp_path / "none"], r"holds no study: there is no study\.sqlite"),
        ([three / "shard-1-of-3"], "holds no shards; name other folders too, and one for the whole"),
        ([three / "shard-1-of-3", three / "shard-2-of-3"], r"merged into one that is named\. Try out="),
        (7, "7 is no study|not iterable"),
    ):
        with pytest.raises((InvalidInput, TypeError), match=why):
            actlab.merge(paths)  # type: ignore[arg-type]
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    with pytest.raises(InvalidInput, match="is not empty, and nothing is overwritten"):
        actlab.merge(three, out=tmp_path / "full")


def test_the_list_shows_shards_until_they_are_merged(three: Path) -> None:
    from actlab.facade.opening import list_studies

    names = [f"shard-{number}-of-3" for number in (1, 2, 3)]
    for place in (three.parent, three):
        rows = list_studies(place)
        assert [(Path(row.folder).name, row.state, row.finished) for row in rows] == [
            (name, "unfinished", count) for name, count in zip(names, (4, 4, 2), strict=True)
        ]
    actlab.merge(three)
    assert [(Path(row.folder).name, row.state) for row in list_studies(three.parent)] == [("monday", "complete")]


def test_the_command_line(tmp_path: Path, whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "my monday")
    words = ["compare", "relu", "elu", "--quick", "--seeds", "5", "--network", "mlp(16)", "--init", "lecun"]
    words += ["--lr", "0.1", "--steps", "60", "--out", out]
    for number in (1, 2):
        assert run_command([*words, "--shard", f"{number}/2"]) == 0
        shown = " ".join(capsys.readouterr().out.split())
        assert shown == f"Shard {number}/2 has done its part. When all shards have: actlab merge '{out}'"
    assert run_command(["merge", out]) == 0
    assert "Written:" in capsys.readouterr().out
    same(Path(out), whole)
    assert run_command(["resume", out, "--shard", "2/2", "--seeds", "6"]) == 0
    assert "Shard 2/2 has done its part" in capsys.readouterr().out
    assert run_command(["merge", out, "--json"]) == 0
    assert run_command([*words, "--shard", "three"]) == 2
    assert "shard: three is not allowed; it must be a shard and how many" in (error := capsys.readouterr().err)
    assert "Try --shard 3/16." in error
    assert said(error, "pt") == error
