"""What NumPy says of single precision is what JAX says, wherever nobody asks JAX any more."""

import os

import numpy as np
import pytest

from actlab.analysis import linting
from actlab.analysis.domain import domain
from actlab.functions import losses
from actlab.functions.find import CATALOGUE, find
from actlab.functions.record import Activation
from actlab.functions.single import rearranged, single
from tests.functions.random_formulas import random_activations

FORMULAS = int(os.environ.get("ACTLAB_FORMULAS", "40"))  # random ones; 500 where this was changed
FIXED = ("x*tanh(softplus(x))", "x - tanh(x)", "log(exp(x))", "x/(1 + abs(x))", "sqrt(x**2) - x", "1/(1 + exp(-x))")


def written(formula: str) -> Activation:
    """Return a formula as it is, without a look at its digits, which would warn."""
    return Activation(formula, formula, declared_kinks=None)


def said(activation: Activation) -> str:
    """Return all that is said of an activation in single precision."""
    found = losses.losses.__wrapped__(activation)
    return repr((list(linting._not_finite(activation, domain(activation))), found))


@pytest.mark.parametrize(
    "activation",
    [
        *map(written, FIXED),
        *(one for one in CATALOGUE.values() if not one.source),
        *random_activations(FORMULAS, seed=11),
    ],
    ids=lambda activation: activation.formula,
)
def test_the_same_is_said_with_jax_and_without(activation: Activation, monkeypatch: pytest.MonkeyPatch) -> None:
    without = said(activation)
    for module in (linting, losses):
        monkeypatch.setattr(module, "rearranged", lambda activation: True)
    assert without == said(activation)


@pytest.mark.parametrize("formula", ["exp(x)", "1/(1e-10*exp(x))", "exp(x)/(1e-6*exp(x))", "x*exp(x)*1e6"])
def test_numbers_that_are_not_normal_are_zero_as_in_xla(formula: str) -> None:
    x = np.array([-110.0, -100.0, -95.0, -90.0, -88.0, -87.0, 80.0, 88.0, 89.0], np.float32)
    found, by_jax = single(written(formula), x), written(formula)(x)
    np.testing.assert_allclose(found, by_jax, rtol=1e-5)
    assert (found[:4] == 0).all() or not np.isfinite(found[:4]).any()


def test_kinks_have_the_slope_that_is_used() -> None:
    assert (
        single(find("relu"), np.array([-1.0, 0.0, 1.0]), 1).tolist()
        == find("relu").derivative(np.array([-1.0, 0.0, 1.0])).tolist()
    )


@pytest.mark.parametrize(
    ("formula", "otherwise"),
    [
        ("x*tanh(softplus(x))", False),
        ("x/(1 + abs(x))", False),
        ("x**2", False),
        ("x/(1/(1 + x**2))", True),
        ("(x/(1 + x**2))/(2 + x)", True),
        ("(1 + x**2)**-1/(3 + x)", True),
        ("abs(x)**0.5", True),
        ("x + abs(x)**1.5", True),
    ],
)
def test_what_xla_may_rearrange(formula: str, otherwise: bool) -> None:
    assert rearranged(written(formula)) is otherwise
