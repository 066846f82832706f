"""Plans: complete, validated before anything happens, and clear about what is wrong."""

from typing import Any

import pytest

from actlab import InvalidInput, activation
from actlab.studies.plan import make_plan
from actlab.studies.protocols import PROTOCOLS


@pytest.mark.parametrize("name", PROTOCOLS)
@pytest.mark.parametrize("quick", [False, True])
def test_every_protocol_is_a_plan(name: str, quick: bool) -> None:
    plan = make_plan(name, {}, quick=quick)
    assert plan.protocol == name
    # a protocol may compare with one initialisation only
    assert {field for field, value in plan.model_dump().items() if value is None} <= {"same_initialisation"}


def test_the_tutorial_is_the_tutorial() -> None:
    plan = make_plan("tutorial", {})
    assert plan.activations == ("sigmoid", "tanh", "relu", "leaky_relu", "elu")
    assert (plan.data, plan.network, plan.initialisation) == ("mnist", "mlp(512,512)", "tutorial")
    assert (plan.optimizer, plan.lr, plan.batch, plan.steps, plan.seeds) == ("sgd", 0.01, 64, 5000, 8)
    assert (plan.evaluate_every, plan.curve_examples) == (50, 1000)


def test_quick_gives_way_to_what_was_asked_for() -> None:
    plan = make_plan("tutorial", {"data": "mnist", "steps": "30"}, quick=True)
    assert (plan.data, plan.steps) == ("mnist", 30)


def test_the_control_is_relu_else_the_first() -> None:
    assert make_plan("tutorial", {"activations": ["tanh", "relu"]}).control == "relu"
    assert make_plan("tutorial", {"activations": ["tanh", "elu"]}).control == "tanh"
    assert make_plan("tutorial", {"activations": ["tanh", "elu(0.5)"], "control": "elu(alpha=0.5)"}).control == (
        "elu(alpha=0.5)"
    )


def test_activations_may_be_objects() -> None:
    assert make_plan("tutorial", {"activations": [activation("elu", alpha=0.5)]}).activations == ("elu(alpha=0.5)",)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"activations": ["rellu"]}, ["unknown activation 'rellu'", "Did you mean relu"]),
        ({"activations": []}, ["no activation was given"]),
        ({"activations": ["elu", "elu(1)"]}, ["elu is given more than once"]),
        ({"seeds": 0}, ["seeds: 0 is not allowed", "at least 1", "--seeds 8"]),
        ({"seeds": "two"}, ["seeds: two is not allowed", "whole number"]),
        ({"seeds": 2.5}, ["seeds: 2.5 is not allowed"]),
        ({"steps": -1}, ["steps: -1", "--steps 5000"]),
        ({"batch": 0}, ["batch: 0", "--batch 64"]),
        ({"lr": -1}, ["lr: -1", "above 0", "--lr 0.01"]),
        ({"lr": "abc"}, ["lr: abc", "above 0"]),
        ({"lr": "nan"}, ["lr: nan"]),
        ({"lr": "inf"}, ["lr: inf"]),
        ({"data": "nowhere.csv"}, ["unknown data set 'nowhere.csv'", "mnist"]),
        ({"network": "mlp(0)"}, ["whole numbers from 1", "mlp(512,512)"]),
        ({"network": "mlp("}, ["cannot read the network", "mlp(512,512)"]),
        ({"initialisation": "xavier"}, ["unknown initialisation 'xavier'", "glorot"]),
        ({"optimizer": "amad"}, ["unknown optimizer 'amad'", "adam"]),
        ({"probes": "deaf"}, ["unknown probe 'deaf'", "Did you mean dead"]),
        ({"control": "identity"}, ["unknown control 'identity'", "sigmoid"]),
    ],
)
def test_refusals(changes: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        make_plan("tutorial", changes)
    assert "\n" not in str(refusal.value)
    for word in words:
        assert word in str(refusal.value)


def test_unknown_protocol() -> None:
    with pytest.raises(InvalidInput, match=r"unknown protocol 'tutorail'\. Did you mean tutorial"):
        make_plan("tutorail", {})
