"""The verdicts: their rules one by one, and the right values of what was once wrong."""

import dataclasses
import math

import numpy as np
import pytest

from actlab.statistics.compare import Contrast, Rules, compare
from actlab.statistics.inference import E_PROCESS, SIGN_FLIP, SIGNED_RANK, SignFlips
from actlab.statistics.pairs import pairs
from actlab.statistics.verdict import (
    ALL_FAILED,
    BELOW_ONE_EXAMPLE,
    BETTER,
    CONSTANT,
    EQUIVALENT,
    EXCLUDES_ZERO,
    FAILED,
    IDENTICAL,
    INCLUDES_ZERO,
    LEVEL_UNKNOWN,
    SKEW,
    TOO_FEW,
    UNDECIDED,
    WORSE,
)
from actlab.statistics.walsh import Walsh

NAN = math.nan
WAYS = (SIGN_FLIP, SIGNED_RANK, E_PROCESS, SignFlips(10))


def one(a, b, *, level=0.1, known=True, **rules):
    return compare([Contrast("arm", "relu", pairs(a, b, level, known=known))], Rules(**rules))[0]


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
        assert found.minimal_detectable_difference == pytest.approx(1.38 * found.sd, rel=0.05)

    def test_an_interval_inside_the_margin_is_equivalent_even_where_it_excludes_zero(self):
        found = one(*shifted(0.02), margin=0.05)
        assert found.verdict == EQUIVALENT
        assert found.interval[0] > 0
        assert found.p_holm <= 0.05
        assert found.notes == (EXCLUDES_ZERO,)

    def test_an_interval_that_leaves_the_margin_is_not(self):
        assert one(*shifted(0.02), margin=0.02).verdict == BETTER
        assert one(*shifted(0.0), margin=0.005).verdict == UNDECIDED

    @pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
    def test_below_the_smallest_number_nothing_is_claimed(self, way):
        for n in (1, 2, 5):
            found = one(*shifted(0.5, n), margin=1.0, way=way)
            assert (found.verdict, TOO_FEW in found.notes) == (UNDECIDED, True)
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

    @pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
    def test_no_number_is_nan(self, way):
        cases = [[], [NAN], [1.0], [NAN] * 8, [1.0] * 8, [1.0, NAN] * 4, [0.0] * 3, [1e308, -1e308] * 5, [5e-324] * 9]
        for a in cases:
            for b in ([2.0] * len(a), [NAN] * len(a), list(range(len(a))), [-1.7e308] * len(a)):
                for number in numbers(dataclasses.astuple(one(a, b, margin=0.5, way=way, step=0.01))):
                    assert math.isfinite(number)

    def test_skew_is_told_with_the_median(self):
        found = one([0, 0.1, 0, 0.1, 0, 0.1, 0, 9.0], [0.0] * 8)
        assert SKEW in found.notes
        assert found.median == pytest.approx(0.05)

    def test_an_interval_that_disagrees_with_the_verdict_is_noted(self):
        found = one([0.1] * 9 + [0.6], [0.0] * 10)
        assert (found.verdict, found.notes) == (BETTER, (SKEW,)) or INCLUDES_ZERO in found.notes

    def test_unequal_lengths_are_refused(self):
        with pytest.raises(ValueError, match="pairs need two values each: 1 and 2"):
            one([1.0], [1.0, 2.0])

    def test_a_margin_below_one_example_is_said(self):
        assert BELOW_ONE_EXAMPLE in one(*shifted(0.0), margin=0.002, step=0.0025).notes
        assert BELOW_ONE_EXAMPLE not in one(*shifted(0.0), margin=0.0025, step=0.0025).notes

    def test_rounding_of_decimals_is_no_difference(self):
        assert one([0.1 + 0.2] * 7, [0.3] * 7).notes == (IDENTICAL,)

    def test_the_order_of_the_differences_is_that_of_the_pairs(self):
        assert one([3.0, 1.0], [1.0, 2.0]).differences == (2.0, -1.0)


