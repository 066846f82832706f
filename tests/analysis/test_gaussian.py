"""Gaussian expectations against closed forms, with kinks away from zero, where symmetry does not help."""

import math

import numpy as np
import pytest

from actlab import activation
from actlab.analysis.gaussian import expectation, gain


def test_even_moments() -> None:
    for power, moment in ((0, 1), (2, 1), (4, 3), (6, 15)):
        assert expectation(lambda z, power=power: z**power) == pytest.approx(moment, rel=1e-12)


@pytest.mark.parametrize("at", [-3.3, -1.0, 0.37, 2.2])
def test_a_jump_away_from_zero_costs_nothing(at: float) -> None:
    above = 0.5 * math.erfc(at / math.sqrt(2))
    assert expectation(lambda z: (z > at).astype(float), borders=[at]) == pytest.approx(above, abs=1e-14)
    unaware = expectation(lambda z: (z > at).astype(float))
    assert math.isnan(unaware) or abs(unaware - above) < 1e-6  # without the border it settles, or is none


@pytest.mark.parametrize(
    ("name", "known"), [("elu", 1.2452), ("tanh", 1.5925), ("sigmoid", 1.8462), ("identity", 1.0), ("relu", 2**0.5)]
)
def test_gains(name: str, known: float) -> None:
    assert gain(activation(name)) == pytest.approx(known, abs=5e-5)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "mish", "gelu", "selu", "squareplus"])
def test_gain_against_scipy(name: str) -> None:
    from scipy.integrate import quad

    record = activation(name)

    def integrand(z: float) -> float:
        return float(record(np.array([z]))[0] ** 2 * math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi))

    halves = quad(integrand, -12, 0, epsabs=1e-10)[0] + quad(integrand, 0, 12, epsabs=1e-10)[0]
    assert gain(record) == pytest.approx(halves**-0.5, rel=1e-8)
