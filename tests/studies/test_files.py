"""What a written study keeps: why networks did not finish, every metric of the task, what reading the data decided."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import pytest
from jax import Array

from actlab import InvalidInput, Study, compare, judge
from actlab.data import sources
from actlab.data.sources.source import Source
from actlab.data.tasks import CLASSIFICATION, Metric, correct, cross_entropy

from .conftest import SMALL


def rows_of(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def sure(outputs: Array, targets: Array) -> Array:
    """Return the share of the largest output, whatever is right."""
    return jnp.max(jnp.exp(outputs - jnp.max(outputs)), axis=-1)


def wrong(outputs: Array, targets: Array) -> Array:
    return 1 - correct(outputs, targets)


# three metrics, none of which is the loss
THREE = replace(
    CLASSIFICATION,
    name="three",
    metrics=(
        Metric("errors", "errors", wrong, higher_is_better=False),
        Metric("sure", "sureness", sure, higher_is_better=True),
        Metric("accuracy", "accuracy", correct, higher_is_better=True, percent=True),
    ),
)
PLUGGED = Source(
    "plugged", "Digits of another package", "CC0", THREE, 16.0, sources.source("digits").read, ("one row was dropped",)
)


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another package's data set."""
    point = EntryPoint("plugged", f"{__name__}:PLUGGED", sources.GROUP)

    def points(group: str, name: str = "plugged") -> EntryPoints:
        return EntryPoints([point] if (group, name) == (sources.GROUP, "plugged") else [])

    monkeypatch.setattr(sources, "entry_points", points)
    yield
    sources.load.cache_clear()


def test_failures_are_written_with_their_reasons(tmp_path: Path) -> None:
    changes: dict[str, Any] = {**SMALL, "lr": 1e4}
    study = compare(["identity", "tanh"], seeds=2, out=tmp_path / "d", **changes)
    file = tmp_path / "d" / "failures.csv"
    assert file in study.files
    rows = rows_of(file)
    assert list(rows[0]) == ["activation", "lr", "seed", "status", "steps", "reason"]
    diverged = [row for row in rows if row["activation"] == "identity"]
    assert [(row["seed"], row["status"]) for row in diverged] == [("0", "diverged"), ("1", "diverged")]
    assert diverged[0]["reason"].startswith(f"its loss was not finite at step {diverged[0]['steps']}: ")


def test_failures_of_the_tuning_are_written_too(tmp_path: Path) -> None:
    changes: dict[str, Any] = {**SMALL, "lr": "tune", "init": "tutorial", "steps": 20}
    compare(["x**3", "relu"], seeds=1, out=tmp_path / "t", **changes)
    broken = [row for row in rows_of(tmp_path / "t" / "tuning.csv") if row["status"] != "finished"]
    rows = rows_of(tmp_path / "t" / "failures.csv")
    assert len(broken) > 1
    assert [(r["activation"], r["lr"], r["seed"]) for r in rows[: len(broken)]] == [
        (r["activation"], r["lr"], r["seed"]) for r in broken
    ]
    assert all(row["reason"] for row in rows)


def test_without_a_failure_there_is_no_file_of_them(study: Study, folder: Path) -> None:
    assert not (folder / "failures.csv").exists()
    assert "failures.csv" not in [path.name for path in study.files]


@pytest.mark.usefixtures("plugged")
def test_another_package_brings_a_data_set_with_three_metrics(tmp_path: Path) -> None:
    study = compare(["relu", "tanh"], data="plugged", seeds=2, out=tmp_path / "p", **SMALL)  # type: ignore[arg-type]
    names = [f"{split}_{name}" for split in ("test", "validation") for name in ("errors", "sure", "accuracy")]
    rows = rows_of(tmp_path / "p" / "results.csv")
    assert list(rows[0])[-6:] == names
    assert all(float(row["test_errors"]) == pytest.approx(1 - float(row["test_accuracy"])) for row in rows)
    assert list(rows_of(tmp_path / "p" / "curves.csv")[0])[-3:] == names[3:]  # standard leaves the test data alone
    assert (study.metric.name, study.plan.judgement.metric) == ("errors", "errors")
    stored = json.loads((tmp_path / "p" / "plan.json").read_text(encoding="utf-8"))
    assert stored["data_set"]["decisions"] == ["one row was dropped"]
    assert stored["data_set"]["title"] == "Digits of another package"
    assert "errors" in study.table()


