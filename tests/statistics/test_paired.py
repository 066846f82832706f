"""Means and paired differences against SciPy, by laws and by known values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from actlab.statistics import hall
from actlab.statistics.examples import examples_interval
from actlab.statistics.paired import differences, estimate
from actlab.statistics.sample import Sample

numbers = st.floats(-1e3, 1e3).map(lambda value: round(value, 6))

# Darwin's plants, as in SciPy's documentation of `wilcoxon`
DARWIN = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]


def test_darwin() -> None:
    found = estimate(DARWIN)
    assert (found.low, found.high) == pytest.approx((0.031193, 41.835473), abs=1e-6)


@given(st.lists(numbers, min_size=2, max_size=30), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_against_scipy(values: list[float], confidence: float) -> None:
    found = estimate(values, confidence)
    spread = np.std(values, ddof=1)
    assert found.mean == pytest.approx(np.mean(values), abs=1e-9)
    assert found.sd == pytest.approx(spread, abs=1e-9)
    if spread > 1e-9:
        low, high = stats.t.interval(confidence, len(values) - 1, np.mean(values), stats.sem(values))
        assert (found.low, found.high) == pytest.approx((low, high), rel=1e-6, abs=1e-6)


@given(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=20))
def test_swapping_the_arms_turns_the_sign(pairs: list[tuple[float, float]]) -> None:
    a, b = [p[0] for p in pairs], [p[1] for p in pairs]
    there, back = estimate(differences(a, b)), estimate(differences(b, a))
    assert there.low is not None
    assert back.high is not None
    assert there.mean == pytest.approx(-back.mean, abs=1e-9)
    assert there.low == pytest.approx(-back.high, abs=1e-9)


def test_coverage_is_nominal() -> None:
    draws = np.random.default_rng(0).normal(size=(4000, 5))
    inside = [e.low <= 0 <= e.high for e in map(estimate, draws)]  # type: ignore[operator]
    assert np.mean(inside) == pytest.approx(0.95, abs=3 * (0.95 * 0.05 / 4000) ** 0.5)


def test_one_value_has_no_spread() -> None:
    found = estimate([2.0])
    assert (found.n, found.mean, found.sd, found.low, found.high) == (1, 2.0, None, None, None)


@pytest.mark.parametrize("values", [[], [1.0, float("nan")], [float("inf")], [[1.0], [2.0]]])
def test_bad_values(values: list[float]) -> None:
    with pytest.raises(ValueError, match="finite numbers"):
        estimate(values)


def test_pairs_need_two_values_each() -> None:
    with pytest.raises(ValueError, match="2 and 1"):
        differences([1.0, 2.0], [1.0])


@pytest.mark.parametrize(
    "row",
    [
        [-0.2, 0.1, 0.2, 0.15, 0.9, 0.3, 0.05, 0.4],  # the second reading makes the interval wider
        [-1.0, 0.3, 0.5, 0.4, 0.45, 0.35, 0.5, 0.42],  # and here p larger
    ],
)
def test_halls_p_is_the_larger_of_two_readings_of_the_skewness(row: list[float]) -> None:
    gaps = np.array(row)
    n, t = len(gaps), gaps.mean() / (gaps.std(ddof=1) / len(gaps) ** 0.5)
    readings = [factor * stats.skew(gaps, bias=False) / n**0.5 for factor in (1, 1 + 1.5 / n)]
    p = [2 * stats.t.sf(abs(t + a * t**2 / 3 + a**2 * t**3 / 27 + a / 6), n - 1) for a in readings]
    assert p[0] != pytest.approx(p[1], rel=1e-3)
    assert hall.two_sided_p(Sample.of(gaps))[1] == pytest.approx(max(p), rel=1e-9)
    ends = []
    for a in (0.0, *readings):
        for z in stats.t.ppf([0.025, 0.975], n - 1):
            root = optimize.brentq(lambda x, a=a, z=z: x + a * x**2 / 3 + a**2 * x**3 / 27 + a / 6 - z, -1e3, 1e3)
            ends.append(gaps.mean() - root * gaps.std(ddof=1) / n**0.5)
    sample = Sample.of(gaps)
    found_ends = hall.hull(sample, 0.05)
    assert found_ends is not None
    assert [sample.original(end) for end in found_ends] == pytest.approx([min(ends), max(ends)])


def test_the_interval_over_examples_is_that_of_a_crossed_layout() -> None:
    """Against sums of squares by hand; examples, which all seeds share, weigh more than the seeds here."""
    g = np.random.default_rng(3)
    gaps = 0.1 + 0.3 * g.normal(size=(1, 50)) + 0.05 * g.normal(size=(6, 1)) + 0.1 * g.normal(size=(6, 50))
    seeds, examples, m = gaps.mean(1, keepdims=True), gaps.mean(0, keepdims=True), gaps.mean()
    s, e = 50 * ((seeds - m) ** 2).sum() / 5, 6 * ((examples - m) ** 2).sum() / 49
    i = ((gaps - seeds - examples + m) ** 2).sum() / (5 * 49)
    freedom = (s + e - i) ** 2 / (s**2 / 5 + e**2 / 49 + i**2 / (5 * 49))
    half = stats.t.ppf(0.975, freedom) * ((s + e - i) / 300) ** 0.5
    assert examples_interval(gaps, np.zeros((6, 50))) == pytest.approx((m - half, m + half))
    assert half > 1.3 * stats.t.ppf(0.975, 5) * (s / 300) ** 0.5
