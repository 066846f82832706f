"""The verdicts: their rules one by one, and laws that hold whatever the numbers."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.statistics.inference import E_PROCESS, SIGN_FLIP, SIGNED_RANK
from actlab.statistics.permutation import DRAWS, sign_flip_p
from actlab.statistics.verdict import (
    BETTER,
    CONSTANT,
    DIVERGED,
    EQUIVALENT,
    EXCLUDES_ZERO,
    IDENTICAL,
    INCLUDES_ZERO,
    SKEW,
    TOO_FEW,
    UNDECIDED,
    WORSE,
    compare_with_control,
)

NAN = math.nan


def one(a, b, **options):
    return compare_with_control({"arm": (a, b)}, "relu", **options)[0]


def shifted(by, n=8, noise=0.01):
    control = np.random.default_rng(3).normal(0.9, 0.02, n)
    return (control + by + np.resize([noise, -noise, 0.5 * noise, -0.5 * noise], n)).tolist(), control.tolist()


class TestRules:
    def test_better_and_worse(self):
        assert one(*shifted(0.05)).verdict == BETTER
        assert one(*shifted(-0.05)).verdict == WORSE
        assert one(*shifted(0.05), higher_is_better=False).verdict == WORSE

    def test_undecided_has_what_could_have_been_seen(self):
        found = one(*shifted(0.0))
        assert found.verdict == UNDECIDED
        assert found.minimal_detectable_difference == pytest.approx(1.2 * found.sd, rel=0.05)

    def test_an_interval_inside_the_margin_is_equivalent_even_where_it_excludes_zero(self):
        found = one(*shifted(0.02), margin=0.05)
        assert found.verdict == EQUIVALENT
        assert found.interval[0] > 0
        assert found.p_holm <= 0.05
        assert found.notes == (EXCLUDES_ZERO,)

    def test_an_interval_that_leaves_the_margin_is_not(self):
        assert one(*shifted(0.02), margin=0.02).verdict == BETTER
        assert one(*shifted(0.0), margin=0.005).verdict == UNDECIDED

    def test_below_the_smallest_number_nothing_is_claimed(self):
        for n in (1, 2, 5):
            found = one(*shifted(0.5, n), margin=1.0)
            assert (found.verdict, found.smallest_n, TOO_FEW in found.notes) == (UNDECIDED, 6, True)
            assert found.minimal_detectable_difference is None

    def test_identical_arms_are_called_so_and_never_better_or_worse(self):
        values = [0.9, 0.91, 0.92, 0.93, 0.9, 0.91, 0.92, 0.93]
        found = one(values, values)
        assert (found.verdict, found.p, found.interval, found.dz) == (UNDECIDED, 1.0, (0, 0), None)
        assert found.notes == (IDENTICAL,)
        assert one(values, values, margin=0.01).verdict == EQUIVALENT

    def test_a_constant_difference_has_no_spread_but_a_p_value(self):
        control = [0.9, 0.91, 0.92, 0.93, 0.9, 0.91, 0.92, 0.93]
        found = one([value + 0.01 for value in control], control)
        assert (found.verdict, found.p, found.sd, found.dz) == (BETTER, 2 / 2**8, 0, None)
        assert found.notes == (CONSTANT,)
        assert found.minimal_detectable_difference is None

    def test_nothing_at_all(self):
        found = one([], [], margin=0.1)
        assert (found.verdict, found.n, found.difference, found.p) == (UNDECIDED, 0, None, None)

    def test_no_number_is_nan(self):
        cases = [[], [NAN], [1.0], [NAN] * 8, [1.0] * 8, [1.0, NAN] * 4, [0.0] * 3]
        for a in cases:
            for b in ([2.0] * len(a), [NAN] * len(a), list(range(len(a)))):
                for value in dataclasses.astuple(one(a, b, margin=0.5)):
                    for number in value if isinstance(value, tuple) else (value,):
                        assert not isinstance(number, float) or math.isfinite(number)

    def test_skew_is_told_with_the_median(self):
        found = one([0, 0.1, 0, 0.1, 0, 0.1, 0, 9.0], [0.0] * 8)
        assert SKEW in found.notes
        assert found.median == pytest.approx(0.05)

    def test_an_interval_that_disagrees_with_the_verdict_is_noted(self):
        outlier = [0.1] * 9 + [3.0]
        assert one(outlier, [0.0] * 10).notes == (SKEW, INCLUDES_ZERO)

    def test_unequal_lengths_are_refused(self):
        with pytest.raises(ValueError, match="pairs need two values each: 1 and 2"):
            one([1.0], [1.0, 2.0])


class TestDivergence:
    def test_counts_as_the_worst_value_in_the_test_only(self):
        arm, control = shifted(0.05)
        arm[2] = NAN
        found = one(arm, control)
        assert (found.n, found.finished, found.diverged, found.verdict) == (8, 7, 1, UNDECIDED)
        assert found.difference == pytest.approx(0.05, abs=0.01)
        assert found.notes == (DIVERGED, EXCLUDES_ZERO)
        assert found.probability_of_improvement == 7 / 8

    def test_an_arm_that_always_diverges_is_worse(self):
        control = shifted(0.0, 12)[1]
        found = one([NAN] * 12, control)
        assert (found.verdict, found.finished, found.difference) == (WORSE, 0, None)

    def test_is_never_equivalent(self):
        arm, control = shifted(0.0, 12)
        arm[0] = math.inf
        assert one(arm, control, margin=5.0).verdict == UNDECIDED


class TestOtherInferences:
    def test_signed_ranks(self):
        found = one(*shifted(0.05), inference=SIGNED_RANK)
        assert (found.test, found.verdict, found.p) == ("signed-rank", BETTER, 2 / 2**8)

    def test_e_process(self):
        found = one(*shifted(0.05), inference=E_PROCESS)
        assert (found.test, found.verdict) == ("e-process", BETTER)
        assert one(*shifted(0.0, 64), inference=E_PROCESS, margin=0.02).verdict == EQUIVALENT
        assert one(*shifted(0.001, 16), inference=E_PROCESS).verdict == UNDECIDED

    def test_e_process_needs_more_seeds_than_a_fixed_number(self):
        arm, control = shifted(0.001, 16)
        assert one(arm, control, inference=E_PROCESS).seeds_needed > one(arm, control).seeds_needed

    def test_e_process_claims_as_soon_as_its_smallest_number_allows(self):
        control = [0.0] * 5
        found = one([1.0] * 5, control, inference=E_PROCESS)
        assert (found.smallest_n, found.verdict) == (5, BETTER)
        assert one([1.0] * 4, [0.0] * 4, inference=E_PROCESS).verdict == UNDECIDED


values = st.floats(0, 1).map(lambda value: round(value, 4)) | st.just(NAN)
tables = st.integers(1, 12).flatmap(
    lambda n: st.lists(st.lists(values, min_size=n, max_size=n), min_size=2, max_size=4)
)
quick = settings(max_examples=40, deadline=None)


def verdicts(table, **options):
    pairs = {str(number): (row, table[0]) for number, row in enumerate(table[1:])}
    return {c.arm: c for c in compare_with_control(pairs, "control", **options)}


class TestLaws:
    @quick
    @given(tables, st.randoms(use_true_random=False))
    def test_no_order_of_seeds_changes_anything(self, table, random):
        order = random.sample(range(len(table[0])), len(table[0]))
        assert verdicts(table, margin=0.1) == verdicts([[row[i] for i in order] for row in table], margin=0.1)

    @quick
    @given(tables, st.randoms(use_true_random=False))
    def test_no_order_of_arms_changes_anything(self, table, random):
        pairs = {str(number): (row, table[0]) for number, row in enumerate(table[1:])}
        mixed = dict(random.sample(list(pairs.items()), len(pairs)))
        there = {c.arm: c for c in compare_with_control(mixed, "control", margin=0.1)}
        assert there == verdicts(table, margin=0.1)

    @quick
    @given(tables)
    def test_the_sign_of_the_metric_turns_better_and_worse_about(self, table):
        turned = {BETTER: WORSE, WORSE: BETTER, EQUIVALENT: EQUIVALENT, UNDECIDED: UNDECIDED}
        before, after = verdicts(table, margin=0.1), verdicts(table, margin=0.1, higher_is_better=False)
        negated = verdicts([[-value for value in row] for row in table], margin=0.1, higher_is_better=False)
        for arm, found in before.items():
            if not found.diverged and not found.control_diverged:
                assert (after[arm].verdict, after[arm].p) == (turned[found.verdict], found.p)
            assert (negated[arm].verdict, negated[arm].p) == (found.verdict, found.p)

    @quick
    @given(tables)
    def test_arms_without_comparisons_of_their_own_change_nothing(self, table):
        alone = verdicts(table[:2])
        # the family is what is asked about: other rows of the table are not seen at all
        assert alone == {"0": compare_with_control({"0": (table[1], table[0])}, "control")[0]}


def test_monte_carlo_p_is_never_zero_and_repeats():
    d = np.linspace(1, 2, 40)
    assert sign_flip_p(d) == sign_flip_p(d[::-1]) == 1 / (DRAWS + 1)


def test_p_is_not_moved_by_the_noise_of_decimals():
    assert one([0.1 + 0.2] * 7, [0.3] * 7).notes == (IDENTICAL,)


def test_an_arm_that_never_finished_is_judged_by_every_test() -> None:
    lost = {"elu": ([math.nan] * 6, [0.9] * 6)}
    for way in (SIGN_FLIP, SIGNED_RANK, E_PROCESS):
        (found,) = compare_with_control(lost, "relu", inference=way)
        assert (found.finished, found.difference, found.minimal_detectable_difference) == (0, None, None)
