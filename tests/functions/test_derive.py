"""Derivatives of every primitive and of random formulas, to the third order, against differences of many digits."""

from itertools import product

import hypothesis.strategies as st
import jax
import mpmath
import numpy as np
import pytest
from hypothesis import given, settings

from actlab.errors import ActlabError
from actlab.functions.derive import derivative
from actlab.functions.exact import exact, exact_slope
from actlab.functions.expression import NAMES, PRIMITIVES, Call, Expression, Number, Symbol
from actlab.functions.find import find
from actlab.functions.formula import parse
from actlab.functions.host import on_host
from actlab.functions.limits import limited

SIZES = (1e-30, 1e-6, 0.003, 0.3, 0.7, 0.99, 1.31, 3.2, 17.3, 51.7, 301.3, 12345.6)
POINTS = np.array([sign * size for size in SIZES for sign in (1, -1)])
CALLS = {1: "{}(x)", 2: "{}(x, 1.3)", 3: "{}(x, -1.1, 1.2)"}
ALL = [name for name in NAMES if name != "where"]


def close(got: np.ndarray, meant: list[float]) -> np.ndarray:
    """Eight digits, as many decimals where the function's own values are about 1, NaN where NaN is meant."""
    right = np.array(meant)
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(got - right) <= 1e-7 * np.abs(right) + 1e-11
    return near | (got == right) | (np.isnan(got) & np.isnan(right)) | (np.abs(right) > 1e300)


def differentiated(tree: Expression, order: int) -> Expression:
    for _step in range(order):
        tree = derivative(tree)
    return tree


@pytest.mark.parametrize("order", [0, 1, 2, 3])
@pytest.mark.parametrize("name", ALL)
def test_every_primitive(name: str, order: int) -> None:
    tree = parse(CALLS[PRIMITIVES[name].arity].format(name))
    got = on_host(differentiated(tree, order), POINTS, {})
    if order == 0:
        meant = [float(exact(tree, x)) for x in POINTS.tolist()]
    else:
        meant = [float(exact_slope(differentiated(tree, order - 1), x)) for x in POINTS.tolist()]
    assert close(got, meant).all(), [*zip(POINTS, got, meant, strict=True)]


@pytest.mark.parametrize("name", ALL)
def test_in_the_second_argument(name: str) -> None:
    arity = PRIMITIVES[name].arity
    if arity == 1:
        return
    tree = parse(f"{name}(x, a)" if arity == 2 else f"{name}(x, a, 1.2)", ["x", "a"])
    turned = parse(f"{name}(a, x)" if arity == 2 else f"{name}(a, x, 1.2)", ["x", "a"])
    points = np.array([0.3, 0.7, 1.9, 2.5])
    got = on_host(derivative(tree, "a"), points, {"a": 1.3})
    assert close(got, [float(exact_slope(turned, 1.3, {"a": x})) for x in points.tolist()]).all()


@pytest.mark.parametrize(
    ("formula", "x", "slope"),
    [
        ("sqrt(max(0, x))", -1.0, 0.0),
        ("exp(-x**2)", 1e30, 0.0),
        ("1 / cosh(x)", 1000.0, 0.0),
        ("x / (x / 2 + exp(-x / 3))", -2700.0, 0.0),
        ("tanh(exp(x))", 1000.0, 0.0),
        ("x / (1 + 2 / (exp(x) * (exp(x) + 2)))", -60.0, -5.16634e-25),
        ("abs(x)", 0.0, 0.0),
        ("x**2", 0.0, 0.0),
        ("x**x", 0.0, np.nan),
        ("log(x)", -1.0, np.nan),
        ("max(log(x), 0)", -1.0, np.nan),
    ],
)
def test_slopes_that_rules_spoil(formula: str, x: float, slope: float) -> None:
    got = on_host(derivative(parse(formula)), np.array([x]), {})
    np.testing.assert_allclose(got, [slope], rtol=1e-4, atol=0)


def test_a_huge_whole_exponent_has_many_digits_at_once() -> None:
    """By logarithms: a product of so many factors would never end; of a negative base nobody knows the sign."""
    tree = parse("x**(10**300)")
    assert [float(exact(tree, x)) for x in (0.5, 1.0)] == [0.0, 1.0]
    assert float(exact(parse("x**y", ["x", "y"]), 2.0, {"y": 1e300})) == np.inf


