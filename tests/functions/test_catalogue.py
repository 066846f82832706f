"""Laws that every activation of the catalogue keeps, against mpmath."""

import jax
import mpmath
import numpy as np
import pytest

from actlab import CATALOGUE, Activation, activation

EVERY = pytest.mark.parametrize("record", CATALOGUE.values(), ids=CATALOGUE)
EXTREMES = [0.0, -0.0, 1e-30, -1e-30, 1e-45, -1e-45, 88.7, -88.7, 89.0, -89.0, 100.0, -100.0, 1e4, -1e4, 3e38, -3e38]

# The definitions once more, by hand, at 60 digits: the oracle shares no line with the package
ORACLE = {
    "identity": lambda x: x,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "tanh": mpmath.tanh,
    "relu": lambda x: x if x > 0 else mpmath.mpf(0),
    "leaky_relu": lambda x: x if x > 0 else x * mpmath.mpf(0.01),
    "elu": lambda x: x if x > 0 else mpmath.expm1(x),
}


def grid() -> np.ndarray:
    """Return points in [-10, 10], dense near 0, none of them a kink."""
    near = np.geomspace(1e-8, 1, 33)
    return np.concatenate([np.linspace(-10, 10, 201) + 0.0123, near, -near])


@EVERY
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_value_and_derivative_match_mpmath(record: Activation, dtype: type) -> None:
    x = grid()[::2].astype(dtype)
    with mpmath.workdps(60):
        points = [mpmath.mpf(float(v)) for v in x]
        value = np.array([float(ORACLE[record.name](p)) for p in points])
        slope = np.array([float(mpmath.diff(ORACLE[record.name], p, h=mpmath.mpf(10) ** -25)) for p in points])
    eps = np.finfo(dtype).eps
    np.testing.assert_allclose(record(x), value, rtol=8 * eps, atol=0)
    np.testing.assert_allclose(record.derivative(x), slope, rtol=16 * eps, atol=4 * eps)


@EVERY
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extremes_are_finite_and_nan_stays(record: Activation, dtype: type) -> None:
    x = np.array(EXTREMES, dtype)
    assert np.isfinite(record(x)).all()
    assert np.isfinite(record.derivative(x)).all()
    assert np.isnan(record(np.array([np.nan], dtype))).all()
    assert np.isnan(record.derivative(np.array([np.nan], dtype))).all()


@EVERY
def test_shape_and_dtype_are_kept(record: Activation) -> None:
    for dtype in (np.float16, np.float32, np.float64):
        x = np.zeros((2, 3), dtype)
        assert record(x).shape == record.derivative(x).shape == (2, 3)
        assert record(x).dtype == record.derivative(x).dtype == dtype
    assert isinstance(record(jax.numpy.ones(2)), jax.Array)
    assert record([1, 2]).dtype == np.float64


@EVERY
def test_reverse_mode_agrees_with_forward_mode(record: Activation) -> None:
    x = jax.numpy.asarray(grid(), jax.numpy.float32)
    reverse = jax.vmap(jax.grad(record.function))(x)
    np.testing.assert_array_equal(np.asarray(reverse), np.asarray(record.derivative(x)))


@EVERY
def test_second_derivative_is_finite(record: Activation) -> None:
    second = jax.vmap(jax.grad(jax.grad(record.function)))(jax.numpy.asarray(EXTREMES, jax.numpy.float32))
    assert np.isfinite(np.asarray(second)).all()


@EVERY
def test_declared_kink_is_used_and_is_the_only_one(record: Activation) -> None:
    for at, slope in record.kinks:
        assert record.derivative(np.array([at]))[0] == slope
    x = np.linspace(-10, 10, 4001)
    jumps = x[:-1][np.abs(np.diff(record.derivative(x))) > 0.05]
    assert all(any(abs(jump - at) < 0.01 for at, _slope in record.kinks) for jump in jumps)


@pytest.mark.parametrize("name", ["leaky_relu", "elu"])
def test_derivative_in_the_parameter(name: str) -> None:
    """Every parameter can be learnt: the compiled function is differentiable in it."""
    from actlab.functions.compile import compile_expression

    record = activation(name)
    compiled = compile_expression(record.stable_expression, ["alpha"])
    slope = jax.grad(compiled, argnums=1)(-1.5, 0.3)
    expected = -1.5 if name == "leaky_relu" else np.expm1(-1.5)
    assert slope == pytest.approx(expected, rel=1e-6)
    assert jax.grad(compiled, argnums=1)(100.0, 0.3) == 0.0


def test_relu_at_zero_is_zero() -> None:
    """The tutorial prints relu'(0) = 1; here, as in every framework, it is 0."""
    assert activation("relu").derivative(np.array([0.0, -0.0])).tolist() == [0.0, 0.0]


@EVERY
def test_references_are_complete(record: Activation) -> None:
    assert record.reference.authors
    assert record.reference.title
    assert record.reference.identifier
    assert 1900 < record.reference.year < 2100
