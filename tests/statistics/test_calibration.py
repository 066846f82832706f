"""Whether the stated error rates are the real ones: small simulations with fixed draws.

``benchmarks/calibration.py`` runs the same at full size.
"""

import numpy as np
import pytest

from actlab.statistics.correction import holm
from actlab.statistics.inference import E_PROCESS
from actlab.statistics.paired import estimate
from actlab.statistics.permutation import sign_flip_p
from actlab.statistics.power import sign_flip_detectable
from actlab.statistics.sequential import log_e_value
from actlab.statistics.verdict import BETTER, EQUIVALENT, WORSE, compare_with_control

STUDIES = 400


def limit(rate, studies):
    """Return the rate and three standard errors of its estimate."""
    return rate + 3 * (rate * (1 - rate) / studies) ** 0.5


def claims(arms, control, **options):
    """Return the verdicts of one study; ``arms`` [m, seeds]."""
    pairs = {str(number): (arm, control) for number, arm in enumerate(arms)}
    return [found.verdict for found in compare_with_control(pairs, "control", **options)]


def draw(law, generator, shape):
    if law == "normal":
        return generator.normal(size=shape)
    if law == "t3":
        return generator.standard_t(3, size=shape)
    return np.round(generator.normal(size=shape) * 3)  # accuracies of a small test set: many ties


@pytest.mark.parametrize("law", ["normal", "t3", "discrete"])
@pytest.mark.parametrize(("seeds", "m"), [(8, 1), (8, 3), (12, 9)])
def test_family_wise_error(law, seeds, m):
    generator = np.random.default_rng(11)
    tables = [draw(law, generator, (m + 1, seeds)) for _study in range(STUDIES)]
    wrong = sum(min(holm([sign_flip_p(arm - table[0]) for arm in table[1:]])) <= 0.05 for table in tables)
    assert wrong / STUDIES <= limit(0.05, STUDIES)


def test_family_wise_error_of_the_verdicts():
    tables = np.random.default_rng(18).normal(size=(200, 4, 8))
    wrong = sum(any(verdict in (BETTER, WORSE) for verdict in claims(table[1:], table[0])) for table in tables)
    assert wrong / 200 <= limit(0.05, 200)


def test_coverage_of_the_interval():
    generator = np.random.default_rng(12)
    for n in (3, 5, 10, 30):
        found = [estimate(row) for row in generator.normal(size=(6000, n))]
        covered = np.mean([one.low <= 0 <= one.high for one in found])
        assert covered == pytest.approx(0.95, abs=0.01)


def test_peeking_after_every_seed():
    paths = np.random.default_rng(13).normal(size=(STUDIES, 60))
    wrong = sum(any(log_e_value(path[:n]) >= np.log(20) for n in range(2, 61)) for path in paths)
    assert wrong / STUDIES <= limit(0.05, STUDIES)


def test_peeking_with_several_arms():
    tables = np.random.default_rng(14).normal(size=(100, 4, 24))
    wrong = 0
    for table in tables:
        looks = [claims(table[1:, :n], table[0, :n], inference=E_PROCESS) for n in (8, 16, 24)]
        wrong += any(verdict in (BETTER, WORSE) for look in looks for verdict in look)
    assert wrong / 100 <= limit(0.05, 100)


@pytest.mark.parametrize(("n", "m"), [(10, 1), (11, 3), (12, 9), (15, 9)])
def test_power_at_the_planned_number(n, m):
    draws = np.random.default_rng(15).normal(sign_flip_detectable(n, 0.05 / m), 1, (2500, n))
    power = np.mean([sign_flip_p(differences) <= 0.05 / m for differences in draws])
    assert power == pytest.approx(0.80, abs=0.03)


def test_equivalence_is_claimed_wrongly_in_one_of_forty():
    # the margin itself is the hardest case
    draws = np.random.default_rng(16).normal(0.5, 0.3, (400, 16))
    wrong = np.mean([claims([differences], [0.0] * 16, margin=0.5)[0] == EQUIVALENT for differences in draws])
    assert wrong <= limit(0.025, 400)


def test_planted_difference_is_found():
    draws = np.random.default_rng(17).normal(1.0, 1.0, (40, 32))
    assert np.mean([claims([differences], [0.0] * 32)[0] == BETTER for differences in draws]) >= 0.95
