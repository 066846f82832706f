"""Specs, initial weights and their scales."""

import pickle

import jax
import numpy as np
import pytest

from actlab.analysis.gaussian import gain
from actlab.data.dataset import Form
from actlab.errors import InvalidInput
from actlab.functions.find import find
from actlab.networks import cnn
from actlab.networks.initialise import INITIALISATIONS, TRUNCATED, scale, truncated_normal
from actlab.networks.network import Weight, network
from actlab.training.passing import Evaluating, mean_of, variance_of

FIRST = Weight((500, 200), 500, 200, "hidden")


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
        ("matched", gain(find("elu")) / 500**0.5),
    ],
)
def test_the_scales_are_the_schemes(initialisation: str, sd: float) -> None:
    assert scale(initialisation, FIRST._replace(follows="1"), find("elu")) * TRUNCATED == pytest.approx(sd)


def test_every_initialisation_is_tested() -> None:
    marks = test_the_scales_are_the_schemes.pytestmark  # type: ignore[attr-defined]
    assert {row[0] for row in marks[0].args[1]} == set(INITIALISATIONS)


def test_matched_gives_the_first_layer_no_gain() -> None:
    assert scale("matched", FIRST, find("elu")) * TRUNCATED == pytest.approx(500**-0.5)


def test_mlp_against_numpy() -> None:
    net = network("mlp(5, 3)")
    declared = net.parameters(Form((2, 2), 2))
    assert [w.shape for w in declared.values()] == [(4, 5), (5,), (5, 3), (3,), (3, 2), (2,)]
    assert [w.role for w in declared.values()] == ["hidden", "bias", "hidden", "bias", "output", "bias"]
    assert [w.follows for w in declared.values()] == ["", "", "1", "1", "2", "2"]
    draw = generator()
    weights = {name: draw.normal(size=w.shape).astype(np.float32) for name, w in declared.items()}
    x = draw.normal(size=(7, 2, 2)).astype(np.float32)
    seen: list[str] = []

    def activate(site: str, z: jax.Array) -> jax.Array:
        seen.append(site)
        return jax.numpy.tanh(z)

    found = net.apply(Form((2, 2), 2), jax.device_put(weights), jax.numpy.asarray(x), Evaluating(activate, {}))
    z = x.reshape(7, 4)
    for site in ("1", "2"):
        z = np.tanh(z @ weights[f"{site}/weight"] + weights[f"{site}/bias"])
    np.testing.assert_allclose(found, z @ weights["output/weight"] + weights["output/bias"], rtol=1e-5, atol=1e-6)
    assert seen == list(net.sites(Form((2, 2), 2))) == ["1", "2"]


def test_the_same_words_give_the_same_network() -> None:
    assert network("mlp(5,3)") is network("mlp( 5, 3 )")


@pytest.mark.parametrize("spec", ["mlp", "mlp()", "mlp(0)", "mlp(-3)", "mlp(2.5)", "mlp(3, width=2)", "mlp(9999999)"])
def test_bad_widths(spec: str) -> None:
    with pytest.raises(InvalidInput, match=r"whole numbers from 1 .* mlp\(512,512\)"):
        network(spec)


def test_unknown_architecture() -> None:
    with pytest.raises(InvalidInput, match=r"unknown network 'kan'\. Allowed: cnn, mlp"):
        network("kan(3)")


def test_the_gradient_of_a_layer_is_that_of_its_product() -> None:
    draw = generator()
    x, w1, w2 = (draw.normal(size=shape) for shape in ((5, 4), (4, 3), (3, 2)))
    with jax.enable_x64(True):
        weights = {"1/weight": w1, "1/bias": np.zeros(3), "output/weight": w2, "output/bias": np.zeros(2)}

        def total(weights: dict[str, jax.Array], x: jax.Array) -> jax.Array:
            return (
                network("mlp(3)")
                .apply(Form((4,), 2), weights, x, Evaluating(lambda site, z: jax.numpy.sin(z), {}))
                .sum()
            )

        found, inputs = jax.grad(total, argnums=(0, 1))(jax.tree.map(jax.numpy.asarray, weights), jax.numpy.asarray(x))
    delta = (np.ones((5, 2)) @ w2.T) * np.cos(x @ w1)
    np.testing.assert_allclose(found["1/weight"], x.T @ delta, rtol=1e-12)
    np.testing.assert_allclose(found["1/bias"], delta.sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(found["output/weight"], np.sin(x @ w1).T @ np.ones((5, 2)), rtol=1e-12)
    np.testing.assert_allclose(inputs, delta @ w1.T, rtol=1e-12)


@pytest.mark.parametrize("spec", ["cnn(3,4,5,norm=batch)", "resnet(8)"])
@pytest.mark.parametrize("image", [(1, 1, 1), (1, 7, 1), (3, 5, 2), (2, 2, 3), (9, 4, 1)])
def test_images_of_every_size_fit(spec: str, image: tuple[int, ...]) -> None:
    form, net = Form((int(np.prod(image)),), 2, image=image), network(spec)
    weights = {name: jax.numpy.ones(w.shape, jax.numpy.float32) for name, w in net.parameters(form).items()}
    kept = {}
    for place, channels in net.running(form).items():
        kept |= {one: jax.numpy.ones(channels, jax.numpy.float32) for one in (mean_of(place), variance_of(place))}
    seen: dict[str, tuple[int, ...]] = {}

    def activate(site: str, z: jax.Array) -> jax.Array:
        seen[site] = z.shape[1:]
        return z

    outputs = net.apply(form, weights, jax.numpy.ones((6, *form.shape)), Evaluating(activate, kept))
    assert outputs.shape == (6, 2)
    assert seen == net.sites(form)


def test_the_largest_of_four_against_numpy_and_where_its_gradient_goes() -> None:
    x = generator().normal(size=(2, 5, 4, 3)).astype(np.float32)
    found = cnn.largest(jax.numpy.asarray(x))
    np.testing.assert_array_equal(found, x[:, :4].reshape(2, 2, 2, 2, 2, 3).max(axis=(2, 4)))
    whole = jax.grad(lambda x: cnn.largest(x).sum())(jax.numpy.asarray(np.round(x)))  # with many that are equal
    np.testing.assert_array_equal(whole[:, :4].reshape(2, 2, 2, 2, 2, 3).sum(axis=(2, 4)), 1)
    for place in range(4):  # NaN is never dropped
        pixels = np.zeros((1, 2, 2, 1), np.float32)
        pixels[0, place // 2, place % 2, 0] = np.nan
        assert np.isnan(cnn.largest(jax.numpy.asarray(pixels))).all()


def test_a_gated_network_is_gated_in_another_process() -> None:
    plain = network("mlp(24,norm=batch)")
    assert plain.gated
    gated = plain.gated()
    assert pickle.loads(pickle.dumps(plain)) is plain
    assert pickle.loads(pickle.dumps(gated)) is gated is not plain
