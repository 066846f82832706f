"""Laws that every activation of the catalogue keeps, against mpmath, NumPy and PyTorch."""

from dataclasses import replace
from functools import cache
from itertools import combinations, product
from typing import NamedTuple

import jax
import mpmath
import numpy as np
import pytest

from actlab import CATALOGUE, Activation, activation
from actlab.functions.catalogue import ALIASES
from actlab.functions.exact import exact, exact_slope
from actlab.functions.host import on_host
from actlab.functions.kinks import jumps

EVERY = pytest.mark.parametrize("record", CATALOGUE.values(), ids=CATALOGUE)
EXTREMES = [0.0, -0.0, 1e-30, -1e-30, 1e-45, -1e-45, 88.7, -88.7, 89.0, -89.0, 100.0, -100.0, 1e4, -1e4, 3e38, -3e38]
LARGEST = float(np.finfo(np.float32).max)

# Definitions once more, by hand, at 60 digits: this oracle shares no line with the package
BY_HAND = {
    "identity": lambda x: x,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "tanh": mpmath.tanh,
    "relu": lambda x: x if x > 0 else mpmath.mpf(0),
    "leaky_relu": lambda x: x if x > 0 else x * mpmath.mpf(0.01),
    "elu": lambda x: x if x > 0 else mpmath.expm1(x),
    "gelu": lambda x: x * mpmath.ncdf(x),
    "silu": lambda x: x / (1 + mpmath.exp(-x)),
    "mish": lambda x: x * mpmath.tanh(mpmath.log(1 + mpmath.exp(x))),
    "tanhshrink": lambda x: x - mpmath.tanh(x),
    "squareplus": lambda x: (x + mpmath.sqrt(x * x + 4)) / 2,
}


class Exact(NamedTuple):
    x: np.ndarray  # float32 numbers in [-10, 10], none of them a kink
    value: list
    slope: list


@cache
def truth(name: str) -> Exact:
    """Return points and what the formula means there, at 60 digits."""
    record = CATALOGUE[name]
    near = np.geomspace(1e-7, 0.97, 12)
    x = np.concatenate([np.linspace(-10, 10, 61) + 0.0123, near, -near]).astype(np.float32)
    values = record.values
    return Exact(
        x,
        [exact(record.expression, float(point), values) for point in x],
        [exact_slope(record.expression, float(point), values) for point in x],
    )


def errors(record: Activation, got: np.ndarray) -> list[float]:
    """Return the relative errors where |f| >= 1e-6, each over its allowance max(1, |x f' / f|)."""
    known = truth(record.name)
    return [
        float(abs((mpmath.mpf(float(g)) - f) / f) / max(1, abs(x * s / f)))
        for g, x, f, s in zip(got, known.x.tolist(), known.value, known.slope, strict=True)
        if abs(f) >= 1e-6
    ]


@EVERY
def test_values_match_mpmath(record: Activation) -> None:
    x = truth(record.name).x
    eager = record.function
    with jax.enable_x64(True):
        in_double = np.asarray(eager(jax.numpy.asarray(x, np.float64)))
    for single in (record(x), np.asarray(eager(jax.numpy.asarray(x)))):  # compiled, and step by step
        assert max(errors(record, single), default=0) <= record.bound * 2**-23
    for double in (record(x.astype(float)), in_double):
        assert max(errors(record, double), default=0) <= 1e-13


@EVERY
def test_gradients_match_mpmath(record: Activation) -> None:
    known = truth(record.name)
    got = record.derivative(known.x.astype(float))
    assert max(abs(float(g - s)) for g, s in zip(got, known.slope, strict=True)) <= 1e-10


@pytest.mark.parametrize("name", BY_HAND)
def test_formulas_mean_what_the_definitions_say(name: str) -> None:
    known = truth(name)
    with mpmath.workdps(60):
        for x, value in zip(known.x.tolist(), known.value, strict=True):
            assert abs(BY_HAND[name](mpmath.mpf(x)) - value) <= mpmath.mpf(10) ** -50


@EVERY
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extremes_are_finite_and_right_and_nan_stays(record: Activation, dtype: type) -> None:
    x = np.array([*EXTREMES, np.nan], dtype)
    assert np.isnan(record(x)[-1])
    assert np.isnan(record.derivative(x)[-1])
    kinks = [at for at, _slope in record.kinks]
    for point, f, slope in zip(x[:-1].tolist(), record(x).tolist(), record.derivative(x).tolist(), strict=False):
        exactly, exact_derivative = (of(record.expression, point, record.values) for of in (exact, exact_slope))
        near_kink = any(abs(point - at) < 1e-9 for at in kinks)
        if abs(exactly) < LARGEST and not (near_kink and point):
            assert f == pytest.approx(float(exactly), rel=1e-4, abs=1e-6), point
        if abs(exact_derivative) < LARGEST and not near_kink:
            assert slope == pytest.approx(float(exact_derivative), rel=1e-4, abs=1e-6), point
        assert np.isfinite(slope) or abs(exact_derivative) >= LARGEST


