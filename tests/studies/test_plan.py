"""Plans: typed, complete, validated before anything happens, clear about what is wrong, JSON out and in."""

import inspect
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from actlab import InvalidInput, compare
from actlab.cli.commands import build
from actlab.functions.arms import arms
from actlab.functions.find import find
from actlab.studies.choices import Choice
from actlab.studies.plan import Plan, from_json
from actlab.studies.planning import OFFERED, make_plan
from actlab.studies.protocols import FIVE, MODERN, PROTOCOLS
from actlab.words import Text

SOME = arms(["relu", "tanh"])


@pytest.mark.parametrize("name", PROTOCOLS)
@pytest.mark.parametrize("quick", [False, True])
def test_every_protocol_is_a_plan(name: str, quick: bool) -> None:
    plan = make_plan(name, arms(PROTOCOLS[name].activations), quick=quick)
    assert plan.protocol == name
    assert plan.names == (MODERN if name == "standard" else FIVE)
    assert from_json(plan.to_json()) == plan
    assert from_json(plan.to_json()).digest == plan.digest


def test_the_tutorial_is_the_tutorial() -> None:
    plan = make_plan("tutorial", SOME)
    assert (plan.data.name, plan.network.spec, plan.network.initialisation) == ("mnist", "mlp(512,512)", "tutorial")
    training = plan.training
    assert (training.optimizer, training.lr, training.batch, training.steps) == ("sgd", 0.01, 64, 5000)
    assert (training.evaluate_every, training.curve_examples, plan.seeds.count) == (50, 1000, 8)


def test_quick_gives_way_to_what_was_asked_for() -> None:
    plan = make_plan("tutorial", SOME, {"data": "mnist", "steps": "30"}, quick=True)
    assert (plan.data.name, plan.training.steps, plan.network.spec) == ("mnist", 30, "mlp(128,128)")


def test_the_control_is_relu_else_the_first_or_what_is_meant() -> None:
    assert make_plan("tutorial", arms(["tanh", "relu"])).judgement.control == "relu"
    assert make_plan("tutorial", arms(["tanh", "elu"])).judgement.control == "tanh"
    named = make_plan("tutorial", arms(["tanh", "mine=elu(0.5)"]), {"control": "elu(alpha=0.5)"})
    assert named.judgement.control == "mine"
    by_object = make_plan("tutorial", SOME, {"control": find("tanh")})
    assert by_object.judgement.control == "tanh"


def test_an_arm_is_written_in_full() -> None:
    (first, second) = make_plan("tutorial", arms(["elu(alpha=0.5)", "x*sigmoid(beta*x); beta=2 per unit"])).arms
    assert (first.name, first.formula) == ("elu(alpha=0.5)", "where(x > 0, x, alpha * (exp(x) - 1))")
    assert [(p.name, p.value, p.learn) for p in (*first.parameters, *second.parameters)] == [
        ("alpha", 0.5, ""),
        ("beta", 2.0, "unit"),
    ]
    assert second.kinks is None


def test_the_digest_is_of_every_choice() -> None:
    first = make_plan("fair", SOME)
    assert first.digest == make_plan("fair", SOME).digest
    others = {
        make_plan("fair", SOME, {"margin": 0.003}).digest,
        make_plan("fair", arms(["relu", "tanh", "elu"])).digest,
        make_plan("fair", arms(["relu", "elu(alpha=0.3)"])).digest,
        replace(first, data=replace(first.data, digest="other")).digest,
    }
    assert len(others | {first.digest}) == 5


