"""Activations as Keras takes them: functions and layers with our numbers, which train."""

from collections.abc import Iterator

import jax
import numpy as np
import pytest

from actlab import InvalidInput, activation
from actlab.functions.catalogue import CATALOGUE
from tests.functions.exported import installed

needs_keras = pytest.mark.skipif(not installed("keras"), reason="Keras is not installed")
pytestmark = pytest.mark.usefixtures("as_people_have_it")
POINTS = np.linspace(-6, 6, 97, dtype=np.float32)


@pytest.fixture
def as_people_have_it() -> Iterator[None]:
    """Let arrays of JAX fit each other, as Keras expects."""
    with jax.numpy_rank_promotion("allow"), jax.numpy_dtype_promotion("standard"):
        yield


@needs_keras
@pytest.mark.parametrize("name", CATALOGUE)
def test_values_are_ours(name: str) -> None:
    import keras

    record = activation(name)
    found = keras.ops.convert_to_numpy(record.keras()(POINTS.reshape(1, -1))).reshape(-1)
    np.testing.assert_allclose(found, record(POINTS), rtol=1e-5, atol=1e-5)  # as exported code is held


@needs_keras
def test_a_network_trains_with_one_and_learns_its_parameter() -> None:
    import keras

    keras.utils.set_random_seed(0)
    x = np.random.default_rng(0).normal(size=(256, 2)).astype(np.float32)
    y = np.abs(x[:, :1])
    layer = activation("prelu").keras()
    model = keras.Sequential(
        [
            keras.layers.Dense(8, activation=activation("elu(alpha=0.5)").keras()),
            keras.layers.Dense(8),
            layer,
            keras.layers.Dense(1),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "mse")
    losses = model.fit(x, y, epochs=8, verbose=0).history["loss"]
    assert losses[-1] < 0.5 * losses[0]
    (alpha,) = layer.get_weights()
    assert float(alpha) != 0.25
    assert activation("prelu").keras() is not layer  # each place has a parameter of its own


@needs_keras
def test_what_has_no_formula_is_refused() -> None:
    with pytest.raises(InvalidInput):
        activation(lambda x: x).keras()
    with pytest.raises(InvalidInput):
        activation("glu(silu)").keras()