@pytest.mark.parametrize("primitive", sorted(PRIMITIVES))
def test_numbers_beyond_any_format_have_many_digits_at_once(primitive: str) -> None:
    """The cosine of exp(exp(700)) would ask for more digits of pi than there is memory."""
    sizes = [mpmath.ldexp(1.5, power) for power in (-(2**999), -(10**6), -20, 0, 20, 1023, 5000, 10**6, 2**70, 2**999)]
    numbers = [*sizes, *(-size for size in sizes), mpmath.mpf(0), mpmath.inf, -mpmath.inf, mpmath.nan]
    given: list[Expression] = [Symbol(name) for name in "uvw"[: PRIMITIVES[primitive].arity]]
    if primitive == "where":
        given[0] = Call(">", (Symbol("u"), Number(0.0)))
    tree = Call(primitive, tuple(given))

    def all_of_them() -> None:
        for u, v in product(numbers, numbers if len(given) > 1 else [mpmath.mpf(1)]):
            assert isinstance(exact(tree, 0.0, {"u": u, "v": v, "w": 1.0}), mpmath.mpf)

    limited(all_of_them, 60.0)


def test_a_slope_of_zero_is_not_taken_for_one_that_has_vanished() -> None:
    """The cosine's slope is zero at 0, and grows from there."""
    assert find("1 - cos(x)").derivative(np.zeros(1), order=2).tolist() == [1.0]
    assert find("cosh(x)").derivative(np.zeros(1), order=2).tolist() == [1.0]


def test_branches_are_shared() -> None:
    """The third derivative of a deep formula has hundreds of nodes, not millions."""
    from actlab.functions.expression import ordered

    assert len(ordered(find("mish(gelu(silu(mish(x))))").tree(3))) < 20_000


SYMBOLS = st.sampled_from(["x", "x", "x", "0.5", "2", "3", "-1", "pi", "0.044715"])


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    one = [name for name in ALL if PRIMITIVES[name].arity == 1] + ["mish", "gelu", "elu", "snake"]
    return st.one_of(
        st.tuples(st.sampled_from(one), inner).map(lambda p: f"{p[0]}({p[1]})"),
        st.tuples(inner, st.sampled_from("+-*/*+"), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        st.tuples(inner, st.sampled_from(["2", "3", "0.5", "-1", "x"])).map(lambda p: f"({p[0]})**{p[1]}"),
        st.tuples(st.sampled_from(["max", "min", "hypot"]), inner, inner).map(lambda p: f"{p[0]}({p[1]}, {p[2]})"),
        st.tuples(inner, inner, inner).map(lambda p: f"where({p[0]} > {p[1]}, {p[2]}, {p[0]})"),
    )


@pytest.mark.filterwarnings("ignore::actlab.errors.ActlabWarning")
@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.recursive(SYMBOLS, _grow, max_leaves=6))
def test_jax_and_numpy_compute_the_same_derivatives(formula: str) -> None:
    try:
        found = find(formula)
    except ActlabError:  # no x, or no finite value
        return
    x = np.array([-2.3, -0.7, 0.4, 1.7])
    for order in (1, 2, 3):
        got, host = found.derivative(x, order=order), found.on_host(x, order)
        tame = np.isfinite(host) & (np.abs(host) < 1e6) & (np.abs(found.on_host(x)) < 1e6)
        np.testing.assert_allclose(got[tame], host[tame], rtol=1e-6, atol=1e-7 * np.abs(host[tame]).max(initial=1.0))


@pytest.mark.filterwarnings("ignore::actlab.errors.ActlabWarning")
@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.recursive(SYMBOLS, _grow, max_leaves=6))
def test_random_slopes_agree_with_many_digits(formula: str) -> None:
    """Away from kinks; the tree as written is the meaning."""
    try:
        found = find(formula)
    except ActlabError:
        return
    places = [at for at, _slope in found.kinks] + [point.at for point in found.points.unbounded]
    x = np.array([p for p in (-2.3, -0.7, 0.4, 1.7) if all(abs(p - at) > 1e-6 for at in places)])
    got = found.derivative(x)
    for point, slope in zip(x.tolist(), got.tolist(), strict=True):
        meant, value = exact_slope(found.expression, point), exact(found.expression, point)
        if abs(meant) < 1e6 and abs(value) < 1e6:
            assert abs(slope - meant) <= 1e-6 * (1 + abs(meant) + abs(value)), (formula, point, slope, float(meant))


def test_higher_orders_in_jax_follow_each_other() -> None:
    gelu = find("gelu")
    second = jax.grad(jax.grad(gelu.function))
    assert float(second(0.5)) == pytest.approx(float(gelu.derivative(np.array([0.5]), order=2)[0]), rel=1e-6)