@EVERY
def test_shape_and_dtype_are_kept(record: Activation) -> None:
    slope = jax.vmap(jax.vmap(jax.grad(record.function)))
    for dtype in (jax.numpy.float16, jax.numpy.bfloat16, jax.numpy.float32, jax.numpy.float64):
        with jax.enable_x64(True):
            x = jax.ShapeDtypeStruct((2, 3), dtype)
            assert jax.eval_shape(record.function, x) == jax.eval_shape(slope, x) == x


def test_numpy_in_numpy_out_and_jax_in_jax_out() -> None:
    gelu = activation("gelu")
    assert gelu(np.zeros((2, 3), np.float16)).dtype == np.float16
    assert gelu([1, 2]).dtype == np.float64
    assert isinstance(gelu(jax.numpy.ones(2)), jax.Array)


@EVERY
def test_reverse_mode_agrees_with_forward_mode(record: Activation) -> None:
    x = jax.numpy.linspace(-6, 6, 49, dtype=jax.numpy.float32)
    reverse = jax.grad(lambda x: record.function(x).sum())(x)
    np.testing.assert_allclose(np.asarray(reverse), np.asarray(record.derivative(x)), rtol=1e-6, atol=1e-7)


@EVERY
def test_declared_kinks_are_used_and_are_all_there_are(record: Activation) -> None:
    for at, slope in record.kinks:
        assert record.derivative(np.array([at]))[0] == pytest.approx(slope, abs=1e-12)
    found = sorted({*jumps(record), *jumps(record.derivative)})
    assert found == pytest.approx([at for at, _slope in record.kinks], abs=1e-9)


def test_there_are_at_least_sixty() -> None:
    assert len(CATALOGUE) >= 60


def test_each_is_a_function_of_its_own() -> None:
    """Pairwise more than 1e-4 apart on [-20, 20], at the defaults or at one other declared value."""
    x = np.linspace(-20, 20, 4001)
    curves = {}
    for name, record in CATALOGUE.items():
        choices = product(*[(p.value,) if p.also is None else (p.value, p.also) for p in record.parameters])
        every = [dict(zip(record.values, choice, strict=True)) for choice in choices]
        curves[name] = [on_host(record.stable_expression, x, values) for values in every]
    for one, other in combinations(CATALOGUE, 2):
        apart = max(np.abs(a - b).max() for a, b in product(curves[one], curves[other]))
        assert apart > 1e-4, (one, other)


@EVERY
def test_the_host_computes_the_same(record: Activation) -> None:
    x = np.linspace(-10, 10, 81)
    expected = record(x)
    np.testing.assert_allclose(on_host(record.stable_expression, x, record.values), expected, rtol=1e-12, atol=1e-14)


@EVERY
def test_records_are_complete(record: Activation) -> None:
    assert record.family
    assert record.reference is not None
    assert record.reference.authors
    assert record.reference.title
    assert record.reference.identifier
    assert 1900 < record.reference.year < 2100
    assert all(p.low <= p.value <= p.high for p in record.parameters)


def test_names_and_aliases_do_not_collide() -> None:
    every = [alias.partition("(")[0] for record in CATALOGUE.values() for alias in record.aliases]
    assert len(every) == len(set(every)) == len(ALIASES)
    assert not set(every) & set(CATALOGUE)


@pytest.mark.parametrize(
    ("alias", "meant"),
    [
        ("swish", "silu"),
        ("quick_gelu", "silu(beta=1.702)"),
        ("keras.activations.leaky_relu", "leaky_relu(alpha=0.2)"),
        ("torch.nn.LeakyReLU", "leaky_relu"),
        ("jax.nn.gelu", "gelu_tanh"),
        ("torch.nn.GELU", "gelu"),
        ("transformers.relu2", "relu_squared"),
    ],
)
def test_aliases_carry_their_framework_s_defaults(alias: str, meant: str) -> None:
    assert str(activation(alias)) == meant


@pytest.mark.parametrize(
    "name", ["leaky_relu", "elu", "softplus", "silu", "snake", "srs", "xielu", "stan", "squareplus"]
)
def test_parameters_can_be_learnt(name: str) -> None:
    """The compiled function is differentiable in each parameter, as a central difference says."""
    record = CATALOGUE[name]
    record = replace(record, parameters=tuple(replace(p, learn="layer") for p in record.parameters))
    x, step = np.array([-1.37, 0.61]), 1e-5
    with jax.enable_x64(True):
        values = jax.numpy.asarray(list(record.values.values()))
        slopes = jax.jacfwd(lambda values: record.function(jax.numpy.asarray(x), *values))(values)
    for place, (parameter, value) in enumerate(record.values.items()):
        sides = [on_host(record.stable_expression, x, {**record.values, parameter: value + s}) for s in (step, -step)]
        np.testing.assert_allclose(slopes[:, place], (sides[0] - sides[1]) / (2 * step), rtol=1e-6, atol=1e-8)


def test_relu_at_zero_is_zero() -> None:
    """The tutorial prints relu'(0) = 1; here, as in every framework, it is 0."""
    assert activation("relu").derivative(np.array([0.0, -0.0])).tolist() == [0.0, 0.0]
    assert "some texts take 1" in CATALOGUE["relu"].note
