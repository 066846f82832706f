"""What the page says of functions against the program: profiles and breaks of the whole catalogue, relatives, LaTeX."""

import functools
import math
import warnings

import numpy as np
import pytest

from actlab.analysis.breaks import breaks
from actlab.analysis.gaussian import expectation
from actlab.analysis.numeric import Numeric
from actlab.analysis.profile import Profile, profile
from actlab.errors import ActlabWarning
from actlab.functions.catalogue import CATALOGUE
from actlab.functions.find import find
from tests.web.engine import answers

MORE = ("1/x", "x/(x**2 - 1)", "floor(x)", "sqrt(abs(x))", "where(x > 0.5, 1, x)", "tan(x)", "log(x)", "sign(x)*x**2")
ASKED = (*CATALOGUE, *MORE)
DIGITS = 1e-9  # of expectations; both compute them to rounding


def number(value: float | str) -> float:
    return float(value)


@functools.cache
def profiled(sigma: float = 1.0) -> dict[str, dict]:
    asked = [{"question": "profile", "activation": name, "sigma": sigma} for name in ASKED]
    return dict(zip(ASKED, answers("analysis", asked), strict=True))


@functools.cache
def known(name: str) -> Profile:
    return profile(find(name))


@pytest.mark.parametrize("name", ASKED)
def test_a_profile_is_the_programs(name: str) -> None:
    mine, theirs = profiled()[name], known(name)
    pairs = {"low": theirs.low, "high": theirs.high, "mean": theirs.mean, "gain": theirs.gain, "chi1": theirs.chi_1}
    for field, wanted in pairs.items():
        found = number(mine[field])
        if math.isnan(wanted):
            assert math.isnan(found), field
        else:
            assert found == pytest.approx(wanted, rel=DIGITS, abs=DIGITS), field
    np.testing.assert_allclose(mine["shares"], [one.share for one in theirs.saturation], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", ["relu", "elu", "tanh", "gelu"])
def test_expectations_over_wider_inputs(name: str) -> None:
    sigma = 1.7
    numeric = Numeric(find(name))
    second = expectation(lambda z: numeric.f(sigma * z) ** 2, (0.0,))
    slopes = expectation(lambda z: numeric.slope(sigma * z) ** 2, (0.0,))
    found = profiled(sigma)[name]
    assert found["gain"] == pytest.approx(sigma / math.sqrt(second), rel=1e-10)
    assert found["chi1"] == pytest.approx(sigma**2 * slopes / second, rel=1e-10)


def test_curves_break_where_the_programs_do() -> None:
    found = answers("analysis", [{"question": "breaks", "activation": name} for name in ASKED])
    for name, one in zip(ASKED, found, strict=True):
        activation = find(name)
        for order in range(3):
            wanted = [at for at in breaks(activation, order) if abs(at) <= 20]
            got = [at for at in one["breaks"][order] if abs(at) <= 20]
            assert got == pytest.approx(wanted, abs=1e-9), (name, order)


@pytest.mark.parametrize(
    ("spec", "same"),
    [
        ("x*sigmoid(1.7*x)", "silu(beta=1.7)"),
        ("2*sigmoid(2*x) - 1", "tanh"),
        ("max(x, 0.3*x)", "leaky_relu(alpha=0.3)"),
        ("3*mish(0.5*x + 1) - 2", "3*mish(0.5*x + 1) - 2"),
        ("2*max(x - 1, 0) + 1", "2*relu(x - 1) + 1"),
        ("min(x, 0)", "-relu(-x)"),
        ("elu", "celu"),
    ],
)
def test_relatives_are_found(spec: str, same: str) -> None:
    (found,) = answers("analysis", [{"question": "relatives", "activation": spec}])
    assert same in found["same"]


def test_no_relative_is_claimed_that_is_none() -> None:
    asked = ["x*exp(-x**2)", "where(x > 0, x**1.5, 0)", *list(CATALOGUE)[::6]]
    x = np.linspace(-15, 15, 4001)
    for name, found in zip(
        asked, answers("analysis", [{"question": "relatives", "activation": one} for one in asked]), strict=True
    ):
        for same in found["same"]:
            np.testing.assert_allclose(find(same).on_host(x), find(name).on_host(x), rtol=1e-8, atol=1e-8)
        nearest = found["nearest"]
        if nearest:
            near = np.linspace(-5, 5, 1001)
            apart = np.max(np.abs(find(nearest["name"]).on_host(near) - find(name).on_host(near)))
            assert nearest["distance"] == pytest.approx(apart, rel=1e-9)


def test_what_is_new_is_not_recognised() -> None:
    for one in answers(
        "analysis",
        [{"question": "relatives", "activation": spec} for spec in ("x*exp(-x**2)", "where(x > 0, x**1.5, 0)")],
    ):
        assert one["same"] == []


def test_latex_reads_back_as_the_same_function() -> None:
    x = np.linspace(-4, 4, 801)
    asked = [*CATALOGUE, "x*sigmoid(b*x); b=1.7", "where(x > 0, x, 1e-7*x)", "-(x - 1)**2 - (-x)"]
    written = answers("analysis", [{"question": "latex", "activation": name} for name in asked])
    for name, one in zip(asked, written, strict=True):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ActlabWarning)  # what a formula says of itself far out is not asked here
            read = find(one["latex"])
        np.testing.assert_allclose(read.on_host(x), find(name).on_host(x), rtol=1e-6, atol=1e-9)
