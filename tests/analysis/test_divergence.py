"""Expectations that converge, diverge or do not exist, against many digits; domains, poles and smoothness."""

import math
from collections.abc import Callable

import mpmath
import numpy as np
import pytest

from actlab import CATALOGUE, activation, gain
from actlab.analysis.domain import domain
from actlab.analysis.gaussian import expectation
from actlab.analysis.profile import profile
from actlab.analysis.propagation import Propagation, verdict
from actlab.errors import InvalidInput

pytestmark = pytest.mark.filterwarnings("ignore::actlab.errors.ActlabWarning")
PI = math.pi


def exactly(g: Callable[[mpmath.mpf], mpmath.mpf], *borders: float) -> float:
    """Return E g(z) by tanh-sinh quadrature in 30 digits, which takes roots and logarithms at borders."""
    with mpmath.workdps(30):
        ends = [-mpmath.inf, *borders, mpmath.inf]
        return float(mpmath.quad(lambda z: g(z) * mpmath.npdf(z), ends))


@pytest.mark.parametrize("power", [0.25, 0.4, 0.6, 0.75, 0.9, 1.5])
def test_roots_of_all_powers(power: float) -> None:
    known = profile(activation(f"abs(x)**{power}"))
    moment = 2**power * math.gamma(power + 0.5) / math.sqrt(PI)  # E |z|^(2 power)
    assert known.second_moment == pytest.approx(moment, rel=1e-9)
    if power <= 0.5:
        assert known.slope_second_moment == math.inf
    else:
        lower = 2 ** (power - 1) * math.gamma(power - 0.5) / math.sqrt(PI)
        assert known.slope_second_moment == pytest.approx(power**2 * lower, rel=1e-6)
    assert (known.lipschitz == math.inf) == (power != 1)
    assert known.smoothness == (0 if power < 1 else 1)


@pytest.mark.parametrize(
    ("spec", "of", "borders"),
    [
        ("log(abs(x))", lambda z: mpmath.log(abs(z)) ** 2, [0]),
        ("log(abs(x - 0.3))", lambda z: mpmath.log(abs(z - mpmath.mpf(0.3))) ** 2, [0.3]),
        ("abs(x*x - 2)**0.3", lambda z: abs(z * z - 2) ** mpmath.mpf("0.6"), [-math.sqrt(2), 0, math.sqrt(2)]),
        ("abs(x - 1)**(-0.2)", lambda z: abs(z - 1) ** mpmath.mpf("-0.4"), [1]),
        ("sqrt(max(0, x))", lambda z: max(z, mpmath.mpf(0)), [0]),
        ("x*log(abs(x))", lambda z: (z * mpmath.log(abs(z))) ** 2, [0]),
        ("exp(x*x/5)", lambda z: mpmath.exp(2 * z * z / 5), [0]),
        ("sin(x**3)", lambda z: mpmath.sin(z**3) ** 2, list(range(-6, 7))),
        ("sin(30*x)", lambda z: mpmath.sin(30 * z) ** 2, list(np.linspace(-6, 6, 61))),
        ("mod(x, 1)", lambda z: (z - mpmath.floor(z)) ** 2, list(range(-9, 10))),
    ],
)
def test_second_moments_that_converge(spec: str, of: Callable[[mpmath.mpf], mpmath.mpf], borders: list[float]) -> None:
    assert profile(activation(spec)).second_moment == pytest.approx(exactly(of, *borders), rel=1e-7)


@pytest.mark.parametrize(
    "spec", ["1/x", "1/(x - 1)", "tan(x)", "1/sin(x)", "exp(1/x)", "exp(x*x)", "exp(exp(x))", "abs(x)**(-0.5)"]
)
def test_second_moments_that_do_not(spec: str) -> None:
    known = profile(activation(spec))
    assert known.second_moment == math.inf
    assert math.isnan(known.gain)
    with pytest.raises(InvalidInput, match="no gain"):
        gain(spec)


@pytest.mark.parametrize("spec", ["log(x)", "sqrt(x)", "x**x", "x**2.2", "acosh(x)", "atanh(x)", "1/(x-x)"])
def test_moments_where_f_has_no_value(spec: str) -> None:
    known = profile(activation(spec))
    assert known.undefined
    for value in (known.mean, known.second_moment, known.gain, known.chi_1, known.fixed_point_slope):
        assert math.isnan(value)


def test_the_signed_root() -> None:
    known = profile(activation("sign(x)*sqrt(abs(x))"))
    assert (known.chi_1, known.lipschitz, known.unbounded, known.smooth) == (math.inf, math.inf, [0.0], False)