class TestFailures:
    def test_counts_at_its_level_in_every_number(self):
        arm, control = shifted(0.05)
        arm[2] = NAN
        found = one(arm, control, level=0.1)
        expected = np.subtract([0.1 if math.isnan(value) else value for value in arm], control)
        assert found.difference == pytest.approx(expected.mean())
        assert found.interval[0] < expected.mean() - 0.1
        assert found.verdict == UNDECIDED
        assert found.probability_of_improvement == 7 / 8
        assert (found.n, found.failures.arm, found.without_failures.n) == (8, 1, 7)
        assert found.without_failures.mean == pytest.approx(0.05, abs=0.01)
        assert found.notes[0] == FAILED

    def test_six_of_sixteen_are_not_better_by_a_third_of_a_point(self):
        g = np.random.default_rng(1)
        control = g.normal(0.97, 0.002, 16)
        arm = control + 0.0033
        arm[:6] = NAN
        found = one(arm.tolist(), control.tolist(), level=0.1)
        assert (found.verdict, found.failures.only_arm) == (WORSE, 6)
        assert found.failures.p == pytest.approx(0.03125)

    def test_all_of_eight_among_four_comparisons_are_worse(self):
        control = shifted(0.0)[1]
        family = [Contrast(str(k), "relu", pairs(shifted(0.0)[0], control, 0.1)) for k in range(3)]
        lost = Contrast("lost", "relu", pairs([NAN] * 8, control, 0.1))
        found = compare([*family, lost])[-1]
        assert (found.verdict, found.failures.p_holm) == (WORSE, pytest.approx(4 * 2 / 2**8))
        assert {FAILED, ALL_FAILED} <= set(found.notes)

    @pytest.mark.parametrize("way", WAYS[:3], ids=lambda way: way.name)
    def test_an_arm_that_always_fails_is_worse_by_every_test(self, way):
        found = one([NAN] * 12, shifted(0.0, 12)[1], way=way)
        assert (found.verdict, found.without_failures) == (WORSE, None)
        assert found.difference < -0.7

    def test_none_of_eight_may_be_37_percent(self):
        found = one(*shifted(0.0)).failures
        assert (found.arm, found.arm_interval) == (0, pytest.approx((0, 0.3694), abs=1e-4))

    def test_nobody_is_rewarded_for_failures_whose_level_is_not_known(self):
        arm, control = shifted(0.5, 12)
        arm[0] = NAN
        found = one(arm, control, level=min(control), known=False)
        assert (found.verdict, LEVEL_UNKNOWN in found.notes) == (UNDECIDED, True)
        assert one(control, arm, level=min(control), known=False).verdict == UNDECIDED
        assert one(arm, control, level=min(control), known=True).verdict == BETTER

    def test_it_may_still_be_worse_or_its_control_be_surpassed(self):
        arm, control = shifted(-0.05, 12)
        arm[0] = NAN
        assert one(arm, control, level=min(arm[1:]), known=False).verdict == WORSE
        assert one(control, arm, level=min(arm[1:]), known=False).verdict == BETTER

    def test_is_not_equivalent_where_the_level_is_not_known(self):
        arm, control = shifted(0.0, 12)
        arm[0] = math.inf
        assert one(arm, control, level=min(control), known=False, margin=5.0).verdict == UNDECIDED
        assert one(arm, control, level=min(control), known=True, margin=5.0).verdict == EQUIVALENT

    def test_two_arms_of_which_nothing_is_left_are_not_equivalent(self):
        assert one([NAN] * 8, [NAN] * 8, margin=0.1).verdict == UNDECIDED


class TestOneDecisionProcedure:
    def test_equivalence_is_that_of_the_simultaneous_interval(self):
        arm, control = shifted(0.0, 16)
        margin = 1.1 * max(np.abs(one(arm, control).interval))
        assert one(arm, control, margin=margin).verdict == EQUIVALENT
        family = [Contrast(str(k), "relu", pairs(arm, control, 0.1)) for k in range(9)]
        assert {found.verdict for found in compare(family, Rules(margin=margin))} == {UNDECIDED}

    @pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
    @pytest.mark.parametrize("m", [1, 4])
    def test_its_p_value_agrees_with_the_interval(self, way, m):
        for shift in (0.0, 0.004, 0.01):
            for n in (8, 16):
                arm, control = shifted(shift, n)
                family = [Contrast(str(k), "relu", pairs(arm, control, 0.1)) for k in range(m)]
                for margin in np.linspace(0.001, 0.06, 40):
                    found = compare(family, Rules(margin=float(margin), way=way))[0]
                    ends = found.simultaneous_interval
                    inside = ends is not None and -margin < ends[0] and ends[1] < margin
                    assert ((found.p_equivalence or 0.0) <= 0.05) == inside or found.p_equivalence is None

    def test_signed_ranks_have_their_own_direction(self):
        control = [0.9] * 11 + [0.1]
        arm = [0.9 - 0.001 * k for k in range(1, 12)] + [0.9]
        found = one(arm, control, way=SIGNED_RANK)
        assert (found.verdict, found.estimator) == (WORSE, "pseudomedian")
        assert (found.difference, found.interval) == (pytest.approx(-0.0055), pytest.approx((-0.008, -0.0015)))
        assert found.mean == pytest.approx(0.0612, abs=1e-4)
        assert found.minimal_detectable_difference < 0.01 < found.sd  # the outlier is no obstacle to this test
        assert found.p / 2 == pytest.approx(0.0171, abs=1e-4)

    def test_the_needs_are_a_range_for_the_margin(self):
        arm, control = shifted(0.0)
        found = one(arm, control, margin=0.004)
        low, high = found.needed
        assert low < high
        assert found.needed == one(*shifted(0.003), margin=0.004).needed  # whatever the difference that was seen
        assert one(arm, control).needed is None
        assert one(arm, control, margin=1e-5).needed == (10_000, None)

    def test_folds_share_training_data(self):
        arm, control = shifted(0.01, 10)
        seeds, folds = one(arm, control, margin=0.1), one(arm, control, margin=0.1, way=SignFlips(10))
        assert (folds.test, folds.needed) == ("corrected-t", None)
        wider = np.ptp(folds.interval) / np.ptp(seeds.interval)
        assert wider == pytest.approx((1 + 10 / 9) ** 0.5)
        assert folds.p > seeds.p

    def test_the_corrected_t_is_that_of_nadeau_and_bengio(self):
        from scipy import stats

        d = np.random.default_rng(2).normal(0.5, 1, 10)
        t = d.mean() / (d.std(ddof=1) * (1 / 10 + 1 / 9) ** 0.5)
        assert one(d.tolist(), [0.0] * 10, way=SignFlips(10)).p >= 2 * stats.t.sf(abs(t), 9) * (1 - 1e-12)


