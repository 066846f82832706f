"""The same values and gradients as PyTorch and JAX, for every name that both have."""

import jax
import numpy as np
import pytest

from actlab import CATALOGUE, activation
from actlab.functions.catalogue import ALIASES

X = np.concatenate([np.linspace(-12, 12, 97) + 0.0123, [-100.0, -30.0, 30.0, 100.0]])
TORCH = sorted(alias for alias in ALIASES if alias.startswith("torch.nn."))
JAX = sorted(alias for alias in ALIASES if alias.startswith("jax.nn.") and hasattr(jax.nn, alias[7:]))
# how PyTorch spells what it has no default for, or does otherwise while training
ARGUMENTS = {"torch.nn.Threshold": (1.0, 0.0)}


@pytest.mark.parametrize("alias", TORCH)
def test_parity_with_pytorch(alias: str) -> None:
    torch = pytest.importorskip("torch")
    module = getattr(torch.nn, alias.removeprefix("torch.nn."))(*ARGUMENTS.get(alias, ())).double().eval()
    kinks = [at for at, _slope in activation(alias).kinks]
    points = np.concatenate([X, kinks])
    x = torch.tensor(points, requires_grad=True)
    y = module(x)
    y.sum().backward()
    ours = activation(alias)
    np.testing.assert_allclose(ours(points), y.detach().numpy(), rtol=1e-8, atol=1e-8)  # softplus: its threshold
    np.testing.assert_allclose(ours.derivative(X), x.grad.numpy()[: len(X)], rtol=1e-8, atol=1e-8)
    if alias != "torch.nn.Hardswish":  # at its kinks PyTorch takes neither side
        np.testing.assert_allclose(ours.derivative(np.array(kinks)), x.grad.numpy()[len(X) :], atol=1e-12)


@pytest.mark.parametrize("alias", JAX)
def test_parity_with_jax(alias: str) -> None:
    theirs = getattr(jax.nn, alias.removeprefix("jax.nn."))
    with jax.enable_x64(True):
        x = jax.numpy.asarray(X)
        value, slope = np.asarray(theirs(x)), np.asarray(jax.vmap(jax.grad(theirs))(x))
    np.testing.assert_allclose(activation(alias)(X), value, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(activation(alias).derivative(X), slope, rtol=1e-9, atol=1e-12)


def test_the_frameworks_names_are_covered() -> None:
    assert len(TORCH) >= 24
    assert len(JAX) >= 18
    assert len(CATALOGUE) >= 60
