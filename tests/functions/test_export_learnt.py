"""Exported code with learnt parameters: their gradients, mixed second derivatives, modules and layers."""

from typing import Any

import jax
import numpy as np
import pytest

from actlab import CATALOGUE, Activation, activation
from actlab.functions.derive import derivative
from actlab.functions.export import export
from actlab.functions.exports.naming import function_name
from actlab.functions.host import on_host
from tests.functions.exported import function_of, installed

LEARNT = [name for name, record in CATALOGUE.items() if record.learnt]
X = np.concatenate([np.linspace(-6, 6, 41) + 0.0123, [-1000.0, 1000.0]])


def meant(record: Activation, order: int = 0) -> dict[str, float]:
    """Return the sum over X of the derivative in each learnt parameter, of f or of f'."""
    tree = record.tree(order)
    return {p.name: float(on_host(derivative(tree, p.name), X, record.values).sum()) for p in record.learnt}


@pytest.mark.parametrize("name", LEARNT)
def test_gradients_of_learnt_parameters_in_torch(name: str) -> None:
    torch = pytest.importorskip("torch")
    record = CATALOGUE[name]
    names = function_of(export(record, "torch"), name)
    x = torch.tensor(X, requires_grad=True)
    learnt = {p.name: torch.tensor(p.value, dtype=torch.float64, requires_grad=True) for p in record.learnt}
    y = names[name](x, **learnt)
    of_f = torch.autograd.grad(y.sum(), learnt.values(), retain_graph=True, allow_unused=True)
    (slope,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    of_slope = [None] * len(learnt)
    if slope.requires_grad:
        of_slope = torch.autograd.grad(slope.sum(), learnt.values(), allow_unused=True)
    for found, right in ((of_f, meant(record)), (of_slope, meant(record, 1))):
        got = [0.0 if gradient is None else float(gradient) for gradient in found]
        np.testing.assert_allclose(got, list(right.values()), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", LEARNT)
def test_gradients_of_learnt_parameters_in_jax(name: str) -> None:
    record = CATALOGUE[name]
    function = function_of(export(record, "jax"), name)[name]

    def total(learnt: dict[str, Any], x: jax.Array) -> jax.Array:
        return function(x, **learnt).sum()

    with jax.enable_x64(True):
        learnt = {p.name: jax.numpy.asarray(p.value) for p in record.learnt}
        x = jax.numpy.asarray(X)
        of_f = jax.grad(total)(learnt, x)
        of_slope = jax.grad(lambda learnt: jax.grad(total, 1)(learnt, x).sum())(learnt)
    for found, right in ((of_f, meant(record)), (of_slope, meant(record, 1))):
        np.testing.assert_allclose([float(found[key]) for key in right], list(right.values()), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("spec", ["srs", "srs; alpha=2 per unit, beta=3 per unit", "prelu", "stan"])
def test_modules_learn_one_value_for_each_layer_or_unit(spec: str) -> None:
    torch = pytest.importorskip("torch")
    made = activation(spec.replace("; alpha=2 per unit, beta=3 per unit", ""))
    if "per unit" in spec:
        made = activation("x / (x / alpha + exp(-x / beta)); alpha=2 per unit, beta=3 per unit")
    name = function_name(made)
    names = function_of(export(made, "torch"), name)
    per_unit = any(p.learn == "unit" for p in made.learnt)
    module = names["".join(part.capitalize() for part in name.split("_"))](*([5] if per_unit else []))
    module(torch.randn(7, 5)).sum().backward()
    for parameter in module.parameters():
        assert parameter.grad.shape == ((5,) if per_unit else ())
        assert torch.isfinite(parameter.grad).all()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PyTorch's own
def test_explicit_slopes_work_under_torch_func() -> None:
    torch = pytest.importorskip("torch")
    srs = function_of(export(activation("srs"), "torch"), "srs")["srs"]
    x = torch.linspace(-3, 3, 7, dtype=torch.float64)
    right = activation("srs").derivative(x.numpy())
    for slope in (torch.func.vmap(torch.func.grad(srs)), torch.func.vmap(torch.func.jacfwd(srs))):
        np.testing.assert_allclose(slope(x).numpy(), right, rtol=1e-9, atol=1e-15)
    bend = torch.func.vmap(torch.func.hessian(srs))(x)
    np.testing.assert_allclose(bend.numpy(), activation("srs").derivative(x.numpy(), order=2), rtol=1e-7, atol=1e-12)
    assert torch.autograd.gradcheck(srs, (x.requires_grad_(), torch.tensor(2.0, dtype=x.dtype, requires_grad=True)))


def test_learnt_parameters_come_with_a_module() -> None:
    assert "self.alpha = torch.nn.Parameter(torch.tensor(0.25))" in export(activation("prelu"), "torch")
    assert 'self.add_weight(name="beta", shape=(shape[-1],)' in export(activation("silu; beta=1 per unit"), "keras")


@pytest.mark.filterwarnings("ignore")  # Keras's own
def test_keras_layers_learn() -> None:
    if not installed("keras"):
        pytest.skip("keras is not installed")
    import os

    os.environ.setdefault("KERAS_BACKEND", "jax")
    import keras

    layer = function_of(export(activation("srs"), "keras"), "srs")["Srs"]()
    model = keras.Sequential([keras.layers.Dense(4), layer, keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).normal(size=(32, 3)).astype("float32")
    with jax.numpy_rank_promotion("allow"):  # Keras's own layers need it
        model.fit(x, x[:, :1], epochs=1, verbose=0)
    assert [float(weight.numpy()) for weight in layer.weights] != [2.0, 3.0]
