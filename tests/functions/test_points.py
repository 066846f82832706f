"""Where formulas have kinks, removable points and slopes without bound, and where they only seem to."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actlab.functions.catalogue import CATALOGUE
from actlab.functions.find import find
from actlab.functions.points import Points, Unbounded
from actlab.functions.record import Activation


@pytest.mark.filterwarnings("ignore::actlab.errors.ActlabWarning")  # some lose digits as well
@pytest.mark.parametrize(
    ("formula", "kinks"),
    [
        ("max(x - 0.1, 0) + |x - 3|", [0.1, 3.0]),
        ("abs(x**2 - 4)", [-2.0, 2.0]),
        ("abs(x)**3", []),
        ("sqrt(x**4)", []),
        ("sqrt((x - 2)**2)", [2.0]),
        ("hypot(x, 0)", [0.0]),
        ("hypot(x, 1)", []),
        ("where(x > 1, x**2, 2 * x - 1)", []),
        ("where(x > 1, x**2, x)", [1.0]),
        ("where(x > x, 1, x)", []),
        ("where(abs(x) > 0, sin(x) / x, 1)", []),
        ("clip(x, -1.25, 7.5)", [-1.25, 7.5]),
        ("max(sin(x), 2)  + x", []),
        ("relu(x - 1000)", [1000.0]),
        ("heaviside(x - 0.3, 0.5)", [0.3]),
        ("sign(x) * log(1 + abs(x))", []),
        ("snake(x * x * x)", []),
        ("sin(x**3) + tanh(1000 * x)", []),
        ("cosh(x**0.5 / (x - 0.044715))", []),
    ],
)
def test_kinks(formula: str, kinks: list[float]) -> None:
    assert [at for at, _slope in find(formula).kinks] == pytest.approx(kinks, abs=1e-9)


def test_what_oscillates_faster_than_any_grid_has_no_kinks() -> None:
    """Smooth but for the tip of hypot; nothing is put in the place of slopes."""
    found = find("hypot(x, snake(x * x))")
    assert [at for at, _slope in found.kinks] == [0.0]
    x = np.array([-1.4831783771514893, -1.49])
    np.testing.assert_allclose(found.derivative(x.astype(np.float32)), found.derivative(x), rtol=1e-4)
    np.testing.assert_allclose(found.derivative(x), [-0.58886, -0.55999], rtol=1e-4)


@pytest.mark.parametrize(
    ("spec", "slope"),
    [
        ("hardshrink(lambd=0)", 1.0),
        ("softshrink(lambd=0)", 1.0),
        ("plu(alpha=0.3, c=0)", 0.3),
        ("leaky_relu(alpha=1)", 1.0),
        ("elu(alpha=1)", 1.0),
        ("sign(x) * log(1 + abs(x))", 1.0),
        ("where(x == 0, 0, x)", 1.0),
        ("where(abs(x) > 0, sin(x) / x, 1)", 0.0),
        ("x * abs(x)", 0.0),
    ],
)
def test_a_slope_where_there_is_no_kink_is_that_of_both_sides(spec: str, slope: float) -> None:
    found = find(spec)
    assert found.kinks == []
    for dtype in (np.float32, np.float64):
        assert found.derivative(np.zeros(1, dtype)).tolist() == [dtype(slope)]
    assert float(jax.grad(found.function)(0.0)) == np.float32(slope)


@pytest.mark.parametrize(
    ("formula", "at", "power"),
    [
        ("sign(x) * sqrt(abs(x))", 0.0, 0.5),
        ("sqrt(max(0, x))", 0.0, 0.5),
        ("sqrt(x - 2)", 2.0, 0.5),
        ("cbrt(x)", 0.0, 2 / 3),
        ("1 / x", 0.0, 2.0),
        ("1 / (x - 0.3)**2", 0.3, 3.0),
        ("log(abs(x))", 0.0, 1.0),
        ("abs(x)**0.75", 0.0, 0.25),
        ("arcsin(x)", 1.0, 0.5),
        ("tan(x)", np.pi / 2, 2.0),
    ],
)
def test_slopes_without_bound(formula: str, at: float, power: float) -> None:
    found = {round(point.at, 9): point.power for point in find(formula).points.unbounded}
    assert found[round(at, 9)] == pytest.approx(power, abs=0.02)


def test_a_slope_without_bound_is_left_as_it_is() -> None:
    assert find("sqrt(max(0, x))").derivative(np.array([-1.0])).tolist() == [0.0]
    assert find("sqrt(x)").points == Points((), (), (Unbounded(0.0, pytest.approx(0.5)),))


def test_where_there_are_many_kinks_each_has_the_slope_of_its_formula() -> None:
    found = find("x - floor(x)")
    assert len(found.kinks) > 64
    assert len(found.points.mended) == 0
    assert found.derivative(np.array([3.0, 3.5])).tolist() == [1.0, 1.0]


@pytest.mark.parametrize("record", CATALOGUE.values(), ids=CATALOGUE)
def test_the_catalogue_declares_its_kinks_and_no_others(record: Activation) -> None:
    """The search of the switches alone finds what the record declares; nothing is unbounded or mended."""
    alone = Activation(record.name, record.formula, parameters=record.parameters, declared_kinks=None)
    assert [at for at, _slope in alone.kinks] == pytest.approx([at for at, _slope in record.kinks], abs=1e-9)
    assert record.points.unbounded == ()
    assert record.points.removable == ()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.floats(-50, 50, allow_subnormal=False), st.floats(-3, 3), st.floats(-3, 3))
def test_one_kink_anywhere(at: float, left: float, right: float) -> None:
    found = find(f"where(x > {at!r}, {right!r} * (x - {at!r}), {left!r} * (x - {at!r})) + 0 * x")
    if abs(left - right) > 1e-3:
        assert [place for place, _slope in found.kinks] == pytest.approx([at], abs=1e-9)
        assert found.kinks[0][1] == pytest.approx(left, rel=1e-6, abs=1e-6)
    elif left == right:
        assert found.kinks == []


def test_kinks_are_where_they_are_in_jax_too() -> None:
    bent = find("max(x - 0.25, 0)")
    assert jax.vmap(jax.grad(bent.function))(jnp.array([0.25, 0.26])).tolist() == [0.0, 1.0]
