"""Two answers: the interaction is tested, labels are not compared."""

import math

import numpy as np
import pytest

from actlab.findings.answers import agreement
from actlab.findings.findings import find
from tests.findings.made import drawn, results


def both(first, second, **more):
    return agreement(find(results(first, **more)), find(results(second, **more)))


def test_an_arm_that_gains_by_the_setting():
    found = both(drawn(1, n=10, relu=0, elu=0.03, tanh=0), drawn(2, n=10, relu=0, elu=0, tanh=0))
    assert found.matters == ("elu",)
    (elu, _tanh) = found.cases
    assert (elu.first, elu.test.verdict, elu.test.comparisons) == ("better", "better", 2)
    assert elu.test.difference == pytest.approx(0.03, abs=0.006)
    assert not found.silent


def test_other_labels_are_no_difference():
    one, two = drawn(1, n=8, relu=0, elu=0.0075), drawn(2, n=8, relu=0, elu=0.0045)
    found = both(one, two)
    (case,) = found.cases
    assert case.first != case.second
    assert found.matters == ()


def test_silent_below_the_smallest_number():
    found = both(drawn(1, n=4, relu=0, elu=0.03), drawn(2, n=4, relu=0, elu=-0.03))
    assert (found.matters, found.silent) == ((), True)


def test_only_seeds_that_all_four_have():
    one, two = drawn(1, n=10, relu=0, elu=0.03), drawn(2, n=8, relu=0, elu=0)
    one["elu"][0] = None
    assert both(one, two).cases[0].test.n == 7


def test_failures_count_at_their_level():
    one, two = drawn(1, n=10, relu=0, elu=0.0), drawn(2, n=10, relu=0, elu=0)
    one["elu"] = [math.nan] * 10
    found = both(one, two).cases[0].test
    assert (found.verdict, found.failures.arm, found.failures.control) == ("worse", 10, 0)
    assert found.difference == pytest.approx(-0.8, abs=0.01)


def test_of_failures_without_a_level_nothing_is_claimed_in_their_favour():
    one, two = drawn(1, n=12, relu=0, elu=0.1), drawn(2, n=12, relu=0, elu=0)
    one["elu"][0] = math.nan
    assert both(one, two, chance=None).matters == ()
    two["relu"][0], one["elu"][0] = math.nan, 1.0
    assert both(one, two, chance=None).matters == ()
    one, two = drawn(1, n=12, relu=0, elu=0.3), drawn(2, n=12, relu=0, elu=0)
    one["relu"][0] = math.nan  # may make the difference too small, never too large
    assert both(one, two, chance=None).matters == ("elu",)


def test_identical_laws_are_seldom_said_to_differ():
    g, said = np.random.default_rng(5), 0
    for _study in range(120):
        rows = [
            dict(zip(("relu", "a", "b", "c"), g.normal(0.9, 0.005, (4, 8)).tolist(), strict=True)) for _ in range(2)
        ]
        said += bool(both(*rows).matters)
    assert said / 120 <= 0.05 + 3 * (0.05 * 0.95 / 120) ** 0.5