@pytest.mark.usefixtures("plugged")
def test_the_judged_metric_is_chosen(tmp_path: Path) -> None:
    changes: dict[str, Any] = {**SMALL, "data": "plugged", "seeds": 3}
    first = compare(["relu", "tanh"], **changes)
    other = compare(["relu", "tanh"], metric="accuracy", **changes)
    assert [trial.test for trial in first.ordered()] == [trial.test for trial in other.ordered()]
    assert (other.metric.title, other.numbers.measure.higher_is_better) == ("accuracy", True)
    assert first.plan.digest != other.plan.digest
    assert first.verdicts[0].difference == pytest.approx(-(other.verdicts[0].difference or 0))
    with pytest.raises(InvalidInput, match=r"unknown metric 'acuracy'\. Did you mean accuracy.*errors, sure"):
        compare(["relu"], metric="acuracy", out=tmp_path / "no", **changes)
    assert not (tmp_path / "no").exists()


@pytest.mark.usefixtures("plugged")
def test_tuning_is_by_the_judged_metric(tmp_path: Path) -> None:
    changes: dict[str, Any] = {**SMALL, "data": "plugged", "lr": "tune", "steps": 10}
    study = compare(["relu", "tanh"], seeds=1, metric="sure", out=tmp_path / "t", **changes)
    assert study.tuning is not None
    assert study.tuning.metric.name == "sure"
    assert "validation_sure" in rows_of(tmp_path / "t" / "tuning.csv")[0]


@pytest.mark.usefixtures("plugged")
def test_a_network_whose_loss_breaks_diverged_though_no_metric_says_so() -> None:
    changes: dict[str, Any] = {**SMALL, "data": "plugged", "steps": 1, "lr": 3e38}
    study = compare(["identity", "relu"], seeds=1, **changes)
    assert [trial.status for trial in study.of("identity")] == ["diverged"]
    assert THREE.loss_metric.per_example is cross_entropy


def test_what_was_read_cannot_be_written(study: Study) -> None:
    for mapping in (study.provenance.versions, study.provenance.kinks, study.provenance.data_set.examples):
        with pytest.raises(TypeError):
            mapping["x"] = None  # type: ignore[index]
        assert mapping == dict(mapping)
    assert isinstance(hash(study.provenance), int)


def test_two_answers_share_what_they_were_run_with() -> None:
    changes: dict[str, Any] = {"quick": True, "steps": 10, "network": "mlp(8)", "progress": False}
    study = compare(["relu", "tanh"], protocol="fair", seeds=2, **changes)
    assert study.same is not None
    assert study.same.provenance is study.provenance


def test_the_batches_of_the_first_seeds_are_hashed() -> None:
    changes: dict[str, Any] = {**SMALL, "steps": 1, "network": "mlp(2)"}
    study = compare(["relu"], seeds=66, **changes)
    assert list(study.provenance.batches_sha256) == list(range(64))


def test_a_name_that_a_spreadsheet_would_compute_is_read_as_it_is(tmp_path: Path) -> None:
    compare(["relu", "-relu(-x)"], seeds=2, out=tmp_path / "study", **{**SMALL, "steps": 20})
    assert "'-relu(-x)" in (tmp_path / "study" / "results.csv").read_text()
    assert set(judge(tmp_path / "study" / "results.csv").arms) == {"relu", "-relu(-x)"}
