"""The line that makes a study once more leads to the same plan, or there is none."""

import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from actlab.cli import run_command
from actlab.facade import comparison
from actlab.functions.arms import arms
from actlab.functions.catalogue import CATALOGUE
from actlab.report.document.again import from_nothing
from actlab.studies.plan import Plan
from actlab.studies.planning import make_plan
from actlab.studies.protocols import PROTOCOLS
from actlab.studies.provenance import Provenance
from actlab.studies.study import Study
from actlab.training.trial import Frozen
from tests.report import made


class _Planned(Exception):
    """Holds the plan of a comparison that is not carried out."""


def planned(line: str, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Return the plan that a command line makes; nothing is trained."""

    def compare(activations: list[str], protocol: str, quick: bool, **given: object) -> None:
        for name in ("out", "write", "with_", "devices", "cluster", "shard", "progress"):
            given.pop(name)
        raise _Planned(make_plan(protocol, arms(activations), given, quick=quick))

    monkeypatch.setattr(comparison, "compare", compare)
    program, *words = shlex.split(line)
    assert program == "actlab"
    with pytest.raises(_Planned) as caught:
        run_command(words)
    (found,) = caught.value.args
    assert isinstance(found, Plan)
    return found


def study(words: list[str], protocol: str = "tutorial", *, quick: bool = False, **choices: object) -> Study:
    chosen = arms(words)
    references = {arm.name: arm.activation.reference for arm in chosen if arm.activation.reference}
    provenance: Provenance = replace(made.PROVENANCE, references=Frozen(references))
    base = made.study({"relu": [0.5] * 2})
    return replace(base, plan=make_plan(protocol, chosen, choices, quick=quick), provenance=provenance, trials=())


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"seeds": 3, "margin": 0.0123, "control": "elu"},
        {"data": "digits", "network": "mlp(7,5)", "init": "he", "optimizer": "adam", "lr": 0.003, "batch": 32},
        {"probes": "all", "all_pairs": True, "steps": 777, "metric": "accuracy"},
        {"until_decided": True},
        {"until_decided": True, "seeds": 8},
        {"lr": "tune", "probes": "dead"},
    ],
)
def test_it_makes_the_same_plan(
    protocol: str, quick: bool, choices: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = study(["relu", "elu", "mine=x*tanh(b*x); b=0.5", "x*cos(x)"], protocol, quick=quick, **choices)
    assert planned(from_nothing(found), monkeypatch) == found.plan


def test_the_whole_catalogue_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CATALOGUE:
        found = study(["relu", name] if name != "relu" else ["relu"])
        if line := from_nothing(found):
            assert planned(line, monkeypatch) == found.plan
        else:
            assert CATALOGUE[name].reference is None, name


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("elu(alpha=0.5)", True),
        ("-x", True),
        ("max(x, 0) + x", True),
        ("prelu", True),
        ("m=a*x+b*x^2; a=1, b=2.5 per layer", True),
        ("x*tanh(b*x); b=0.5", False),  # its name is no name that could be given
    ],
)
def test_what_is_typed_is_the_same_or_nothing(words: str, typed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    found = study(["tanh", words])
    line = from_nothing(found)
    assert bool(line) == typed
    assert not line or planned(line, monkeypatch) == found.plan


def test_data_of_the_user_s_own_are_named_with_what_their_columns_are_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my houses.csv").write_text("price\n1\n")
    monkeypatch.chdir(tmp_path)
    roles = {"target": "price", "drop": ("a b", "c,d"), "task": "regression", "group": "g", "weights": "w"}
    found = study(["relu", "elu"], data="my houses.csv", **roles)
    line = from_nothing(found)
    assert "--data 'my houses.csv' --target price --drop 'a b' --drop c,d" in line
    assert planned(line, monkeypatch) == found.plan
    assert not from_nothing(study(["relu", "elu"], data={"price": [1.0]}, target="price"))


def test_there_is_none_where_one_command_cannot_do_it() -> None:
    found = study(["relu", "elu"])
    assert from_nothing(found)
    assert not from_nothing(replace(found, judged=8))
    assert not from_nothing(replace(found, plan=replace(found.plan, same_initialisation="glorot")))
    training = replace(found.plan.training, evaluate_every=7)
    assert not from_nothing(replace(found, plan=replace(found.plan, training=training)))
    assert not from_nothing(made.full())
