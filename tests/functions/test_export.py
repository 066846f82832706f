"""Exported code is executed where its framework is installed, and agrees on values and gradients."""

import importlib.util
import os
from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest

from actlab import CATALOGUE, Activation, InvalidInput, activation
from actlab.functions.export import FRAMEWORKS, export, function_name

os.environ.setdefault("KERAS_BACKEND", "jax")
X = np.concatenate([np.linspace(-10, 10, 81) + 0.0123, [-100.0, -20.0, 20.0, 100.0]]).astype(np.float32)
LARGEST = np.finfo(np.float32).max
NEEDS = {"torch": "torch", "keras": "keras", "jax": "jax", "numpy": "numpy"}


def run(framework: str, function: Callable[[Any], Any]) -> tuple[np.ndarray, np.ndarray | None]:
    """Return values and gradients of exported code."""
    if framework == "numpy":
        with np.errstate(over="ignore"):  # NumPy says so where exp(100) does not fit
            return function(X), None
    if framework == "torch":
        import torch

        x = torch.tensor(X, requires_grad=True)
        y = function(x)
        if y.requires_grad:
            y.sum().backward()
        return y.detach().numpy(), np.zeros_like(X) if x.grad is None else x.grad.numpy()
    x = jax.numpy.asarray(X)
    return np.asarray(function(x)), np.asarray(jax.grad(lambda x: function(x).sum())(x))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("record", CATALOGUE.values(), ids=CATALOGUE)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_exported_code_agrees(framework: str, record: Activation) -> None:
    if importlib.util.find_spec(NEEDS[framework]) is None:
        pytest.skip(f"{framework} is not installed")
    names: dict[str, Any] = {"__name__": "__main__"}  # so that its own check runs
    exec(export(record, framework), names)
    values, gradients = run(framework, names[function_name(record)])
    exact, slopes = record(X.astype(float)), record.derivative(X.astype(float))
    fits = np.abs(exact) < LARGEST
    np.testing.assert_allclose(values[fits], exact[fits], rtol=2e-5, atol=5e-6)
    if gradients is not None:
        np.testing.assert_allclose(gradients[fits], slopes[fits], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("spec", ["smht(a=0.5, c=2)", "softplus(beta=20)", "elu(alpha=0.3)"])
def test_other_parameters_are_exported_as_well(spec: str) -> None:
    record, names = activation(spec), {"__name__": "__main__"}
    exec(export(record, "jax"), names)
    values, gradients = run("jax", names[function_name(record)])  # type: ignore[arg-type]
    np.testing.assert_allclose(values, record(X.astype(float)), rtol=2e-5, atol=5e-6)
    np.testing.assert_allclose(gradients, record.derivative(X.astype(float)), rtol=1e-4, atol=1e-5)


def test_numpy_keeps_the_readable_formula() -> None:
    assert "return x * np.tanh(np.exp(x))" in export(activation("tanhexp"), "numpy")
    assert "exp(jnp.minimum(x, 5))" in export(activation("tanhexp"), "jax")


def test_every_parameter_is_spelled_out() -> None:
    assert "def srs(x, alpha=2.0, beta=3.0):" in export(activation("srs"), "numpy")
    assert "def leaky_relu(x, alpha=0.2):" in export(activation("keras.activations.leaky_relu"), "jax")


def test_learnt_parameters_come_with_a_module() -> None:
    assert "self.alpha = torch.nn.Parameter(torch.tensor(0.25))" in export(activation("prelu"), "torch")
    assert 'self.add_weight(name="beta", shape=(shape[-1],)' in export(activation("silu; beta=1 per unit"), "keras")


def test_branches_not_taken_are_held_back() -> None:
    assert "torch.where(x > 0, x, alpha * torch.expm1(torch.clamp(x, max=0)))" in export(activation("elu"), "torch")


def test_latex() -> None:
    assert export(activation("sigmoid"), "latex").startswith(r"f(x) = \frac{1}{1 + e^{- x}}")


def test_an_unknown_framework_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"unknown framework 'pytorch'\. Did you mean torch"):
        export(activation("elu"), "pytorch")
