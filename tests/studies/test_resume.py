"""A stored study goes on, grows, is opened and judged again; what was judged once is judged otherwise when it grows."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

import actlab
from actlab import ActlabError, InvalidInput, Study, compare
from actlab.cli import run_command
from actlab.data.metrics import MetricRecord
from actlab.errors import ActlabWarning
from actlab.statistics.inference import E_PROCESS
from actlab.studies.opening import open_store, setup_in
from actlab.studies.plan import Plan
from actlab.studies.stores.file import FILE
from actlab.training.trainer import Event, Member

from .conftest import SMALL

pytestmark = pytest.mark.usefixtures("undrawn")

CHANGES: dict[str, Any] = {**SMALL, "steps": 60}


class Witness:
    """Notes what is trained, and what is said."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.trained: list[tuple[str, float, int]] = []
        self.notes: list[str] = []
        self.stop_after = stop_after

    def note(self, text: str) -> None:
        self.notes.append(text)

    def begin(self, plan: Plan, metric: MetricRecord, members: Sequence[Member]) -> None:
        pass

    def update(self, event: Event) -> None:
        if event.trial:
            self.trained.append((event.member.activation.name, event.member.learning_rate, event.member.seed))
            if len(self.trained) == self.stop_after:
                raise KeyboardInterrupt

    def end(self) -> None:
        pass


def made(out: Path, arms: Sequence[Any] = ("relu", "elu"), seeds: int = 3, **changes: Any) -> tuple[Study, Witness]:
    witness = changes.pop("progress", Witness())
    return compare(arms, seeds=seeds, out=out, **{**CHANGES, **changes, "progress": witness}), witness


def rows_of(folder: Path, name: str = "results.csv") -> list[dict[str, str]]:
    with open(folder / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_words_go_on_where_a_study_stopped(tmp_path: Path) -> None:
    whole, _ = made(tmp_path / "whole", seeds=4)
    first, witness = made(tmp_path / "cut", seeds=4, progress=Witness(stop_after=3))
    assert first.interrupted
    assert len(rows_of(tmp_path / "cut")) == len(first.trials) == 3
    second, again = made(tmp_path / "cut", seeds=4)
    assert not second.interrupted
    assert again.notes == ["3 of 8 networks are known."]
    assert not set(again.trained) & set(witness.trained)
    assert len(again.trained) == 5
    for name in ("results.csv", "curves.csv", "correct.csv", "plan.json"):
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert second.headline == whole.headline
    _, nothing = made(tmp_path / "cut", seeds=4)
    assert nothing.trained == []


def test_tuning_goes_on_too_and_so_does_the_second_answer(tmp_path: Path) -> None:
    changes: dict[str, Any] = {"protocol": "fair", "network": "mlp(4)", "steps": 3, "init": None, "lr": None}
    whole, witness = made(tmp_path / "whole", seeds=1, **changes)
    total = len(witness.trained)
    seen: list[tuple[str, float, int]] = []
    for stop in (5, 40, 30, 25, None):
        study, one = made(tmp_path / "cut", seeds=1, progress=Witness(stop), **changes)
        assert study.interrupted == (stop is not None)
        seen += one.trained
    assert len(seen) == total
    assert sorted(seen) == sorted(witness.trained)
    names = [path.relative_to(tmp_path / "whole") for path in (tmp_path / "whole").rglob("*.csv")]
    assert len(names) >= 8
    for name in names:
        assert (tmp_path / "cut" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name
    opened = actlab.open(tmp_path / "cut")
    assert opened.table() == study.table() == whole.table().replace(str(tmp_path / "whole"), str(tmp_path / "cut"))


def test_more_seeds_keep_the_first_rows(tmp_path: Path) -> None:
    made(tmp_path / "s", seeds=8)
    before = (tmp_path / "s" / "results.csv").read_text(encoding="utf-8").splitlines()
    witness = Witness()
    study = actlab.open(tmp_path / "s").resume(seeds=12, progress=witness)
    assert sorted(seed for _, _, seed in witness.trained) == [8, 8, 9, 9, 10, 10, 11, 11]
    after = (tmp_path / "s" / "results.csv").read_text(encoding="utf-8").splitlines()
    assert [after[0], *after[1:9], *after[13:21]] == before
    fresh, _ = made(tmp_path / "f", seeds=12)
    assert (tmp_path / "f" / "results.csv").read_bytes() == (tmp_path / "s" / "results.csv").read_bytes()
    assert [one.test for one in fresh.verdicts] != [one.test for one in study.verdicts]


def test_what_was_judged_and_grows_is_judged_by_the_test_that_allows_for_it(tmp_path: Path) -> None:
    first, _ = made(tmp_path / "s", seeds=3)
    assert (first.judged, first.sequential) == (0, False)
    for study in (
        made(tmp_path / "s", seeds=4)[0],
        actlab.open(tmp_path / "s"),
        actlab.open(tmp_path / "s").resume(seeds=5, progress=False),
        actlab.open(tmp_path / "s").resume(progress=False),
    ):
        assert study.judged == 3
        assert {one.test for one in study.verdicts} == {E_PROCESS.name}
        assert "The study was extended after 3 seeds had been judged" in study.table()


def test_who_has_seen_no_verdict_may_still_want_more(tmp_path: Path) -> None:
    witness = Witness()

    def die(event: Event) -> None:
        if len(witness.trained) == 3:
            raise RuntimeError("the power fails")
        Witness.update(witness, event)

    witness.update = die  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match="power"):
        made(tmp_path / "s", seeds=3, progress=witness)
    study, _ = made(tmp_path / "s", seeds=4)
    assert (study.judged, study.sequential, len(study.pairs)) == (0, False, 4)


def test_whoever_opens_an_unfinished_study_has_seen_its_verdicts(tmp_path: Path) -> None:
    made(tmp_path / "s", seeds=3, progress=Witness(stop_after=2))
    study, _ = made(tmp_path / "s", seeds=3)
    assert not study.sequential  # what was planned is judged as it was planned
    witness = Witness()

    def die(event: Event) -> None:
        Witness.update(witness, event)
        if len(witness.trained) == 4:
            raise RuntimeError("the power fails")

    witness.update = die  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match="power"):
        made(tmp_path / "t", seeds=3, progress=witness)
    assert len(actlab.open(tmp_path / "t").pairs) == 2
    assert made(tmp_path / "t", seeds=4)[0].judged == 2