class TestLookingWhileSeedsAreAdded:
    def test_does_not_look_before_eight(self):
        assert one([1.0] * 7, [0.0] * 7, way=E_PROCESS).verdict == UNDECIDED
        found = one([1.0] * 8, [0.0] * 8, way=E_PROCESS)
        assert (found.smallest_n, found.verdict) == (8, BETTER)

    def test_differences_of_one_example_are_no_certainty(self):
        arm = [0.9525] * 8
        assert one(arm, [0.95] * 8, way=E_PROCESS, step=0.0025).verdict == UNDECIDED
        assert one(arm, [0.95] * 8, way=E_PROCESS).verdict == BETTER

    def test_the_interval_has_the_floor_too(self):
        low, high = one([0.95] * 8, [0.95] * 8, way=E_PROCESS, step=0.0025).interval
        assert high == -low > 0.0025

    def test_a_claim_has_the_sign_of_the_look_that_made_it(self):
        turned = [1.0, 1.1, 0.9, 1.0, 1.2, 0.8, 1.0, 1.1] + [-3.0] * 4
        found = one(turned, [0.0] * 12, way=E_PROCESS)
        assert (found.difference < 0, found.verdict) == (True, UNDECIDED)

    def test_needs_more_seeds_than_a_fixed_number(self):
        arm, control = shifted(0.001, 16)
        assert one(arm, control, way=E_PROCESS, margin=0.005).needed[0] > one(arm, control, margin=0.005).needed[0]


def numbers(value):
    if isinstance(value, tuple):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, float):
        yield value


def test_an_arm_with_fewer_pairs_is_decided_after_one_with_more() -> None:
    seven = pairs([0.9 + 0.01 * n for n in range(7)], [0.8] * 7, 0.1)
    six = pairs([0.7 - 0.01 * n for n in range(6)], [0.8] * 6, 0.1)
    found = compare([Contrast("elu", "relu", seven), Contrast("tanh", "relu", six)], Rules(way=SIGNED_RANK))
    assert [(one.verdict, one.p_holm) for one in found] == [("better", 0.03125), ("worse", 0.03125)]
    assert not any("too few" in note.replace("_", " ") for one in found for note in one.notes)
    alone = compare([Contrast("elu", "relu", six), Contrast("tanh", "relu", six)], Rules(way=SIGNED_RANK))
    assert [one.verdict for one in alone] == ["undecided", "undecided"]


@pytest.mark.parametrize("digits", [1, 2, 9])
def test_the_means_of_many_pairs_are_those_of_all_pairs(digits: int) -> None:
    values = np.round(np.random.default_rng(3).normal(size=1700), digits)
    first, second = np.triu_indices(len(values))
    means, walsh = np.sort((values[first] + values[second]) / 2), Walsh(values)
    for place in (0, 1, 999, walsh.total // 3, walsh.total // 2, walsh.total - 1):
        assert walsh.at(place) == pytest.approx(means[place], abs=1e-11)
    assert walsh.below(0.1234567) == np.searchsorted(means, 0.1234567)