@pytest.mark.parametrize("name", ["tutorial", "fair"])
def test_evaluation_seeds_are_fresh(name: str) -> None:
    found = make_plan(name, SOME, {"seeds": 4})
    assert list(found.evaluation_seeds) == ([7, 8, 9, 10] if name == "fair" else [0, 1, 2, 3])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seeds": 0}, ["seeds: 0 is not allowed", "at least 1", "seeds=8"]),
        ({"seeds": "two"}, ["seeds: two is not allowed", "whole number"]),
        ({"seeds": 2.5}, ["seeds: 2.5 is not allowed"]),
        ({"steps": -1}, ["steps: -1", "steps=5000"]),
        ({"batch": 0}, ["batch: 0", "batch=64"]),
        ({"lr": -1}, ["lr: -1", "above 0", "lr=0.01"]),
        ({"lr": "abc"}, ["lr: abc", "above 0"]),
        ({"lr": "nan"}, ["lr: nan"]),
        ({"lr": "inf"}, ["lr: inf"]),
        ({"margin": 0}, ["margin: 0", "above 0", "margin=0.002"]),
        ({"data": "nowhere.csv"}, ["unknown data set 'nowhere.csv'", "mnist"]),
        ({"network": "mlp(0)"}, ["whole numbers from 1", "mlp(512,512)"]),
        ({"network": "mlp("}, ["cannot read the network", "mlp(512,512)"]),
        ({"init": "xavier"}, ["unknown initialisation 'xavier'", "glorot"]),
        ({"optimizer": "amad"}, ["unknown optimizer 'amad'", "adam"]),
        ({"probes": "deaf"}, ["unknown probe 'deaf'", "Did you mean dead"]),
        ({"control": "identity"}, ["unknown control 'identity'", "tanh"]),
        ({"data": 3}, ["data: 3 is not allowed", "the name of a data set, a file"]),
        ({"network": 3}, ["network: 3 is not allowed", "an architecture"]),
        ({"init": ["he"]}, ["init: ['he'] is not allowed", "the name of an initialisation"]),
        ({"optimizer": 3}, ["optimizer: 3 is not allowed", "the name of an optimiser"]),
        ({"trainer": 3}, ["trainer: 3 is not allowed", "the name of a trainer"]),
        ({"metric": 3}, ["metric: 3 is not allowed", "the name of a metric"]),
        ({"until_decided": "yes"}, ["until_decided: yes is not allowed", "True or False"]),
        ({"until_decided": 1}, ["until_decided: 1 is not allowed", "True or False"]),
        ({"seeds": True}, ["seeds: True is not allowed", "whole number"]),
        ({"seeds": 10**10}, ["seeds: 10000000000 is not allowed", "at most 1,000,000,000"]),
        ({"seeds": np.zeros((2, 2))}, ["seeds: [[0. 0.] [0. 0.]] is not allowed"]),
        ({"probes": 3}, ["probes: 3 is not allowed", "names of probes"]),
        ({"probes": ["dead", 3]}, ["probes: ['dead', 3] is not allowed", "names of probes"]),
        ({"sedes": 3}, ["unknown choice 'sedes'", "Did you mean seeds"]),
    ],
)
def test_refusals(changes: dict[str, object], words: list[str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        make_plan("tutorial", SOME, changes)
    assert "\n" not in str(refusal.value)
    for word in words:
        assert word in str(refusal.value)


@pytest.mark.parametrize(
    ("activations", "words"),
    [
        (["rellu"], ["unknown activation 'rellu'", "Did you mean relu"]),
        ([], ["no activation was given"]),
        (["elu", "elu(1)"], ["elu is there twice"]),
    ],
)
def test_refusals_of_activations(activations: list[str], words: list[str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        make_plan("tutorial", arms(activations))
    for word in words:
        assert word in str(refusal.value)


@pytest.mark.parametrize(
    ("field", "given", "words"), [("out", 3, "the path of a folder"), ("devices", "two", "a whole number")]
)
def test_what_is_no_part_of_a_plan_is_checked_too(field: str, given: Any, words: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^{field}: {given} is not allowed; it must be {words}") as refusal:
        compare(["relu"], quick=True, progress=False, **{field: given})
    assert refusal.value.field == field


@pytest.mark.parametrize("choice", [place.choice for place in OFFERED.values() if place.choice])
def test_every_choice_says_what_is_allowed(choice: Choice) -> None:
    assert isinstance(choice.allowed, Text)
    assert not any(name in choice.help for name in ("friedman", "glorot"))  # the lists have their own places


def test_unknown_protocol() -> None:
    with pytest.raises(InvalidInput, match=r"unknown protocol 'tutorail'\. Did you mean tutorial"):
        make_plan("tutorail", SOME)


def test_each_choice_is_declared_once_and_offered_everywhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(OFFERED) <= set(inspect.signature(compare).parameters)
    build("en")(["compare", "--help"])
    shown = capsys.readouterr().out
    for name in OFFERED:
        assert f"--{name.replace('_', '-')}" in shown
        assert f"    {name}: " in (compare.__doc__ or "")


def test_a_plan_holds_no_dict() -> None:
    assert not [hint for hint in Plan.__annotations__.values() if "dict" in str(hint).lower() or "Any" in str(hint)]


def test_the_class_takes_as_many_steps_as_the_author_s_script_and_a_quick_run_can_decide() -> None:
    tutorial, aula = PROTOCOLS["tutorial"], PROTOCOLS["aula"]
    assert (tutorial.plan.training.steps, aula.plan.training.steps) == (5000, 1000)
    same = replace(tutorial.plan.training, steps=1000, evaluate_every=20)
    assert replace(tutorial.plan, protocol="aula", training=same) == aula.plan  # nothing else differs
    assert {record.quick["seeds"] for record in PROTOCOLS.values()} == {8}  # with fewer nothing can follow for five