def test_an_activation_is_added(tmp_path: Path) -> None:
    made(tmp_path / "s", seeds=2)
    witness = Witness()
    study = actlab.open(tmp_path / "s").resume(add=["gelu", "mine=x*tanh(x)"], progress=witness)
    assert {name for name, _, _ in witness.trained} == {"gelu", "mine"}
    assert study.plan.names == ("relu", "elu", "gelu", "mine")
    assert study.sequential
    assert [row["activation"] for row in rows_of(tmp_path / "s")][::2] == ["relu", "elu", "gelu", "mine"]
    with pytest.raises(InvalidInput, match="relu is there twice"):
        study.resume(add=["relu"], progress=False)


def test_until_decided(tmp_path: Path) -> None:
    made(tmp_path / "s", seeds=3, arms=["relu", "sigmoid"], lr=0.5, margin=0.5)
    study = actlab.open(tmp_path / "s").resume(until_decided=True, seeds=16, progress=False)
    assert study.plan.seeds.until_decided
    assert study.plan.seeds.count == 16
    assert study.findings.decided or len(study.pairs) == 16
    assert actlab.open(tmp_path / "s").table() == study.table()


def test_a_study_does_not_shrink(tmp_path: Path) -> None:
    study, _ = made(tmp_path / "s", seeds=3)
    with pytest.raises(InvalidInput, match=r"seeds: 2 is not allowed; the study has 3 already.* Try seeds=11"):
        study.resume(seeds=2, progress=False)
    with pytest.raises(InvalidInput, match=r"another plan \(seeds: 3 -> 2\)"):
        made(tmp_path / "s", seeds=2)
    with pytest.raises(InvalidInput, match=r"seeds: 0 is not allowed; it must be a whole number"):
        study.resume(seeds=0, progress=False)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"steps": 61}, "steps: 60 -> 61"),
        ({"lr": 0.2}, "lr: 0.1 -> 0.2"),
        ({"network": "mlp(8)", "init": "he"}, r"network: mlp\(16\) -> mlp\(8\); init: lecun -> he"),
        ({"arms": ["relu", "tanh"]}, "activations: relu, elu -> relu, tanh"),
        ({"arms": ["elu", "relu"]}, "activations: relu, elu -> elu, relu"),
        ({"control": "elu"}, "control: relu -> elu"),
        ({"margin": 0.01}, r"margin: 0\.002 -> 0\.01"),
        ({"probes": "all"}, "probes: - -> dead, gradient_dead"),
        ({"until_decided": True, "seeds": 3}, "until_decided: False -> True"),
    ],
    ids=str,
)
def test_another_plan_is_refused_with_what_differs(changes: dict[str, Any], said: str, made_once: Path) -> None:
    before = {path: path.read_bytes() for path in made_once.iterdir()}
    with pytest.raises(InvalidInput, match=said):
        made(made_once, **{"seeds": 3, **changes})
    assert before == {path: path.read_bytes() for path in made_once.iterdir()}


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("once") / "s"
    made(folder, seeds=3)
    return folder


