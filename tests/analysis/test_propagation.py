"""The mean-field maps against independent integration, closed forms, and random networks."""

import numpy as np
import pytest
from scipy.integrate import dblquad, quad

from actlab import activation
from actlab.analysis.depth import critical, depths
from actlab.analysis.gaussian import gain
from actlab.analysis.propagation import Propagation
from actlab.functions.record import Activation
from actlab.functions.records import Kink, Reference
from actlab.measure.random_networks import measure

NOBODY = Reference("Nobody, N.", 2000, "A test", "none")
GELU = Activation("gelu_tanh_", "x / 2 * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x**3)))", NOBODY)
SILU = Activation("silu_", "x / (1 + exp(-x))", NOBODY)
# not in any catalogue: a bent line with its kink away from zero
BENT = Activation("bent_", "where(x > 0.5, x - 0.5, 0.3 * tanh(x - 0.5))", NOBODY, declared_kinks=(Kink("0.5", "0.3"),))
PI = np.pi


def matched(record: Activation) -> Propagation:
    return Propagation(record, gain(record))


@pytest.mark.parametrize("q", [0.3, 1.0, 4.0])
def test_chi_of_a_formula_of_ones_own(q: float) -> None:
    def integrand(z: float) -> float:
        x = np.sqrt(q) * z
        slope = 1.0 if x > 0.5 else 0.3 / np.cosh(x - 0.5) ** 2
        return float(slope**2 * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi))

    at = 0.5 / np.sqrt(q)
    expected = quad(integrand, -12, at, epsabs=1e-12)[0] + quad(integrand, at, 12, epsabs=1e-12)[0]
    assert Propagation(BENT, 1.3).gradient(q) == pytest.approx(1.69 * expected, rel=1e-9)


@pytest.mark.parametrize(
    ("record", "chi", "slope"),
    [(activation("tanh"), 1.178, 0.461), (activation("elu"), 1.036, 0.891), (GELU, 1.072, 1.144), (SILU, 1.067, 1.173)],
    ids=lambda value: getattr(value, "name", None),
)
def test_known_slopes_at_the_matched_gain(record: Activation, chi: float, slope: float) -> None:
    assert matched(record).variance(1.0) == pytest.approx(1.0, rel=1e-9)
    assert matched(record).gradient(1.0) == pytest.approx(chi, abs=6e-4)
    assert matched(record).stability(1.0) == pytest.approx(slope, abs=6e-4)


@pytest.mark.parametrize("c", [-0.9, 0.0, 0.4, 0.95])
def test_the_correlation_of_relu_is_the_arc_cosine_kernel(c: float) -> None:
    known = (np.sqrt(1 - c**2) + c * (PI - np.arccos(c))) / PI  # Cho, Saul (2009)
    assert matched(activation("relu")).correlation(c, 1.0) == pytest.approx(known, abs=2e-4)


def test_a_correlation_against_a_double_integral() -> None:
    c, q = 0.6, 1.5

    def integrand(v: float, u: float) -> float:
        density = np.exp(-(u**2 - 2 * c * u * v + v**2) / (2 * (1 - c**2))) / (2 * PI * np.sqrt(1 - c**2))
        return float(np.tanh(np.sqrt(q) * u) * np.tanh(np.sqrt(q) * v) * density)

    both = dblquad(integrand, -7, 7, -7, 7, epsabs=1e-7)[0]
    maps = Propagation(activation("tanh"), 1.0)
    assert maps.correlation(c, q) == pytest.approx(both / maps.variance(q), abs=1e-5)


def test_critical_scales() -> None:
    relu, tanh, sigmoid = (critical(activation(name)) for name in ("relu", "tanh", "sigmoid"))
    assert relu is not None
    assert (relu.scale, relu.q) == (pytest.approx(2**0.5), None)
    assert tanh is not None
    assert (tanh.scale, tanh.q) == (1.0, 0.0)
    assert sigmoid is not None
    assert sigmoid.q is not None
    maps = Propagation(activation("sigmoid"), sigmoid.scale)
    assert maps.variance(sigmoid.q) == pytest.approx(sigmoid.q, rel=1e-6)
    assert maps.gradient(sigmoid.q) == pytest.approx(1.0, rel=1e-6)


def test_depths_are_where_the_maps_say() -> None:
    sigmoid = matched(activation("sigmoid"))
    found = depths(sigmoid, 1.0)
    assert found.gradient_lost == np.ceil(np.log(1e-6) / np.log(sigmoid.gradient(1.0)))
    assert (found.signal_lost, found.signal_exploded, found.gradient_exploded) == (None, None, None)
    assert depths(Propagation(activation("relu"), 1.0), 1.0).signal_lost == 20  # halved each time: 2^-20 < 1e-6


@pytest.mark.parametrize("record", [activation("tanh"), activation("relu"), GELU], ids=lambda record: record.name)
def test_random_networks_follow_the_maps(record: Activation) -> None:
    (measured,) = measure([(record, "matched")], width=300, depth=6, draws=12)
    maps = matched(record)
    q, g = measured.signal.mean(axis=(0, 1)), measured.gradient.mean(axis=(0, 1))
    assert measured.signal.shape == (12, 8, 6)
    np.testing.assert_allclose(q[1:], [maps.variance(value) for value in q[:-1]], rtol=0.08)
    np.testing.assert_allclose(g[:-1] / g[1:], [maps.gradient(value) for value in q[:-1]], rtol=0.1)
