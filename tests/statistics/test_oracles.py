"""Tests of differences against SciPy, and against counting by hand."""

import time

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from actlab.statistics import permutation
from actlab.statistics.compare import Contrast, Rules, compare
from actlab.statistics.failures import mcnemar
from actlab.statistics.hall import asymmetries, corrected, hull, two_sided_p, uncorrected
from actlab.statistics.inference import E_PROCESS, SIGN_FLIP
from actlab.statistics.pairs import pairs
from actlab.statistics.permutation import DRAWS, sign_flip_p
from actlab.statistics.sample import Sample
from actlab.statistics.sequential import log_e_values
from actlab.statistics.signed_rank import pseudomedian, pseudomedian_interval, wilcoxon
from actlab.statistics.walsh import Walsh

small = st.lists(st.integers(-4, 4), min_size=1, max_size=9)


class TestSignedRanks:
    @settings(max_examples=60, deadline=None)
    @given(small)
    def test_is_that_of_all_signs_of_what_is_not_zero(self, values):
        d = np.array(values, float)
        sizes = stats.rankdata(np.abs(d))[d != 0]
        if not len(sizes):
            assert wilcoxon(d).p == 1
            return
        signs = 1 - 2 * ((np.arange(2 ** len(sizes))[:, None] >> np.arange(len(sizes))) & 1)
        seen = abs(np.sum(np.sign(d[d != 0]) * sizes))
        assert wilcoxon(d).p == pytest.approx(np.mean(np.abs(signs @ sizes) >= seen - 1e-9))

    @pytest.mark.parametrize("n", [3, 10, 25, 49])
    def test_is_that_of_scipy_without_ties(self, n):
        d = np.random.default_rng(n).normal(0.2, 1, n)
        assert wilcoxon(d).p == pytest.approx(stats.wilcoxon(d, method="exact").pvalue)

    def test_of_many_is_that_of_scipy(self):
        d = np.round(np.random.default_rng(1).normal(0.1, 1, 300), 1)
        expected = stats.wilcoxon(d, zero_method="pratt", correction=True, method="approx").pvalue
        assert wilcoxon(d).p == pytest.approx(expected, rel=0.02)

    def test_the_interval_holds_what_the_test_does_not_reject(self):
        d = np.random.default_rng(2).normal(0.3, 1, 12)
        low, high = pseudomedian_interval(d, 0.05)
        for shift in np.linspace(-1, 2, 301):
            assert (wilcoxon(d - shift).p > 0.05) == (low < shift < high)
        assert low < pseudomedian(d) < high

    def test_many_data_sets(self):
        d = np.random.default_rng(3).normal(0.1, 1, 1600)
        rows, columns = np.triu_indices(len(d))
        means = np.sort((d[rows] + d[columns]) / 2)
        walsh = Walsh(d)
        for place in (0, 7, len(means) // 2, len(means) - 1):
            assert walsh.at(place) == pytest.approx(means[place], abs=1e-9)
        assert walsh.below(0.05) == np.sum(means < 0.05)


class TestSignFlips:
    def test_zeros_take_no_part(self):
        d = [0.3, 0.1, -0.2, 0.5, 0.4]
        assert sign_flip_p([*d, *[0.0] * 30]) == sign_flip_p(d)

    def test_monte_carlo_is_never_zero_and_repeats(self):
        d = np.linspace(1, 2, 40)
        assert sign_flip_p(d) == sign_flip_p(d[::-1]) == 1 / (DRAWS + 1)

    @pytest.mark.parametrize("law", ["normal", "outliers", "steps"])
    def test_many_are_nearly_normal(self, law, monkeypatch):
        g = np.random.default_rng(4)
        d = {
            "normal": g.normal(0.07, 1, 600),
            "outliers": np.concatenate([g.normal(0, 0.02, 594), [1.0] * 6]),
            "steps": g.choice([-1.0, 1.0], 600, p=[0.47, 0.53]),
        }[law]
        quick = sign_flip_p(d)
        monkeypatch.setattr(permutation, "DRAWN_TO", 1000)
        assert quick == pytest.approx(sign_flip_p(d), abs=0.004)

    @pytest.mark.parametrize("way", [SIGN_FLIP, E_PROCESS])
    def test_a_hundred_thousand_pairs(self, way):
        g, begin = np.random.default_rng(5), time.perf_counter()
        found = compare(
            [Contrast("a", "b", pairs(g.normal(0.02, 1, 100_000), g.normal(0, 1, 100_000), 0.0))], Rules(way=way)
        )
        assert found[0].verdict == "better"
        assert time.perf_counter() - begin < 5  # 0.3 seconds where nobody else computes


class TestHall:
    def test_is_inverted(self):
        for values in ([0.1, 0.4, 0.2, 0.9], [-0.9, 0.1, 0.2, 0.1, 0.3], [0.5, 0.25, 0.0]):
            sample = Sample.of(values)
            for t in (-30.0, -2.0, 0.0, 1.5, 8.0):
                for a in asymmetries(sample):
                    assert uncorrected(corrected(t, a), a) == pytest.approx(t, rel=1e-6, abs=1e-6)

    def test_without_skewness_it_is_students(self):
        d = [-0.5, -0.1, 0.2, 0.5, 0.9]  # symmetric about 0.2
        student, skewed = two_sided_p(Sample.of(d))
        assert skewed == pytest.approx(student)
        assert student == pytest.approx(stats.ttest_1samp(d, 0).pvalue)

    def test_is_that_of_many_digits(self):
        values = [0.3, 0.1, 0.2, 1.7, 0.4, 0.2, -0.1, 0.3]
        with mpmath.workdps(40):
            d = [mpmath.mpf(str(value)) for value in values]
            n, mean = len(d), mpmath.fsum(d) / len(d)
            moments = [mpmath.fsum((x - mean) ** k for x in d) / n for k in (2, 3)]
            fisher = moments[1] / moments[0] ** 1.5 * mpmath.sqrt(n * (n - 1)) / (n - 2)
            t = mean / mpmath.sqrt(moments[0] / (n - 1))
            hall = [
                t + g * t**2 / (3 * mpmath.sqrt(n)) + g**2 * t**3 / (27 * n) + g / (6 * mpmath.sqrt(n))
                for g in (fisher, fisher * (1 + mpmath.mpf("1.5") / n))
            ]
        expected = 2 * stats.t.sf(min(abs(float(reading)) for reading in hall), n - 1)
        assert two_sided_p(Sample.of(values))[1] == pytest.approx(expected, rel=1e-9)

    def test_the_interval_leans_to_the_long_tail(self):
        sample = Sample.of([0.1, 0.12, 0.11, 0.1, 0.13, 0.1, 0.12, 0.9])
        low, high = hull(sample, 0.05)
        assert high - sample.mean > sample.mean - low

    def test_ends_of_the_interval_are_where_it_rejects(self):
        d = np.array([0.3, 0.1, 0.2, 0.7, 0.4, 0.2, -0.1, 0.3])
        for end in hull(Sample.of(d), 0.05):
            assert max(two_sided_p(Sample.of(d - end))) == pytest.approx(0.05, abs=1e-6)


@pytest.mark.parametrize(("b", "c"), [(0, 0), (1, 0), (6, 0), (3, 9), (5, 5)])
def test_mcnemar_is_the_binomial_test(b, c):
    expected = stats.binomtest(b, b + c).pvalue if b + c else 1.0
    assert mcnemar(b, c) == pytest.approx(expected)


def test_e_values_of_a_level_far_from_zero():
    d = np.random.default_rng(6).normal(0, 1e-6, 20)
    there = log_e_values(Sample.of(d + 1000.0), mean=Sample.of(d + 1000.0).scaled(1000.0))
    assert there == pytest.approx(log_e_values(Sample.of(d)), rel=1e-3, abs=1e-3)