def test_another_version_is_refused(made_once: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actlab.training.jax_trainer.versions", lambda: "jax 99")
    with pytest.raises(InvalidInput, match=r"versions: actlab .* -> jax 99"):
        made(made_once, seeds=3)
    with pytest.raises(InvalidInput, match=r"cannot be extended here.*versions: .* -> jax 99"):
        actlab.open(made_once).resume(seeds=4, progress=False)


def test_two_functions_of_one_name_are_told_apart(tmp_path: Path) -> None:
    made(tmp_path / "s", arms=["mine=x*tanh(x)", "relu"], seeds=1)
    with pytest.raises(InvalidInput, match=r"mine: [0-9a-f]{12} -> [0-9a-f]{12}"):
        made(tmp_path / "s", arms=["mine=x*tanh(2*x)", "relu"], seeds=1)


def test_activations_come_back_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("import jax.numpy as jnp\ndef f(x):\n    return jnp.where(x > 0, x, 0.3 * x)\n")
    learnt = replace(actlab.CATALOGUE["relu"], name="edited", formula="x + relu(x)", computed_as="")
    arms = [
        f"{tmp_path}/mine.py:f",
        "x*tanh(beta*x); beta=0.5 per unit",
        "prelu",
        "x*gelu(x)",
        "elu(alpha=0.3)",
        learnt,
    ]
    made(tmp_path / "s", arms=arms, seeds=1, control="prelu")
    witness = Witness()
    study = actlab.open(tmp_path / "s").resume(seeds=2, progress=witness)
    assert len(witness.trained) == 6
    assert all(trial.status == "finished" for trial in study.trials)


def test_a_function_that_has_changed_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("import jax.numpy as jnp\ndef f(x):\n    return jnp.where(x > 0, x, 0.3 * x)\n")
    made(tmp_path / "s", arms=[f"{file}:f", "relu"], seeds=1)
    file.write_text("import jax.numpy as jnp\ndef f(x):\n    return jnp.where(x > 0, x, 0.4 * x)\n")
    with pytest.raises(InvalidInput, match=r"is not the function any more that was trained: .*mine\.py:f has changed"):
        actlab.open(tmp_path / "s").resume(seeds=2, progress=False)
    file.unlink()
    with pytest.raises(InvalidInput, match="has changed, or is gone"):
        actlab.open(tmp_path / "s").resume(seeds=2, progress=False)
    assert len(actlab.open(tmp_path / "s").pairs) == 1


def leaky(x: Array) -> Array:
    return jnp.where(x > 0, x, 0.2 * x)


def test_a_function_without_a_file_is_opened_and_goes_on_from_a_program_only(tmp_path: Path) -> None:
    study, _ = made(tmp_path / "s", arms=[leaky, "relu"], seeds=1)
    assert actlab.open(tmp_path / "s").plan.names == ("leaky", "relu")
    with pytest.raises(InvalidInput, match="leaky is a function that no file holds"):
        study.resume(seeds=2, progress=False)
    _, witness = made(tmp_path / "s", arms=[leaky, "relu"], seeds=2)
    assert [seed for _, _, seed in witness.trained] == [1, 1]


def test_a_damaged_network_is_named_and_trained_again(tmp_path: Path) -> None:
    whole, _ = made(tmp_path / "s", seeds=2)
    results, file = (tmp_path / "s" / "results.csv").read_bytes(), tmp_path / "s" / FILE
    content, key = file.read_bytes(), whole.trials[1].key.digest.encode()
    place = content.index(b"finished", content.index(key + b"%s" % whole.trials[1].key.arm.encode()))
    file.write_bytes(content[:place] + b"diverged" + content[place + 8 :])
    named = f"the stored network {key[:12].decode()} .* is damaged"
    with pytest.warns(ActlabWarning, match=named + ", and left out"):
        assert len(actlab.open(tmp_path / "s").trials) == 3
    with pytest.warns(ActlabWarning, match=named + ": it is set aside and trained again"):
        _, witness = made(tmp_path / "s", seeds=2)
    assert len(witness.trained) == 1
    assert (tmp_path / "s" / "results.csv").read_bytes() == results


def test_an_opened_study_says_what_it_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # figures and the report are written anew, too
    study, _ = made(tmp_path / "s", arms=["relu", "tanh", "x**3"], seeds=3, lr=3.0, probes="all")
    opened = actlab.open(tmp_path / "s" / FILE)
    assert opened.trials == study.trials
    assert (opened.plan, opened.provenance, opened.task) == (study.plan, study.provenance, study.task)
    assert np.array_equal(opened.chance.examples, study.chance.examples)
    assert repr(opened.record) == repr(replace(study.record, files=()))  # in which nothing is equal to NaN
    for language in ("en", "pt"):
        actlab.language(language)
        assert opened.table() == study.table()
    actlab.language("en")
    assert opened.files == ()
    assert {path.name for path in opened.write()} == {path.name for path in study.files}


def test_results_are_plain_records(made_once: Path) -> None:
    rows = actlab.open(made_once).results()
    assert [(row["activation"], row["seed"]) for row in rows] == [(a, s) for a in ("relu", "elu") for s in range(3)]
    assert [str(row["test_accuracy"]) for row in rows] == [row["test_accuracy"] for row in rows_of(made_once)]
    first = rows[0]
    assert first["seconds"] > 0  # type: ignore[operator]
    curve = [row for row in rows_of(made_once, "curves.csv") if (row["activation"], row["seed"]) == ("relu", "0")]
    assert [str(step) for step in first["curve_step"]] == [row["step"] for row in curve]  # type: ignore[union-attr]
    assert len({frozenset(row) for row in rows}) == 1
    json.dumps(rows)


def test_it_is_judged_again(made_once: Path) -> None:
    study = actlab.open(made_once)
    other = study.against("elu")
    assert [(one.arm, one.control) for one in other.verdicts] == [("relu", "elu")]
    assert other.verdicts[0].difference == pytest.approx(-(study.verdicts[0].difference or 0))
    with pytest.raises(InvalidInput, match="unknown control 'tanhh'"):
        study.against("tanhh")


OPENED = """
import sys
import actlab
from actlab.cli import run_command
study = actlab.open(sys.argv[1])
assert study.headline and study.table() and study.methods() and study.results() and study.record
study.plot(sys.argv[1] + "/again.svg")
study.against("elu").table()
study.figures()
folder = sys.argv[2]
for name in ("a.csv", "a.json", "a.parquet", "a.xlsx", "a.tex", "runs"):
    assert study.export(f"{folder}/{name}")
for command in (
    ["judge", sys.argv[1], "--control", "elu"],
    ["judge", sys.argv[1], "--json"],
    ["studies", sys.argv[1]],
    ["results", sys.argv[1], "--to", f"{folder}/c.csv", "--curves"],
):
    assert run_command(command) == 0
assert actlab.list_studies(sys.argv[1])[0].state == "complete"
assert "jax" not in sys.modules
"""


def test_nothing_of_this_loads_jax(made_once: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPENED, str(made_once), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=made_once)
    assert done.returncode == 0, done.stderr
    assert "clevert2015" in (tmp_path / "a.bib").read_text(encoding="utf-8")


def test_results_of_the_command_line(made_once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["results", str(made_once), "--to", str(tmp_path / "a.csv")]
    assert run_command(command) == 0
    assert str(tmp_path / "a.csv") in capsys.readouterr().out
    with open(tmp_path / "a.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [{**row, "reason": "", "seconds": ""} for row in rows] == [
        {**row, "reason": "", "seconds": ""} for row in rows_of(made_once)
    ]
    assert run_command(command) == 2
    assert "is there already, and nothing is overwritten" in capsys.readouterr().err
    assert run_command([*command, "--force", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [str(tmp_path / "a.csv")]
    assert run_command(["results", str(made_once), "--to", "a.docx"]) == 2
    assert "a name without an ending is a folder for TensorBoard. Try --to results.csv." in capsys.readouterr().err


def test_the_command_line(made_once: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["judge", str(made_once), "--control", "elu"]) == 0
    assert "Undecided against elu: relu" in " ".join(capsys.readouterr().out.split())
    assert run_command(["judge", str(made_once), "--json", "--control", "elu"]) == 0
    assert json.loads(capsys.readouterr().out)["plan"]["judgement"]["control"] == "elu"
    assert run_command(["judge", str(made_once), "--arm", "x"]) == 2
    assert "a study knows its own columns" in capsys.readouterr().err
    assert run_command(["studies", str(made_once.parent), "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["state"], row["activations"], row["finished"], row["wanted"]) == ("complete", ["relu", "elu"], 6, 6)
    assert run_command(["studies", str(tmp_path)]) == 0
    assert "No study is stored in" in capsys.readouterr().out
    assert run_command(["resume", str(tmp_path)]) == 2
    assert "holds no study: there is no study.sqlite" in capsys.readouterr().err
    assert run_command(["resume", str(made_once), "--seeds", "x"]) == 2
    assert "seeds: x is not allowed" in capsys.readouterr().err


def test_the_list_names_what_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / FILE).write_text("nothing")
    assert run_command(["studies", str(tmp_path)]) == 0
    assert "it is no SQLite file" in " ".join(capsys.readouterr().out.split())


def test_the_plan_stands_in_the_store_in_full(made_once: Path) -> None:
    with open_store(made_once, writable=False) as store:
        setup = setup_in(store, made_once)
    plan = json.loads((made_once / "plan.json").read_text(encoding="utf-8"))
    assert plan["plan_sha256"] == setup.plan.digest
    assert setup.plan.arms[1].formula.startswith("where(")
    with pytest.raises(ActlabError, match="holds no study"):
        actlab.open(made_once.parent)
