"""Published and independently computed numbers; the libraries are oracles here and nowhere else."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from scikit_posthocs import posthoc_conover_friedman, posthoc_nemenyi_friedman
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import ttost_paired

from actlab.statistics.correction import holm
from actlab.statistics.expected_best import expected_best
from actlab.statistics.hall import lower_p
from actlab.statistics.inference import SIGN_FLIP
from actlab.statistics.paired import differences, estimate
from actlab.statistics.permutation import sign_flip_p, smallest_n
from actlab.statistics.power import detectable_dz, sd_interval
from actlab.statistics.proportions import clopper_pearson, wilson
from actlab.statistics.ranking import critical_difference, groups, nemenyi_q, rank_rows, ranking
from actlab.statistics.rope import signed_rank_rope
from actlab.statistics.sample import Sample
from actlab.statistics.sequential import half_width, log_e_values
from actlab.statistics.signed_rank import wilcoxon

EXAMPLES = Path(__file__).parents[2] / "examples"
DARWIN = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]
VOTING = 12  # the row whose ranks the printed decimals hide
PUBLISHED_VOTING = [4, 1, 2, 3]


def table(name):
    with open(EXAMPLES / name, encoding="utf-8") as file:
        return np.array([[float(cell) for cell in row[1:]] for row in list(csv.reader(file))[1:]])


@pytest.fixture
def two():
    x1, x2 = table("demsar-table-2.csv").T
    return differences(x2, x1)


@pytest.fixture
def four():
    return table("demsar-table-6.csv")


class TestDemsarTable2:
    def test_signed_ranks_with_zeros_split(self, two):
        found = wilcoxon(two)
        assert (found.plus, found.minus) == (93, 12)
        # two differences are zero and two pairs are tied: exact given these, by all signs of the others
        sizes = stats.rankdata(np.abs(np.round(two, 12)))[np.round(two, 12) != 0]
        signs = 1 - 2 * ((np.arange(2 ** len(sizes))[:, None] >> np.arange(len(sizes))) & 1)
        observed = abs(93 - 12)
        assert found.p == pytest.approx(np.mean(np.abs(signs @ sizes) >= observed - 1e-9), abs=1e-12)

    def test_the_zero_method_is_part_of_the_result(self, two):
        rounded = np.round(two, 12)
        pratt = stats.wilcoxon(rounded, zero_method="pratt", method="exact")
        dropped = stats.wilcoxon(rounded, zero_method="wilcox", method="exact")
        assert (pratt.statistic, dropped.statistic) == (10.5, 6.5)
        assert pratt.pvalue == pytest.approx(0.013428, abs=5e-7)
        assert dropped.pvalue == pytest.approx(0.009277, abs=5e-7)
        split = stats.wilcoxon(rounded, zero_method="zsplit", method="approx")
        assert split.pvalue == pytest.approx(0.010968, abs=5e-7)

    def test_wins_with_a_tie_split(self, two):
        assert (sum(two > 0) + sum(two == 0) / 2, len(two)) == (11, 14)

    def test_bayesian_signed_rank(self, two):
        assert list(signed_rank_rope(two, 0.01)) == pytest.approx([0, 0.332, 0.668], abs=0.015)
        assert list(signed_rank_rope(two, 0.0))[::2] == pytest.approx([0.001, 0.999], abs=0.005)


class TestDemsarTable6:
    def test_published_ranks(self, four):
        ranks = rank_rows(four)
        ranks[VOTING] = PUBLISHED_VOTING
        found = ranking(ranks)
        assert found.mean_ranks == pytest.approx((3.143, 2.0, 2.893, 1.964), abs=5e-4)
        assert (found.chi2, found.chi2_p) == pytest.approx((9.2786, 0.02581), abs=5e-5)
        assert (found.f, found.f_p) == pytest.approx((3.6863, 0.01982), abs=5e-5)

    def test_printed_values_tie_where_the_ranks_do_not(self, four):
        found = ranking(rank_rows(four))
        assert found.mean_ranks == pytest.approx((3.143, 2.0, 2.929, 1.929), abs=5e-4)
        assert (found.chi2, found.chi2_p) == pytest.approx((9.8571, 0.01982), abs=5e-5)
        assert (found.f, found.f_p) == pytest.approx((3.9867, 0.01435), abs=5e-5)
        corrected = stats.friedmanchisquare(*four.T)
        assert (corrected.statistic, corrected.pvalue) == pytest.approx((10.9524, 0.01199), abs=5e-5)

    def test_critical_differences(self, four):
        ranks = rank_rows(four)
        ranks[VOTING] = PUBLISHED_VOTING
        means = ranking(ranks).mean_ranks
        at5, at10 = nemenyi_q(4), nemenyi_q(4, 0.10)
        assert (at5, at10) == pytest.approx((2.5690, 2.2913), abs=5e-4)
        cd5, cd10 = critical_difference(at5, 4, 14), critical_difference(at10, 4, 14)
        assert (cd5, cd10) == pytest.approx((1.2536, 1.1181), abs=5e-4)
        assert groups(means, cd5) == [(3, 1, 2, 0)]
        assert means[0] - means[1] > cd10
        assert means[0] - means[3] > cd10

    def test_posthocs_of_the_printed_values(self, four):
        upper = np.triu_indices(4, 1)
        nemenyi = posthoc_nemenyi_friedman(four).to_numpy()[upper]
        assert nemenyi == pytest.approx([0.08867, 0.97169, 0.06168, 0.22670, 0.99888, 0.17005], abs=5e-5)
        conover = posthoc_conover_friedman(four).to_numpy()[upper]
        assert conover == pytest.approx([0.00861, 0.60682, 0.00549, 0.03029, 0.86359, 0.02022], abs=5e-5)

    def test_nemenyi_differs_where_the_library_says_so(self, four):
        found = ranking(rank_rows(four)).mean_ranks
        p = posthoc_nemenyi_friedman(four).to_numpy()
        distance = critical_difference(nemenyi_q(4, 0.10), 4, 14)
        for i in range(4):
            for j in range(4):
                assert (abs(found[i] - found[j]) > distance) == (p[i, j] < 0.10)


def test_demsar_table_5():
    nemenyi = [1.960, 2.344, 2.569, 2.728, 2.850, 2.948, 3.031, 3.102, 3.164]
    assert [nemenyi_q(k) for k in range(2, 11)] == pytest.approx(nemenyi, abs=6e-4)
    for alpha in (0.01, 0.05, 0.1):
        known = [stats.studentized_range.ppf(1 - alpha, k, np.inf) / 2**0.5 for k in (2, 3, 7, 20, 100)]
        assert [nemenyi_q(k, alpha) for k in (2, 3, 7, 20, 100)] == pytest.approx(known, rel=1e-9)


class TestDarwin:
    def test_three_defensible_tests_straddle_the_level(self):
        found = wilcoxon(DARWIN)
        assert (found.minus, found.p) == (24, 0.041259765625)
        t = stats.ttest_1samp(DARWIN, 0)
        assert (t.statistic, t.pvalue) == pytest.approx((2.147987, 0.0497029), abs=5e-7)
        assert sign_flip_p(DARWIN) == 0.05267333984375

    def test_one_sided_signed_rank(self):
        assert stats.wilcoxon(DARWIN, alternative="greater").pvalue == wilcoxon(DARWIN).p / 2 == 0.0206298828125

    def test_interval_and_effect(self):
        found = estimate(DARWIN)
        assert (found.low, found.high) == pytest.approx((0.031193, 41.835473), abs=5e-7)
        assert found.mean / found.sd == pytest.approx(0.554608, abs=5e-7)

    def test_e_values(self):
        e = [math.exp(log_e_values(Sample.of(DARWIN))[n - 1]) for n in (5, 10, 15)]
        assert e == pytest.approx([7.76106952, 1.25968184, 1.81694777], abs=5e-9)


def test_multiple_testing():
    p = [0.01, 0.04, 0.03, 0.005]
    golden = {
        "bonferroni": [0.04, 0.16, 0.12, 0.02],
        "holm": [0.03, 0.06, 0.06, 0.02],
        "simes-hochberg": [0.03, 0.04, 0.04, 0.02],
        "hommel": [0.03, 0.04, 0.04, 0.02],
        "fdr_bh": [0.02, 0.04, 0.04, 0.02],
        "fdr_by": [0.041667, 0.083333, 0.083333, 0.041667],
    }
    for method, expected in golden.items():
        assert multipletests(p, method=method)[1] == pytest.approx(expected, abs=5e-7)
    assert holm(p) == pytest.approx(golden["holm"])


def test_holm_is_that_of_statsmodels():
    p = np.random.default_rng(1).random((5, 7)) ** 3
    for row in p:
        assert holm(row) == pytest.approx(multipletests(row, method="holm")[1].tolist())


def test_documented_examples_of_the_oracles():
    scores = np.random.default_rng(18).random((6, 10))
    found = stats.friedmanchisquare(*scores)
    ours = ranking(rank_rows(scores.T))
    assert (found.statistic, found.pvalue) == pytest.approx((11.428571, 0.0435145), abs=5e-7)
    assert (ours.chi2, ours.chi2_p) == pytest.approx((11.428571, 0.0435145), abs=5e-7)
    samples = [[3.8, 2.7, 4.0, 2.4], [2.8, 3.4, 3.7, 2.2, 2.0]]
    dunnett = stats.dunnett(*samples, control=[2.9, 3.0, 2.5, 2.6, 3.2], rng=np.random.default_rng(1))
    assert dunnett.statistic == pytest.approx([0.90874545, -0.05007117], abs=5e-9)
    # Monte Carlo integration inside: good to about three digits
    assert dunnett.pvalue == pytest.approx([0.58325114, 0.99819341], abs=2e-3)
    groups_ = [[24.5, 23.5, 26.4, 27.1, 29.9], [28.4, 34.2, 29.5, 32.2, 30.1], [26.1, 28.3, 24.3, 26.2, 27.8]]
    tukey = stats.tukey_hsd(*groups_)
    interval = tukey.confidence_interval()
    seen = (tukey.statistic[0, 1], interval.low[0, 1], interval.high[0, 1], tukey.pvalue[0, 1])
    assert seen == pytest.approx((-4.600, -8.249, -0.951, 0.014), abs=6e-4)


def test_interquartile_mean_and_unpaired_improvement_of_rliable():
    x, y = np.array([[1, 2], [2, 2], [1, 1], [2, 1]]), np.array([[1, 1], [2, 2], [3, 3]])
    assert (stats.trim_mean(x.ravel(), 0.25), stats.trim_mean(y.ravel(), 0.25)) == (1.5, 2)
    unpaired = [stats.mannwhitneyu(x[:, task], y[:, task]).statistic / 12 for task in (0, 1)]
    assert np.mean(unpaired) == pytest.approx(1 / 3)


def test_expected_validation_performance():
    v = [0.70, 0.72, 0.75, 0.80, 0.90]
    assert [expected_best(v, n) for n in (1, 2, 3, 5)] == pytest.approx([0.774, 0.822, 0.855, 0.900])
    assert expected_best(v, 5, higher_is_better=False) == pytest.approx(0.70)


class TestPower:
    def test_detectable(self):
        golden = {3: 3.264, 5: 1.682, 10: 0.996, 20: 0.660, 30: 0.529}
        for n, dz in golden.items():
            assert detectable_dz(n) == pytest.approx(dz, abs=6e-4)

    @pytest.mark.parametrize("n", [8, 40, 900])
    @pytest.mark.parametrize("alpha", [0.05, 0.05 / 9])
    def test_is_that_of_statsmodels(self, n, alpha):
        assert TTestPower().power(detectable_dz(n, alpha), n, alpha) == pytest.approx(0.8, abs=1e-6)

    def test_interval_of_an_sd(self):
        for n in (5, 10, 32):
            low, high = sd_interval(1.0, n)
            assert stats.chi2.cdf((n - 1) / high**2, n - 1) == pytest.approx(0.1)
            assert stats.chi2.cdf((n - 1) / low**2, n - 1) == pytest.approx(0.9)

    def test_smallest(self):
        assert {m: smallest_n(m) for m in (1, 2, 3, 4, 6, 9, 19, 45)} == {
            1: 6, 2: 7, 3: 7, 4: 8, 6: 8, 9: 9, 19: 10, 45: 11,
        }  # fmt: skip


def test_proportions():
    assert wilson(24, 32)[1:] == pytest.approx((0.579, 0.867), abs=6e-4)
    assert clopper_pearson(24, 32)[1:] == pytest.approx((0.566, 0.885), abs=6e-4)
    for wins, n in ((0, 8), (1, 8), (8, 8), (24, 32)):
        assert wilson(wins, n)[1:] == pytest.approx(proportion_confint(wins, n, method="wilson"))
        assert clopper_pearson(wins, n)[1:] == pytest.approx(proportion_confint(wins, n, method="beta"))


def test_students_part_of_equivalence_is_that_of_statsmodels():
    generator = np.random.default_rng(4)
    for shift in (0.0, 0.1, -0.3):
        a, b = generator.normal(shift, 0.4, 12), generator.normal(0, 0.4, 12)
        sample, margin = Sample.of(a - b), Sample.of(a - b).scaled(0.5)
        above, below = lower_p(sample, margin)[0], 1 - lower_p(sample, -margin)[0]
        assert max(above, below) == pytest.approx(ttost_paired(a, b, -0.5, 0.5)[0])
        assert SIGN_FLIP.beyond(sample, margin) >= 1.999 * max(above, below)


def test_sign_flip_is_that_of_scipy():
    generator = np.random.default_rng(5)
    for n in (2, 5, 8, 10):
        d = np.round(generator.normal(0.3, 1, n), 1)
        expected = stats.permutation_test((d,), np.mean, permutation_type="samples", n_resamples=np.inf).pvalue
        assert sign_flip_p(d) == pytest.approx(expected)


def test_monte_carlo_sign_flip_is_near_the_exact_one():
    d = np.random.default_rng(6).normal(0.5, 1, 17)
    sums = [0.0]
    for value in np.abs(d):
        sums = np.concatenate([np.add(sums, value), np.subtract(sums, value)])
    assert sign_flip_p(d) == pytest.approx(np.mean(np.abs(sums) >= abs(d.sum()) - 1e-9), abs=0.003)


def test_anytime_half_widths():
    half = {5: 3.78, 10: 1.22, 20: 0.77, 30: 0.61}
    for n, expected in half.items():
        assert half_width(n, 0.05) == pytest.approx(expected, abs=6e-3)
    assert all(half_width(n, 0.05) is None for n in (2, 3, 4))