def test_odd_poles_have_no_mean_and_even_ones_an_infinite_one() -> None:
    assert math.isnan(profile(activation("1/x")).mean)
    assert profile(activation("1/(x*x)")).mean == math.inf
    assert profile(activation("-abs(1/x)")).mean == -math.inf


@pytest.mark.parametrize(
    ("spec", "undefined", "poles", "holes"),
    [
        ("1/x", [], [0.0], []),
        ("sqrt(x)", [(-math.inf, 0.0)], [], []),
        ("log(x*x - 4)", [(-2.0, 2.0)], [-2.0, 2.0], []),
        ("sin(x)/x", [], [], [0.0]),
        ("1/(x-x)", [(-math.inf, math.inf)], [], []),
        ("exp(x) - exp(2*x)", [], [], []),  # too large is not undefined
        ("sinh(x**3)/cosh(x**3)", [], [], []),
        ("1/(x*x + 1)", [], [], []),
        ("x**x", [(-math.inf, 0.0)], [], []),  # where it is a whole number there is a value, nowhere else
    ],
)
def test_domains(spec: str, undefined: list[tuple[float, float]], poles: list[float], holes: list[float]) -> None:
    known = domain(activation(spec))
    assert list(known.undefined) == undefined
    assert [pole.at for pole in known.poles] == poles
    assert list(known.holes) == holes


def test_the_sides_of_a_pole() -> None:
    assert [(pole.left, pole.right) for pole in domain(activation("1/x")).poles] == [(-math.inf, math.inf)]
    assert [(pole.left, pole.right) for pole in domain(activation("exp(1/x)")).poles] == [(0.0, math.inf)]
    assert (profile(activation("1/(x*x)")).low, profile(activation("1/(x*x)")).high) == (0.0, math.inf)


@pytest.mark.parametrize(
    ("spec", "smoothness"),
    [
        ("sin(x**3)", None),
        ("sqrt(1 + snake(x*x)**2)", None),
        ("sin(x)/x", None),
        ("x/(exp(x) - 1)", None),
        ("hypot(x, snake(x*x))", 0),  # |x| about 0, and nowhere else
        ("abs(x)**3", 2),
        ("abs(x)**2.5", 2),
        ("abs(x)**1.5", 1),
        ("cbrt(x)", 0),
        ("floor(x)", -1),
        ("1/x", -1),
        ("where(x > 30, (x - 30)**2, 0)", 1),
    ],
)
def test_smoothness_is_that_of_the_formula(spec: str, smoothness: int | None) -> None:
    assert profile(activation(spec)).smoothness == smoothness


def test_a_formula_without_switches_is_flat_nowhere() -> None:
    for name, record in CATALOGUE.items():
        known = profile(record)
        if not known.kinks and not domain(record).borders:
            assert known.zero_gradient_share == 0, name
    assert profile(activation("clip(x, -1, 1)")).zero_gradient_share == pytest.approx(math.erfc(1 / math.sqrt(2)))
    assert profile(activation("where(x > 0, x, exp(x) - 1)")).zero_gradient_share == 0
    assert profile(activation("3 + 0*x")).zero_gradient_share == 1


@pytest.mark.parametrize(
    ("spec", "low", "high"),
    [("sin(x**3)", -1, 1), ("mod(x, 1)", 0, 1), ("sin(100*x)", -1, 1), ("log(sin(x))", -math.inf, 0)],
)
def test_ranges(spec: str, low: float, high: float) -> None:
    known = profile(activation(spec))
    assert (known.low, known.high) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize("name", ["relu", "gelu", "hardshrink", "step", "sine", "elu"])
@pytest.mark.parametrize("q", [0.5, 1.0, 3.0])
def test_the_maps_slope_is_its_difference(name: str, q: float) -> None:
    maps = Propagation(activation(name), 1.3)
    step = 1e-5 * q
    difference = (maps.variance(q + step) - maps.variance(q - step)) / (2 * step)
    assert maps.stability(q) == pytest.approx(difference, rel=1e-6, abs=1e-8)
    assert profile(activation(name)).fixed_point_slope == pytest.approx(
        Propagation(activation(name), gain(name)).stability(1.0), abs=1e-9
    )


def test_one_verdict() -> None:
    assert verdict(profile(activation("relu")).fixed_point_slope) == "marginal"
    assert verdict(-1.2) == "unstable"


def test_an_expectation_that_does_not_settle_is_none() -> None:
    dust = np.random.default_rng(0)
    assert math.isnan(expectation(lambda z: dust.standard_normal(z.shape)))
    assert expectation(lambda z: z**100) == pytest.approx(2.725392139750729e78, rel=1e-9)  # 99!!
