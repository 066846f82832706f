"""The protocol fair and seeds until decided, with real networks of a few steps."""

import csv
import json
from pathlib import Path
from typing import Any, ClassVar

import pytest

from actlab import Study, compare
from actlab.report.progress import Display
from actlab.report.render.json import dumps
from actlab.report.render.matplotlib import draw

FAIR: dict[str, Any] = {"protocol": "fair", "quick": True, "steps": 20, "network": "mlp(8)", "progress": False}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fair") / "study"


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    return compare(["relu", "tanh"], out=folder, seeds=6, **FAIR)


def rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_tuning_is_equal_and_never_reads_the_test_data(study: Study, folder: Path) -> None:
    assert study.tuning is not None
    assert all(trial.test is None for trial in study.tuning.trials)
    tried = rows(folder / "tuning.csv")
    assert "test_accuracy" not in tried[0]
    assert [row["stage"] for row in tried].count("grid") == 2 * len(study.tuning.grid)
    per_arm = {name: sorted(r["seed"] for r in tried if r["activation"] == name) for name in ("relu", "tanh")}
    assert per_arm["relu"] == per_arm["tanh"]
    assert len(per_arm["relu"]) == len(study.tuning.grid) + 18 >= 27


def test_each_activation_is_compared_at_its_own_rate_on_fresh_seeds(study: Study, folder: Path) -> None:
    assert study.tuning is not None
    for row in rows(folder / "results.csv"):
        assert float(row["lr"]) == study.tuning.best(row["activation"])
        assert 7 <= int(row["seed"]) < 13
        assert row["initialisation"] == "matched"
    assert study.pairs == [7, 8, 9, 10, 11, 12]


def test_curves_are_read_on_validation_data(study: Study, folder: Path) -> None:
    assert list(rows(folder / "curves.csv")[0])[-2:] == ["validation_accuracy", "validation_loss"]
    assert "validation examples" in study.plot().axes[0].get_ylabel()


def test_the_second_answer_has_one_initialisation_and_a_tuning_of_its_own(study: Study, folder: Path) -> None:
    second = study.same
    assert second is not None
    assert second.tuning is not None
    assert second.plan.network.initialisation == "he"
    assert {row["initialisation"] for row in rows(folder / "same-initialisation" / "results.csv")} == {"he"}
    assert study.agreement is not None
    assert [case.arm for case in study.agreement.cases] == ["tanh"]


def test_what_people_read(study: Study) -> None:
    text = " ".join(study.table().split())
    assert f"Protocol fair, plan {study.plan.digest[:12]}" in text
    assert "A seed fixes initial weights and batch order" in text
    assert "compared are the seeds 7 to 12" in text
    assert "9 from 0.001 to 10 by 1 seed, then each activation's best" in text
    assert "The seeds 0 to 6 are not used again" in text
    assert "How the learning rates were chosen" in text
    assert "The two answers" in text
    assert "mlp(8) foi treinada em digits" in study.methods("pt")
    assert "None of these seeds was used again" in study.methods("en")


def test_the_plan_is_stored_with_its_digest(study: Study, folder: Path) -> None:
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert plan["plan_sha256"] == study.plan.digest
    assert len(plan["plan"]["tuning"]["grid"]) == 9
    document = json.loads(dumps(study.record, "comparison"))
    assert document["tuning"]["chosen"].keys() == {"relu", "tanh"}
    assert document["same_initialisation"]["plan"]["network"]["initialisation"] == "he"
    assert (document["format"], document["version"]) == ("actlab/comparison", 3)


def test_figures_of_the_tuning(study: Study, folder: Path) -> None:
    assert {f"{name}{ending}" for name in ("sensitivity", "expected") for ending in (".png", ".svg")} <= {
        path.name for path in folder.iterdir()
    }
    axes = draw(study.document.chart("sensitivity"), "en").axes[0]
    assert axes.get_xscale() == "log"
    assert "line: grid, 1 seed; bars: range of 6 seeds around the best" in " ".join(axes.get_title().split())
    assert study.tuning is not None
    line = draw(study.document.chart("expected"), "en").axes[0].lines[0]
    means = [100 * value for value in study.tuning.means("relu")]
    assert (line.get_ydata()[0], line.get_ydata()[-1]) == pytest.approx((sum(means) / len(means), max(means)))


def test_how_long_it_takes_is_said_before_it_starts(capsys: pytest.CaptureFixture[str]) -> None:
    compare(["relu"], seeds=1, **{**FAIR, "progress": Display(), "steps": 5})
    first = capsys.readouterr().err.splitlines()[0]
    assert first.startswith("Plan ")
    assert "56 networks of 5 steps, about 1 min here" in first


class TestUntilDecided:
    CHANGES: ClassVar[dict[str, Any]] = {
        "quick": True,
        "steps": 40,
        "network": "mlp(16)",
        "init": "lecun",
        "progress": False,
    }

    def test_a_clear_case_stops_after_one_batch(self) -> None:
        found = compare(["relu", "sigmoid"], lr=0.1, until_decided=True, **self.CHANGES)
        assert (len(found.pairs), found.verdicts[0].verdict) == (8, "worse")
        assert found.verdicts[0].test == "e-process"

    def test_an_unclear_case_goes_on_to_the_maximum(self) -> None:
        found = compare(["relu", "leaky_relu"], lr=0.01, until_decided=True, seeds=16, margin=1e-6, **self.CHANGES)
        assert len(found.pairs) == 16
        text = " ".join(found.table().split())
        assert "anytime p" in text
        assert "hold however often one looks" in text
        assert "order leaky_relu > relu is not settled here" in text

    def test_verdicts_are_those_of_a_fixed_number_where_seeds_are_shared(self) -> None:
        changes = {**self.CHANGES, "lr": 0.1}
        fixed = compare(["relu", "sigmoid"], seeds=8, **changes)
        found = compare(["relu", "sigmoid"], until_decided=True, **changes)
        assert found.verdicts[0].difference == fixed.verdicts[0].difference
        assert fixed.verdicts[0].test == "sign-flip"
