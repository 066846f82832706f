"""The differential equation: its view against derivatives known in closed form, its metrics at known solutions."""

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from actlab.data.constant import chance
from actlab.data.sources import load
from actlab.data.sources.poisson import EQUATION, view
from actlab.functions.find import find

X = np.linspace(0.01, 0.99, 99)


def shown(u: Callable[[Array], Array], x: np.ndarray = X) -> Array:
    return view(u, jnp.asarray(x, jnp.float32)[:, None])


def number(name: str, outputs: Array, targets: np.ndarray) -> float:
    metric = EQUATION.metric(name)
    return metric.of_sums(np.asarray(metric.sums(outputs, jnp.asarray(targets, jnp.float32)), np.float64))


@pytest.mark.parametrize(
    ("u", "second"),
    [
        (lambda x: x**4, lambda x: 12 * x**2),
        (lambda x: jnp.sin(3 * x), lambda x: -9 * np.sin(3 * x)),
        (lambda x: jnp.exp(-x), lambda x: np.exp(-x)),
        (lambda x: 2 * x + 1, np.zeros_like),
        (jnp.ones_like, np.zeros_like),
    ],
)
def test_the_view_has_the_second_derivative_and_the_ends(u, second) -> None:  # type: ignore[no-untyped-def]
    found = np.asarray(shown(u))
    np.testing.assert_allclose(found[:, 0], np.asarray(u(X)), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(found[:, 1], second(X), rtol=1e-4, atol=1e-5)
    ends = [float(u(jnp.float32(end))) for end in (0.0, 1.0)]
    np.testing.assert_allclose(found[:, 2:], np.broadcast_to(ends, (99, 2)), rtol=1e-5, atol=1e-6)


def _bell(z: np.ndarray) -> np.ndarray:
    return np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


def _logistic(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


SECOND = {
    "tanh": lambda z: -2 * np.tanh(z) * (1 - np.tanh(z) ** 2),
    "sin": lambda z: -np.sin(z),
    "gelu": lambda z: _bell(z) * (2 - z**2),
    "relu": np.zeros_like,
    "silu": lambda z: _logistic(z) * (1 - _logistic(z)) * (2 + z * (1 - 2 * _logistic(z))),
    "elu": lambda z: np.where(z < 0, np.exp(z), 0),
}


@pytest.mark.parametrize("name", SECOND)
def test_the_view_of_a_network_against_closed_forms_in_double_precision(name: str) -> None:
    """One hidden layer, whose second derivative is the sum over units of v w^2 f''(w x + b)."""
    draw = np.random.Generator(np.random.PCG64(5))
    w, b, v = draw.normal(size=7), draw.normal(size=7), draw.normal(size=7)
    f = find(name)

    def u(x: Array) -> Array:
        return f(x * jnp.float32(w)[None, :] + jnp.float32(b)[None, :]) @ jnp.float32(v)[:, None]

    expected = SECOND[name](X[:, None] * w + b) @ (v * w**2)
    np.testing.assert_allclose(np.asarray(shown(u))[:, 1], expected, rtol=1e-4, atol=2e-5)
    assert bool(np.asarray(shown(u))[:, 1].any()) == (name != "relu")


def test_the_solution_has_no_residual_and_no_error() -> None:
    outputs, targets = shown(lambda x: jnp.sin(jnp.pi * x)), np.sin(np.pi * X)
    assert number("residual", outputs, targets) < 1e-10
    assert number("loss", outputs, targets) < 1e-10
    assert number("error", outputs, targets) < 1e-6


def test_a_straight_line_has_residual_one() -> None:
    splits = load("poisson").splits
    x, targets = np.asarray(splits.test.inputs)[:, 0], np.asarray(splits.test.targets)
    outputs = shown(lambda x: 3 * x + 1, x)
    assert number("residual", outputs, targets) == pytest.approx(1, abs=1e-6)
    assert number("loss", outputs, targets) == pytest.approx(1 + 1 + 16, rel=1e-6)


def test_errors_are_of_a_size_in_the_equation_and_at_the_ends() -> None:
    """u = (1 + a) sin(pi x) is wrong by a sin(pi x); its residual is a^2, as that of u + a at one end is."""
    targets = np.sin(np.pi * (np.arange(400) + 0.5) / 400)
    wrong = shown(lambda x: 1.1 * jnp.sin(jnp.pi * x), (np.arange(400) + 0.5) / 400)
    assert number("residual", wrong, targets) == pytest.approx(0.01, rel=1e-3)
    assert number("error", wrong, targets) == pytest.approx(0.1 / np.sqrt(2), rel=1e-3)


def test_no_constant_is_better_than_the_one_that_counts_as_chance() -> None:
    data = load("poisson")
    found = chance(data, "test").scores
    assert found["residual"] == pytest.approx(1, abs=1e-6)
    assert found["loss"] == pytest.approx(1, abs=1e-6)
    assert found["error"] == pytest.approx(np.sqrt(0.5), abs=1e-6)
    targets = np.asarray(data.splits.test.targets)
    for c in (-1.0, -0.1, 0.1, 0.5):
        outputs = shown(lambda x, c=c: jnp.full_like(x, c), np.asarray(data.splits.test.inputs)[:, 0])
        assert number("loss", outputs, targets) > found["loss"]


def test_places_lie_inside_and_targets_are_the_solution() -> None:
    for split in load("poisson").splits:
        x = np.asarray(split.inputs, np.float64)
        assert x.shape[1] == 1
        assert 0 < x.min() < x.max() < 1
        np.testing.assert_allclose(split.targets, np.sin(np.pi * x[:, 0]), atol=1e-6)
    assert EQUATION.metric().name == "residual"
