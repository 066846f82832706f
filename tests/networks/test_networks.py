"""Specs, initial weights and their scales."""

import jax
import numpy as np
import pytest

from actlab import InvalidInput, activation
from actlab.analysis.gaussian import gain
from actlab.networks.initialise import INITIALISATIONS, TRUNCATED, Layer, scale, truncated_normal
from actlab.networks.network import network


def generator() -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(7))


def test_the_truncated_normal_is_one() -> None:
    draws = truncated_normal(generator(), (400_000,))
    assert np.abs(draws).max() <= 2
    assert draws.std() == pytest.approx(TRUNCATED, abs=0.003)  # 3 standard errors
    assert draws.mean() == pytest.approx(0, abs=0.005)
    from scipy.stats import kstest, truncnorm

    assert kstest(draws[:20_000], truncnorm(-2, 2).cdf).pvalue > 0.001


@pytest.mark.parametrize(
    ("initialisation", "sd"),
    [
        ("tutorial", TRUNCATED),
        ("glorot", (2 / 700) ** 0.5),
        ("he", (2 / 500) ** 0.5),
        ("lecun", (1 / 500) ** 0.5),
        ("matched", gain(activation("elu")) / 500**0.5),
    ],
)
def test_the_scales_are_the_schemes(initialisation: str, sd: float) -> None:
    assert scale(initialisation, Layer(500, 200, True), activation("elu")) * TRUNCATED == pytest.approx(sd)


def test_every_initialisation_is_tested() -> None:
    marks = test_the_scales_are_the_schemes.pytestmark  # type: ignore[attr-defined]
    assert {row[0] for row in marks[0].args[1]} == set(INITIALISATIONS)


def test_matched_gives_the_first_layer_no_gain() -> None:
    assert scale("matched", Layer(500, 200, False), activation("elu")) * TRUNCATED == pytest.approx(500**-0.5)


def test_mlp_against_numpy() -> None:
    net = network("mlp(5, 3)")
    layers = net.layers(4, 2)
    weights = net.init(generator(), layers, [1.0, 0.5, 2.0])
    assert [w.shape for w, _b in weights] == [(4, 5), (5, 3), (3, 2)]
    x = generator().normal(size=(7, 4)).astype(np.float32)
    hidden = np.tanh(np.tanh(x @ weights[0][0]) @ weights[1][0])
    np.testing.assert_allclose(
        net.apply(weights, x, activation("tanh").function), hidden @ weights[2][0], rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize("spec", ["mlp", "mlp()", "mlp(0)", "mlp(-3)", "mlp(2.5)", "mlp(3, width=2)", "mlp(9999999)"])
def test_bad_widths(spec: str) -> None:
    with pytest.raises(InvalidInput, match=r"whole numbers from 1 .* mlp\(512,512\)"):
        network(spec)


def test_unknown_architecture() -> None:
    with pytest.raises(InvalidInput, match=r"unknown network 'cnn'\. Allowed: mlp"):
        network("cnn(3)")


def test_the_gradient_of_a_layer_is_that_of_its_product() -> None:
    draw = generator()
    x, w1, w2 = (draw.normal(size=shape) for shape in ((5, 4), (4, 3), (3, 2)))
    with jax.enable_x64(True):
        weights = [(jax.numpy.asarray(w1), jax.numpy.zeros(3)), (jax.numpy.asarray(w2), jax.numpy.zeros(2))]
        apply = network("mlp(3)").apply
        gradient = jax.grad(lambda weights, x: apply(weights, x, jax.numpy.sin).sum(), argnums=(0, 1))(weights, x)
    (first, second), inputs = gradient
    delta = (np.ones((5, 2)) @ w2.T) * np.cos(x @ w1)
    np.testing.assert_allclose(first[0], x.T @ delta, rtol=1e-12)
    np.testing.assert_allclose(first[1], delta.sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(second[0], np.sin(x @ w1).T @ np.ones((5, 2)), rtol=1e-12)
    np.testing.assert_allclose(inputs, delta @ w1.T, rtol=1e-12)
