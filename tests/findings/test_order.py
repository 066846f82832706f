"""A claimed order: the same decision procedure, step by step."""

import math

import pytest

from actlab.findings.findings import find
from actlab.findings.order import FAILS, HOLDS, TOO_FEW, UNSETTLED
from tests.findings.made import drawn, results

CLAIM = ("elu", "leaky_relu", "relu", "tanh")


def ordered(rows, **more):
    return find(results(rows, claim=CLAIM, **more)).order


def test_holds_where_every_step_is_better():
    found = ordered(drawn(n=10, elu=0.06, leaky_relu=0.04, relu=0.02, tanh=0))
    assert (found.outcome, [step.arm for step in found.steps]) == (HOLDS, ["elu", "leaky_relu", "relu"])
    assert {step.comparisons for step in found.steps} == {3}


def test_a_step_that_is_worse_is_against_it():
    found = ordered(drawn(n=10, elu=0.0, leaky_relu=0.04, relu=0.02, tanh=0))
    assert (found.outcome, [step.arm for step in found.against]) == (FAILS, ["elu"])


def test_a_step_that_is_equivalent_is_against_it():
    found = ordered(drawn(n=32, elu=0.04, leaky_relu=0.04, relu=0.02, tanh=0), margin=0.005)
    assert (found.outcome, [step.verdict for step in found.against]) == (FAILS, ["equivalent"])


def test_a_step_that_is_undecided_leaves_it_open():
    found = ordered(drawn(n=10, elu=0.04, leaky_relu=0.04, relu=0.02, tanh=0))
    assert (found.outcome, [step.arm for step in found.open]) == (UNSETTLED, ["elu"])


@pytest.mark.parametrize("chance", [0.1, None])
def test_an_arm_that_failed_in_every_run_is_against_it(chance):
    rows = drawn(n=10, elu=0.06, leaky_relu=0.04, relu=0.02, tanh=0) | {"elu": [math.nan] * 10}
    found = ordered(rows, chance=chance)
    assert found.outcome in (FAILS, UNSETTLED)
    assert found.steps[0].verdict in ("worse", "undecided")
    assert ordered(rows, chance=0.1).outcome == FAILS


def test_nothing_follows_from_four_seeds():
    found = ordered(drawn(n=4, elu=0.06, leaky_relu=0.04, relu=0.02, tanh=0))
    assert (found.outcome, found.pairs, found.smallest) == (TOO_FEW, 4, 7)


def test_looking_while_seeds_are_added():
    found = ordered(drawn(n=24, elu=0.06, leaky_relu=0.04, relu=0.02, tanh=0), sequential=True)
    assert (found.outcome, {step.test for step in found.steps}) == (HOLDS, {"e-process"})


def test_arms_that_do_not_take_part_are_left_out():
    assert ordered(drawn(elu=0.06, relu=0.02)).claim == ("elu", "relu")
    assert ordered(drawn(relu=0.02, gelu=0)) is None


def test_a_step_without_a_pair_is_not_dropped():
    rows = drawn(n=8, elu=0.06, leaky_relu=0.04, relu=0.02, tanh=0) | {"tanh": [None] * 8}
    found = ordered(rows)
    assert (found.outcome, found.pairs, len(found.steps)) == (TOO_FEW, 0, 3)
