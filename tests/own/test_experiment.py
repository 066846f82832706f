"""``actlab.experiment``: a function of the user's for every activation and seed."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

import actlab
from actlab import ActlabError, InvalidInput
from actlab.training.own.given import Given

LOG = "ACTLAB_TEST_LOG"  # the environment is no part of what a function is


def called(trial: Given) -> None:
    with open(os.environ[LOG], "a") as file:
        file.write(f"{trial!r}\n")


def calls() -> list[str]:
    path = Path(os.environ[LOG])
    return path.read_text().splitlines() if path.exists() else []


def train(trial: Given) -> dict[str, float]:
    """Fit random features, whose draws every activation shares."""
    called(trial)
    x = trial.rng("data").normal(size=(100, 3))
    hidden = trial.activation(x @ trial.rng("weights").normal(size=(3, 8)))
    target = np.sin(x[:, 0])
    found = np.linalg.lstsq(hidden[:60], target[:60], rcond=None)[0]
    errors = (hidden @ found - target) ** 2
    trial.report(1, loss=1.0)
    trial.report(2, loss=float(errors[80:].mean()))
    off = 0.0 if trial.lr is None else abs(np.log10(trial.lr) + 1)
    return {"loss": float(errors[80:].mean()), "val_loss": float(errors[60:80].mean() + off)}


@pytest.fixture(autouse=True)
def _nothing_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LOG, str(tmp_path / "log"))


def test_each_network_is_called_for_once_with_what_its_seed_shares() -> None:
    study = actlab.experiment(train, ["relu", "tanh", "mine=x*tanh(x)"], seeds=3, progress=False)
    assert sorted(calls()) == sorted(f"<{name}, seed {seed}>" for name in ("relu", "tanh", "mine") for seed in range(3))
    assert study.pairs == [0, 1, 2]
    assert [point.step for point in study.of("mine")[0].curve] == [1, 2]
    assert "lr" not in study.results()[0]
    again = actlab.experiment(train, ["relu", "tanh", "mine=x*tanh(x)"], seeds=3, progress=False)
    assert [trial.test for trial in again.trials] == [trial.test for trial in study.trials]


def test_rates_are_chosen_for_each() -> None:
    study = actlab.experiment(train, ["relu", "tanh"], seeds=2, lrs=[1.0, 0.1, 0.01], progress=False)
    assert study.rates == {"relu": 0.1, "tanh": 0.1}
    assert study.pairs == [2, 3]
    assert len(calls()) == 2 * 3 * 2 + 2 * 2


def test_what_is_stored_is_not_called_for_again(tmp_path: Path) -> None:
    actlab.experiment(train, ["relu", "tanh"], seeds=2, out=tmp_path / "a", progress=False)
    study = actlab.experiment(train, ["relu", "tanh"], seeds=3, out=tmp_path / "a", progress=False)
    assert len(calls()) == len(set(calls())) == 6
    assert study.judged == 2  # and so by the test that allows for looking
    with pytest.raises(InvalidInput, match="goes on there"):
        study.resume(progress=False)


def test_no_activation_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no activation was given"):
        actlab.experiment(train, [], progress=False)
    assert calls() == []


def test_another_function_is_another_study(tmp_path: Path) -> None:
    actlab.experiment(train, ["relu", "tanh"], seeds=1, out=tmp_path / "a", progress=False)

    def other(trial: Given) -> dict[str, float]:
        return {"loss": train(trial)["loss"] * 2}

    with pytest.raises(InvalidInput, match="holds a study with another plan"):
        actlab.experiment(other, ["relu", "tanh"], seeds=1, out=tmp_path / "a", progress=False)


def test_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    def interrupted(trial: Given) -> float:
        called(trial)
        if len(calls()) == 4:
            raise KeyboardInterrupt
        return 0.5 + trial.seed / 100

    study = actlab.experiment(interrupted, ["relu", "tanh"], metric="loss", seeds=3, out=tmp_path / "a", progress=False)
    assert study.interrupted
    assert len(study.trials) == 3
    assert len(actlab.open(tmp_path / "a").trials) == 3


def test_a_checkpoint_outlives_an_interruption_and_nothing_else_does(tmp_path: Path) -> None:
    def long(trial: Given) -> float:
        place = trial.checkpoint() / "step"
        step = int(place.read_text()) if place.exists() else 0
        assert list(trial.folder.iterdir()) == [trial.checkpoint()]
        (trial.folder / "notes").write_text("of an attempt")
        place.write_text(str(step + 1))
        if trial.name == "tanh" and step == 0:
            raise KeyboardInterrupt
        return 0.5 + step

    choices = {"metric": "loss", "seeds": 1, "out": tmp_path / "a", "progress": False}
    actlab.experiment(long, ["relu", "tanh"], **choices)
    study = actlab.experiment(long, ["relu", "tanh"], **choices)
    assert [trial.test["loss"] for trial in study.trials] == [0.5, 1.5]


def test_a_function_that_raises_fails_alone() -> None:
    def picky(trial: Given) -> float:
        if trial.name == "tanh":
            raise ValueError("not this one")
        return {"relu": 0.5, "elu": 0.25}[trial.name]

    study = actlab.experiment(picky, ["relu", "tanh", "elu"], metric="loss", seeds=2, progress=False)
    assert [arm.failed for arm in study.arms] == [0, 2, 0]
    assert "ValueError: not this one" in str(study.of("tanh")[0].reason)


@pytest.mark.parametrize(
    ("returned", "said"),
    [("0.5x", "it must return a number"), (None, "it must return a number"), ({"loss": []}, "it must return a number")],
)
def test_what_is_no_number_is_said(returned: object, said: str) -> None:
    with pytest.raises(ActlabError, match=said):
        actlab.experiment(lambda trial: returned, ["relu", "tanh"], metric="loss", progress=False)  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"seeds": 0}, "seeds: 0 is not allowed"),
        ({"seeds": 10**9}, "seeds: 1000000000 is not allowed"),
        ({"lrs": [0.1, -1]}, "numbers above 0"),
        ({"lrs": [0.1, 0.1]}, "twice"),
        ({"lrs": "a,b"}, "numbers above 0"),
        ({"control": "elu"}, "unknown control"),
        ({"margin": -1}, "margin: -1 is not allowed"),
        ({"tuning_seeds": 0}, "tuning-seeds: 0 is not allowed"),
        ({"chance": float("nan")}, "chance: nan is not allowed"),
        ({"metric": "loss", "shard": "1/2"}, "a shard needs the folder"),
    ],
)
def test_choices_that_cannot_be_are_refused_before_anything_is_called(choices: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        actlab.experiment(train, ["relu", "tanh"], progress=False, **choices)  # type: ignore[arg-type]
    assert calls() == []


def test_no_name_and_layers_are_refused() -> None:
    with pytest.raises(InvalidInput, match="the name does not say which way is better"):
        actlab.experiment(lambda trial: 0.5, ["relu", "tanh"], seeds=2, progress=False)
    with pytest.raises(InvalidInput, match="several activations"):
        actlab.experiment(train, ["relu", "layers(relu, tanh)"], progress=False)
    with pytest.raises(InvalidInput, match="is no function"):
        actlab.experiment(3, ["relu", "tanh"], progress=False)  # type: ignore[arg-type]


def test_a_generator_depends_on_seed_and_purpose_alone(tmp_path: Path) -> None:
    relu, tanh = actlab.activation("relu"), actlab.activation("tanh")
    drawn = {
        (name, seed, purpose): Given(found, name, seed, None, tmp_path).rng(purpose).random()
        for name, found in (("relu", relu), ("tanh", tanh))
        for seed in range(3)
        for purpose in ("weights", "batches")
    }
    assert all(drawn["relu", seed, purpose] == drawn["tanh", seed, purpose] for _name, seed, purpose in drawn)
    assert len(set(drawn.values())) == 6


def test_points_of_a_curve_grow(tmp_path: Path) -> None:
    given = Given(actlab.activation("relu"), "relu", 0, None, tmp_path)
    given.report(0, loss=1.0)
    for step in (0, -1):
        with pytest.raises(InvalidInput, match="a step above the one before"):
            given.report(step, loss=1.0)
    with pytest.raises(InvalidInput):
        given.report(1)


def test_a_function_that_exits_has_failed_for_that_activation_alone() -> None:
    def leaves(trial: Given) -> float:
        if trial.name == "tanh":
            sys.exit("out of patience")
        return 1.0

    study = actlab.experiment(leaves, ["relu", "tanh"], metric="loss", seeds=2, progress=False)
    assert [str(trial.status) for name in ("relu", "tanh") for trial in study.of(name)] == ["finished"] * 2 + [
        "failed"
    ] * 2
    assert "SystemExit: out of patience" in str(study.of("tanh")[0].reason)


def test_nothing_to_compare_is_said() -> None:
    with pytest.raises(InvalidInput, match="no activation was given"):
        actlab.experiment(train, [], progress=False)


@pytest.mark.parametrize("returned", [{}, None, "much", {"loss": "little"}, [0.5]])
def test_what_is_no_number_is_refused_as_what_a_function_returns(returned: object) -> None:
    with pytest.raises(ActlabError, match="it must return a number") as refused:
        actlab.experiment(lambda trial: returned, ["relu"], seeds=1, progress=False)  # type: ignore[arg-type,return-value]
    assert "JSON" not in str(refused.value)
