"""Whether the stated error rates are the real ones: small simulations with fixed draws.

``benchmarks/calibration.py`` runs the same at full size.
"""

import numpy as np
import pytest

from actlab.statistics.compare import Contrast, Rules, compare
from actlab.statistics.examples import examples_interval
from actlab.statistics.inference import E_PROCESS, SIGN_FLIP, SIGNED_RANK, SignFlips
from actlab.statistics.pairs import pairs
from actlab.statistics.sample import Sample
from actlab.statistics.verdict import BETTER, EQUIVALENT, WORSE

STUDIES = 300
CLAIMS = (BETTER, WORSE)


def limit(rate, studies=STUDIES):
    """Return the rate and three standard errors of its estimate."""
    return rate + 3 * (rate * (1 - rate) / studies) ** 0.5


def verdicts(table, **rules):
    """Return the verdicts of one study; ``table`` [1 + m, seeds], the control first."""
    control, *arms = np.asarray(table, float).tolist()
    family = [Contrast(str(place), "control", pairs(arm, control, 0.1)) for place, arm in enumerate(arms)]
    return [found.verdict for found in compare(family, Rules(**rules))]


def wrong(tables, claims=CLAIMS, **rules):
    """Return the share of studies with any verdict among the claims."""
    return np.mean([any(verdict in claims for verdict in verdicts(table, **rules)) for table in tables])


def draw(law, g, shape):
    if law == "normal":
        return g.normal(size=shape)
    if law == "t3":
        return g.standard_t(3, size=shape)
    if law == "failures":
        return np.where(g.random(shape) < 0.05, np.nan, g.normal(0.97, 0.003, shape))
    return g.binomial(400, 0.95, shape) / 400


@pytest.mark.parametrize("law", ["normal", "t3", "discrete", "failures"])
@pytest.mark.parametrize(("seeds", "m"), [(8, 1), (12, 3)])
def test_family_wise_error(law, seeds, m):
    g = np.random.default_rng(11)
    assert wrong([draw(law, g, (m + 1, seeds)) for _study in range(STUDIES)]) <= limit(0.05)


@pytest.mark.parametrize(("n", "m"), [(8, 1), (16, 3)])
def test_family_wise_error_of_exponential_differences(n, m):
    g = np.random.default_rng(12)
    tables = [np.concatenate([np.zeros((1, n)), g.exponential(size=(m, n)) - 1]) for _study in range(STUDIES)]
    assert wrong(tables) <= limit(0.065)


def test_signed_ranks():
    g = np.random.default_rng(13)
    assert wrong([np.round(g.normal(size=(4, 14))) for _study in range(STUDIES)], way=SIGNED_RANK) <= limit(0.05)


def test_folds():
    g = np.random.default_rng(14)
    tables = [[np.zeros(10), 0.1**0.5 * g.normal() + 0.9**0.5 * g.normal(size=10)] for _study in range(STUDIES)]
    assert wrong(tables, way=SignFlips(10)) <= limit(0.05)
    assert wrong(tables) > limit(0.05)


@pytest.mark.parametrize("law", ["normal", "one example"])
def test_looking_while_seeds_are_added(law):
    g, said = np.random.default_rng(15), 0
    for _study in range(STUDIES):
        row = 5 * g.normal(size=64) if law == "normal" else g.choice([-1.0, 1.0], 64)
        looks = [verdicts([np.zeros(n), row[:n]], way=E_PROCESS, step=1.0)[0] for n in range(8, 65, 8)]
        said += any(verdict in CLAIMS for verdict in looks)
    assert said / STUDIES <= limit(0.05)


@pytest.mark.parametrize("m", [1, 4])
def test_false_equivalence_is_family_wise(m):
    g = np.random.default_rng(16)
    tables = [np.concatenate([np.zeros((1, 16)), g.normal(0.5, 0.3, (m, 16))]) for _study in range(STUDIES)]
    assert wrong(tables, (EQUIVALENT,), margin=0.5) <= limit(0.05)


@pytest.mark.parametrize(("q", "n", "most"), [(0.1, 16, 0.20), (0.2, 16, 0.03), (0.2, 32, 0.03)])
def test_failures_are_not_rewarded(q, n, most):
    g, tables = np.random.default_rng(17), []
    for _study in range(150):
        control, arm = g.normal([[0.970], [0.973]], 0.002, (2, n))
        tables.append([control, np.where(g.random(n) < q, np.nan, arm)])
    assert wrong(tables, (BETTER,)) <= limit(most, 150)


@pytest.mark.parametrize("way", [SIGN_FLIP, SIGNED_RANK], ids=lambda way: way.name)
@pytest.mark.parametrize(("n", "m"), [(8, 1), (8, 3), (12, 1), (12, 9), (16, 3)])
def test_power_at_the_planned_number(way, n, m):
    dz = way.detectable(n, 0.05 / m)
    draws = np.random.default_rng(18).normal(dz, 1, (2500, n))
    p = np.array(way.p([Sample.of(row) for row in draws]))
    assert np.mean(p <= 0.05 / m) == pytest.approx(0.80, abs=0.04)


@pytest.mark.parametrize(("n", "most"), [(8, 0.84), (32, 0.90)])
def test_power_of_the_e_process_is_at_least_that(n, most):
    draws = np.random.default_rng(19).normal(E_PROCESS.detectable(n, 0.05), 1, (800, n))
    power = np.mean(np.array(E_PROCESS.p([Sample.of(row) for row in draws])) <= 0.05)
    assert 0.76 <= power <= most


def test_the_needed_pairs_have_the_power():
    for way in (SIGN_FLIP, SIGNED_RANK, E_PROCESS):
        n = way.pairs(0.7, 0.05)
        assert way.detectable(n, 0.05) <= 0.7 < way.detectable(n - 1, 0.05)


def test_interval_over_examples_and_seeds():
    g, missed = np.random.default_rng(20), 0
    for _study in range(STUDIES):
        gain = 0.05 * g.normal(size=(1, 200)) + 0.02 * g.normal(size=(8, 1)) + 0.1
        low, high = examples_interval(gain + 0.2 * g.normal(size=(8, 200)), np.zeros((8, 200)))
        missed += not low <= 0.1 <= high
    assert missed / STUDIES <= limit(0.05)


def test_planted_difference_is_found():
    g = np.random.default_rng(21)
    assert wrong([[np.zeros(32), g.normal(1.0, 1.0, 32)] for _study in range(40)], (BETTER,)) >= 0.95
